//! The order in which objects can be made.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::catalog::Catalog;
use crate::key::Key;

/// Sorts `keys` so that each stands behind those of them that it requires, and otherwise by kind and name. What
/// requires itself in a circle comes at the end by kind and name: such circles the server allows only where the order
/// does not matter to it.
pub(crate) fn creation<'c>(catalog: &'c Catalog, keys: impl IntoIterator<Item = &'c Key>) -> Vec<&'c Key> {
    let keys: BTreeSet<&Key> = keys.into_iter().collect();
    let mut waits: BTreeMap<&Key, usize> = BTreeMap::new();
    let mut followers: BTreeMap<&Key, Vec<&Key>> = BTreeMap::new();
    for &key in &keys {
        let required = catalog.required(key).filter(|required| keys.contains(required));
        let mut count = 0;
        for required in required {
            followers.entry(required).or_default().push(key);
            count += 1;
        }
        waits.insert(key, count);
    }
    let mut ready: BinaryHeap<Reverse<&Key>> =
        waits.iter().filter(|(_, count)| **count == 0).map(|(key, _)| Reverse(*key)).collect();
    let mut order = Vec::with_capacity(keys.len());
    while let Some(Reverse(key)) = ready.pop() {
        order.push(key);
        for follower in followers.remove(key).unwrap_or_default() {
            if let Some(count) = waits.get_mut(follower) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(follower));
                }
            }
        }
    }
    let done: BTreeSet<&Key> = order.iter().copied().collect();
    order.extend(keys.into_iter().filter(|key| !done.contains(key)));
    order
}

/// Every object of `catalog` that needs one of `keys`, directly or by way of others.
pub(crate) fn dependents<'c>(catalog: &'c Catalog, keys: &BTreeSet<&Key>) -> BTreeSet<&'c Key> {
    let mut users: BTreeMap<&Key, Vec<&'c Key>> = BTreeMap::new();
    for (key, _) in catalog.items() {
        for required in catalog.required(key) {
            users.entry(required).or_default().push(key);
        }
    }
    let mut found = BTreeSet::new();
    let mut next: Vec<&Key> = keys.iter().copied().collect();
    while let Some(key) = next.pop() {
        for &user in users.get(key).into_iter().flatten() {
            if found.insert(user) {
                next.push(user);
            }
        }
    }
    found
}
