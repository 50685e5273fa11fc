//! Elements that plotters draws on [`SvgBackend`] and has no own word for.

use std::slice;

use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

use super::backend::{SvgBackend, UNITS};
use super::{Paint, TextLook};

type Outcome<'a> = Result<(), DrawingErrorKind<<SvgBackend<'a> as DrawingBackend>::ErrorType>>;

/// Rings (closed) or lines (open) painted as one path. Its own coordinates are kept instead of those
/// that plotters hands over, because plotters moves points outside the page onto its edge.
pub(super) struct Path<'p> {
    pub lines: Vec<Vec<BackendCoord>>,
    pub closed: bool,
    pub paint: &'p Paint,
}

/// A disc with a radius in millimetres.
pub(super) struct Disc<'p> {
    pub centre: BackendCoord,
    pub radius: f64,
    pub paint: &'p Paint,
}

/// One line of text.
pub(super) struct Text<'p> {
    pub at: BackendCoord,
    pub text: &'p str,
    pub look: &'p TextLook,
}

/// Start (with an optional clip rectangle) or end of a group.
pub(super) enum Group {
    Open(Option<(BackendCoord, BackendCoord)>),
    Close,
}

macro_rules! without_points {
    ($($kind:ty),*) => {$(
        impl<'a> PointCollection<'a, BackendCoord> for &'a $kind {
            type Point = &'a BackendCoord;
            type IntoIter = slice::Iter<'a, BackendCoord>;
            fn point_iter(self) -> Self::IntoIter {
                [].iter()
            }
        }
    )*};
}
without_points!(Path<'_>, Disc<'_>, Text<'_>, Group);

impl<'b> Drawable<SvgBackend<'b>> for Path<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        _: I,
        backend: &mut SvgBackend<'b>,
        _: (u32, u32),
    ) -> Outcome<'b> {
        backend.path(&self.lines, self.closed, self.paint);
        Ok(())
    }
}

impl<'b> Drawable<SvgBackend<'b>> for Disc<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        _: I,
        backend: &mut SvgBackend<'b>,
        _: (u32, u32),
    ) -> Outcome<'b> {
        backend.disc(
            self.centre,
            (self.radius * UNITS).round().max(1.0) as u32,
            self.paint,
        );
        Ok(())
    }
}

impl<'b> Drawable<SvgBackend<'b>> for Text<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        _: I,
        backend: &mut SvgBackend<'b>,
        _: (u32, u32),
    ) -> Outcome<'b> {
        backend.text(self.text, self.at, self.look);
        Ok(())
    }
}

impl<'b> Drawable<SvgBackend<'b>> for Group {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        _: I,
        backend: &mut SvgBackend<'b>,
        _: (u32, u32),
    ) -> Outcome<'b> {
        match self {
            Group::Open(clip) => backend.open_group(*clip),
            Group::Close => backend.close_group(),
        }
        Ok(())
    }
}
