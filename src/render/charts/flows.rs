//! Flows from old to new quartiers: what became of what.

use super::super::canvas::{Anchor, Canvas, Fill, Paint, Point, Stroke, TextLook};
use super::super::figure::{Figure, FigureTable};
use super::super::font::Font;
use super::super::frame::{Setting, Sizes, framed};
use super::super::page::Rect;
use super::super::palettes::{FLOW, GENERATION_2015, GENERATION_2024, INK, INK_SOFT, edge};
use super::super::{Lang, RenderError};
use super::RowLabel;
use super::rows::LEADING;

/// A quartier on one side of the chart. Nodes are drawn from top to bottom in the order given, so the
/// caller gives each connected component together.
#[derive(Debug, Clone)]
pub struct Node {
    /// Code and name.
    pub label: RowLabel,
    /// Height: the whole area, of which flows may explain only a part.
    pub value: f64,
}

/// Ground that passed from an old quartier to a new one.
#[derive(Debug, Clone, Copy)]
pub struct Flow {
    /// Index into [`FlowChart::old`].
    pub from: usize,
    /// Index into [`FlowChart::new`].
    pub to: usize,
    /// Same unit as the nodes.
    pub value: f64,
}

/// Old quartiers on the left, new ones on the right, flows between them.
#[derive(Debug, Clone)]
pub struct FlowChart {
    /// Page, language and words.
    pub setting: Setting,
    /// Heading of the left side: « Périmètres 2015 ».
    pub old_heading: String,
    /// Heading of the right side.
    pub new_heading: String,
    /// Old quartiers.
    pub old: Vec<Node>,
    /// New quartiers.
    pub new: Vec<Node>,
    /// Flows; those that point nowhere or have no positive value are left out.
    pub flows: Vec<Flow>,
    /// Unit of the values ("km²").
    pub unit: String,
    /// Decimal places shown.
    pub decimals: usize,
}

/// Heights are proportional to values on both sides, at one scale. What no flow reaches on the left
/// is lost ground, what none feeds on the right is gained ground.
///
/// # Errors
/// No node with a positive value; a negative value; a page too small.
pub fn flows(chart: &FlowChart) -> Result<Figure, RenderError> {
    for node in chart.old.iter().chain(&chart.new) {
        if node.value < 0.0 {
            return Err(RenderError::BadValue {
                name: node.label.code.clone(),
                value: node.value,
                reason: "a flow cannot show a negative value",
            });
        }
    }
    let sum = |nodes: &[Node]| nodes.iter().map(height_of).sum::<f64>();
    let total = sum(&chart.old).max(sum(&chart.new));
    if total <= 0.0 {
        return Err(RenderError::NothingToDraw {
            figure: chart.setting.caption.id.clone(),
        });
    }
    let lang = chart.setting.lang;
    framed(&chart.setting, table(chart, lang), |canvas, body, sizes| {
        draw(canvas, body, sizes, chart, total, lang);
        Ok(())
    })
}

fn height_of(node: &Node) -> f64 {
    if node.value.is_finite() {
        node.value
    } else {
        0.0
    }
}

fn draw(
    canvas: &mut Canvas<'_>,
    body: Rect,
    sizes: Sizes,
    chart: &FlowChart,
    total: f64,
    lang: Lang,
) {
    let size = sizes.text;
    let heading = TextLook::new(Font::Bold, size, INK);
    let (left, right) = (body.x + 0.36 * body.w, body.right() - 0.36 * body.w);
    let bar = 2.4 * sizes.scale;
    canvas.text(
        (left, body.y + size),
        &chart.old_heading,
        &heading.anchored(Anchor::End),
    );
    canvas.text((right, body.y + size), &chart.new_heading, &heading);
    let top = body.y + 2.2 * size;
    let most = chart.old.len().max(chart.new.len()) as f64;
    let room = body.bottom() - top;
    // A third of the height at most goes into the gaps, which keep labels apart.
    let gap = (0.5 * room / most).min(6.0 * sizes.scale);
    let scale = (room - gap * (most - 1.0)).max(1.0) / total;

    let place = |nodes: &[Node]| -> Vec<(f64, f64)> {
        let mut y = top;
        nodes
            .iter()
            .map(|node| {
                let span = (y, height_of(node) * scale);
                y += span.1 + gap;
                span
            })
            .collect()
    };
    let (old, new) = (place(&chart.old), place(&chart.new));
    let mut from: Vec<f64> = old.iter().map(|n| n.0).collect();
    let mut to: Vec<f64> = new.iter().map(|n| n.0).collect();
    let mut flows: Vec<&Flow> = chart
        .flows
        .iter()
        .filter(|f| is_drawable(f, chart))
        .collect();
    flows.sort_by_key(|f| (f.from, f.to));
    // The order of arrival on the right follows the order on the left, so ribbons cross little.
    for flow in flows {
        let width = flow.value * scale;
        let (a, b) = (from[flow.from], to[flow.to]);
        from[flow.from] += width;
        to[flow.to] += width;
        let (x0, x1) = (left + bar, right - bar);
        let ring: Vec<Point> = curve((x0, a), (x1, b))
            .chain(curve((x1, b + width), (x0, a + width)))
            .collect();
        let title = format!(
            "{} → {} : {}",
            chart.old[flow.from].label.code,
            chart.new[flow.to].label.code,
            lang.with_unit(flow.value, chart.decimals, &chart.unit)
        );
        let around = Stroke::new(edge(FLOW).unwrap_or(FLOW), 0.12);
        let ribbon = Paint::fill(Fill::Solid(FLOW, 0.55)).with_stroke(around);
        let paint = ribbon.titled(title);
        canvas.rings(&[ring], &paint);
    }
    for (node, (y, h)) in chart.old.iter().zip(old) {
        canvas.bar(Rect::new(left, y, bar, h.max(0.2)), GENERATION_2015);
        let at = (left - 0.8 * size, y + h / 2.0);
        draw_label(
            canvas,
            node,
            at,
            Anchor::End,
            (0.36 * body.w - size, gap + h),
            sizes,
            chart,
            lang,
        );
    }
    for (node, (y, h)) in chart.new.iter().zip(new) {
        canvas.bar(Rect::new(right - bar, y, bar, h.max(0.2)), GENERATION_2024);
        let at = (right + 0.8 * size, y + h / 2.0);
        draw_label(
            canvas,
            node,
            at,
            Anchor::Start,
            (0.36 * body.w - size, gap + h),
            sizes,
            chart,
            lang,
        );
    }
}

fn is_drawable(flow: &Flow, chart: &FlowChart) -> bool {
    flow.from < chart.old.len()
        && flow.to < chart.new.len()
        && flow.value.is_finite()
        && flow.value > 0.0
}

/// Code and value over the name; one line where there is little height.
#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one label, used twice"
)]
fn draw_label(
    canvas: &mut Canvas<'_>,
    node: &Node,
    (x, y): Point,
    anchor: Anchor,
    (width, height): (f64, f64),
    sizes: Sizes,
    chart: &FlowChart,
    lang: Lang,
) {
    let size = sizes.text.min(0.95 * height).max(1.2);
    let value = lang.with_unit(node.value, chart.decimals, &chart.unit);
    let code = format!("{} · {value}", node.label.code);
    let bold = TextLook::new(Font::CondensedBold, size, INK).anchored(anchor);
    let soft = TextLook::new(Font::Condensed, size, INK_SOFT).anchored(anchor);
    if height > 2.5 * size {
        let room = ((height / size - 1.2) / LEADING) as usize;
        let lines = Font::Condensed.wrap(&node.label.name, size, width, room.clamp(1, 4));
        let first = y - 0.2 * size - (lines.len() as f64 - 1.0) / 2.0 * LEADING * size;
        canvas.text((x, first), &code, &bold);
        for (i, line) in lines.iter().enumerate() {
            let below = 1.2 * size + i as f64 * LEADING * size;
            canvas.text((x, first + below), line, &soft);
        }
        return;
    }
    let baseline = y + 0.36 * size;
    let step = Font::CondensedBold.width(&code, size) + 0.7 * size;
    let name = Font::Condensed.shorten(&node.label.name, size, (width - step).max(size));
    canvas.text((x, baseline), &code, &bold);
    let x = if anchor == Anchor::End {
        x - step
    } else {
        x + step
    };
    canvas.text((x, baseline), &name, &soft);
}

/// A smooth line between two heights, as short straight steps.
fn curve(from: Point, to: Point) -> impl Iterator<Item = Point> {
    (0..=24).map(move |i| {
        let t = f64::from(i) / 24.0;
        let ease = t * t * (3.0 - 2.0 * t);
        (
            from.0 + t * (to.0 - from.0),
            from.1 + ease * (to.1 - from.1),
        )
    })
}

fn table(chart: &FlowChart, lang: Lang) -> FigureTable {
    let value = if chart.unit.is_empty() {
        lang.pick("Valeur", "Value")
    } else {
        &chart.unit
    };
    FigureTable {
        header: vec![
            chart.old_heading.clone(),
            chart.new_heading.clone(),
            value.to_owned(),
        ],
        rows: chart
            .flows
            .iter()
            .filter(|f| is_drawable(f, chart))
            .map(|f| {
                let (old, new) = (&chart.old[f.from].label, &chart.new[f.to].label);
                vec![
                    format!("{} {}", old.code, old.name).trim().to_owned(),
                    format!("{} {}", new.code, new.name).trim().to_owned(),
                    lang.number(f.value, chart.decimals),
                ]
            })
            .collect(),
    }
}
