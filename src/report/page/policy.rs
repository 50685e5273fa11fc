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
}
