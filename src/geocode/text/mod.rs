//! Text of addresses as words that can be compared.

pub mod fold;
pub mod mail;
pub mod numerals;
pub mod words;

pub use fold::fold;
