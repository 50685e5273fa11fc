//! Values as producers write them: lists of communes, INSEE codes.

/// Splits a field that holds several communes, without blanks and empty pieces.
pub(crate) fn split_list(text: &str) -> Vec<String> {
    text.split([',', ';', '|'])
        .map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// INSEE codes, five characters: a leading zero that a spreadsheet lost is given back.
pub(crate) fn insee_code(text: &str) -> Option<String> {
    let text = text.trim();
    let whole = match text.len() {
        4 if text.bytes().all(|b| b.is_ascii_digit()) => format!("0{text}"),
        5 => text.to_ascii_uppercase(),
        _ => return None,
    };
    let bytes = whole.as_bytes();
    let department_letter = matches!(&bytes[..2], b"2A" | b"2B");
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    ((digits(0..2) || department_letter) && digits(2..5)).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_lose_their_stray_blanks_and_separators() {
        assert_eq!(
            split_list("Houdain, Haillicourt, "),
            ["Houdain", "Haillicourt"]
        );
        assert_eq!(
            split_list(" Hénin-Beaumont ;  Noyelles  Godault"),
            ["Hénin-Beaumont", "Noyelles Godault"]
        );
        assert!(split_list(" , ;").is_empty());
    }

    #[test]
    fn a_leading_zero_that_was_lost_is_given_back() {
        assert_eq!(insee_code("1053").as_deref(), Some("01053"));
        assert_eq!(insee_code(" 62498 ").as_deref(), Some("62498"));
        assert_eq!(insee_code("2a004").as_deref(), Some("2A004"));
        for text in ["", "624", "624980", "62 98", "Lens", "é1234"] {
            assert_eq!(insee_code(text), None, "{text}");
        }
    }
}
