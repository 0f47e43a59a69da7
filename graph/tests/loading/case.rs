//! The recorded cases of loading.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::replay::case::Node;

#[derive(Deserialize)]
pub(crate) struct LoadCase {
    pub(crate) id: String,
    pub(crate) fault: String,
    pub(crate) graph: Vec<Node>,
    pub(crate) expect: LoadExpect,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LoadExpect {
    pub(crate) ok: bool,
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) heads: BTreeSet<String>,
    #[serde(default)]
    pub(crate) real_heads: BTreeSet<String>,
    #[serde(default)]
    pub(crate) bases: BTreeSet<String>,
    #[serde(default)]
    pub(crate) revisions: BTreeSet<String>,
    pub(crate) quirk: Option<String>,
    #[serde(default)]
    pub(crate) either_ok: bool,
}
