//! What was measured, kept between runs so that one part can be measured again.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bench {
    /// Seconds until all migrations are applied.
    Apply,
    /// Seconds until it is known that nothing is pending.
    Start,
    /// Seconds of a build after a change. No values: it takes too long to be measured.
    Rebuild,
    /// Seconds of all cores in that build.
    RebuildCpu,
    /// Bytes of the largest process of that build.
    CompilerMemory,
    /// Seconds in which the compiler expands macros.
    Expand,
    /// Seconds of a build with nothing there.
    Cold,
    /// Seconds of all cores in that build.
    ColdCpu,
    /// Packages that are compiled in that build.
    ColdCrates,
    /// Bytes of the program.
    Binary,
    /// Bytes that the program takes at most.
    Memory,
    /// Seconds of an operation on the graph of revisions. No values: it takes longer than is waited for.
    Graph,
    /// Bytes that such an operation has at most at a time.
    GraphMemory,
}

/// The figures of a tool.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    pub bench: Bench,
    /// Where, or how.
    pub ground: String,
    pub tool: String,
    /// How many migrations.
    pub count: usize,
    /// One for each round, in order, so that figures of one round can be compared.
    pub values: Vec<f64>,
}

impl Figure {
    pub fn median(&self) -> f64 {
        median(&self.values)
    }

    /// The median of what it is in each round as a multiple of the other.
    pub fn ratio(&self, other: &Figure) -> f64 {
        let ratios = self.values.iter().zip(&other.values).map(|(value, other)| value / other);
        median(&ratios.collect::<Vec<_>>())
    }
}

/// The median of how much more it is in each round than the other.
pub fn added(figure: &Figure, other: &Figure) -> f64 {
    let more = figure.values.iter().zip(&other.values).map(|(value, other)| value - other);
    median(&more.collect::<Vec<_>>())
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Results {
    #[serde(skip)]
    path: PathBuf,
    /// On which machine, and when.
    pub machine: String,
    pub figures: Vec<Figure>,
}

impl Results {
    /// What an earlier run has left, or nothing.
    pub fn load(path: &Path) -> Self {
        let results = fs::read_to_string(path).ok().and_then(|text| serde_json::from_str(&text).ok());
        Results { path: path.to_owned(), ..results.unwrap_or_default() }
    }

    /// Takes the place of what was measured before, and is kept at once: the next measurement may take long, and fail.
    pub fn add(&mut self, bench: Bench, ground: &str, tool: &str, count: usize, values: Vec<f64>) {
        let same = |figure: &Figure| {
            figure.bench == bench && figure.ground == ground && figure.tool == tool && figure.count == count
        };
        let figure = Figure { bench, ground: ground.into(), tool: tool.into(), count, values };
        eprintln!("    {tool}, {count}: {:.6}", figure.median());
        match self.figures.iter_mut().find(|old| same(old)) {
            Some(old) => *old = figure,
            None => self.figures.push(figure),
        }
        let text = serde_json::to_string(self).expect("JSON") + "\n";
        fs::write(&self.path, text).expect("a file");
    }

    pub fn find(&self, bench: Bench, ground: &str, tool: &str, count: usize) -> Option<&Figure> {
        self.figures.iter().find(|figure| {
            figure.bench == bench && figure.ground == ground && figure.tool == tool && figure.count == count
        })
    }
}
