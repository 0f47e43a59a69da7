//! The recorded cases; their format is described in the README beside the data.

use std::collections::{BTreeMap, BTreeSet};

use ambix_graph::Declaration;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Case {
    pub id: String,
    pub graph: Vec<Node>,
    #[serde(default)]
    pub initial_versions: Vec<String>,
    pub ops: Vec<Operation>,
}

#[derive(Deserialize)]
pub struct LoadCase {
    pub id: String,
    pub fault: String,
    pub graph: Vec<Node>,
    pub expect: LoadExpect,
}

#[derive(Deserialize)]
pub struct Node {
    id: String,
    down: Vec<String>,
    depends_on: Vec<String>,
    labels: Vec<String>,
}

#[derive(Deserialize)]
pub struct Operation {
    pub op: String,
    #[serde(default)]
    pub args: Arguments,
    pub expect: Expect,
    #[serde(default)]
    pub unordered: bool,
    #[serde(default)]
    pub row_order_dependent: bool,
    #[serde(default)]
    pub rows_before: Vec<String>,
    #[serde(default)]
    pub skip: bool,
}

#[derive(Default, Debug, Deserialize)]
#[serde(default)]
pub struct Arguments {
    pub target: String,
    pub targets: Vec<String>,
    pub purge: bool,
    pub resolve_dependencies: bool,
    pub range: Option<String>,
    pub indicate_current: bool,
    pub check_heads: bool,
    pub rev: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Expect {
    pub ok: bool,
    pub code: Option<String>,
    #[serde(default)]
    pub steps: Vec<(String, String)>,
    pub versions: Option<BTreeSet<String>>,
    pub result: Option<Answer>,
}

/// What a query shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Answer {
    pub revs: Vec<String>,
    pub flags: BTreeMap<String, Vec<String>>,
    pub labels: BTreeMap<String, Vec<String>>,
    pub branches: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Deserialize)]
pub struct LoadExpect {
    pub ok: bool,
    pub code: Option<String>,
    #[serde(default)]
    pub heads: BTreeSet<String>,
    #[serde(default)]
    pub real_heads: BTreeSet<String>,
    #[serde(default)]
    pub bases: BTreeSet<String>,
    #[serde(default)]
    pub revisions: BTreeSet<String>,
    pub quirk: Option<String>,
    #[serde(default)]
    pub either_ok: bool,
}

fn declarations(graph: &[Node]) -> Vec<Declaration> {
    let declaration = |node: &Node| Declaration {
        id: node.id.clone(),
        down_revision: node.down.clone(),
        depends_on: node.depends_on.clone(),
        branch_labels: node.labels.clone(),
    };
    graph.iter().map(declaration).collect()
}

impl Case {
    pub fn declarations(&self) -> Vec<Declaration> {
        declarations(&self.graph)
    }
}

impl LoadCase {
    pub fn declarations(&self) -> Vec<Declaration> {
        declarations(&self.graph)
    }
}
