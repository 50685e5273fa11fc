//! Ages of inhabitants in the columns of a table: which column holds which ages of whom.
//!
//! Tables of Insee by quartier name them in several ways, all read here by the same few rules:
//!
//! | table | columns |
//! |---|---|
//! | quartiers of 2024, « estimations démographiques » | `partPop0_14` … `partPop75p`, women `partPop0_14F` …, share of women `partPopF` |
//! | quartiers of 2015, « démographie » (DEMO) | `TX_TOT_0A14` … `TX_TOT_75ETPLUS`, share of women `TX_F` |
//! | census, counts | `P19_F0014`, `P19_H0014` … `P19_H75P`, `P19_POP0014` |
//! | 200 m grid, added up by quartier | `ind_0_3` … `ind_80p` |
//! | tables of one's own | `femmes_0_14`, `H 75 ans et plus`, `moins de 15 ans`, `0-4` |

mod name;
mod partition;

pub use name::{AgeColumn, column_of_ages};
pub use partition::{AgesError, Pyramid, pyramid_columns};

/// Ages in years, from the first to the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ages {
    /// The youngest, in completed years.
    pub from: u16,
    /// The oldest; `None` for all from [`Self::from`] on.
    pub to: Option<u16>,
}

/// Whose ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// All inhabitants.
    Both,
    /// Women and girls.
    Women,
    /// Men and boys.
    Men,
}
