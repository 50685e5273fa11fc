//! How the words of a label are broken into lines.

use super::super::super::font::Font;
use super::{Wanted, font_of};

/// One way to write a label.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// The first in bold.
    pub lines: Vec<String>,
    pub width: f64,
    pub height: f64,
    /// What it costs to write it so, in millimetres of distance.
    pub cost: f64,
    pub kind: Kind,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Code and name.
    Words,
    /// A number; the words stand in a list beside the map.
    Number,
    /// Where else the quartier is labelled.
    Hint,
    /// Name of a commune, without limits of its own.
    Place,
}

/// What becomes of a label without room for its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Short {
    /// A number, and a line in a list beside the map.
    Number,
    /// The code alone; a number where there is no room for that either.
    CodeThenNumber,
    /// The code alone.
    Code,
}

/// A number costs as much as a leader of this many font sizes.
const KEY: f64 = 14.0;
/// Lines of a name, at most.
const LINES: usize = 3;

impl Form {
    fn new(lines: Vec<String>, size: f64, cost: f64) -> Form {
        let widths = lines.iter().enumerate();
        let width = widths
            .map(|(i, line)| font_of(i).width(line, size))
            .fold(0.0, f64::max);
        Form {
            width: width + 0.5 * size,
            height: lines.len() as f64 * 1.12 * size + 0.3 * size,
            lines,
            cost,
            kind: Kind::Words,
        }
    }

    /// Whether the name is left out.
    pub fn is_short(&self) -> bool {
        self.kind == Kind::Number || (self.kind == Kind::Words && self.lines.len() == 1)
    }

    /// The forms of a label: its name on few lines, on one, in a narrow column, and last what takes
    /// least room.
    pub fn all(wanted: &Wanted, size: f64, short: Short) -> Vec<Form> {
        if matches!(wanted.kind, Kind::Hint | Kind::Place) {
            let lines = vec![wanted.code.clone()];
            return vec![Form {
                kind: wanted.kind,
                ..Form::new(lines, size, 0.0)
            }];
        }
        let mut forms: Vec<Form> = Vec::new();
        for (columns, cost) in [(15.0, 0.0), (28.0, 0.4), (10.0, 0.6)] {
            let name = balanced(&wanted.name, size, columns * size);
            let is_whole = !is_cut(&name);
            let mut lines = vec![wanted.code.clone()];
            lines.extend(name);
            let is_new = forms.iter().all(|f| f.lines != lines);
            let is_narrow = columns < 12.0;
            if is_new && (is_whole || forms.is_empty()) && (!is_narrow || lines.len() > 2) {
                forms.push(Form::new(lines, size, cost));
            }
        }
        let number = Form {
            kind: Kind::Number,
            width: 1.75 * size,
            height: 1.35 * size,
            ..Form::new(vec![String::new()], size, KEY * size)
        };
        let code = Form::new(vec![wanted.id.clone()], size, 0.8 * KEY * size);
        match short {
            Short::Number => forms.push(number),
            Short::Code => forms.push(code),
            Short::CodeThenNumber => forms.extend([code, number]),
        }
        forms
    }
}

/// A name in as few lines as `width` needs, all about as long; a dash ends a line and begins none.
fn balanced(name: &str, size: f64, width: f64) -> Vec<String> {
    let name = name.replace(" - ", "\u{a0}- ");
    let wrap = |width: f64| Font::Condensed.wrap(&name, size, width, LINES);
    let widest = wrap(width);
    if widest.len() < 2 || is_cut(&widest) {
        return widest;
    }
    let (mut low, mut high) = (0.4 * width, width);
    for _ in 0..6 {
        let middle = (low + high) / 2.0;
        let lines = wrap(middle);
        if lines.len() > widest.len() || is_cut(&lines) {
            low = middle;
        } else {
            high = middle;
        }
    }
    wrap(high)
}

/// Whether words were left out.
fn is_cut(lines: &[String]) -> bool {
    lines.iter().any(|line| line.ends_with('…'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_about_as_long_as_each_other_and_none_begins_with_a_dash() {
        let lines = |name: &str| balanced(name, 2.0, 30.0);
        assert_eq!(
            lines("Quartier Coteau Du Stade Parc-Cité 34"),
            ["Quartier Coteau Du", "Stade Parc-Cité 34"]
        );
        assert_eq!(lines("Cité 2"), ["Cité 2"]);
        assert_eq!(
            balanced("Saint-Exupéry - Léon Blum", 2.0, 14.0),
            ["Saint-Exupéry\u{a0}-", "Léon Blum"]
        );
        let long = lines("Les Hauts De Liévin - Résidence Des Provinces - Cités 9-9bis");
        assert!(long.iter().all(|line| !line.starts_with('-')), "{long:?}");
    }
}
