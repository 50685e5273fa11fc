//! Options of figures: what they show, how they look, where they go.

use super::super::failure::Failure;
use super::super::inputs::StudyArgs;
use super::super::output::{extension, refuse_input};
use super::manifest;
use clap::{Args, ValueEnum};
use qpv::perimeter::QuartierCode;
use qpv::population::LEAST_SHOWN;
use qpv::render::palettes::Ramp;
use qpv::render::{Lang, Method, Page};
use qpv::report::{Selection, Style};
use std::path::{Path, PathBuf};

/// How a figure is drawn and where it goes
#[derive(Args)]
pub struct FigureArgs {
    #[command(flatten)]
    pub study: StudyArgs,
    /// The whole country, overseas in frames (also when no --dept is given)
    #[arg(long, conflicts_with_all = ["dept", "sample"])]
    france: bool,
    /// Only these quartiers and what became of them; repeat for several
    #[arg(long, value_name = "CODE", value_parser = parse_code, conflicts_with = "epci")]
    quartier: Vec<QuartierCode>,
    /// Only the quartiers of an EPCI, by its SIREN
    #[arg(long, value_name = "SIREN")]
    epci: Option<String>,
    /// A table with a row per quartier, or of addresses that `qpv locate` wrote
    #[arg(long, value_name = "PATH")]
    table: Option<PathBuf>,
    /// Its column of codes (default: the one that holds codes)
    #[arg(long, value_name = "COL", requires = "table")]
    pub code: Option<String>,
    /// Its column to show
    #[arg(long, value_name = "COL", requires = "table")]
    pub value: Option<String>,
    /// What the column holds: counts (circles) or rates (classes); guessed when not given
    #[arg(long = "as", value_enum, requires = "value")]
    nature: Option<Nature>,
    /// Counts of addresses from 1 to less than N are not shown (statistical secrecy); 0 shows all
    #[arg(long, value_name = "N", default_value_t = LEAST_SHOWN)]
    secret: u64,
    /// A title of your own in place of the finding
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Size on paper by name
    #[arg(long, value_enum, conflicts_with = "width")]
    page: Option<Preset>,
    /// Width in millimetres
    #[arg(
        long,
        value_name = "MM",
        requires = "height",
        allow_negative_numbers = true
    )]
    width: Option<f64>,
    /// Height in millimetres
    #[arg(
        long,
        value_name = "MM",
        requires = "width",
        allow_negative_numbers = true
    )]
    height: Option<f64>,
    /// Dots per inch of a PNG
    #[arg(
        long,
        value_name = "N",
        default_value_t = 300.0,
        allow_negative_numbers = true
    )]
    pub dpi: f64,
    /// Colours of classes
    #[arg(long, value_name = "NAME")]
    palette: Option<String>,
    /// Number of classes
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=9))]
    classes: u8,
    /// How classes are cut
    #[arg(long, value_enum, default_value = "quantiles")]
    method: MethodArg,
    /// Leave out codes and names
    #[arg(long)]
    no_labels: bool,
    /// Language of the figure: fr or en
    #[arg(long, default_value = "fr", value_parser = parse_lang)]
    pub lang: Lang,
    /// Where to write it, .svg, .png, .pdf or .html (a fragment with its table); repeat for several,
    /// - for SVG on standard output
    #[arg(long = "output", short, value_name = "PATH")]
    pub output: Vec<PathBuf>,
    /// Add the figure to a JSON list of figures (title, alternative text, files, size, sources, licence,
    /// vintage), or take its place there: the figures.json of a report, or a file of your own
    #[arg(long, value_name = "PATH", requires = "output")]
    pub manifest: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum MethodArg {
    Quantiles,
    Jenks,
    Arrondis,
}

#[derive(Clone, Copy, ValueEnum)]
enum Nature {
    Counts,
    Rates,
}

#[derive(Clone, Copy, ValueEnum)]
enum Preset {
    /// 297 × 210 mm
    A4,
    /// 210 × 297 mm
    A4Portrait,
    /// 420 × 297 mm
    A3,
    /// 297 × 420 mm
    A3Portrait,
    /// 338.7 × 190.5 mm (16:9)
    Slide,
    /// 170 × 120 mm, the text width of an A4 report
    Column,
}

impl FigureArgs {
    /// Every file that is read, so that none is overwritten.
    pub fn inputs(&self) -> Vec<&Path> {
        let mut all = self.study.inputs();
        all.extend(self.table.as_deref());
        all
    }

    /// Refuses, before anything is read, outputs and a manifest that would overwrite an input, and
    /// what is no manifest.
    pub fn check_outputs(&self) -> Result<(), Failure> {
        for path in self.output.iter().chain(&self.manifest) {
            refuse_input(path, &self.inputs())?;
        }
        let Some(manifest) = &self.manifest else {
            return Ok(());
        };
        if self.output.iter().all(|path| path == Path::new("-")) {
            return Err(Failure::new(
                "a manifest names files, and the figure goes to standard output",
                "give -o FILE too",
            ));
        }
        manifest::check(manifest)
    }

    /// The user's table.
    pub fn table(&self) -> Result<&Path, Failure> {
        self.table.as_deref().ok_or_else(|| {
            Failure::new(
                "this figure is drawn from a table",
                "give it with --table PATH: one with columns of ages for pyramide, one that `qpv locate` \
                 wrote for adresses and bandes",
            )
        })
    }

    /// Whether the column is said to hold rates.
    pub fn is_rate(&self) -> Option<bool> {
        self.nature.map(|n| matches!(n, Nature::Rates))
    }

    /// The départements asked for, empty for the whole country; the sample is of Pas-de-Calais.
    pub fn departements(&self) -> Vec<String> {
        let mut asked = self.study.dept.dept.clone();
        if self.study.sample {
            return vec!["62".to_owned()];
        }
        if asked.is_empty() && !self.france {
            let codes = self.quartier.iter().map(|c| c.departement().to_owned());
            asked.extend(codes);
            asked.dedup();
        }
        asked
    }

    /// The part of the study asked for.
    pub fn selection(&self) -> Option<Selection> {
        match &self.epci {
            Some(siren) => Some(Selection::Epci(siren.trim().to_owned())),
            None if self.quartier.is_empty() => None,
            None => Some(Selection::Quartiers(self.quartier.clone())),
        }
    }

    /// The look asked for.
    pub fn style(&self) -> Result<Style, Failure> {
        let mut style = Style::new(self.lang, today(self.lang));
        style.page = match (self.page, self.width, self.height) {
            (Some(preset), ..) => Some(match preset {
                Preset::A4 => Page::A4_LANDSCAPE,
                Preset::A4Portrait => Page::A4_PORTRAIT,
                Preset::A3 => Page::A3_LANDSCAPE,
                Preset::A3Portrait => Page::A3_PORTRAIT,
                Preset::Slide => Page::SLIDE,
                Preset::Column => Page::COLUMN,
            }),
            (None, Some(width), Some(height)) => Some(Page::new(width, height)),
            _ => None,
        };
        if let Some(page) = style.page {
            page.check()?;
        }
        // Before the long work: a chart may be higher than A4, and is then looked at again.
        if self.output.iter().any(|path| extension(path) == "png") {
            style.page.unwrap_or(Page::A4_LANDSCAPE).pixels(self.dpi)?;
        }
        style.title.clone_from(&self.title);
        style.labels = !self.no_labels;
        style.secret = self.secret;
        style.classes = self.classes.into();
        style.method = match self.method {
            MethodArg::Quantiles => Method::Quantiles,
            MethodArg::Jenks => Method::Jenks,
            MethodArg::Arrondis => Method::Round,
        };
        if let Some(name) = &self.palette {
            style.ramp = Ramp::named(name)?;
        }
        Ok(style)
    }
}

fn parse_code(text: &str) -> Result<QuartierCode, String> {
    QuartierCode::parse(text).map_err(|e| e.to_string())
}

/// `fr` or `en`.
pub fn parse_lang(text: &str) -> Result<Lang, String> {
    match text {
        "fr" => Ok(Lang::Fr),
        "en" => Ok(Lang::En),
        _ => Err("the languages are fr and en".into()),
    }
}

/// Today's date as text. `SOURCE_DATE_EPOCH` (seconds since 1970) replaces it, so that the
/// same input can give the same bytes.
pub fn today(lang: Lang) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let fixed = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|stamp| stamp.to_zoned(jiff::tz::TimeZone::UTC));
    let date = fixed.unwrap_or_else(jiff::Zoned::now).date();
    match lang {
        Lang::En => date.strftime("%-d %B %Y").to_string(),
        Lang::Fr => {
            let month = MONTHS[usize::from(date.month().unsigned_abs()).clamp(1, 12) - 1];
            let day = if date.day() == 1 {
                "1er".to_owned()
            } else {
                date.day().to_string()
            };
            format!("{day} {month} {}", date.year())
        }
    }
}
