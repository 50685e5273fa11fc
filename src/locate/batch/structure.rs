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

/// Lists the places of the delimiters and line feeds that are not within quotes.
///
/// `bytes` start at the start of a row. Places are below 4 GiB, as blocks are.
pub(super) fn find(bytes: &[u8], delimiter: u8, places: &mut Vec<u32>) {
    places.clear();
    let mut quotes = Quotes::default();
    let (feed, quote, cut) = (
        u8x32::splat(b'\n'),
        u8x32::splat(b'"'),
        u8x32::splat(delimiter),
    );
    let mut chunks = bytes.chunks_exact(STEP);
    let mut base = 0;
    for chunk in &mut chunks {
        let mut marks = [0u64; 2];
        for (half, shift) in [(0, 0), (32, 32)] {
            let mut lanes = [0u8; 32];
            lanes.copy_from_slice(&chunk[half..half + 32]);
            let lanes = u8x32::new(lanes);
            let ends = lanes.simd_eq(feed) | lanes.simd_eq(cut);
            marks[0] |= u64::from(ends.to_bitmask()) << shift;
            marks[1] |= u64::from(lanes.simd_eq(quote).to_bitmask()) << shift;
        }
        let [mut ends, quoted] = marks;
        if quoted == 0 {
            if quotes.open {
                ends = 0;
            }
        } else {
            ends = outside_quotes(bytes, base, ends, quoted, delimiter, &mut quotes);
        }
        while ends != 0 {
            places.push((base + ends.trailing_zeros() as usize) as u32);
            ends &= ends - 1;
        }
        base += STEP;
    }
    for (i, &byte) in chunks.remainder().iter().enumerate() {
        match byte {
            b'"' => quotes.meet(bytes, base + i, delimiter),
            b'\n' if !quotes.open => places.push((base + i) as u32),
            _ if byte == delimiter && !quotes.open => places.push((base + i) as u32),
            _ => {}
        }
    }
}

/// Of the ends in one step, those that are not within quotes.
fn outside_quotes(
    bytes: &[u8],
    base: usize,
    ends: u64,
    quoted: u64,
    delimiter: u8,
    quotes: &mut Quotes,
) -> u64 {
    let (mut kept, mut rest, mut from) = (0, quoted, 0);
    let keep = |from: u32, to: u32| {
        let below = |n: u32| if n >= 64 { u64::MAX } else { (1 << n) - 1 };
        ends & below(to) & !below(from)
    };
    while rest != 0 {
        let at = rest.trailing_zeros();
        if !quotes.open {
            kept |= keep(from, at);
        }
        quotes.meet(bytes, base + at as usize, delimiter);
        from = at;
        rest &= rest - 1;
    }
    if !quotes.open {
        kept |= keep(from, 64);
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
        let start = if i == 0 {
            self.start
        } else {
            self.ends[i - 1] as usize + 1
        };
        let cell = &self.block[start..end as usize];
        if i + 1 == self.ends.len() {
            without_return(cell)
        } else {
            cell
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

/// Calls `each` with the rows of a block in order; the last one may lack its line feed.
pub(super) fn rows<'a>(block: &'a [u8], places: &'a mut Vec<u32>, mut each: impl FnMut(Row<'a>)) {
    if block.last().is_some_and(|last| *last != b'\n')
        || places.last().map(|p| *p as usize + 1) != Some(block.len())
    {
        places.push(block.len() as u32);
    }
    let places: &'a [u32] = places;
    let (mut start, mut first) = (0, 0);
    for (i, &place) in places.iter().enumerate() {
        if block.get(place as usize).is_none_or(|byte| *byte == b'\n') {
            let ends = &places[first..=i];
            if start < block.len() {
                each(Row { block, start, ends });
            }
            start = place as usize + 1;
            first = i + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut places = Vec::new();
        find(text, b';', &mut places);
        let mut out = Vec::new();
        rows(text, &mut places, |row| {
            out.push(row.cells().map(<[u8]>::to_vec).collect());
        });
        out
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
