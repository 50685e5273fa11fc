//! Maps. All shapes of one map are in one metric CRS (Lambert-93, or the legal UTM zone overseas), in
//! metres, `y` to the north; the maps have grid north up and one scale per panel.

mod categories;
mod choropleth;
mod clearing;
mod content;
mod country;
mod evolution;
mod furniture;
mod insets;
mod key;
mod labels;
mod layout;
mod legend;
mod multiples;
mod naming;
mod quartiers;
mod sheet;
mod symbols;
mod theme;
mod tiling;
mod view;

pub use categories::{Category, CategoryMap, categories};
pub use choropleth::{RateMap, choropleth};
pub use evolution::{EvolutionMap, evolution};
pub use quartiers::{QuartiersMap, quartiers};
pub use symbols::{CountMap, symbols};

use geo::{Coord, MultiPolygon, Rect as Ground};

use super::frame::Setting;
use super::palettes::Ramp;

/// A shape to draw.
#[derive(Debug, Clone)]
pub struct MapShape<'a> {
    /// Code (of a quartier or commune); the `id` of its path, and its label.
    pub id: &'a str,
    /// Name, shown under the code.
    pub label: String,
    /// Ground, in metres.
    pub polygons: &'a MultiPolygon<f64>,
    /// Where it lies: 0 on the main map, n in the frame of the nth of [`Backdrop::parts`], whose
    /// projection its coordinates are in.
    pub part: usize,
}

/// A part of the country under a projection of its own, shown in a frame beside the map.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// Heading of the frame: « La Réunion ».
    pub name: String,
    /// Outline of the part.
    pub outline: Option<&'a MultiPolygon<f64>>,
}

/// A window of the main map that is shown larger beside it.
#[derive(Debug, Clone)]
pub struct Zoom {
    /// Heading: « Paris et sa banlieue ».
    pub name: String,
    /// Ground to show, in metres.
    pub ground: Ground<f64>,
}

/// Where quartiers lie, where no outlines of communes are at hand: a name near them.
#[derive(Debug, Clone)]
pub struct PlaceName {
    /// « Saint-Denis ».
    pub name: String,
    /// Identifiers of its quartiers, sorted.
    pub quartiers: Vec<String>,
}

/// What lies behind the theme of a map. All may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Backdrop<'a> {
    /// Communes, drawn as thin grey lines; their labels name the insets.
    pub communes: &'a [MapShape<'a>],
    /// Outline of the territory, drawn where there are no communes and the scale is small enough for
    /// an outline made for maps of the country.
    pub outline: Option<&'a MultiPolygon<f64>>,
    /// Parts of the country that stand in frames of their own.
    pub parts: &'a [Part<'a>],
    /// Names of communes in place of their outlines.
    pub names: &'a [PlaceName],
    /// Outline of the country, drawn small in the corner to show where the map lies in it.
    pub country: Option<&'a MultiPolygon<f64>>,
}

/// How a map is drawn.
#[derive(Debug, Clone)]
pub struct MapOptions {
    /// Page, language and words.
    pub setting: Setting,
    /// Colours of classes.
    pub ramp: Ramp,
    /// Label each quartier with its code and name.
    pub labels: bool,
    /// At most this many zoom frames where quartiers are too small to see; 0 for none, 9 at most.
    pub insets: usize,
    /// Ground of the overview in metres; what is given to draw when `None`.
    pub extent: Option<Ground<f64>>,
    /// Windows shown larger, chosen by the caller in place of insets; two at most are drawn.
    pub zooms: Vec<Zoom>,
    /// Small multiples: names, and identifiers of the shapes of each. When there are some, each gets
    /// a panel of its own, all at one scale, in place of an overview with insets.
    pub groups: Vec<(String, Vec<String>)>,
    /// Headings under the legend, each with its lines.
    pub facts: Vec<(String, Vec<String>)>,
}

impl MapOptions {
    /// Labels, up to nine insets, the default ramp, fitted to what is drawn.
    pub fn new(setting: Setting) -> MapOptions {
        MapOptions {
            setting,
            ramp: Ramp::DEFAULT,
            labels: true,
            insets: 9,
            extent: None,
            zooms: Vec::new(),
            groups: Vec::new(),
            facts: Vec::new(),
        }
    }
}

/// A shape with a figure; `None` and numbers that are not finite are missing, never 0.
#[derive(Debug, Clone)]
pub struct Measured<'a> {
    /// The quartier.
    pub shape: MapShape<'a>,
    /// Its figure.
    pub value: Option<f64>,
}

/// The ground of the overview: the extent asked for, else communes, outline or shapes, with air.
fn ground(
    options: &MapOptions,
    backdrop: &Backdrop<'_>,
    shapes: Ground<f64>,
) -> Option<Ground<f64>> {
    let finite = |e: &Ground<f64>| {
        [e.min().x, e.min().y, e.max().x, e.max().y]
            .iter()
            .all(|v| v.is_finite())
    };
    let found = options
        .extent
        .or_else(|| {
            let main = backdrop.communes.iter().filter(|c| c.part == 0);
            let communes = view::envelope(main.map(|c| c.polygons))?;
            // Those of a part of the territory may be all that is at hand.
            Some(view::union(communes, shapes))
        })
        .or_else(|| {
            // An outline of the country is coarser than what lies in it.
            let outline = backdrop.outline.and_then(view::finite_bounds)?;
            Some(view::union(outline, shapes))
        })
        .unwrap_or(shapes);
    let c = found.center();
    let (w, h) = (
        found.width().max(500.0) * 0.52,
        found.height().max(500.0) * 0.52,
    );
    let around = Ground::new(
        Coord {
            x: c.x - w,
            y: c.y - h,
        },
        Coord {
            x: c.x + w,
            y: c.y + h,
        },
    );
    Some(around).filter(finite)
}
