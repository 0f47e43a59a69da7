//! The functions that a server has by itself.
//!
//! PostgreSQL's are those of `pg_proc` and those of its grammar; SQLite's are
//! those of its documentation. Names that begin with `pg_` are left out and always taken for the server's.

use std::collections::HashSet;
use std::sync::OnceLock;

use ambix_graph::script::Dialect;

static POSTGRES: &str = include_str!("postgres.txt");
static SQLITE: &str = include_str!("sqlite.txt");

/// The names of the functions that every server of the dialect has; none where that is not known.
pub(super) fn built_in(dialect: Dialect) -> Option<&'static HashSet<&'static str>> {
    static SETS: [OnceLock<HashSet<&str>>; 2] = [const { OnceLock::new() }; 2];
    let [postgres, sqlite] = &SETS;
    let (set, names) = match dialect {
        Dialect::Postgres => (postgres, POSTGRES),
        Dialect::Sqlite => (sqlite, SQLITE),
        Dialect::Mysql => return None,
    };
    Some(set.get_or_init(|| names.split_ascii_whitespace().collect()))
}
