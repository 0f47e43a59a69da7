//! Types of strict tables.

use super::{Context, Report, Rule, SQLITE, types};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, Column, Statement};

pub(super) static RULE: Rule = Rule {
    name: "sqlite-strict-type",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: SQLITE,
    check,
    docs: "\
A column of a strict table has a type that strict tables do not know.

They know `INT`, `INTEGER`, `REAL`, `TEXT`, `BLOB` and `ANY`, without a length, and every column has one; anything else is
refused. (SQLite: STRICT Tables.)
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, note VARCHAR(100)) STRICT;
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT) STRICT;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let columns: Vec<&Column> = match context.tree() {
        Statement::CreateTable(create) if create.strict => create.columns.iter().collect(),
        Statement::AlterTable(alter) if context.before.table(&alter.name).is_some_and(|table| table.strict) => {
            let added = alter.actions.iter().filter_map(|action| match &action.kind {
                ActionKind::AddColumn { column, .. } => Some(column.as_ref()),
                _ => None,
            });
            added.collect()
        }
        _ => return,
    };
    const KNOWN: [&str; 6] = ["int", "integer", "real", "text", "blob", "any"];
    for column in columns {
        let Some(data_type) = &column.data_type else {
            report.find(
                column.range.clone(),
                format!("`{}` has no type, and a strict table asks for one", column.name.text),
                "always refused",
                "write `ANY` if every value is welcome",
            );
            continue;
        };
        if KNOWN.contains(&data_type.name.to_lowercase().as_str()) && data_type.arguments.is_empty() {
            continue;
        }
        let lower = data_type.name.to_lowercase();
        let near = if lower.contains("int") || lower.starts_with("bool") {
            "INTEGER"
        } else if ["char", "text", "clob", "date", "time", "uuid", "json", "string"].iter().any(|part| lower.contains(part)) {
            "TEXT"
        } else if ["real", "floa", "doub"].iter().any(|part| lower.contains(part)) {
            "REAL"
        } else if lower.contains("blob") {
            "BLOB"
        } else {
            "ANY"
        };
        report.find(
            data_type.range.clone(),
            format!("a strict table knows no type `{}`", types::shown(data_type)),
            "always refused",
            format!("write `{near}`; the types are `INT`, `INTEGER`, `REAL`, `TEXT`, `BLOB` and `ANY`"),
        );
    }
}
