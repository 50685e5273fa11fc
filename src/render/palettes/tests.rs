//! Colours as readers see them who see none, or not all.

use super::*;

// Severity 1.0 of Machado, Oliveira and Fernandes (2009), table 1, in linear RGB.
const PROTANOPIA: [[f64; 3]; 3] = [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
];
const DEUTERANOPIA: [[f64; 3]; 3] = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
];

fn distance(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (oklab(a), oklab(b));
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
}

fn seen_with(matrix: [[f64; 3]; 3], color: Rgb) -> Rgb {
    from_linear(times(matrix, linear(color)))
}

/// Readers that a figure is held to.
const EYES: [&str; 4] = ["usual", "protanopia", "deuteranopia", "grey"];

fn seen_by(eye: &str, color: Rgb) -> Rgb {
    match eye {
        "protanopia" => seen_with(PROTANOPIA, color),
        "deuteranopia" => seen_with(DEUTERANOPIA, color),
        "grey" => grey(color),
        _ => color,
    }
}

fn grey(color: Rgb) -> Rgb {
    from_linear([luminance(color); 3])
}

/// Each pair stays apart for every reader; 0.1 in OKLab is plain to see side by side.
fn assert_apart(colors: &[Rgb], least: f64) {
    for (i, &a) in colors.iter().enumerate() {
        for &b in &colors[i + 1..] {
            for eye in EYES {
                let d = distance(seen_by(eye, a), seen_by(eye, b));
                assert!(d >= least, "{a} and {b} are {d:.3} apart ({eye})");
            }
        }
    }
}

#[test]
fn the_two_generations_stay_apart_for_colour_blind_readers_and_in_grey() {
    assert_apart(&[GENERATION_2015, GENERATION_2024], 0.15);
    assert_apart(
        &[GENERATION_2015_EARLIER, GENERATION_2015, GENERATION_2024],
        0.12,
    );
}

#[test]
fn kept_gained_and_lost_stay_apart_for_colour_blind_readers_and_in_grey() {
    assert_apart(&[KEPT, GAINED, LOST], 0.15);
}

#[test]
fn what_became_of_a_quartier_stays_apart_for_colour_blind_readers_and_in_grey() {
    // What is removed is a ring and needs no fill of its own.
    assert_apart(&[UNCHANGED, MODIFIED, RESHAPED, GENERATION_2024], 0.1);
}

#[test]
fn women_and_men_rise_and_fall_stay_apart_for_colour_blind_readers_and_in_grey() {
    assert_apart(&[WOMEN, MEN], 0.15);
    assert_apart(&[RISE, FALL], 0.15);
}

/// Any number of classes that can be asked for. Neighbours are nearer the more there are; 0.03 in OKLab
/// can still be told side by side, as they are in a legend.
#[test]
fn classes_of_every_ramp_stay_apart_and_darken_step_by_step() {
    for ramp in RAMPS {
        for n in 2..=9 {
            let colors = ramp.classes(n);
            assert_apart(&colors, 0.3 / n as f64);
            for eye in EYES {
                let seen: Vec<f64> = colors.iter().map(|c| luminance(seen_by(eye, *c))).collect();
                let darken = seen.windows(2).all(|w| w[0] > w[1]);
                assert!(darken, "{} in {n} classes, {eye}", ramp.name);
            }
        }
    }
}

const PAPER: [Rgb; 2] = [Rgb(255, 255, 255), LAND];

/// WCAG 2.2, 1.4.3.
#[test]
fn text_can_be_read_on_its_ground() {
    for ground in PAPER {
        for ink in [INK, INK_SOFT] {
            assert!(contrast(ink, ground) >= 4.5, "{ink} on {ground}");
        }
    }
    assert!(contrast(NOTICE, NOTICE_GROUND) >= 4.5);
    assert_eq!(contrast(Rgb(0, 0, 0), Rgb(255, 255, 255)), 21.0);
}

/// WCAG 2.2, 1.4.11: a mark or the line around it.
#[test]
fn marks_stand_out_from_the_page() {
    let marks = [
        GENERATION_2015,
        GENERATION_2024,
        GAINED,
        LOST,
        RESHAPED,
        WOMEN,
        MEN,
        EVERYBODY,
        RISE,
        FALL,
        MISSING,
        LAND_LINE,
    ];
    for mark in marks {
        for ground in PAPER {
            assert!(contrast(mark, ground) >= 3.0, "{mark} on {ground}");
        }
        assert_eq!(edge(mark), None);
    }
    for light in [GENERATION_2015_EARLIER, FLOW, KEPT, UNCHANGED, MODIFIED] {
        let edge = edge(light).expect("a light mark has an edge");
        assert!(contrast(edge, PAPER[0]) >= 3.0, "{edge} around {light}");
    }
    // Classes are drawn with a limit of this colour around each quartier.
    for ramp in RAMPS {
        for n in 1..=9 {
            for class in ramp.classes(n) {
                let plain = contrast(class, LAND).max(contrast(INK_SOFT, LAND));
                assert!(plain >= 3.0, "{} {class}", ramp.name);
            }
            assert!(
                ramp.classes(n)
                    .last()
                    .is_some_and(|c| contrast(*c, LAND) >= 3.0)
            );
        }
    }
}

#[test]
fn an_unknown_palette_lists_the_known_ones() {
    let message = Ramp::named("arc-en-ciel").unwrap_err().to_string();
    assert!(
        message.contains("bleu-france") && message.contains("cividis"),
        "{message}"
    );
    assert_eq!(Ramp::named(" Cividis ").unwrap().name, "cividis");
}
