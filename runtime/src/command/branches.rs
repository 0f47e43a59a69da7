//! `branches`.

use std::fmt;

use crate::config::Config;
use crate::revision_info::{RevisionInfo, Shown};
use crate::text;

/// Branch points of the graph, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Branches {
    /// The branch points.
    pub branches: Vec<Branch>,
}

/// A revision that several follow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Branch {
    /// The branch point.
    pub revision: RevisionInfo,
    /// What follows it, in load order.
    pub children: Vec<RevisionInfo>,
}

/// Lists the revisions that several others follow.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) {
/// let config = ambix::Config::new(migrations);
/// print!("{}", ambix::command::branches(&config));
/// # }
/// ```
pub fn branches<C>(config: &Config<C>) -> Branches {
    let graph = config.migrations.graph();
    let info = |index| RevisionInfo::new(graph, index);
    let branch = |(revision, children): (_, Vec<_>)| Branch {
        revision: info(revision),
        children: children.into_iter().map(info).collect(),
    };
    Branches { branches: graph.branches().into_iter().map(branch).collect() }
}

const SHOWN: Shown =
    Shown { parents: false, labels: true, head: true, current: false, points: true, message: false };

impl Branches {
    /// The verbose form.
    pub fn verbose(&self) -> impl fmt::Display + '_ {
        Verbose(self)
    }
}

impl fmt::Display for Branches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Branch { revision, children } in &self.branches {
            writeln!(f, "{}", revision.short(SHOWN))?;
            for child in children {
                writeln!(f, "{:indent$}-> {}", "", child.short(SHOWN), indent = indent(revision))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

struct Verbose<'a>(&'a Branches);

impl fmt::Display for Verbose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Branch { revision, children } in &self.0.branches {
            write!(f, "{}", revision.verbose())?;
            for child in children {
                let short = child.short(SHOWN);
                let message = text::short(&child.message);
                writeln!(f, "{:indent$}-> {short}, {message}", "", indent = indent(revision))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn indent(revision: &RevisionInfo) -> usize {
    revision.revision.chars().count() + 1
}
