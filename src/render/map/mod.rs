//! Maps. All shapes of one map are in one metric CRS (Lambert-93, or the legal UTM zone overseas), in
//! metres, `y` to the north; the maps have grid north up and one scale per panel.

mod choropleth;
mod cover;
mod evolution;
mod furniture;
mod insets;
mod labels;
mod layout;
mod legend;
mod quartiers;
mod sheet;
mod symbols;
mod theme;
mod tiling;
mod view;

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
}

/// What lies behind the theme of a map. Both may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Backdrop<'a> {
    /// Communes, drawn as thin grey lines; their labels name the insets.
    pub communes: &'a [MapShape<'a>],
    /// Outline of the territory.
    pub outline: Option<&'a MultiPolygon<f64>>,
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

/// The ground of the overview: the extent asked for, else outline, communes or shapes, with air.
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
        .or_else(|| backdrop.outline.and_then(view::finite_bounds))
        .or_else(|| view::envelope(backdrop.communes.iter().map(|c| c.polygons)))
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
