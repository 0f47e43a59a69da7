//! What must not cost more, and whether it does.

use super::build::bare_of;
use super::number::{bytes, count, ratio, seconds};
use super::run::{AMBIX_REVISION, AMBIX_RUN, EACH, SELECT, TOGETHER, driver_of};
use super::table::{ABSENT, Table};
use super::{Figures, grounds};
use crate::graph::{AMBIX, Operation};
use crate::results::{Bench, Figure, Results, added};

/// Times a bare `SELECT`.
const NOTHING_PENDING: f64 = 1.3;
/// Times the driver in the same transactions.
const APPLY: f64 = 1.15;
const APPLY_COUNT: usize = 1_000;
/// Times what `include_dir!` adds to a rebuild.
const REBUILD_INCLUDE_DIR: f64 = 1.0;
/// Times what sqlx adds to a rebuild.
const REBUILD_SQLX: f64 = 0.5;
const REBUILD_COUNT: usize = 1_000;
/// Times a cold build of the other tool.
const COLD: f64 = 1.0;
/// Bytes of the program over the one without ambix.
const BINARY: f64 = 250.0 * 1024.0;
/// Seconds to plan the largest graph.
const PLAN: f64 = 0.05;
const PLAN_COUNT: usize = 100_000;
/// Times the bytes for a revision of a graph of a tenth.
const PLAN_MEMORY: f64 = 1.2;

struct Budgets(Table);

impl Budgets {
    fn row(&mut self, what: &str, most: f64, shown: fn(f64) -> String, seen: Option<f64>) {
        self.compare(what, "≤", most, shown, seen, |seen| seen <= most);
    }

    fn below(&mut self, what: &str, limit: f64, shown: fn(f64) -> String, seen: Option<f64>) {
        self.compare(what, "<", limit, shown, seen, |seen| seen < limit);
    }

    fn compare(
        &mut self,
        what: &str,
        sign: &str,
        limit: f64,
        shown: fn(f64) -> String,
        seen: Option<f64>,
        holds: impl Fn(f64) -> bool,
    ) {
        let met = seen.map_or(ABSENT, |seen| if holds(seen) { "yes" } else { "no" });
        let limit = format!("{sign} {}", shown(limit));
        self.0.row(what, [Some(limit), seen.map(shown), Some(met.to_owned())]);
    }
}

pub fn text(results: &Results) -> String {
    let mut budgets = Budgets(Table::new("what", ["limit", "seen", "met"].map(str::to_owned)));
    start(results, &mut budgets);
    apply(results, &mut budgets);
    rebuild(results, &mut budgets);
    cold(results, &mut budgets);
    let binary = Figures::new(results, Bench::Binary, "stripped");
    let size = difference(binary.get(AMBIX, 0), binary.get(bare_of(AMBIX), 0));
    budgets.row("size of the program with an empty set, over the one without ambix", BINARY, bytes, size);
    graph(results, &mut budgets);
    budgets.0.titled(include_str!("budgets.md").trim())
}

fn start(results: &Results, budgets: &mut Budgets) {
    for ground in grounds(results, Bench::Start) {
        let figures = Figures::new(results, Bench::Start, ground);
        let multiple = |count| Some(figures.get(AMBIX_RUN, count)?.ratio(figures.get(SELECT, count)?));
        let counts = figures.counts();
        let worst = counts.iter().copied().filter_map(multiple).reduce(f64::max);
        let range = match (counts.first(), counts.last()) {
            (Some(&few), Some(&many)) => format!("{} to {} migrations", count(few), count(many)),
            _ => continue,
        };
        let what = format!("nothing pending, {ground}, {range}, × one bare `SELECT`; the largest");
        budgets.row(&what, NOTHING_PENDING, ratio, worst);
    }
}

fn apply(results: &Results, budgets: &mut Budgets) {
    let number = count(APPLY_COUNT);
    for ground in grounds(results, Bench::Apply) {
        let figures = Figures::new(results, Bench::Apply, ground);
        let get = |tool: &str| figures.get(tool, APPLY_COUNT);
        for (ambix, driver) in [(AMBIX_RUN, TOGETHER), (AMBIX_REVISION, EACH)] {
            let what = format!("apply {number} migrations, {ground}, {ambix}, × {driver}");
            let multiple = get(ambix).zip(get(driver)).map(|(ambix, driver)| ambix.ratio(driver));
            budgets.row(&what, APPLY, ratio, multiple);
            let is_driver = |tool: &str| tool == TOGETHER || tool == EACH;
            let is_peer = |tool: &&str| driver_of(tool) == driver && *tool != ambix && !is_driver(tool);
            let peers = figures.tools().into_iter().filter(is_peer).filter_map(get);
            let fastest = peers.min_by(|one, other| one.median().total_cmp(&other.median()));
            let Some((own, fastest)) = get(ambix).zip(fastest) else { continue };
            let what = format!("the same, × {}, the fastest of the other tools", fastest.tool);
            budgets.below(&what, 1.0, ratio, Some(own.ratio(fastest)));
        }
    }
}

fn rebuild(results: &Results, budgets: &mut Budgets) {
    for profile in ["debug", "release"] {
        let ground = format!("main.rs, {profile}");
        let figures = Figures::new(results, Bench::Rebuild, &ground);
        let adds = |tool| difference(figures.get(tool, REBUILD_COUNT), figures.get(tool, 0));
        let number = count(REBUILD_COUNT);
        let mut row = |peer, limit| {
            let what =
                format!("what {number} migrations add to a rebuild, {profile}, × what they add with {peer}");
            budgets.row(
                &what,
                limit,
                ratio,
                Some(adds("ambix")).zip(Some(adds(peer))).and_then(|(own, peer)| Some(own? / peer?)),
            );
        };
        row("include_dir", REBUILD_INCLUDE_DIR);
        row("sqlx", REBUILD_SQLX);
    }
}

fn cold(results: &Results, budgets: &mut Budgets) {
    let figures = Figures::new(results, Bench::Cold, "debug");
    let get = |tool| figures.get(tool, 0);
    let one = ["ambix, sqlite", "ambix, postgres", "ambix, mysql"].into_iter().filter_map(get);
    let one = one.max_by(|one, other| one.median().total_cmp(&other.median()));
    let mut row = |what: &str, own: Option<&Figure>, peer| {
        let multiple = own.zip(get(peer)).map(|(own, peer)| own.ratio(peer));
        budgets.below(&format!("cold build without a driver, {what}, × {peer}"), COLD, ratio, multiple);
    };
    row("one dialect, the slowest", one, "diesel_migrations");
    row("all dialects", get("ambix, all dialects"), "sqlx");
}

fn graph(results: &Results, budgets: &mut Budgets) {
    let operation = Operation::All.name();
    let time = Figures::new(results, Bench::Graph, operation).get(AMBIX, PLAN_COUNT).map(Figure::median);
    let number = count(PLAN_COUNT);
    budgets.row(&format!("plan of a graph of {number} revisions"), PLAN, seconds, time);
    let memory = Figures::new(results, Bench::GraphMemory, operation);
    let each = |count: usize| Some(memory.get(AMBIX, count)?.median() / count as f64);
    let growth = each(PLAN_COUNT).zip(each(PLAN_COUNT / 10)).map(|(large, small)| large / small);
    budgets.row("memory for each of them, × that in a graph of a tenth", PLAN_MEMORY, ratio, growth);
}

fn difference(figure: Option<&Figure>, other: Option<&Figure>) -> Option<f64> {
    let (figure, other) = figure.zip(other)?;
    (!figure.values.is_empty() && !other.values.is_empty()).then(|| added(figure, other))
}
