//! Answers as columns of Parquet.

use super::BatchError;
use super::cells::{Added, JOIN};
use crate::locate::{Answer, Band, Entry, Locator, Reason, Response};
use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType};
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, StatisticsOptions, Version, WriteOptions, ZstdLevel,
    row_group_iter, to_parquet_type,
};
use polars_parquet_format::FileMetaData;
use std::collections::HashMap;
use std::sync::Arc;

/// Key of a row in which nothing stands.
const NOTHING: u32 = u32::MAX;

/// Answers of one generation, as keys into short lists: a dozen bytes a row.
#[derive(Default)]
struct Keys {
    /// Number in `several` beyond the quartiers, or of the quartier.
    quartiers: Vec<u32>,
    responses: Vec<u8>,
    metres: Vec<f64>,
    bands: Vec<u8>,
    reasons: Vec<u8>,
    /// Lists of more than one quartier.
    several: HashMap<Vec<u32>, u32>,
}

/// Answers of the rows of one row group.
pub(super) struct Encoder<'a> {
    locator: &'a Locator,
    added: Added,
    generations: Vec<Keys>,
    rows: usize,
}

/// A file in memory with the added columns of one row group.
#[derive(Default)]
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
    pub(super) footer: Option<FileMetaData>,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(locator: &'a Locator, added: Added) -> Self {
        Self {
            locator,
            added,
            generations: locator
                .generations()
                .iter()
                .map(|_| Keys::default())
                .collect(),
            rows: 0,
        }
    }

    /// Adds the answers of one row, one for each generation.
    pub(super) fn push(&mut self, answers: &[Answer]) {
        let quartiers = self.locator.quartiers().len() as u32;
        for (keys, answer) in self.generations.iter_mut().zip(answers) {
            if self.added.code || self.added.name {
                keys.quartiers.push(match answer.quartiers.as_slice() {
                    [] => NOTHING,
                    [one] => *one,
                    several => match keys.several.get(several) {
                        Some(key) => *key,
                        None => {
                            let key = quartiers + keys.several.len() as u32;
                            keys.several.insert(several.to_vec(), key);
                            key
                        }
                    },
                });
            }
            if self.added.response {
                keys.responses.push(answer.response as u8);
            }
            if self.added.distance {
                let tenth = |m: f64| (m * 10.0).round() / 10.0;
                keys.metres.push(answer.distance_m.map_or(f64::NAN, tenth));
            }
            if self.added.band {
                keys.bands.push(answer.band.map_or(u8::MAX, |b| b as u8));
            }
            if self.added.reason {
                keys.reasons
                    .push(answer.reason.map_or(u8::MAX, |r| r as u8));
            }
        }
        self.rows += 1;
    }

    /// Writes the columns, one after the other, and lets go of what each is made from.
    pub(super) fn finish(mut self, into: &mut Encoded) -> Result<(), BatchError> {
        let mut columns: Vec<(String, Box<dyn Array>)> = Vec::new();
        let generations = std::mem::take(&mut self.generations);
        for (generation, keys) in self.locator.generations().iter().zip(generations) {
            let mut names = self.added.names(generation.year()).into_iter();
            let mut push = |array: Box<dyn Array>| columns.extend(names.next().map(|n| (n, array)));
            let lists = self.lists(&keys);
            if self.added.code {
                push(self.joined(&keys.quartiers, &lists, |q| q.code.to_string())?);
            }
            if self.added.name {
                push(self.joined(&keys.quartiers, &lists, |q| q.name.clone())?);
            }
            let words = |keys: Vec<u8>, words: Vec<&str>| {
                let keys = keys.into_iter().map(|k| match k {
                    u8::MAX => NOTHING,
                    key => u32::from(key),
                });
                dictionary(
                    keys.collect(),
                    Utf8ViewArray::from_slice_values(words).boxed(),
                )
            };
            if self.added.response {
                push(words(
                    keys.responses,
                    Response::ALL.map(Response::as_str).to_vec(),
                )?);
            }
            if self.added.distance {
                let there: Bitmap = keys.metres.iter().map(|m| !m.is_nan()).collect();
                let metres = PrimitiveArray::from_vec(keys.metres).with_validity(Some(there));
                push(metres.boxed());
            }
            if self.added.band {
                let bands = [Band::Within300, Band::Within500].map(Band::metres);
                let key = |k: u8| if k == u8::MAX { NOTHING } else { u32::from(k) };
                push(dictionary(
                    keys.bands.into_iter().map(key).collect(),
                    PrimitiveArray::from_slice(bands).boxed(),
                )?);
            }
            if self.added.reason {
                push(words(
                    keys.reasons,
                    Reason::ALL.map(Reason::as_str).to_vec(),
                )?);
            }
        }
        write(self.rows, columns, into)
    }

    /// The lists of quartiers that keys beyond the quartiers stand for.
    fn lists(&self, keys: &Keys) -> Vec<Vec<u32>> {
        let mut lists = vec![Vec::new(); keys.several.len()];
        let quartiers = self.locator.quartiers().len() as u32;
        for (list, key) in &keys.several {
            lists[(key - quartiers) as usize].clone_from(list);
        }
        lists
    }

    /// A column of codes or names, with those in its dictionary that occur.
    fn joined(
        &self,
        keys: &[u32],
        lists: &[Vec<u32>],
        text: fn(&Entry) -> String,
    ) -> Result<Box<dyn Array>, BatchError> {
        let quartiers = self.locator.quartiers();
        let mut known = vec![NOTHING; quartiers.len() + lists.len()];
        let mut texts: Vec<String> = Vec::new();
        let mut number = |key: u32| {
            if key == NOTHING {
                return NOTHING;
            }
            let known = &mut known[key as usize];
            if *known == NOTHING {
                *known = texts.len() as u32;
                texts.push(match quartiers.get(key as usize) {
                    Some(quartier) => text(quartier),
                    None => {
                        let list = &lists[key as usize - quartiers.len()];
                        let all = list.iter().map(|i| text(self.locator.quartier(*i)));
                        all.collect::<Vec<_>>().join(JOIN)
                    }
                });
            }
            *known
        };
        let keys = keys.iter().map(|key| number(*key)).collect();
        dictionary(keys, Utf8ViewArray::from_slice_values(&texts).boxed())
    }
}

fn dictionary(mut keys: Vec<u32>, values: Box<dyn Array>) -> Result<Box<dyn Array>, BatchError> {
    let there: Bitmap = keys.iter().map(|key| *key != NOTHING).collect();
    for key in &mut keys {
        if *key == NOTHING {
            *key = 0;
        }
    }
    // A key that stands for nothing still has to be one of the dictionary.
    let values = if values.is_empty() {
        Utf8ViewArray::from_slice_values([""]).boxed()
    } else {
        values
    };
    let kind =
        ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(values.dtype().clone()), false);
    let keys = PrimitiveArray::from_vec(keys).with_validity(Some(there));
    DictionaryArray::try_new(kind, keys, values)
        .map(DictionaryArray::boxed)
        .map_err(failed)
}

fn failed(error: polars::error::PolarsError) -> BatchError {
    BatchError::Write(std::io::Error::other(error.to_string()))
}

fn write(
    rows: usize,
    columns: Vec<(String, Box<dyn Array>)>,
    into: &mut Encoded,
) -> Result<(), BatchError> {
    let options = WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: CompressionOptions::Zstd(ZstdLevel::try_new(1).ok()),
        data_page_size: None,
    };
    let field = |(name, array): &(String, Box<dyn Array>)| {
        Field::new(name.as_str().into(), array.dtype().clone(), true)
    };
    let fields: Vec<Field> = columns.iter().map(field).collect();
    let schema: ArrowSchema = fields.iter().map(|f| (f.name.clone(), f.clone())).collect();
    let types = fields.iter().map(to_parquet_type).collect::<Result<_, _>>();
    let types: Vec<_> = types.map_err(failed)?;
    let encodings = vec![vec![Encoding::RleDictionary]; columns.len()];
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatchT::new(rows, Arc::new(schema.clone()), arrays);
    let mut bytes = std::mem::take(&mut into.bytes);
    bytes.clear();
    let mut writer = FileWriter::try_new(bytes, schema, options).map_err(failed)?;
    let group = row_group_iter(batch, encodings.into(), types, options);
    writer.write(rows as u64, group).map_err(failed)?;
    writer.end(Some(Vec::new())).map_err(failed)?;
    let (bytes, footer) = writer.into_inner_and_metadata();
    into.bytes = bytes;
    into.footer = Some(footer);
    Ok(())
}
