//! New tables.

use super::parts::{ForeignKey, TableParts, check_clause, index_clause};
use super::{column, options};
use crate::catalog::Catalog;
use crate::mysql::quote;

/// `CREATE TABLE` with these of its foreign keys.
pub(super) fn table(catalog: &Catalog, parts: &TableParts<'_>, foreign_keys: &[&ForeignKey<'_>]) -> String {
    let collation = options::collation(parts.table);
    let mut lines: Vec<String> =
        catalog.columns(parts.key).map(|(name, item)| column::definition(name, item, collation)).collect();
    lines.extend(parts.indexes.iter().map(|(key, definition)| index_clause(key, definition)));
    lines.extend(parts.checks.iter().map(|(key, definition)| check_clause(key, definition)));
    lines.extend(foreign_keys.iter().map(|foreign_key| foreign_key.clause()));
    lines.extend(options::period(parts.table).map(str::to_owned));
    format!(
        "CREATE TABLE {} (\n    {}\n) {}",
        quote::name(&parts.key.name),
        lines.join(",\n    "),
        options::all(parts.table)
    )
}
