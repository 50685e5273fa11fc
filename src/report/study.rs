//! Everything that a report shows, computed once.

use super::controls::{Control, controls};
use super::figures::words::vintage;
use super::reference::{Comparison, Reference};
use crate::diff::{Diff, DiffError, Evolution, Piece, Summary, Tolerance, pieces};
use crate::epci::{Directory, Placement, commune_key};
use crate::perimeter::{CommuneMap, Generation, Perimeters};
use crate::population::{Figures, Vintage, total};
use crate::render::Lang;
use std::collections::BTreeSet;

/// What a study is made from.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// One generation, whole file.
    pub old: Perimeters,
    /// The other one, whole file.
    pub new: Perimeters,
    /// Départements to keep (`62`, `2A`, `974`); all where empty.
    pub departements: Vec<String>,
    /// A tolerance set by the user.
    pub tolerance: Option<Tolerance>,
    /// Outlines of communes, where given.
    pub outlines: Option<CommuneMap>,
    /// Communes and EPCI.
    pub directory: Directory,
    /// Populations.
    pub figures: Vec<Figures>,
}

/// The results of a study.
#[derive(Debug, Clone)]
pub struct Study {
    /// Départements asked for; empty for all.
    pub departements: Vec<String>,
    /// The measured difference.
    pub diff: Diff,
    /// Its counts and areas.
    pub summary: Summary,
    /// Ground kept, gained and lost.
    pub pieces: Vec<Piece>,
    /// Communes, EPCI and contract of each quartier.
    pub placement: Placement,
    /// Outlines of communes, where given.
    pub outlines: Option<CommuneMap>,
    /// Communes and EPCI.
    pub directory: Directory,
    /// Populations, oldest census first, each census and generation once.
    pub figures: Vec<Figures>,
    /// The reference text, where the study is of a département that has one.
    pub reference: Option<&'static Reference>,
    /// Its numbers beside the computed ones.
    pub comparisons: Vec<Comparison>,
    /// The control list.
    pub controls: Vec<Control>,
    /// Language of the comparisons and controls.
    pub lang: Lang,
    /// Figures that came twice, each with the one that was kept.
    pub(super) doubles: Vec<(Figures, Figures)>,
}

impl Study {
    /// Computes a study.
    ///
    /// # Errors
    /// [`DiffError`] when both sets are of one generation.
    pub fn new(inputs: Inputs) -> Result<Self, DiffError> {
        Ok(Self::with_pieces(inputs)?.told_in(Lang::Fr))
    }

    /// Computes the comparison and the pieces of ground, which the map of change shows; the numbers
    /// of the reference text and the control list stay empty.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_pieces(inputs: Inputs) -> Result<Self, DiffError> {
        let mut study = Self::of(inputs, Diff::new)?;
        study.pieces = pieces(&study.diff);
        Ok(study)
    }

    /// The same study with its comparisons and controls in another language.
    #[must_use]
    pub fn told_in(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self.comparisons = self.compare();
        self.controls = controls(&self);
        self
    }

    /// Computes the comparison alone: pieces, the numbers of the reference text and the control
    /// list stay empty, which a table of what changed does not need.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn comparison(inputs: Inputs) -> Result<Self, DiffError> {
        Self::of(inputs, Diff::new)
    }

    /// Sets both generations side by side without a comparison, for figures that show what is and
    /// not what changed: counts, areas and places are there, rows and overlaps are not.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn side_by_side(inputs: Inputs) -> Result<Self, DiffError> {
        Self::of(inputs, Diff::side_by_side)
    }

    fn of(
        mut inputs: Inputs,
        diff: fn(Perimeters, Perimeters, Option<Tolerance>) -> Result<Diff, DiffError>,
    ) -> Result<Self, DiffError> {
        if let Some(map) = &mut inputs.outlines {
            inputs.directory.give_articles(map);
        }
        // The tolerance comes from the whole files: how their coordinates are rounded is a
        // property of the file and not of one département in it.
        let tolerance = inputs
            .tolerance
            .unwrap_or_else(|| Tolerance::from_rounding(&inputs.old, &inputs.new));
        let old = inputs.old.in_departements(&inputs.departements);
        let new = inputs.new.in_departements(&inputs.departements);
        let diff = diff(old, new, Some(tolerance))?;
        let summary = Summary::of(&diff, inputs.outlines.as_ref());
        let reference = match inputs.departements.as_slice() {
            [one] => Reference::of(one),
            _ => None,
        };
        let lists: Vec<_> = reference.iter().map(|r| r.contracts()).collect();
        let placement = Placement::of(
            &[&diff.old, &diff.new],
            &summary.cover,
            inputs.outlines.as_ref(),
            &inputs.directory,
            &lists,
        );
        let (figures, doubles) = each_once(inputs.figures);
        Ok(Self {
            departements: inputs.departements,
            diff,
            summary,
            pieces: Vec::new(),
            placement,
            outlines: inputs.outlines,
            directory: inputs.directory,
            figures,
            reference,
            comparisons: Vec::new(),
            controls: Vec::new(),
            lang: Lang::Fr,
            doubles,
        })
    }

    /// The set of a generation.
    pub fn set(&self, generation: Generation) -> &Perimeters {
        match generation {
            Generation::Qp2015 => &self.diff.old,
            Generation::Qp2024 => &self.diff.new,
        }
    }

    /// Whether anything in it is schematic (the embedded sample).
    pub fn is_schematic(&self) -> bool {
        self.diff.old.source.schematic || self.diff.new.source.schematic
    }

    /// Names of the contrats de ville of a generation, sorted; `non renseigné` among them where some
    /// are not known.
    pub fn contracts(&self, generation: Generation) -> BTreeSet<&str> {
        self.set(generation)
            .quartiers
            .iter()
            .map(|q| self.placement.contract(&q.code))
            .collect()
    }

    /// How many quartiers of a generation are in no contrat de ville that is known.
    pub fn without_contract(&self, generation: Generation) -> usize {
        let quartiers = self.set(generation).quartiers.iter();
        quartiers
            .filter(|q| !self.placement.has_contract(&q.code))
            .count()
    }

    /// Number of the contrats de ville of a generation that are known.
    pub fn contract_count(&self, generation: Generation) -> usize {
        let unknown = self.without_contract(generation) > 0;
        self.contracts(generation).len() - usize::from(unknown)
    }

    /// How many quartiers of both generations lie in none of the outlines of communes: those of a
    /// neighbouring département are easily forgotten, and nothing enters or leaves where nothing
    /// is known. `None` without outlines.
    pub fn outside_outlines(&self) -> Option<usize> {
        self.outlines.as_ref()?;
        let covered: BTreeSet<_> = self.summary.cover.iter().map(|c| c.code).collect();
        let (old, new) = (&self.diff.old.quartiers, &self.diff.new.quartiers);
        let outside = old.iter().chain(new).filter(|q| !covered.contains(&q.code));
        Some(outside.count())
    }

    /// Communes of a generation with the definition of the count: by the ground covered where
    /// outlines hold all quartiers, else those that the files name.
    pub fn commune_count(&self, generation: Generation, lang: Lang) -> (usize, &'static str) {
        if self.outside_outlines() == Some(0) {
            let covered = self.summary.communes_of(generation).len();
            let definition = lang.pick(
                "communes couvertes au moins en partie par un quartier (contours généralisés)",
                "communes that a quartier covers at least in part (generalised outlines)",
            );
            return (covered, definition);
        }
        let quartiers = &self.set(generation).quartiers;
        // Two communes of one name are told apart by their département; the file of 2015 lists
        // further arrondissements of a city by their number alone (« 11ème et 10ème »).
        let named: BTreeSet<(&str, String)> = quartiers
            .iter()
            .flat_map(|q| {
                let names = q.communes.iter();
                names
                    .filter(|name| !name.starts_with(|c: char| c.is_ascii_digit()))
                    .map(|name| (q.code.departement(), commune_key(name)))
            })
            .collect();
        let definition = lang.pick(
            "communes nommées par le fichier des périmètres",
            "communes that the file of perimeters names",
        );
        (named.len(), definition)
    }

    /// Number of quartiers of 2024 by measured evolution.
    pub fn count_2024(&self, evolutions: &[Evolution]) -> usize {
        let rows = self
            .diff
            .rows
            .iter()
            .filter(|r| evolutions.contains(&r.evolution));
        rows.filter_map(|r| r.new).collect::<BTreeSet<_>>().len()
    }

    /// Sets each number of the reference text beside what the files give.
    fn compare(&self) -> Vec<Comparison> {
        let statements = self
            .reference
            .map(|r| r.statements.as_slice())
            .unwrap_or_default();
        statements
            .iter()
            .map(|s| Comparison {
                statement: s.clone(),
                computed: self.counterparts(&s.key),
            })
            .collect()
    }

    fn counterparts(&self, key: &str) -> Vec<(f64, String)> {
        let lang = self.lang;
        let populations = |generation: Generation| {
            let figures = self
                .figures
                .iter()
                .filter(move |f| f.generation == generation);
            figures
                .filter_map(|f| {
                    let sum = total(self.set(generation), f).known()?;
                    Some((sum, format!("population municipale, {}", vintage(f, lang))))
                })
                .collect::<Vec<_>>()
        };
        match key {
            "contrats" => {
                let count = self.contract_count(Generation::Qp2024);
                vec![(
                    count as f64,
                    lang.pick(
                        "signataires ayant au moins un quartier de 2024",
                        "signatories with at least one quartier of 2024",
                    )
                    .into(),
                )]
            }
            "quartiers" => Generation::ALL
                .into_iter()
                .map(|g| {
                    let codes = lang.pick("codes des périmètres", "codes in the perimeters of");
                    let count = self.set(g).len();
                    (count as f64, format!("{codes} {}", g.year()))
                })
                .collect(),
            "communes" => Generation::ALL
                .into_iter()
                .map(|g| {
                    let (count, definition) = self.commune_count(g, lang);
                    let perimeters = lang.pick("périmètres", "perimeters of");
                    (
                        count as f64,
                        format!("{definition}, {perimeters} {}", g.year()),
                    )
                })
                .collect(),
            "modifies" => {
                use Evolution::{Fusion, Modifie, Recomposition, Scission};
                let measured = self.count_2024(&[Modifie, Fusion, Scission, Recomposition]);
                let stated: usize = self
                    .summary
                    .letters
                    .get("M")
                    .map(|row| row.values().sum())
                    .unwrap_or_default();
                let metres = lang.with_unit(self.diff.tolerance.metres, 1, "m");
                let (changed, letter) = match lang {
                    Lang::Fr => (
                        format!("quartiers de 2024 dont le contour a changé, à {metres} près"),
                        "quartiers de 2024 portant la lettre M",
                    ),
                    Lang::En => (
                        format!("quartiers of 2024 whose contour changed by more than {metres}"),
                        "quartiers of 2024 with the letter M",
                    ),
                };
                vec![(measured as f64, changed), (stated as f64, letter.into())]
            }
            "population_2015" => populations(Generation::Qp2015),
            "population_2024" => populations(Generation::Qp2024),
            "part_population" => self.share_of_departement(),
            _ => Vec::new(),
        }
    }

    fn share_of_departement(&self) -> Vec<(f64, String)> {
        let [departement] = self.departements.as_slice() else {
            return Vec::new();
        };
        let Some(inhabitants) = self.directory.population_of(departement) else {
            return Vec::new();
        };
        self.figures
            .iter()
            .filter(|f| f.generation == Generation::Qp2024)
            .filter_map(|f| {
                let sum = total(&self.diff.new, f).known()?;
                let share = 100.0 * sum / inhabitants as f64;
                let whole = self.lang.number(inhabitants as f64, 0);
                let communes = self.directory.communes_of(departement);
                let label = vintage(f, self.lang);
                let definition = match self.lang {
                    Lang::Fr => format!(
                        "{label}, sur {whole} habitants des {communes} communes du département"
                    ),
                    Lang::En => format!(
                        "{label}, out of {whole} inhabitants of the {communes} communes of the département"
                    ),
                };
                Some((share, definition))
            })
            .collect()
    }
}

/// Figures of one census and generation that came in two files: the first stays, the others
/// are only compared with it.
fn each_once(figures: Vec<Figures>) -> (Vec<Figures>, Vec<(Figures, Figures)>) {
    let mut kept: Vec<Figures> = Vec::new();
    let mut doubles = Vec::new();
    for one in figures {
        let same = |k: &&Figures| {
            k.generation == one.generation
                && k.vintage == one.vintage
                && one.vintage != Vintage::Unknown
        };
        match kept.iter().find(same) {
            Some(first) => doubles.push((first.clone(), one)),
            None => kept.push(one),
        }
    }
    kept.sort_by_key(|f| (f.generation, f.vintage));
    (kept, doubles)
}
