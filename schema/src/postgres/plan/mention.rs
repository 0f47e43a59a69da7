//! What a function names in its body, which the server does not record.

use std::collections::{BTreeMap, BTreeSet};

use crate::item::Item;
use crate::key::{Key, Kind};
use crate::postgres::quote;

use super::Planner;

impl<'c> Planner<'c> {
    /// The functions that are made, each with what else is made and named in its body: a body is looked at when the
    /// function is made, and what it names had better be there.
    pub(super) fn mentions(&self, nodes: &BTreeSet<&'c Key>) -> Vec<(&'c Key, &'c Key)> {
        let mut named: BTreeMap<String, Vec<&'c Key>> = BTreeMap::new();
        for &key in nodes {
            let name = match key.kind {
                Kind::Function => quote::signature(&key.name).0,
                Kind::Table | Kind::View | Kind::MaterializedView | Kind::Type | Kind::Sequence => &key.name,
                Kind::Column => key.table.as_deref().unwrap_or_default(),
                _ => continue,
            };
            named.entry(name.to_lowercase()).or_default().push(key);
        }
        let mut mentions = Vec::new();
        for &key in nodes.iter().filter(|key| key.kind == Kind::Function) {
            let Some(item) = self.to.get(key).and_then(Item::definition) else { continue };
            let mut seen = BTreeSet::new();
            for word in words(&item.text) {
                let word = word.to_lowercase();
                if seen.insert(word.clone()) {
                    let others = named.get(&word).into_iter().flatten().filter(|&&other| other != key);
                    mentions.extend(others.map(|&other| (key, other)));
                }
            }
        }
        mentions
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}
