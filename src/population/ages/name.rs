//! What the name of a column says of ages.

use super::{Ages, Sex};
use crate::epci::folded;

/// A column of ages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeColumn {
    /// Its ages.
    pub ages: Ages,
    /// Whose.
    pub sex: Sex,
    /// Whether the name says that it holds shares in per cent, and not counts.
    pub share: bool,
    /// What is left of the name: columns that belong together have the same (`p 19` of `P19_F0014`).
    pub family: String,
}

/// Words that a name may have and that part no columns from others.
const PLAIN: [&str; 22] = [
    "tot",
    "total",
    "totale",
    "pop",
    "population",
    "ind",
    "ensemble",
    "age",
    "ages",
    "tranche",
    "nb",
    "nombre",
    "effectif",
    "effectifs",
    "de",
    "des",
    "d",
    "an",
    "ans",
    "years",
    "les",
    "personnes",
];

/// Words of a share.
const SHARES: [&str; 7] = ["part", "partpop", "tx", "taux", "pct", "pourcent", "share"];

/// Words of a part of the inhabitants that is no sex: foreigners, French, immigrants, households.
const PARTS: [&str; 9] = [
    "et",
    "etr",
    "etrangers",
    "fr",
    "francais",
    "immi",
    "imm",
    "men",
    "menages",
];

/// Words that open a band after its first age.
const OPEN: [&str; 8] = [
    "p", "plus", "etplus", "ouplus", "over", "more", "et plus", "ou plus",
];

/// Ends of names that Insee writes without a break after the « p » of an open band: `partPop75pF`.
const AFTER_P: [&str; 5] = ["f", "h", "et", "fr", "immi"];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Number(String),
}

/// The ages that a column is of, by its name; `None` where it names none, or not those of all
/// inhabitants, of women or of men.
pub fn column_of_ages(name: &str) -> Option<AgeColumn> {
    let share_sign = name.contains('%');
    let mut tokens = tokens_of(name);
    let ages = take_ages(&mut tokens)?;
    let (mut sex, mut share, mut family) = (Sex::Both, share_sign, Vec::new());
    for token in tokens {
        match token {
            Token::Number(digits) => family.push(digits),
            Token::Word(word) => match word.as_str() {
                "f" | "femme" | "femmes" | "women" | "female" | "females" | "filles" => {
                    sex = Sex::Women;
                }
                "h" | "homme" | "hommes" | "male" | "males" | "garcons" => sex = Sex::Men,
                w if PARTS.contains(&w) => return None,
                w if SHARES.contains(&w) => share = true,
                w if PLAIN.contains(&w) => {}
                _ => family.push(word),
            },
        }
    }
    Some(AgeColumn {
        ages,
        sex,
        share,
        family: family.join(" "),
    })
}

/// Runs of letters in lower case without accents, and runs of digits; `+` is the word « plus ».
fn tokens_of(name: &str) -> Vec<Token> {
    let spelled = folded(&name.replace('+', " plus "));
    let mut tokens: Vec<Token> = Vec::new();
    let mut before = ' ';
    for c in spelled.chars() {
        let digit = c.is_ascii_digit();
        match tokens.last_mut() {
            _ if c == ' ' => {}
            Some(Token::Number(run)) if digit && before.is_ascii_digit() => run.push(c),
            Some(Token::Word(run)) if !digit && before.is_alphabetic() => run.push(c),
            _ if digit => tokens.push(Token::Number(c.to_string())),
            _ => tokens.push(Token::Word(c.to_string())),
        }
        before = c;
    }
    if let Some(Token::Word(last)) = tokens.last_mut()
        && let Some(rest) = last.strip_prefix('p').filter(|r| AFTER_P.contains(r))
    {
        let rest = rest.to_owned();
        "p".clone_into(last);
        tokens.push(Token::Word(rest));
    }
    tokens
}

/// Takes the ages out of the tokens of a name. They are its last numbers.
fn take_ages(tokens: &mut Vec<Token>) -> Option<Ages> {
    let last = tokens.iter().rposition(|t| matches!(t, Token::Number(_)))?;
    let number = |token: Option<&Token>| match token {
        Some(Token::Number(digits)) => Some(digits.clone()),
        _ => None,
    };
    let word = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => word.as_str(),
        _ => "",
    };
    let digits = number(tokens.get(last))?;
    let age = |digits: &str| digits.parse::<u16>().ok().filter(|age| *age <= 120);
    // « 75p », « 75 ans et plus », « 75+ ».
    let mut next = last + 1;
    if matches!(word(next), "ans" | "an" | "years") {
        next += 1;
    }
    let two = [word(next), word(next + 1)].join(" ");
    let open = [two.as_str(), word(next)]
        .into_iter()
        .find(|w| OPEN.contains(w));
    if let Some(words) = open {
        let from = age(&digits)?;
        let count = words.split(' ').count();
        tokens.drain(last..next + count);
        return Some(Ages { from, to: None });
    }
    // « moins de 15 ans ».
    if last >= 2 && word(last - 1) == "de" && word(last - 2) == "moins" {
        let to = age(&digits)?.checked_sub(1)?;
        tokens.drain(last - 2..=last);
        return Some(Ages {
            from: 0,
            to: Some(to),
        });
    }
    // « 0_14 », « 0a14 », « 0 à 14 ans ».
    let joined = matches!(word(last.wrapping_sub(1)), "a" | "to");
    let first = last.checked_sub(if joined { 2 } else { 1 });
    if let Some(first) = first
        && let Some(start) = number(tokens.get(first))
        && let (Some(from), Some(to)) = (age(&start), age(&digits))
        && from <= to
    {
        tokens.drain(first..=last);
        return Some(Ages { from, to: Some(to) });
    }
    // « 0014 ».
    if digits.len() == 4 {
        let (from, to) = (age(&digits[..2])?, age(&digits[2..])?);
        tokens.remove(last);
        return (from <= to).then_some(Ages { from, to: Some(to) });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_insee_and_of_people_are_understood() {
        use Sex::{Both, Men, Women};
        let cases = [
            ("partPop0_14", 0, Some(14), Both, true, ""),
            ("partPop75pF", 75, None, Women, true, ""),
            ("TX_TOT_25A59", 25, Some(59), Both, true, ""),
            ("tx_tot_75etplus", 75, None, Both, true, ""),
            ("P19_F0014", 0, Some(14), Women, false, "p 19"),
            ("P19_H75P", 75, None, Men, false, "p 19"),
            ("P19_POP1529", 15, Some(29), Both, false, "p 19"),
            ("ind_0_3", 0, Some(3), Both, false, ""),
            ("ind_80p", 80, None, Both, false, ""),
            ("Femmes de 25 à 59 ans", 25, Some(59), Women, false, ""),
            ("H 75 ans et plus", 75, None, Men, false, ""),
            ("moins de 15 ans (%)", 0, Some(14), Both, true, ""),
            ("0-4", 0, Some(4), Both, false, ""),
            ("85+", 85, None, Both, false, ""),
            ("benef_hommes_18_25", 18, Some(25), Men, false, "benef"),
        ];
        for (name, from, to, sex, share, family) in cases {
            let found = column_of_ages(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((found.ages, found.sex), (Ages { from, to }, sex), "{name}");
            assert_eq!(
                (found.share, found.family.as_str()),
                (share, family),
                "{name}"
            );
        }
    }

    #[test]
    fn other_columns_are_no_ages() {
        for name in [
            "partPop0_14Et",
            "partPop75pEt",
            "tx_et_0a14",
            "tx_tot_men1_60a74",
            "codeQPV",
            "popMuniQPV",
            "ind_jeune",
            "taux_pauvrete_60%",
            "pop_2018",
            "TP6021",
            "partPopF",
        ] {
            let found = column_of_ages(name);
            assert!(found.is_none(), "{name}: {found:?}");
        }
    }
}
