//! The list beside a map of what stands on it as a number.

use super::super::Lang;
use super::labels::{Kind, Placed, Wanted};
use super::legend::Entry;

/// Numbers of a map with the words each stands for, and how many labels found no room at all.
#[derive(Debug, Default)]
pub(super) struct Key {
    words: Vec<String>,
    hidden: usize,
}

impl Key {
    /// Numbers the labels of a panel that have only room for one, in the order they are read; those
    /// of panels before keep theirs.
    pub fn number(&mut self, wanted: &[Wanted], placed: &mut [Option<Placed>]) {
        let hidden = wanted.iter().zip(placed.iter());
        self.hidden += hidden
            .filter(|(w, p)| p.is_none() && w.kind == Kind::Words)
            .count();
        let mut numbered: Vec<(&Wanted, &mut Placed)> = wanted
            .iter()
            .zip(placed)
            .filter_map(|(w, p)| Some((w, p.as_mut()?)))
            .filter(|(_, p)| p.kind == Kind::Number)
            .collect();
        let line = |p: &Placed| (p.frame.y / 6.0).floor();
        numbered.sort_by(|(_, a), (_, b)| {
            line(a)
                .total_cmp(&line(b))
                .then(a.frame.x.total_cmp(&b.frame.x))
        });
        for (wanted, label) in numbered {
            // A dash ends a line and begins none.
            let name = wanted.name.replace(" - ", "\u{a0}- ");
            self.words.push(format!("{} {name}", wanted.code));
            label.lines = vec![self.words.len().to_string()];
        }
    }

    /// The lines of the list; none when every label has its place.
    pub fn entries(&self, lang: Lang) -> Vec<Entry> {
        let mut entries = Vec::new();
        if !self.words.is_empty() {
            let heading = lang.pick("Numéros sur la carte", "Numbers on the map");
            entries.push(Entry::Space);
            entries.push(Entry::Heading(heading.to_owned()));
            entries.push(Entry::Numbers(self.words.clone()));
        }
        if self.hidden > 0 {
            let n = self.hidden;
            if !self.words.is_empty() {
                entries.push(Entry::Space);
            }
            entries.push(Entry::Words(match lang {
                Lang::Fr if n == 1 => "1 quartier sans étiquette, faute de place".to_owned(),
                Lang::Fr => format!("{n} quartiers sans étiquette, faute de place"),
                Lang::En if n == 1 => "1 quartier not labelled for want of room".to_owned(),
                Lang::En => format!("{n} quartiers not labelled for want of room"),
            }));
        }
        entries
    }
}
