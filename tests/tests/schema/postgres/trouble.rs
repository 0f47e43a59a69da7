//! What no statement can do is said, and what cannot be told apart is not guessed.

use ambix::schema::{Kind, plan};

use super::Postgres;
use crate::harness::{Scratch, with};

/// The changes that are left between two structures.
fn left(from: &str, to: &str) -> Vec<String> {
    let (before, after) = (with::<Postgres>(from).catalog(), with::<Postgres>(to).catalog());
    plan(&before, &after).left.iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_is_not_made_a_partitioned_one() {
    assert_eq!(
        left(
            "CREATE TABLE events (at date NOT NULL)",
            "CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at)"
        ),
        ["change table events: partition by none -> RANGE (at)"]
    );
}

#[test]
fn a_table_does_not_get_another_parent() {
    assert_eq!(
        left(
            "CREATE TABLE a (x integer); CREATE TABLE b (x integer); CREATE TABLE c () INHERITS (a)",
            "CREATE TABLE a (x integer); CREATE TABLE b (x integer); CREATE TABLE c () INHERITS (b)"
        ),
        ["change table c: inherits a -> b"]
    );
}

/// A key of the partitions cannot change its type.
#[test]
fn a_partition_key_keeps_its_type() {
    assert_eq!(
        left(
            "CREATE TABLE events (at date) PARTITION BY RANGE (at)",
            "CREATE TABLE events (at timestamp) PARTITION BY RANGE (at)"
        ),
        ["change column events.at: type date -> timestamp without time zone"]
    );
}

/// The objects of an extension are its own.
#[test]
fn an_extension_is_one_object() {
    let mut database = Postgres::new();
    if database.run("CREATE EXTENSION pg_trgm").is_err() {
        // The server comes without it.
        return;
    }
    let kinds: Vec<Kind> = database.catalog().items().map(|(key, _)| key.kind).collect();
    assert_eq!(kinds, [Kind::Extension]);
}
