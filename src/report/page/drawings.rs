//! Figures as the page carries them: one drawing each, with what they have in common kept once.
//!
//! Maps of one study show the same communes and quartiers over and over. A path that occurs
//! more than once is defined once and referred to, communes are drawn by the limits that they
//! share, letters of one look name it by a class, and points that no printer can tell apart are
//! left out; that is what keeps a page with four maps under two megabytes.

mod backdrop;
mod lettering;

use crate::render::{Figure, push_line};
use backdrop::{Backdrop, Grounds};
use std::collections::HashMap;
use std::fmt::Write;

/// Points nearer to the line than this are left out, in hundredths of a millimetre of paper. The
/// first is about a dot at 300 dpi; the next ones, up to a pixel of a screen, are for figures
/// that would make the page too heavy. The files beside the page keep every point.
const DETAILS: [f64; 4] = [10.0, 15.0, 20.0, 30.0];

/// Bytes that all drawings of a page may take together, so that a page stays under 2 MB.
const MOST_BYTES: usize = 1_000_000;

/// A path shorter than this costs less than a reference to it.
const WORTH_SHARING: usize = 60;

/// The drawings of a page.
#[derive(Debug)]
pub(super) struct Drawings {
    /// Paths that several drawings refer to, as content of a `<defs>`.
    pub shared: String,
    /// One per figure, ready to stand in HTML.
    pub svgs: Vec<String>,
    /// Rules for the classes that the drawings name.
    pub style: String,
}

impl Drawings {
    fn bytes(&self) -> usize {
        self.shared.len() + self.svgs.iter().map(String::len).sum::<usize>()
    }
}

/// Makes the figures light.
pub(super) fn drawings(figures: &[&Figure]) -> Drawings {
    let mut made = drawn(figures, DETAILS[0]);
    for detail in &DETAILS[1..] {
        if made.bytes() <= MOST_BYTES {
            break;
        }
        made = drawn(figures, *detail);
    }
    made
}

fn drawn(figures: &[&Figure], detail: f64) -> Drawings {
    let mut grounds = Grounds::new(2.0 * detail);
    let thinned: Vec<String> = figures
        .iter()
        .map(|figure| {
            let start = figure.svg.find("<svg").unwrap_or(0);
            thinned(&figure.svg[start..], detail, &mut grounds)
        })
        .collect();
    let (thinned, style) = lettering::by_class(&thinned);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    for svg in &thinned {
        map_paths(svg, |d| {
            if d.len() >= WORTH_SHARING {
                let count = seen.entry(d.to_owned()).or_insert(0);
                *count += 1;
                if *count == 2 {
                    order.push(d.to_owned());
                }
            }
            None
        });
    }
    let mut shared = grounds.shared;
    let mut names: HashMap<&str, String> = HashMap::new();
    for (i, d) in order.iter().enumerate() {
        // Writing to a String does not fail.
        let _ = write!(shared, "<path id=\"s{i}\" d=\"{d}\"/>");
        names.insert(d, format!("#s{i}"));
    }
    let svgs = thinned
        .iter()
        .map(|svg| map_paths(svg, |d| names.get(d).map(|name| ("href", name.clone()))))
        .collect();
    Drawings {
        shared,
        svgs,
        style,
    }
}

/// A drawing without the points nearer to a line than `detail`; its backdrops refer to `grounds`.
fn thinned(svg: &str, detail: f64, grounds: &mut Grounds) -> String {
    let thin_paths = |svg: &str| map_paths(svg, |d| thin(d, detail).map(|d| ("d", d)));
    let mut out = String::with_capacity(svg.len() / 2);
    let mut rest = svg;
    while let Some((before, backdrop, after)) = Backdrop::find(rest) {
        let Some(rings) = backdrop.rings() else {
            break;
        };
        out.push_str(&thin_paths(before));
        grounds.write(&backdrop, rings, &mut out);
        rest = after;
    }
    out.push_str(&thin_paths(rest));
    out
}

/// Goes through the paths of a drawing. `change` sees the `d` of each and may replace it by
/// another attribute; a path whose `d` becomes an `href` becomes a `<use>`.
fn map_paths(svg: &str, mut change: impl FnMut(&str) -> Option<(&'static str, String)>) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some(start) = rest.find("<path") {
        let (before, tag_on) = rest.split_at(start);
        out.push_str(before);
        // The writer of figures escapes `>` in attributes.
        let Some(end) = tag_on.find('>') else {
            rest = tag_on;
            break;
        };
        let (tag, after) = tag_on.split_at(end + 1);
        let value = tag.split_once(" d=\"").and_then(|(head, on)| {
            let (d, tail) = on.split_once('"')?;
            Some((head, d, tail))
        });
        let changed = value.and_then(|(head, d, tail)| Some((head, change(d)?, tail)));
        let Some((head, (name, replacement), tail)) = changed else {
            out.push_str(tag);
            rest = after;
            continue;
        };
        let becomes_use = name == "href";
        let head = if becomes_use {
            head.replacen("<path", "<use", 1)
        } else {
            head.to_owned()
        };
        let _ = write!(out, "{head} {name}=\"{replacement}\"{tail}");
        rest = after;
        if becomes_use
            && !tag.ends_with("/>")
            && let Some((content, behind)) = after.split_once("</path>")
        {
            let _ = write!(out, "{content}</use>");
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

/// A line of a path.
struct Line {
    places: Vec<(i32, i32)>,
    closed: bool,
}

/// The lines of a path of relative steps (`M x y l dx dy … z`, as figures write them); `None` for a
/// path of another form.
fn lines(d: &str) -> Option<Vec<Line>> {
    let mut all = Vec::new();
    for part in d.split('M').skip(1) {
        let closed = part.ends_with('z');
        let (start, steps) = part.trim_end_matches('z').split_once('l')?;
        let start = numbers(start)?;
        let steps = numbers(steps)?;
        let [x, y] = start.as_slice() else {
            return None;
        };
        if steps.len() % 2 != 0 {
            return None;
        }
        let (mut x, mut y) = (*x, *y);
        let mut places = vec![(x, y)];
        for step in steps.chunks_exact(2) {
            (x, y) = (x + step[0], y + step[1]);
            places.push((x, y));
        }
        all.push(Line { places, closed });
    }
    Some(all)
}

/// A path of relative steps without the points nearer to it than `detail`; `None` for a path of
/// another form.
fn thin(d: &str, detail: f64) -> Option<String> {
    let mut out = String::with_capacity(d.len() / 2);
    for line in lines(d)? {
        let (mut line, closed) = (line.places, line.closed);
        // A line that ends where it began is a ring however it was written: then a ground and the
        // limits drawn on it are one path.
        let closed = closed || (line.len() > 3 && line[0] == line[line.len() - 1]);
        if closed && line[0] != line[line.len() - 1] {
            line.push(line[0]);
        }
        let coords: Vec<geo::Coord> = line
            .iter()
            .map(|(x, y)| geo::Coord {
                x: f64::from(*x),
                y: f64::from(*y),
            })
            .collect();
        let kept = geo::SimplifyIdx::simplify_idx(&geo::LineString::new(coords), detail);
        let mut kept: Vec<(i32, i32)> = kept.into_iter().map(|i| line[i]).collect();
        // A ring that would fall together is a dot on paper and stays as it is.
        if closed {
            kept.pop();
            if kept.len() < 3 {
                kept = line[..line.len() - 1].to_vec();
            }
        }
        if !kept.is_empty() {
            push_line(&mut out, &kept, closed);
        }
    }
    Some(out)
}

/// Whole numbers parted by blanks or by the sign of the next one.
fn numbers(text: &str) -> Option<Vec<i32>> {
    let mut all = Vec::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        while !rest.is_empty() {
            let end = rest[1..].find('-').map_or(rest.len(), |i| i + 1);
            all.push(rest[..end].parse().ok()?);
            rest = &rest[end..];
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_on_a_line_go_and_corners_stay() {
        let thinned = thin("M0 0l50 1 50-1 0 100-100 0z", 10.0).unwrap();
        assert_eq!(thinned, "M0 0l100 0 0 100-100 0z");
        assert_eq!(
            thin("M1 1l2 0 0 2-2 0z", 10.0).as_deref(),
            Some("M1 1l2 0 0 2-2 0z")
        );
        assert_eq!(thin("M0 0C1 1 2 2 3 3", 10.0), None);
        assert_eq!(thin("M0 0l1.5 2z", 10.0), None);
        assert_eq!(thin("M5 5l10-7", 10.0), Some("M5 5l10-7".into()));
    }

    #[test]
    fn communes_are_drawn_by_the_limits_that_they_share() {
        // Four squares of 4 mm in a row, as figures draw them, and a quartier on top.
        let square = |x: i32| format!("M{x} 0l400 0 0 400-400 0z");
        let line = |x: i32| format!("M{x} 0l400 0 0 400-400 0 0-400");
        let all = |ring: &dyn Fn(i32) -> String| (0..4).map(|i| ring(400 * i)).collect::<String>();
        let svg = format!(
            "<svg><g fill=\"#eee\">\n<path d=\"{}\"/>\n</g>\n\
             <g fill=\"none\" stroke=\"#999\" stroke-width=\"18\">\n<path d=\"{}\"/>\n</g>\n\
             <g fill=\"#00f\">\n<path d=\"M9 9l50 0 0 50z\"/>\n</g>\n</svg>",
            all(&square),
            all(&line)
        );
        let mut grounds = Grounds::new(20.0);
        let light = thinned(&svg, 10.0, &mut grounds);
        assert_eq!(
            grounds.shared,
            "<path id=\"l0\" d=\"M40 40l-40 0 0-40 40 0 40 0 40 0 40 0 0 40-40 0-40 0z\"/>\
             <path id=\"c0\" d=\"M40 0l0 40-40 0 0-40 40 0 40 0 0 40-40 0M80 0l40 0 0 40-40 0M120 0l40 0 0 40-40 0\"/>"
        );
        let quartier = "<g fill=\"#00f\">\n<path d=\"M9 9l50 0 0 50z\"/>\n</g>\n</svg>";
        assert_eq!(
            light,
            "<svg><use fill=\"#eee\" href=\"#l0\" transform=\"translate(0.0 0.0) scale(10.0000)\"/>\n\
             <use fill=\"none\" stroke=\"#999\" stroke-width=\"1.800\" href=\"#c0\" \
             transform=\"translate(0.0 0.0) scale(10.0000)\"/>\n"
                .to_owned()
                + quartier
        );
    }

    #[test]
    fn a_path_that_occurs_twice_is_kept_once_with_its_titles() {
        let d = format!("M0 0l{}100 900z", "100-90 100 90".repeat(6));
        let d = thin(&d, 10.0).unwrap();
        assert!(d.len() >= WORTH_SHARING);
        let svg = format!(
            "<svg><path fill=\"#fff\" d=\"{d}\"><title>un</title></path><path d=\"{d}\"/></svg>"
        );
        let figure = crate::report::page::studies::figure(&svg);
        let made = drawings(&[&figure]);
        assert_eq!(made.shared.matches(d.as_str()).count(), 1);
        assert_eq!(
            made.svgs[0],
            "<svg><use fill=\"#fff\" href=\"#s0\"><title>un</title></use><use href=\"#s0\"/></svg>"
        );
    }
}
