//! The recorded cases; their format is described in the README beside the data.

use std::collections::{BTreeMap, BTreeSet};

use ambix_graph::Declaration;
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) graph: Vec<Node>,
    #[serde(default)]
    pub(crate) initial_versions: Vec<String>,
    pub(crate) ops: Vec<Operation>,
}

#[derive(Deserialize)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) down: Vec<String>,
    pub(crate) depends_on: Vec<String>,
    pub(crate) labels: Vec<String>,
    /// With the id it makes the name of the file; its words are the message.
    pub(crate) slug: String,
}

#[derive(Deserialize)]
pub(crate) struct Operation {
    pub(crate) op: String,
    #[serde(default)]
    pub(crate) args: Arguments,
    pub(crate) expect: Expect,
    #[serde(default)]
    pub(crate) unordered: bool,
    #[serde(default)]
    pub(crate) row_order_dependent: bool,
    #[serde(default)]
    pub(crate) rows_before: Vec<String>,
    #[serde(default)]
    pub(crate) text_unordered: bool,
    #[serde(default)]
    pub(crate) skip: bool,
}

#[derive(Default, Debug, Deserialize)]
#[serde(default)]
pub(crate) struct Arguments {
    pub(crate) target: String,
    pub(crate) targets: Vec<String>,
    pub(crate) purge: bool,
    pub(crate) resolve_dependencies: bool,
    pub(crate) range: Option<String>,
    pub(crate) indicate_current: bool,
    pub(crate) check_heads: bool,
    pub(crate) rev: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Expect {
    pub(crate) ok: bool,
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) steps: Vec<(String, String)>,
    pub(crate) versions: Option<BTreeSet<String>>,
    pub(crate) result: Option<Answer>,
    /// What Alembic prints; compared where something prints.
    pub(crate) text: Option<String>,
}

/// What a query shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Answer {
    pub(crate) revs: Vec<String>,
    pub(crate) flags: BTreeMap<String, Vec<String>>,
    pub(crate) labels: BTreeMap<String, Vec<String>>,
    pub(crate) branches: Vec<(String, Vec<String>)>,
}

/// The nodes as the graph takes them.
pub(crate) fn declarations(graph: &[Node]) -> Vec<Declaration> {
    let declaration = |node: &Node| Declaration {
        id: node.id.clone(),
        down_revision: node.down.clone(),
        depends_on: node.depends_on.clone(),
        branch_labels: node.labels.clone(),
    };
    graph.iter().map(declaration).collect()
}
