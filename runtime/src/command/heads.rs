//! `heads`.

use std::fmt;

use crate::config::Config;
use crate::revision_info::{RevisionInfo, Shown};

/// Heads of the graph. `Display` gives a line for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heads {
    /// The revisions, in load order.
    pub revisions: Vec<RevisionInfo>,
}

/// Lists the revisions that nothing follows; with `resolve_dependencies`, only those on which nothing depends
/// either: what `upgrade heads` goes to.
///
/// # Examples
///
/// ```no_run
/// # fn example(migrations: &ambix::Migrations) {
/// let config = ambix::Config::new(migrations);
/// print!("{}", ambix::command::heads(&config, false));
/// # }
/// ```
pub fn heads<C>(config: &Config<C>, resolve_dependencies: bool) -> Heads {
    let graph = config.migrations.graph();
    let info = |index| RevisionInfo::new(graph, index);
    Heads {
        revisions: if resolve_dependencies {
            graph.real_heads().map(info).collect()
        } else {
            graph.heads().map(info).collect()
        },
    }
}

impl Heads {
    /// The verbose form.
    pub fn verbose(&self) -> impl fmt::Display + '_ {
        Verbose(&self.revisions)
    }
}

impl fmt::Display for Heads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = Shown { labels: true, head: true, ..Shown::default() };
        self.revisions.iter().try_for_each(|revision| writeln!(f, "{}", revision.short(shown)))
    }
}

/// Revisions in the verbose form.
pub(super) struct Verbose<'a>(pub(super) &'a [RevisionInfo]);

impl fmt::Display for Verbose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|revision| write!(f, "{}", revision.verbose()))
    }
}
