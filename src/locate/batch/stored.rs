//! Columns of Parquet files as they are stored, put together to new files without a look inside.
//!
//! A Parquet file is the bytes of its column chunks, one after the other, and a footer that says
//! where each begins. So a column that only passes through need not be unpacked: its bytes are
//! copied and its places in the footer shifted, whatever its type, nesting and compression.

use super::BatchError;
use polars_parquet_format::thrift::protocol::{TCompactInputProtocol, TCompactOutputProtocol};
use polars_parquet_format::{
    ColumnChunk, ColumnOrder, FileMetaData, RowGroup, SchemaElement, TypeDefinedOrder,
};
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;

const MAGIC: &[u8] = b"PAR1";
/// Length of the footer and magic behind it.
const TAIL: u64 = 8;

fn broken(what: &str) -> BatchError {
    BatchError::Parquet(what.to_owned())
}

/// Reads the footer of a file.
pub(super) fn footer(file: &mut (impl Read + Seek)) -> Result<FileMetaData, BatchError> {
    let size = file.seek(SeekFrom::End(0)).map_err(BatchError::Read)?;
    let start = size
        .checked_sub(TAIL)
        .ok_or_else(|| broken("it is too short"))?;
    let mut tail = [0; TAIL as usize];
    read_at(file, start, &mut tail)?;
    let [a, b, c, d, magic @ ..] = tail;
    if magic != MAGIC {
        return Err(broken("its end is missing"));
    }
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    let start = start
        .checked_sub(length)
        .ok_or_else(|| broken("its footer is longer than the file"))?;
    let mut bytes = vec![0; length as usize];
    read_at(file, start, &mut bytes)?;
    let most = 2 * bytes.len() + 1024;
    let mut protocol = TCompactInputProtocol::new(bytes.as_slice(), most);
    FileMetaData::read_from_in_protocol(&mut protocol)
        .map_err(|_| broken("its footer cannot be read"))
}

pub(super) fn read_at(
    file: &mut (impl Read + Seek),
    start: u64,
    into: &mut [u8],
) -> Result<(), BatchError> {
    file.seek(SeekFrom::Start(start))
        .map_err(BatchError::Read)?;
    file.read_exact(into).map_err(BatchError::Read)
}

/// A column as users see it: one leaf, or several where it is nested.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    /// Its part of the schema.
    elements: Range<usize>,
    /// Its chunks in each row group.
    pub(super) leaves: Range<usize>,
}

/// The columns of a schema; `None` when it is no tree.
pub(super) fn fields(schema: &[SchemaElement]) -> Option<Vec<Field>> {
    let (mut at, mut leaf) = (1, 0);
    let mut fields = Vec::new();
    for _ in 0..schema.first()?.num_children? {
        let (first, first_leaf) = (at, leaf);
        let mut pending = 1i64;
        while pending > 0 {
            let children = schema.get(at)?.num_children.filter(|n| *n > 0);
            pending += i64::from(children.unwrap_or(0)) - 1;
            leaf += usize::from(children.is_none());
            at += 1;
        }
        fields.push(Field {
            elements: first..at,
            leaves: first_leaf..leaf,
        });
    }
    (at == schema.len()).then_some(fields)
}

/// Where the bytes of a chunk are; `None` for one that is in another file or encrypted.
pub(super) fn bytes_of(chunk: &ColumnChunk) -> Option<Range<u64>> {
    let meta = chunk.meta_data.as_ref()?;
    if chunk.file_path.is_some() || chunk.crypto_metadata.is_some() {
        return None;
    }
    let dictionary = meta.dictionary_page_offset.filter(|offset| *offset > 0);
    let start = dictionary.map_or(meta.data_page_offset, |d| d.min(meta.data_page_offset));
    let start = u64::try_from(start).ok()?;
    let end = start.checked_add(u64::try_from(meta.total_compressed_size).ok()?)?;
    Some(start..end)
}

/// Whether all columns of a file can be copied as they are stored.
pub(super) fn can_be_copied(file: &FileMetaData, size: u64) -> bool {
    let Some(fields) = fields(&file.schema) else {
        return false;
    };
    let leaves = fields.last().map_or(0, |field| field.leaves.end);
    let whole = |chunk: &ColumnChunk| bytes_of(chunk).is_some_and(|bytes| bytes.end <= size);
    file.encryption_algorithm.is_none()
        && file
            .row_groups
            .iter()
            .all(|group| group.columns.len() == leaves && group.columns.iter().all(whole))
}

/// A file that is put together from chunks.
pub(super) struct Assembly<W> {
    out: W,
    at: u64,
    columns: Vec<ColumnChunk>,
    groups: Vec<RowGroup>,
}

impl<W: Write> Assembly<W> {
    pub(super) fn new(mut out: W) -> Result<Self, BatchError> {
        out.write_all(MAGIC).map_err(BatchError::Write)?;
        Ok(Self {
            out,
            at: MAGIC.len() as u64,
            columns: Vec::new(),
            groups: Vec::new(),
        })
    }

    /// Adds a chunk to the row group, from the file that holds it.
    pub(super) fn copy(
        &mut self,
        chunk: &ColumnChunk,
        file: &mut (impl Read + Seek),
    ) -> Result<(), BatchError> {
        let bytes = bytes_of(chunk).ok_or_else(|| broken("a column is in another file"))?;
        let length = bytes.end - bytes.start;
        file.seek(SeekFrom::Start(bytes.start))
            .map_err(BatchError::Read)?;
        let copied = std::io::copy(&mut file.take(length), &mut self.out);
        if copied.map_err(BatchError::Write)? != length {
            return Err(broken("a column breaks off"));
        }
        let mut chunk = chunk.clone();
        // Places of indexes and filters, which are not copied.
        chunk.offset_index_offset = None;
        chunk.offset_index_length = None;
        chunk.column_index_offset = None;
        chunk.column_index_length = None;
        chunk.file_offset = 0;
        if let Some(meta) = &mut chunk.meta_data {
            let shift = self.at as i64 - bytes.start as i64;
            meta.data_page_offset += shift;
            let dictionary = meta.dictionary_page_offset.filter(|place| *place > 0);
            meta.dictionary_page_offset = dictionary.map(|place| place + shift);
            meta.index_page_offset = None;
            meta.bloom_filter_offset = None;
            meta.bloom_filter_length = None;
        }
        self.at += length;
        self.columns.push(chunk);
        Ok(())
    }

    /// Ends the row group.
    pub(super) fn end_group(&mut self, rows: i64) {
        let columns = std::mem::take(&mut self.columns);
        let sum = |size: fn(&polars_parquet_format::ColumnMetaData) -> i64| -> i64 {
            let meta = columns.iter().filter_map(|c| c.meta_data.as_ref());
            meta.map(size).sum()
        };
        self.groups.push(RowGroup {
            total_byte_size: sum(|meta| meta.total_uncompressed_size),
            num_rows: rows,
            sorting_columns: None,
            file_offset: columns.first().and_then(bytes_of).map(|b| b.start as i64),
            total_compressed_size: Some(sum(|meta| meta.total_compressed_size)),
            ordinal: i16::try_from(self.groups.len()).ok(),
            columns,
        });
    }

    /// Writes the footer. What is said of the whole file is taken from `like`, which is where
    /// the statistics of its columns come from too.
    pub(super) fn finish(
        mut self,
        schema: Vec<SchemaElement>,
        like: &FileMetaData,
    ) -> Result<W, BatchError> {
        let leaves = fields(&schema).and_then(|f| f.last().map(|field| field.leaves.end));
        let order = ColumnOrder::TYPEORDER(TypeDefinedOrder {});
        let file = FileMetaData {
            version: like.version,
            schema,
            num_rows: self.groups.iter().map(|group| group.num_rows).sum(),
            row_groups: self.groups,
            key_value_metadata: like.key_value_metadata.clone(),
            created_by: like.created_by.clone(),
            column_orders: like
                .column_orders
                .as_ref()
                .map(|_| vec![order; leaves.unwrap_or(0)]),
            encryption_algorithm: None,
            footer_signing_key_metadata: None,
        };
        let mut footer = Vec::new();
        let mut protocol = TCompactOutputProtocol::new(&mut footer);
        file.write_to_out_protocol(&mut protocol)
            .map_err(|e| BatchError::Write(std::io::Error::other(e.to_string())))?;
        let length =
            u32::try_from(footer.len()).map_err(|e| BatchError::Write(std::io::Error::other(e)))?;
        footer.extend_from_slice(&length.to_le_bytes());
        footer.extend_from_slice(MAGIC);
        self.out.write_all(&footer).map_err(BatchError::Write)?;
        Ok(self.out)
    }
}

/// The root of a schema with these columns, each with the schema that it comes from.
pub(super) fn schema_of<'a>(
    root: &SchemaElement,
    columns: impl IntoIterator<Item = (&'a [SchemaElement], Field)>,
) -> Vec<SchemaElement> {
    let mut schema = vec![root.clone()];
    let mut count = 0;
    for (elements, field) in columns {
        schema.extend_from_slice(&elements[field.elements]);
        count += 1;
    }
    schema[0].num_children = Some(count);
    schema
}
