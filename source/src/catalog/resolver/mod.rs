//! Looks up what queries and expressions refer to.

mod change;
mod column;
mod data_type;
mod expression;
mod query;
mod relation;
mod routine;

use super::problem::{Problem, Wrong};
use super::{Catalog, Key};
use crate::tree::Name;

/// Looks up names in a catalog.
pub(super) struct Resolver<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) problems: Vec<Problem>,
    /// The relations that were found.
    pub(super) reads: Vec<Key>,
    /// The schemas that are written, folded.
    pub(super) schemas: Vec<String>,
    /// What is named and nobody knows.
    pub(super) again: Vec<Key>,
    /// The functions that are called and are not the server's.
    pub(super) calls: Vec<Key>,
}

impl<'c> Resolver<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Resolver<'c> {
        Resolver {
            catalog,
            problems: Vec::new(),
            reads: Vec::new(),
            schemas: Vec::new(),
            again: Vec::new(),
            calls: Vec::new(),
        }
    }

    fn fold(&self, name: &Name) -> String {
        self.catalog.fold(name)
    }

    fn folded(&self, names: &[Name]) -> Vec<String> {
        names.iter().map(|name| self.fold(name)).collect()
    }

    fn wrong(&mut self, wrong: Wrong) {
        self.problems.push(Problem::Wrong(Box::new(wrong)));
    }
}
