//! An index over a text of any length.

use super::{Context, MYSQL, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{ConstraintKind, IndexColumn, Name, ObjectName, Statement, TypeName};

pub(super) static RULE: Rule = Rule {
    name: "text-key-without-length",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: MYSQL,
    check,
    docs: "\
A key or an index has a `TEXT` or `BLOB` column without a length.

MySQL refuses it: `BLOB/TEXT column used in key specification without a key length`. MariaDB takes it, but for a primary
key, and shortens the index or hashes the values. Give a length, `KEY (name(100))`, or use `VARCHAR`.
```sql,bad
CREATE TABLE orders (id INT PRIMARY KEY, number TEXT, KEY (number));
```
```sql,good
CREATE TABLE orders (id INT PRIMARY KEY, number TEXT, KEY (number(32)));
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let mut names: Vec<(&ObjectName, &Name)> = Vec::new();
    match context.tree() {
        Statement::CreateIndex(index) => {
            let is_special = index.method.is_some()
                || index.options.iter().any(|(name, value)| {
                    [name, value].iter().any(|word| word.contains("fulltext") || word.contains("spatial"))
                });
            if is_special || look::mentions(context.text(), "fulltext") || look::mentions(context.text(), "spatial") {
                return;
            }
            for column in &index.columns {
                if let IndexColumn::Column(name) = column {
                    names.push((&index.table, name));
                }
            }
        }
        tree => {
            let defined = look::constraints(tree);
            for defines in &defined {
                let text = context.slice(&defines.constraint.range);
                let keys = matches!(
                    defines.constraint.kind,
                    ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Index { .. }
                );
                if keys && !look::mentions(text, "fulltext") && !look::mentions(text, "spatial") {
                    names.extend(defines.columns().into_iter().map(|name| (defines.table, name)));
                }
            }
        }
    }
    for (table, name) in names {
        let has_length =
            context.text().get(name.range.end..).is_some_and(|rest| rest.trim_start().starts_with('('));
        let Some(data_type) = own_type(context, table, name) else { continue };
        let lower = data_type.name.to_lowercase();
        let is_long = matches!(
            lower.split(' ').next().unwrap_or_default(),
            "text" | "tinytext" | "mediumtext" | "longtext" | "blob" | "tinyblob" | "mediumblob" | "longblob"
        );
        if is_long && !has_length {
            report.find(
                name.range.clone(),
                format!("`{}` is `{lower}`, and a key of it needs a length", name.text),
                "refused by MySQL",
                format!("write `{}(100)`, or give the column the type `VARCHAR`", name.text),
            );
            return;
        }
    }
}

fn own_type(context: &Context<'_>, table: &ObjectName, name: &Name) -> Option<TypeName> {
    let key = context.key(name);
    let here = look::columns(context.tree()).into_iter().find(|defined| context.key(&defined.column.name) == key);
    match here {
        Some(defined) => defined.column.data_type.clone(),
        None => context.column(table, name)?.data_type.clone(),
    }
}
