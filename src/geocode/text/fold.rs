//! Letters without accents, case and punctuation.

use std::borrow::Cow;

/// A separator between the parts of an address (comma, line end, parenthesis), kept as a word.
pub const BREAK: &str = ",";

/// Splits text into lower-case words of letters or digits, without accents.
///
/// Commas, semicolons, line ends, parentheses and free-standing hyphens become [`BREAK`]. Digits
/// and letters that touch are split ("12rue" -> `12 rue`, "6bis" -> `6 bis`), except ordinals
/// ("2e", "1er", "11ème" -> `2e`, `1e`, `11e`).
pub fn fold(text: &str) -> Vec<String> {
    let text = repair(text);
    let mut words = Words::default();
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => words.push(c.to_ascii_lowercase()),
            ',' | ';' | '\n' | '\r' | '(' | ')' | '|' | '[' | ']' => words.break_here(),
            '-' | '–' | '—' if before == ' ' && characters.peek() == Some(&' ') => {
                words.break_here();
            }
            // "n° 12", "nº12": the sign says nothing more than the number does.
            '°' | 'º' => words.end_of_number_sign(),
            _ if c.is_ascii() || c.is_whitespace() => words.end(),
            '’' | '‘' | 'ʼ' | '–' | '—' | '\u{a0}' => words.end(),
            _ => {
                let plain = deunicode::deunicode_char(c).unwrap_or(" ");
                for p in plain.chars() {
                    if p.is_ascii_alphanumeric() {
                        words.push(p.to_ascii_lowercase());
                    } else {
                        words.end();
                    }
                }
            }
        }
        before = c;
    }
    words.finish()
}

/// Undoes the reading of UTF-8 as Windows-1252 ("Ã©" -> "é", "â€™" -> "’"), the usual damage of
/// lists that went through a spreadsheet, and of some BAL. Word by word, as sound and damaged
/// words stand side by side where columns were joined; twice, as the damage may be.
pub fn repair(text: &str) -> Cow<'_, str> {
    if !is_damaged(text) {
        return Cow::Borrowed(text);
    }
    let words: Vec<Cow<'_, str>> = text
        .split(' ')
        .map(|word| {
            let once = repaired(word);
            let twice = once.as_deref().and_then(repaired);
            twice.or(once).map_or(Cow::Borrowed(word), Cow::Owned)
        })
        .collect();
    Cow::Owned(words.join(" "))
}

fn is_damaged(text: &str) -> bool {
    !text.is_ascii() && (text.contains(['Ã', 'Â', 'Å']) || text.contains("â€"))
}

fn repaired(word: &str) -> Option<String> {
    if !is_damaged(word) {
        return None;
    }
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(word);
    String::from_utf8(bytes.into_owned())
        .ok()
        .filter(|_| !lossy)
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    current: String,
}

impl Words {
    fn push(&mut self, c: char) {
        if let Some(last) = self.current.chars().last()
            && last.is_ascii_digit() != c.is_ascii_digit()
            && !self.current.is_empty()
        {
            // Digits after letters start a word; letters after digits may be an ordinal, which
            // is known at the end of the word.
            if c.is_ascii_digit() {
                self.end();
            }
        }
        self.current.push(c);
    }

    fn end(&mut self) {
        if self.current.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.current);
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits == word.len() {
            self.done.push(word);
            return;
        }
        let (number, letters) = word.split_at(digits);
        match letters {
            "e" | "er" | "ere" | "re" | "em" | "eme" | "ieme" | "nd" | "nde" => {
                self.done.push(format!("{number}e"));
            }
            _ => {
                self.done.push(number.to_owned());
                self.done.push(letters.to_owned());
            }
        }
    }

    fn end_of_number_sign(&mut self) {
        if matches!(self.current.as_str(), "n" | "no") {
            self.current.clear();
        }
        self.end();
    }

    fn break_here(&mut self) {
        self.end();
        if self.done.last().is_some_and(|w| w != BREAK) {
            self.done.push(BREAK.to_owned());
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end();
        if self.done.last().is_some_and(|w| w == BREAK) {
            self.done.pop();
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_punctuation_vanish() {
        for (text, words) in [
            ("Rue de l'Abbé-Grégoire", "rue de l abbe gregoire"),
            ("RUE DE L,ABBAYE", "rue de l , abbaye"),
            ("12bis, Bd. du Général", "12 bis , bd du general"),
            ("rue des Vosges93290", "rue des vosges 93290"),
            ("2ème étage - 1er", "2e etage , 1e"),
            ("n° 12 rue Œuvre", "12 rue oeuvre"),
            ("DÃ©partementale", "departementale"),
            ("Allée de lâ€™IdÃ©al", "allee de l ideal"),
            ("ThÃƒÂ©rÃƒÂ¨se", "therese"),
            ("rue d'Ãlan", "rue d alan"),
            ("7S1 Place", "7 s 1 place"),
            ("", ""),
        ] {
            assert_eq!(fold(text).join(" "), words, "{text}");
        }
    }
}
