//! What is written for one block.

use super::BatchError;
use super::blocks::Buffer;
use super::cells::push_quoted;
use crate::locate::Reason;
use std::io::Write;

/// A block with its answers.
#[derive(Default)]
pub(super) struct Work {
    pub(super) block: Buffer,
    pub(super) out: Vec<u8>,
    /// Number of each refused row within the block, and its text.
    pub(super) refused: Vec<(u64, Vec<u8>)>,
    pub(super) rows: u64,
    /// Bytes read from the table so far.
    pub(super) bytes: u64,
}

/// Names a refused row by its number from 0, as a spreadsheet counts: the header is row 1.
pub(super) fn write_reject(
    rejects: &mut dyn Write,
    row: u64,
    text: &[u8],
) -> Result<(), BatchError> {
    let mut line = format!("{},{},", row + 2, Reason::RaggedRow).into_bytes();
    push_quoted(text, b',', &mut line);
    line.push(b'\n');
    rejects.write_all(&line).map_err(BatchError::Write)
}
