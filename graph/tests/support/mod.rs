//! What several test files share: a graph that owns its image.

// Not every file uses all of it.
#![allow(dead_code)]

use ambix_graph::image::{Image, Writer};
use ambix_graph::{BuildError, Declaration, Graph, Index, build};

pub(crate) struct OwnedGraph {
    tables: Vec<u8>,
    text: String,
}

impl OwnedGraph {
    pub(crate) fn build(declarations: &[Declaration]) -> Result<Self, Vec<BuildError>> {
        let mut writer = Writer::new(0);
        build(declarations)?.write(&mut writer);
        let (tables, text) = writer.finish();
        Ok(OwnedGraph { tables, text })
    }

    /// Bytes of tables and text.
    pub(crate) fn size(&self) -> usize {
        self.tables.len() + self.text.len()
    }

    pub(crate) fn graph(&self) -> Graph<'_> {
        Graph::new(Image::new(&self.tables, &self.text))
    }
}

pub(crate) fn ids(graph: Graph<'_>, indices: &[Index]) -> Vec<String> {
    indices.iter().map(|&index| graph.revision(index).id().to_owned()).collect()
}
