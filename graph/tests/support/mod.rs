//! What several test files share: a graph that owns its image.

use ambix_graph::image::{Image, Writer};
use ambix_graph::{BuildError, Declaration, Graph, Index, RowChange, build};

pub struct OwnedGraph {
    tables: Vec<u8>,
    text: String,
}

impl OwnedGraph {
    pub fn build(declarations: &[Declaration]) -> Result<Self, Vec<BuildError>> {
        let mut writer = Writer::new(0);
        build(declarations)?.write(&mut writer);
        let (tables, text) = writer.finish();
        Ok(OwnedGraph { tables, text })
    }

    pub fn graph(&self) -> Graph<'_> {
        Graph::new(Image::new(&self.tables, &self.text))
    }
}

pub fn ids(graph: Graph<'_>, indices: &[Index]) -> Vec<String> {
    indices.iter().map(|&index| graph.revision(index).id().to_owned()).collect()
}

pub fn change(graph: Graph<'_>, change: RowChange) -> String {
    let id = |index| graph.revision(index).id();
    match change {
        RowChange::Insert(index) => format!("INS {}", id(index)),
        RowChange::Delete(index) => format!("DEL {}", id(index)),
        RowChange::Update { from, to } => format!("UPD {}->{}", id(from), id(to)),
    }
}
