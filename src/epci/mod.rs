//! Communes, EPCI and contrats de ville: who a quartier belongs to.

mod contract;
mod departement;
mod directory;
mod placement;

pub use contract::{Contract, Contracts};
pub use departement::{departement_name, departements};
pub use directory::{CommuneEntry, Directory, DirectoryError, Epci, sirens};
pub(crate) use placement::commune_key;
pub use placement::{Place, Placement};

use encoding_rs::WINDOWS_1252;

/// Lower case without accents, hyphens, apostrophes or doubled blanks: `Hénin-Beaumont`,
/// `Henin Beaumont` and `HENIN-BEAUMONT` are one name.
pub fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' => out.push('a'),
            'ç' => out.push('c'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' | 'í' => out.push('i'),
            'ô' | 'ö' | 'ó' => out.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => out.push('u'),
            'ÿ' => out.push('y'),
            'ñ' => out.push('n'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            c if c.is_alphanumeric() => out.push(c),
            _ if out.ends_with(' ') || out.is_empty() => {}
            _ => out.push(' '),
        }
    }
    out.trim_end().to_owned()
}

/// A name as its producer wrote it: a table in Windows-1252 that was taken for Latin-1 has controls
/// of Unicode (`\u{9c}`) where it had letters (`œ`). Insee's table of 2024 has « Cœur de Flandre » so.
fn mended(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match (c, u8::try_from(u32::from(c))) {
            ('\u{80}'..='\u{9f}', Ok(byte)) => {
                out += &WINDOWS_1252.decode_without_bom_handling(&[byte]).0;
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{folded, mended};

    #[test]
    fn letters_that_were_taken_for_controls_come_back() {
        assert_eq!(mended("CA C\u{9c}ur de Flandre"), "CA Cœur de Flandre");
        assert_eq!(mended("Évreux – Œuilly"), "Évreux – Œuilly");
    }

    #[test]
    fn spellings_of_one_commune_fold_to_one_name() {
        assert_eq!(folded("Hénin-Beaumont"), folded("HENIN  BEAUMONT "));
        assert_eq!(folded("Nœux-les-Mines"), "noeux les mines");
        assert_eq!(folded("L'Haÿ-les-Roses"), "l hay les roses");
    }
}
