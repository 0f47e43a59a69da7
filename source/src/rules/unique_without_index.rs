//! `ADD UNIQUE` and `ADD PRIMARY KEY` build an index.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::catalog::{auto_name, joined};
use crate::configuration::RuleLevel;
use crate::tree::{ActionKind, ConstraintKind, Statement};

pub(super) static RULE: Rule = Rule {
    name: "unique-without-index",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
A unique constraint or a primary key is added to a table that is in use, and its index is built under a lock.

Reads and writes wait until that is done. An index that was built with `CREATE UNIQUE INDEX CONCURRENTLY` in an earlier
revision becomes the constraint at once with `USING INDEX`. (PostgreSQL: ALTER TABLE, ADD table_constraint_using_index.)
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, number INTEGER NOT NULL);
CREATE UNIQUE INDEX orders_number ON orders (number);
```
```sql,bad
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE (number);
```
```sql,good
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::AlterTable(alter) = context.tree() else { return };
    for action in &alter.actions {
        let ActionKind::AddConstraint { constraint, .. } = &action.kind else { continue };
        let (words, columns) = match &constraint.kind {
            ConstraintKind::Unique { columns, using_index: None, .. } => ("UNIQUE", columns),
            ConstraintKind::PrimaryKey { columns, using_index: None } => ("PRIMARY KEY", columns),
            _ => continue,
        };
        let Some(table) = context.busy(&alter.name).filter(|table| !table.partitioned) else { continue };
        let name = match &constraint.name {
            Some(name) => context.slice(&name.range).to_owned(),
            // As the server would call it.
            None => {
                let table = context.key(&alter.name.name);
                let keys: Vec<String> = columns.iter().map(|name| context.key(name)).collect();
                quoted(match words {
                    "UNIQUE" => auto_name(&table, &joined(keys.iter().map(String::as_str)), "key"),
                    _ => auto_name(&table, "", "pkey"),
                })
            }
        };
        let tokens = look::tokens(context.text(), action.range.clone(), context.dialect);
        let words_in_a_row = |words: &[&str]| {
            tokens.windows(words.len()).any(|found| found.iter().zip(words).all(|(token, word)| token.is(word)))
        };
        let nulls = match words_in_a_row(&["nulls", "not", "distinct"]) {
            true => " NULLS NOT DISTINCT",
            false => "",
        };
        let list: Vec<&str> = columns.iter().map(|name| context.slice(&name.range)).collect();
        let shown = context.slice(&alter.name.range());
        report.find(
            action.range.clone(),
            format!("reads and writes of `{}` wait while the index of the constraint is built", table.name),
            "builds an index",
            format!(
                "in one revision `CREATE UNIQUE INDEX CONCURRENTLY {name} ON {shown} ({}){nulls}`, in the next `ALTER TABLE {shown} \
                 ADD CONSTRAINT {name} {words} USING INDEX {name}`",
                list.join(", ")
            ),
        );
    }
}

/// A folded name as it has to be written.
fn quoted(name: String) -> String {
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_plain { name } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
