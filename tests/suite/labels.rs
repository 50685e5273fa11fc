//! Panels and labels of maps as a reader finds them in the finished drawing: no two meet, no two
//! leader lines cross, none runs through a label, and no label lies over the ground of another quartier.

use super::support::{Folder, official, qpv};
use geo::{Coord, Intersects, Line, LineString, MultiPolygon, Polygon, Rect};
use resvg::usvg::tiny_skia_path::{PathSegment, Point};
use resvg::usvg::{Group, Node, Options, Paint, Path as Drawn, Text, Tree, fontdb};
use std::path::Path;
use std::sync::Arc;

/// Sizes of A4 in hundredths of a millimetre: the font of labels, the width of leaders.
const LABEL: f32 = 215.0;
const LEADER: f32 = 18.0;

/// What a drawing holds, in its pixels.
#[derive(Default)]
struct Map {
    /// Frames of the panels, each once.
    panels: Vec<Rect>,
    /// Lines of labels, in their order.
    words: Vec<(String, Rect)>,
    leaders: Vec<Line>,
    /// Quartiers of 2024 by code, or their circles; each in the first panel that shows it.
    quartiers: Vec<(String, MultiPolygon)>,
}

impl Map {
    fn read(path: &Path) -> Map {
        let mut fonts = fontdb::Database::new();
        fonts.load_fonts_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/fonts"));
        let options = Options {
            fontdb: Arc::new(fonts),
            ..Options::default()
        };
        let svg = std::fs::read_to_string(path).unwrap();
        let mut map = Map::default();
        map.group(Tree::from_str(&svg, &options).unwrap().root());
        map
    }

    fn group(&mut self, group: &Group) {
        if let Some(clip) = group.clip_path() {
            let b = clip.root().bounding_box();
            let low = (f64::from(b.left()), f64::from(b.top()));
            let high = (f64::from(b.right()), f64::from(b.bottom()));
            let frame = Rect::new(low, high);
            // The overview has two drawings in one frame: its ground, and the frames of the insets.
            if !self.panels.contains(&frame) {
                self.panels.push(frame);
            }
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group),
                Node::Path(path) => self.path(path),
                Node::Text(text) => self.text(text),
                Node::Image(_) => {}
            }
        }
    }

    fn text(&mut self, text: &Text) {
        let mut spans = text.chunks().iter().flat_map(|chunk| chunk.spans());
        if spans.any(|span| span.font_size().get() == LABEL) {
            let words = text.chunks().iter().map(|chunk| chunk.text()).collect();
            let b = text.abs_bounding_box();
            // A box spans the whole height of the font and its halo; letters are smaller.
            let (dx, dy) = (0.1 * b.height(), 0.2 * b.height());
            let low = (f64::from(b.left() + dx), f64::from(b.top() + dy));
            let high = (f64::from(b.right() - dx), f64::from(b.bottom() - dy));
            self.words.push((words, Rect::new(low, high)));
        }
    }

    fn path(&mut self, path: &Drawn) {
        let place = |p: Point| {
            let mut at = [p];
            path.abs_transform().map_points(&mut at);
            let [at] = at;
            Coord {
                x: f64::from(at.x),
                y: f64::from(at.y),
            }
        };
        let mut lines: Vec<Vec<Coord>> = Vec::new();
        for segment in path.data().segments() {
            match segment {
                PathSegment::MoveTo(p) => lines.push(vec![place(p)]),
                PathSegment::LineTo(p)
                | PathSegment::QuadTo(_, p)
                | PathSegment::CubicTo(_, _, p) => {
                    lines.last_mut().unwrap().push(place(p));
                }
                PathSegment::Close => {}
            }
        }
        let is_leader = path.stroke().is_some_and(|stroke| {
            let is_ink =
                matches!(stroke.paint(), Paint::Color(c) if (c.red, c.green) == (0x58, 0x58));
            is_ink && stroke.width().get() == LEADER && path.fill().is_none()
        });
        if is_leader {
            let pairs = lines.iter().filter(|line| line.len() == 2);
            self.leaders
                .extend(pairs.map(|line| Line::new(line[0], line[1])));
        }
        let code = path.id().rsplit('-').next().unwrap_or_default();
        if code.starts_with("QN") {
            let rings = lines.into_iter();
            let polygons = rings.map(|ring| Polygon::new(LineString(ring), Vec::new()));
            self.quartiers.push((code.to_owned(), polygons.collect()));
        }
    }
}

/// Whether words are those of a number or of a pointer to another panel, which may lie on ground.
fn is_mark(words: &str) -> bool {
    words.starts_with("voir ") || words.chars().all(|c| c.is_ascii_digit())
}

/// Reads a map and checks what no map may have; returns it for more.
#[track_caller]
fn sound(path: &Path) -> Map {
    let map = Map::read(path);
    let name = path.file_name().unwrap();
    assert!(!map.panels.is_empty(), "{name:?}: no panel was read");
    for (i, a) in map.panels.iter().enumerate() {
        let met = map.panels[i + 1..].iter().find(|b| a.intersects(*b));
        assert!(met.is_none(), "{name:?}: {a:?} meets {met:?}");
    }
    for (i, (words, a)) in map.words.iter().enumerate() {
        for (others, b) in &map.words[i + 1..] {
            assert!(!a.intersects(b), "{name:?}: {words:?} meets {others:?}");
        }
        let leader = map.leaders.iter().find(|leader| a.intersects(*leader));
        assert!(
            leader.is_none(),
            "{name:?}: a leader runs through {words:?}"
        );
    }
    for (i, a) in map.leaders.iter().enumerate() {
        let crossed = map.leaders[i + 1..].iter().find(|b| a.intersects(*b));
        assert!(crossed.is_none(), "{name:?}: {a:?} crosses {crossed:?}");
    }
    // The lines of a label follow each other: its code, then its name.
    let mut own = "";
    for (words, frame) in &map.words {
        if words.starts_with("QN") || words.starts_with("QP") {
            own = words.split([' ', '\u{a0}']).next().unwrap();
        } else if *words == words.to_uppercase() {
            own = ""; // A commune.
        }
        let others = map.quartiers.iter().filter(|(code, _)| code != own);
        for (code, ground) in others.filter(|_| !is_mark(words)) {
            let hides = ground.intersects(&frame.to_polygon());
            assert!(!hides, "{name:?}: {words:?} of {own} lies over {code}");
        }
    }
    map
}

fn draw(folder: &Folder, kind: &str, more: &[&str]) -> Map {
    let path = folder.path(&format!("{kind}.svg"));
    let output = path.to_str().unwrap();
    let args = ["map", kind, "-q", "-o", output];
    qpv([&args[..], more].concat()).assert().success();
    sound(&path)
}

const KINDS: [&str; 4] = ["quartiers", "evolution", "population", "densite"];

#[test]
fn the_labels_of_the_sample_can_be_told_apart() {
    let folder = Folder::new();
    for kind in KINDS {
        let map = draw(&folder, kind, &["--sample"]);
        let labels = map
            .words
            .iter()
            .filter(|(words, _)| words.starts_with("QN"));
        assert!(labels.count() > 45, "{kind}");
    }
}

#[test]
#[cfg_attr(not(official_files), ignore = "needs the official files")]
fn the_labels_of_six_departements_can_be_told_apart() {
    let folder = Folder::new();
    let given = [
        ("--old", "perimeters/qp-politiquedelaville-shp.zip"),
        ("--new", "perimeters/qp2024-geojson-gpkg-shp.zip"),
        ("--population", "population/insee-qp2024-population.csv"),
        ("--communes", "communes/communes-62.geojson"),
        ("--communes", "communes/communes-59.geojson"),
        ("--communes", "communes/communes-epci-62.csv"),
    ];
    let paths = given.map(|(option, name)| (option, official(name)));
    let files: Vec<&str> = paths
        .iter()
        .flat_map(|(option, path)| [*option, path.to_str().unwrap()])
        .collect();
    let mut leaders = 0;
    for (departement, quartiers) in [
        ("62", 64),
        ("59", 94),
        ("75", 21),
        ("76", 29),
        ("93", 75),
        ("974", 57),
    ] {
        for kind in KINDS {
            let map = draw(
                &folder,
                kind,
                &[&files[..], &["--dept", departement]].concat(),
            );
            let count = |test: fn(&str) -> bool| map.words.iter().filter(|(w, _)| test(w)).count();
            let named = count(|words| words.starts_with("QN"));
            let numbered = count(|words| words.chars().all(|c| c.is_ascii_digit()));
            // No quartier is without a label or a number, and most have their names.
            assert_eq!(named + numbered, quartiers, "{kind} of {departement}");
            assert!(
                named * 10 > quartiers * 6,
                "{kind} of {departement}: {named} named"
            );
            leaders += map.leaders.len();
        }
    }
    assert!(leaders > 100, "{leaders} lines were read");
}
