//! What the script of the page works with, packed: JSON, deflated (RFC 1950), as base64.
//!
//! Browsers unpack it with `DecompressionStream` (Chrome 80, Firefox 113, Safari 16.4); an older one
//! says so in place of the map. Texts, figures and the tables of a département are plain HTML and
//! need none of this.

use super::PageError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Serialize;

/// A value that can stand in a `<script>` of data: the alphabet of base64 cannot close one.
pub(super) fn packed(value: &impl Serialize) -> Result<String, PageError> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    serde_json::to_writer(&mut packer, value)?;
    let bytes = packer.finish().map_err(serde_json::Error::io)?;
    Ok(STANDARD.encode(bytes))
}

/// What was packed.
#[cfg(test)]
pub(super) fn unpacked(text: &str) -> serde_json::Value {
    let bytes = STANDARD.decode(text).unwrap();
    serde_json::from_reader(flate2::read::ZlibDecoder::new(bytes.as_slice())).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_small_comes_back_and_closes_no_block() {
        let names = vec!["</script><!-- &"; 200];
        let text = packed(&names).unwrap();
        assert!(text.len() < 200 && !text.contains(['<', '&']), "{text}");
        assert_eq!(unpacked(&text), serde_json::json!(names));
    }
}
