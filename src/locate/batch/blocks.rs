//! A stream of text in blocks of whole rows.

use super::BatchError;
use super::structure::Quotes;
use memchr::{memchr, memrchr};
use std::io::Read;

/// Bytes of a block: what a core's own cache holds, with what is made of it.
pub(super) const BLOCK: usize = 1 << 18;
/// A row longer than this is no row but a lost quote or no table.
const LONGEST_ROW: usize = 1 << 24;

/// Bytes that are read into again and again: room once made is not cleared.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    room: Vec<u8>,
    filled: usize,
}

impl Buffer {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.room[..self.filled]
    }

    pub(super) fn set(&mut self, bytes: &[u8]) {
        self.filled = bytes.len();
        if self.room.len() < bytes.len() {
            self.room.resize(bytes.len(), 0);
        }
        self.room[..bytes.len()].copy_from_slice(bytes);
    }

    /// Reads once; 0 at the end of the stream.
    fn read_from(&mut self, input: &mut impl Read) -> std::io::Result<usize> {
        let room = BLOCK.saturating_sub(self.filled).max(BLOCK / 4);
        if self.room.len() < self.filled + room {
            self.room.resize(self.filled + room, 0);
        }
        loop {
            match input.read(&mut self.room[self.filled..]) {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
                Ok(read) => {
                    self.filled += read;
                    return Ok(read);
                }
            }
        }
    }
}

/// Cuts a stream into blocks that end with a row.
pub(super) struct Blocks<R> {
    input: R,
    delimiter: u8,
    /// The start of a row that the last block did not hold whole.
    carry: Buffer,
    /// Hand rows out as soon as they come (a pipe that somebody types into).
    eager: bool,
    ended: bool,
    /// Bytes read so far.
    pub(super) read: u64,
}

impl<R: Read> Blocks<R> {
    pub(super) fn new(input: R, eager: bool) -> Self {
        Self {
            input,
            delimiter: b',',
            carry: Buffer::default(),
            eager,
            ended: false,
            read: 0,
        }
    }

    /// The first bytes, which tell the delimiter; they come again with the first block.
    pub(super) fn sample(&mut self) -> std::io::Result<&[u8]> {
        let mut start = std::mem::take(&mut self.carry);
        while !self.ended && start.filled < BLOCK {
            self.fill(&mut start)?;
            if self.eager && start.bytes().contains(&b'\n') {
                break;
            }
        }
        self.carry = start;
        Ok(self.carry.bytes())
    }

    /// Sets the delimiter that quotes are judged by, and drops a byte order mark.
    pub(super) fn set_dialect(&mut self, delimiter: u8, skip: usize) {
        self.delimiter = delimiter;
        let rest = self.carry.bytes()[skip..].to_vec();
        self.carry.set(&rest);
    }

    /// Fills `block` with whole rows; `false` at the end of the stream.
    pub(super) fn next(&mut self, block: &mut Buffer) -> Result<bool, BatchError> {
        block.set(self.carry.bytes());
        self.carry.set(&[]);
        let mut end = 0;
        let mut seen = 0;
        let mut quotes = Quotes::default();
        loop {
            self.scan(block.bytes(), &mut seen, &mut quotes, &mut end);
            if end > 0 && (self.eager || block.filled >= BLOCK) {
                self.carry.set(&block.bytes()[end..]);
                block.filled = end;
                return Ok(true);
            }
            if block.filled - end > LONGEST_ROW {
                return Err(BatchError::EndlessRow {
                    quoted: quotes.open,
                });
            }
            if self.ended {
                return Ok(block.filled > 0);
            }
            self.fill(block).map_err(BatchError::Read)?;
        }
    }

    fn fill(&mut self, block: &mut Buffer) -> std::io::Result<()> {
        let read = block.read_from(&mut self.input)?;
        self.read += read as u64;
        self.ended = read == 0;
        Ok(())
    }

    /// Moves `end` behind the last row that ends in `block`, looking at each byte once.
    fn scan(&self, block: &[u8], seen: &mut usize, quotes: &mut Quotes, end: &mut usize) {
        loop {
            let rest = &block[*seen..];
            let quote = memchr(b'"', rest);
            if !quotes.open
                && let Some(feed) = memrchr(b'\n', &rest[..quote.unwrap_or(rest.len())])
            {
                *end = *seen + feed + 1;
            }
            let Some(quote) = quote else {
                *seen = block.len();
                return;
            };
            quotes.meet(block, *seen + quote, self.delimiter);
            *seen += quote + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hands out a few bytes at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            let n = self.1.min(self.0.len()).min(buf.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    proptest! {
        #[test]
        fn blocks_put_together_are_the_stream_and_end_with_rows(
            text in prop::collection::vec(prop::sample::select(b"ab,\n\"".to_vec()), 0..300),
            drop in 1usize..40,
        ) {
            let mut blocks = Blocks::new(Drops(&text, drop), true);
            let (mut block, mut whole) = (Buffer::default(), Vec::new());
            while blocks.next(&mut block).unwrap() {
                whole.extend_from_slice(block.bytes());
                prop_assert!(block.bytes().ends_with(b"\n") || whole.len() == text.len());
                let mut quotes = Quotes::default();
                for (i, byte) in whole.iter().enumerate() {
                    if *byte == b'"' {
                        quotes.meet(&whole, i, b',');
                    }
                }
                prop_assert!(!quotes.open || whole.len() == text.len());
            }
            prop_assert_eq!(whole, text);
        }
    }

    #[test]
    fn a_row_without_end_is_an_error_and_not_all_the_memory() {
        let mut blocks = Blocks::new(std::io::repeat(b'x').take(1 << 30), false);
        let error = blocks.next(&mut Buffer::default()).unwrap_err();
        assert!(matches!(error, BatchError::EndlessRow { quoted: false }));
        let mut blocks = Blocks::new(b"a\n\"".chain(std::io::repeat(b'\n').take(1 << 30)), false);
        let mut block = Buffer::default();
        let error = loop {
            match blocks.next(&mut block) {
                Ok(true) => {}
                other => break other.unwrap_err(),
            }
        };
        assert!(matches!(error, BatchError::EndlessRow { quoted: true }));
    }
}
