//! Where cells and rows of a CSV end, found many bytes at a time.
//!
//! A quote opens a cell only where a cell starts, as in RFC 4180: a quote within a cell (an
//! inch, a stray one) is text. A quote that closes a cell opens it again when another one
//! follows at once (`""`).

use wide::u8x32;

/// Bytes looked at in one step.
const STEP: usize = 64;

/// What is known at a place of the text: within quotes or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Quotes {
    /// Whether the place is within quotes.
    pub(super) open: bool,
    /// Place after the quote that closed last.
    closed: usize,
}

impl Quotes {
    /// Takes the quote at `at` into account.
    #[inline]
    pub(super) fn meet(&mut self, bytes: &[u8], at: usize, delimiter: u8) {
        if self.open {
            self.open = false;
            self.closed = at + 1;
            return;
        }
        self.open = match at.checked_sub(1).map(|before| bytes[before]) {
            None | Some(b'\n' | b'\r') => true,
            Some(b'"') => self.closed == at && at > 0,
            Some(before) => before == delimiter,
        };
    }
}

/// Where the cells of a block end, and which of these ends are those of rows.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// Places in the block, `filled` of them; room once made is not cleared.
    cells: Vec<u32>,
    filled: usize,
    /// For each row, the number of ends up to and with its last one.
    rows: Vec<u32>,
}

impl Ends {
    /// Finds the delimiters and line feeds that are not within quotes.
    ///
    /// `bytes` start at the start of a row; the last row may lack its line feed. Places are
    /// below 4 GiB, as blocks are.
    pub(super) fn find(&mut self, bytes: &[u8], delimiter: u8) {
        self.filled = 0;
        self.rows.clear();
        let mut quotes = Quotes::default();
        let [feed, quote, cut] = [b'\n', b'"', delimiter].map(u8x32::splat);
        let mut chunks = bytes.chunks_exact(STEP);
        let mut base = 0;
        for chunk in &mut chunks {
            let [mut feeds, mut quoted, mut cuts] = [0u64; 3];
            for half in [0, 32] {
                let mut lanes = [0u8; 32];
                lanes.copy_from_slice(&chunk[half..half + 32]);
                let lanes = u8x32::new(lanes);
                let mask = |wanted: u8x32| u64::from(lanes.simd_eq(wanted).to_bitmask()) << half;
                feeds |= mask(feed);
                quoted |= mask(quote);
                cuts |= mask(cut);
            }
            if quoted != 0 {
                let plain = outside_quotes(bytes, base, quoted, delimiter, &mut quotes);
                feeds &= plain;
                cuts &= plain;
            } else if quotes.open {
                (feeds, cuts) = (0, 0);
            }
            self.add(base as u32, cuts | feeds, feeds);
            base += STEP;
        }
        for (i, &byte) in chunks.remainder().iter().enumerate() {
            let feed = u64::from(byte == b'\n');
            match byte {
                b'"' => quotes.meet(bytes, base + i, delimiter),
                _ if quotes.open => {}
                _ if byte == b'\n' || byte == delimiter => self.add((base + i) as u32, 1, feed),
                _ => {}
            }
        }
        let last = self.rows.last().map_or(0, |last| *last as usize);
        let ended = last
            .checked_sub(1)
            .map(|last| self.cells[last] as usize + 1);
        if ended.unwrap_or(0) < bytes.len() {
            self.add(bytes.len() as u32, 1, 1);
        }
    }

    /// Adds the ends that the bits of one step stand for. Eight are written whatever their
    /// number, as a step rarely holds more: a loop that ends at the last one would be guessed
    /// wrong by the processor once a step.
    #[inline]
    fn add(&mut self, base: u32, ends: u64, mut feeds: u64) {
        if self.cells.len() < self.filled + STEP {
            self.cells.resize(2 * self.cells.len() + STEP, 0);
        }
        while feeds != 0 {
            let below = ends & (feeds ^ (feeds - 1));
            self.rows.push(self.filled as u32 + below.count_ones());
            feeds &= feeds - 1;
        }
        let count = ends.count_ones() as usize;
        let room = &mut self.cells[self.filled..self.filled + STEP];
        let mut rest = ends;
        for eight in room.chunks_exact_mut(8).take(count.div_ceil(8)) {
            for place in eight {
                *place = base.wrapping_add(rest.trailing_zeros());
                rest &= rest.wrapping_sub(1);
            }
        }
        self.filled += count;
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The row of a number below [`Self::rows`] in the block that was given to [`Self::find`].
    #[inline]
    pub(super) fn row<'a>(&'a self, block: &'a [u8], number: usize) -> Row<'a> {
        let first = match number.checked_sub(1) {
            Some(before) => self.rows[before] as usize,
            None => 0,
        };
        let ends = &self.cells[first..self.rows[number] as usize];
        let start = match first.checked_sub(1) {
            Some(before) => self.cells[before] as usize + 1,
            None => 0,
        };
        Row { block, start, ends }
    }

    /// All rows in order.
    pub(super) fn iter<'a>(&'a self, block: &'a [u8]) -> impl Iterator<Item = Row<'a>> {
        (0..self.rows()).map(move |number| self.row(block, number))
    }
}

/// The places of one step that are not within quotes, as bits.
fn outside_quotes(
    bytes: &[u8],
    base: usize,
    quoted: u64,
    delimiter: u8,
    quotes: &mut Quotes,
) -> u64 {
    let (mut kept, mut rest, mut from) = (0, quoted, 0);
    let between = |from: u32, to: u32| {
        let below = |n: u32| if n >= 64 { u64::MAX } else { (1 << n) - 1 };
        below(to) & !below(from)
    };
    while rest != 0 {
        let at = rest.trailing_zeros();
        if !quotes.open {
            kept |= between(from, at);
        }
        quotes.meet(bytes, base + at as usize, delimiter);
        from = at;
        rest &= rest - 1;
    }
    if !quotes.open {
        kept |= between(from, 64);
    }
    kept
}

/// One row of a block, without its line end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// The block.
    block: &'a [u8],
    start: usize,
    /// End of each cell, as places in the block.
    ends: &'a [u32],
}

impl<'a> Row<'a> {
    /// Number of cells, 1 at least.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Place of its first byte in the block.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// The bytes of the row, without its line end.
    pub(super) fn bytes(&self) -> &'a [u8] {
        let end = self.ends.last().map_or(self.start, |end| *end as usize);
        without_return(&self.block[self.start..end])
    }

    /// The bytes of a cell as they are, quotes included; none beyond the last cell.
    #[inline]
    pub(super) fn cell(&self, i: usize) -> &'a [u8] {
        let Some(&end) = self.ends.get(i) else {
            return &[];
        };
        let cell = &self.block[self.start_of(i)..end as usize];
        if i + 1 == self.ends.len() {
            without_return(cell)
        } else {
            cell
        }
    }

    /// The sixteen bytes that end where a cell ends, and how many of them are its own; nothing
    /// for a longer cell, and at the start of a block.
    #[inline]
    pub(super) fn tail(&self, i: usize) -> Option<([u8; 16], usize)> {
        let cell = self.cell(i);
        let end = if i + 1 == self.ends.len() {
            self.start_of(i) + cell.len()
        } else {
            *self.ends.get(i)? as usize
        };
        let bytes = self.block.get(end.checked_sub(16)?..end)?;
        (cell.len() <= 16).then_some((bytes.try_into().ok()?, cell.len()))
    }

    #[inline]
    fn start_of(&self, i: usize) -> usize {
        match i.checked_sub(1) {
            Some(before) => self.ends[before] as usize + 1,
            None => self.start,
        }
    }

    /// All cells.
    pub(super) fn cells(self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).map(move |i| self.cell(i))
    }
}

fn without_return(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut ends = Ends::default();
        ends.find(text, b';');
        ends.iter(text)
            .map(|row| row.cells().map(<[u8]>::to_vec).collect())
            .collect()
    }

    #[test]
    fn cells_keep_their_quotes_and_lose_their_line_ends() {
        let found = cells(b"a;\"b;\"\"c\n\";d\r\n;e\"f;\n\nlast");
        let expected: Vec<Vec<&[u8]>> = vec![
            vec![b"a", b"\"b;\"\"c\n\"", b"d"],
            vec![b"", b"e\"f", b""],
            vec![b""],
            vec![b"last"],
        ];
        assert_eq!(found, expected);
        assert!(cells(b"").is_empty());
    }

    proptest! {
        /// The same cells as the csv crate, on texts full of quotes, delimiters and line ends.
        #[test]
        fn cells_are_those_of_the_csv_crate(
            text in prop::collection::vec(prop::sample::select(b"ab;\n\"".to_vec()), 0..400),
        ) {
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';').flexible(true).has_headers(false).from_reader(text.as_slice());
            let expected: Vec<usize> =
                reader.byte_records().map(|r| r.unwrap().len()).collect();
            // The csv crate skips empty lines.
            let found: Vec<usize> = cells(&text)
                .into_iter()
                .filter(|row| row.len() > 1 || !row[0].is_empty())
                .map(|row| row.len())
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}
