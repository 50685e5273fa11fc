//! The report: everything that one study shows, in tables, layers, figures and one page.
//!
//! [`Study`] holds the results; the other files only lay them out. Nothing is computed twice:
//! a number in the page, the workbook and a table is the same value.

mod ages;
mod changes;
mod changes_text;
mod column;
mod communes;
mod controls;
mod correspondence;
mod embed;
mod estimates;
mod figures;
mod layers;
mod located;
mod narrow;
mod page;
mod reference;
mod sources;
mod study;
mod summary;
mod tables;
mod workbook;

pub use ages::{AgeTable, AgeTableError, Profile};
pub use changes::{Changes, ContractChange, Straddling, diff_table};
pub use changes_text::changes_text;
pub use column::{Column, ColumnError};
pub use controls::{Control, Level};
pub use correspondence::correspondence_table;
pub use embed::{Entry, File, Manifest, fragment};
pub use estimates::estimates_table;
pub use figures::{
    FigureKind, SlopeError, SlopeOf, Style, absence, address_map, age_pyramid, atlas, band_chart,
    column_chart, column_map, figure, slope_chart,
};
pub use layers::layers;
pub use located::{Answers, LocatedError, LocatedTable};
pub use narrow::{NarrowError, Selection, narrowed};
pub use page::{PageError, page};
pub use reference::{Comparison, PublishedTotal, Reference, Statement};
pub use study::{Inputs, Study};
pub use summary::{summary_table, summary_text};
pub use tables::{NamedTable, evolution_table, tables};
pub use workbook::{WorkbookError, workbook};
