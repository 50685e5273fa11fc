//! The Content-Security-Policy of the page: nothing but what it carries itself.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy of a page with one style sheet and one script, each named by its digest: no other
/// style or script runs, nothing is fetched, no form is sent. Fonts and the empty icon are in
/// the page as `data:`.
pub(super) fn policy(style: &str, script: &str) -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; font-src data:; \
         img-src data:; base-uri 'none'; form-action 'none'",
        digest(style),
        digest(script)
    )
}

/// JSON that can stand in a `<script type="application/json">`: no `</script>`, no `<!--`.
pub(super) fn json_block(value: &impl serde::Serialize) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(value)?;
    Ok(text
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_one_that_browsers_compute() {
        // echo -n "alert(1)" | openssl dgst -sha256 -binary | base64
        let expected = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        assert!(
            policy("", "alert(1)").contains(expected),
            "{}",
            policy("", "alert(1)")
        );
    }

    #[test]
    fn no_name_can_close_the_block_it_stands_in() {
        let text = json_block(&"</script><!-- & \u{2028}").unwrap();
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(
            serde_json::from_str::<String>(&text).unwrap(),
            "</script><!-- & \u{2028}"
        );
    }
}
