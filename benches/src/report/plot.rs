//! Times over the number of migrations, for all tools, on logarithmic scales.

use std::error::Error;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::build::shown;
use super::run::SELECT;
use super::{Figures, grounds, number};
use crate::graph::AMBIX;
use crate::results::{Bench, Results};

const PANEL: (u32, u32) = (440, 400);
const LEGEND_LINE: i32 = 24;
const LEGEND_COLUMN: i32 = 210;
const FONT: &str = "Helvetica, Arial, sans-serif";

/// Colours that the colour-blind can tell apart.
const COLORS: [RGBColor; 6] = [
    RGBColor(0, 158, 115),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(120, 94, 60),
    RGBColor(0, 114, 178),
    RGBColor(150, 150, 150),
];
const AMBIX_COLORS: [RGBColor; 2] = [RGBColor(213, 94, 0), RGBColor(204, 121, 167)];

type Answer<T> = Result<T, Box<dyn Error>>;

/// None if nothing was measured.
pub fn start(results: &Results) -> Answer<Option<String>> {
    let grounds = grounds(results, Bench::Start);
    let panels = grounds.iter().map(|ground| Panel::new(ground, Figures::new(results, Bench::Start, ground)));
    draw(panels.collect())
}

/// None if nothing was measured.
pub fn rebuild(results: &Results) -> Answer<Option<String>> {
    let grounds = [("main.rs, debug", "debug"), ("main.rs, release", "release")];
    let panels = grounds
        .iter()
        .map(|(ground, title)| Panel::new(title, Figures::new(results, Bench::Rebuild, ground)));
    draw(panels.collect())
}

struct Panel<'r> {
    title: &'r str,
    lines: Vec<Line<'r>>,
}

struct Line<'r> {
    tool: &'r str,
    points: Vec<(f64, f64)>,
}

impl<'r> Panel<'r> {
    fn new(title: &'r str, figures: Figures<'r>) -> Self {
        let counts = figures.counts();
        let line = |tool| {
            let measured = counts.iter().filter_map(|&count| figures.get(tool, count));
            let measured = measured.filter(|figure| !figure.values.is_empty());
            Line { tool, points: measured.map(|figure| (figure.count as f64, figure.median())).collect() }
        };
        let lines = figures.tools().into_iter().map(line).filter(|line| !line.points.is_empty());
        Panel { title, lines: lines.collect() }
    }
}

fn draw(panels: Vec<Panel<'_>>) -> Answer<Option<String>> {
    let mut tools: Vec<&str> = Vec::new();
    for tool in panels.iter().flat_map(|panel| &panel.lines).map(|line| line.tool) {
        if !tools.contains(&tool) {
            tools.push(tool);
        }
    }
    if tools.is_empty() {
        return Ok(None);
    }
    let width = PANEL.0 * panels.len() as u32;
    let columns = (width as i32 - 40) / LEGEND_COLUMN;
    let rows = (tools.len() as i32 + columns - 1) / columns;
    let size = (width, PANEL.1 + (rows * LEGEND_LINE) as u32 + 20);
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        root.fill(&WHITE)?;
        let (top, legend) = root.split_vertically(PANEL.1);
        for (panel, area) in panels.iter().zip(top.split_evenly((1, panels.len()))) {
            draw_panel(panel, &tools, &area)?;
        }
        for (at, tool) in tools.iter().enumerate() {
            let at = at as i32;
            let (x, y) = (40 + at % columns * LEGEND_COLUMN, 12 + at / columns * LEGEND_LINE);
            legend.draw(&PathElement::new([(x, y), (x + 28, y)], style(&tools, tool)))?;
            legend.draw(&mark(&tools, tool, (x + 14, y)))?;
            let font = (FONT, 15).into_font().color(&BLACK);
            legend.draw(&Text::new(shown(tool).replace('`', ""), (x + 36, y - 8), font))?;
        }
        root.present()?;
    }
    Ok(Some(svg))
}

fn draw_panel(panel: &Panel<'_>, tools: &[&str], area: &DrawingArea<SVGBackend<'_>, Shift>) -> Answer<()> {
    let points = || panel.lines.iter().flat_map(|line| &line.points).copied();
    let Some((left, right)) = bounds(points().map(|(x, _)| x)) else { return Ok(()) };
    let Some((bottom, top)) = bounds(points().map(|(_, y)| y)) else { return Ok(()) };
    let (bottom, top) = (bottom / 1.3, top * 1.3);
    let mut chart = ChartBuilder::on(area)
        .caption(panel.title, (FONT, 18))
        .margin(10)
        .margin_right(24)
        .x_label_area_size(44)
        .y_label_area_size(66)
        .build_cartesian_2d((left * 0.85..right * 1.15).log_scale(), (bottom..top).log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(BLACK.mix(0.12))
        .axis_style(BLACK.mix(0.5))
        .label_style((FONT, 14))
        .x_desc("migrations")
        .x_label_formatter(&|count| number::count(count.round() as usize))
        .y_label_formatter(&|seconds| short(*seconds))
        .draw()?;
    for line in &panel.lines {
        chart.draw_series(LineSeries::new(line.points.iter().copied(), style(tools, line.tool)))?;
        chart.draw_series(line.points.iter().map(|&point| mark(tools, line.tool, point)))?;
    }
    Ok(())
}

fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |bounds, value| {
        let (least, most) = bounds.unwrap_or((value, value));
        Some((value.min(least), value.max(most)))
    })
}

/// Without decimals: what stands at an axis is a power of ten.
fn short(seconds: f64) -> String {
    number::seconds(seconds).replace(".00 ", " ").replace(".0 ", " ")
}

fn color(tools: &[&str], tool: &str) -> RGBColor {
    if tool == SELECT {
        return BLACK;
    }
    let is_ambix = |tool: &str| tool.starts_with(AMBIX);
    let mut alike = tools.iter().filter(|other| is_ambix(other) == is_ambix(tool));
    let at = alike.position(|other| *other == tool).unwrap_or_default();
    if is_ambix(tool) { AMBIX_COLORS[at % AMBIX_COLORS.len()] } else { COLORS[at % COLORS.len()] }
}

fn style(tools: &[&str], tool: &str) -> ShapeStyle {
    color(tools, tool).stroke_width(if tool.starts_with(AMBIX) { 3 } else { 2 })
}

fn mark<C>(tools: &[&str], tool: &str, at: C) -> Circle<C, i32> {
    Circle::new(at, if tool.starts_with(AMBIX) { 5 } else { 4 }, color(tools, tool).filled())
}
