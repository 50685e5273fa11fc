//! Figures as the page carries them: one drawing each, with what they have in common kept once.
//!
//! Maps of one study show the same communes and quartiers over and over. A path that occurs
//! more than once is defined once and referred to, and points that no printer can tell apart
//! are left out; that is what keeps a page with four maps under two megabytes.

use super::fonts::CONDENSED_CLASS;
use crate::render::Figure;
use std::collections::HashMap;
use std::fmt::Write;

/// Points nearer to the line than this are left out, in hundredths of a millimetre of paper:
/// about a dot at 300 dpi.
const FINEST: f64 = 10.0;

/// A path shorter than this costs less than a reference to it.
const WORTH_SHARING: usize = 60;

/// The drawings of a page.
#[derive(Debug)]
pub(super) struct Drawings {
    /// Paths that several drawings refer to, as content of a `<defs>`.
    pub shared: String,
    /// One per figure, ready to stand in HTML.
    pub svgs: Vec<String>,
}

const CONDENSED: &str =
    " font-family=\"'Roboto Condensed', 'Arial Narrow', 'Liberation Sans Narrow', sans-serif\"";

/// Makes the figures light.
pub(super) fn drawings(figures: &[Figure]) -> Drawings {
    let thinned: Vec<String> = figures
        .iter()
        .map(|figure| {
            let start = figure.svg.find("<svg").unwrap_or(0);
            let svg = map_paths(&figure.svg[start..], |d| thin(d).map(|d| ("d", d)));
            svg.replace(CONDENSED, &format!(" {CONDENSED_CLASS}"))
        })
        .collect();
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
    let mut shared = String::new();
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
    Drawings { shared, svgs }
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

/// A path of relative steps (`M x y l dx dy … z`, as figures write them) without the points
/// that cannot be seen; `None` for a path of another form.
fn thin(d: &str) -> Option<String> {
    let mut out = String::with_capacity(d.len() / 2);
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
        let mut line = vec![(*x, *y)];
        for step in steps.chunks_exact(2) {
            let (x, y) = line[line.len() - 1];
            line.push((x + step[0], y + step[1]));
        }
        if closed {
            line.push(line[0]);
        }
        let coords: Vec<geo::Coord> = line
            .iter()
            .map(|(x, y)| geo::Coord {
                x: *x as f64,
                y: *y as f64,
            })
            .collect();
        let kept = geo::SimplifyIdx::simplify_idx(&geo::LineString::new(coords), FINEST);
        let mut kept: Vec<(i64, i64)> = kept.into_iter().map(|i| line[i]).collect();
        // A ring that would fall together is a dot on paper and stays as it is.
        if closed {
            kept.pop();
            if kept.len() < 3 {
                kept = line[..line.len() - 1].to_vec();
            }
        }
        write_line(&mut out, &kept, closed);
    }
    Some(out)
}

fn write_line(out: &mut String, line: &[(i64, i64)], closed: bool) {
    let Some((mut x, mut y)) = line.first().copied() else {
        return;
    };
    let _ = write!(out, "M{x} {y}l");
    for (i, (nx, ny)) in line[1..].iter().enumerate() {
        let (dx, dy) = (nx - x, ny - y);
        if i > 0 && dx >= 0 {
            out.push(' ');
        }
        let _ = write!(out, "{dx}");
        if dy >= 0 {
            out.push(' ');
        }
        let _ = write!(out, "{dy}");
        (x, y) = (*nx, *ny);
    }
    if closed {
        out.push('z');
    }
}

/// Whole numbers parted by blanks or by the sign of the next one.
fn numbers(text: &str) -> Option<Vec<i64>> {
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
        let thinned = thin("M0 0l50 1 50-1 0 100-100 0z").unwrap();
        assert_eq!(thinned, "M0 0l100 0 0 100-100 0z");
        assert_eq!(
            thin("M1 1l2 0 0 2-2 0z").as_deref(),
            Some("M1 1l2 0 0 2-2 0z")
        );
        assert_eq!(thin("M0 0C1 1 2 2 3 3"), None);
        assert_eq!(thin("M0 0l1.5 2z"), None);
        assert_eq!(thin("M5 5l10-7"), Some("M5 5l10-7".into()));
    }

    #[test]
    fn a_path_that_occurs_twice_is_kept_once_with_its_titles() {
        let d = format!("M0 0l{}100 900z", "100-90 100 90".repeat(6));
        let d = thin(&d).unwrap();
        assert!(d.len() >= WORTH_SHARING);
        let svg = format!(
            "<svg><path fill=\"#fff\" d=\"{d}\"><title>un</title></path><path d=\"{d}\"/></svg>"
        );
        let figure = Figure {
            id: "a".into(),
            title: "A".into(),
            alternative: "A".into(),
            svg,
            page: crate::render::Page::COLUMN,
            source: String::new(),
            table: crate::render::FigureTable::default(),
        };
        let made = drawings(&[figure]);
        assert_eq!(made.shared.matches(d.as_str()).count(), 1);
        assert_eq!(
            made.svgs[0],
            "<svg><use fill=\"#fff\" href=\"#s0\"><title>un</title></use><use href=\"#s0\"/></svg>"
        );
    }
}
