//! A column that gets two values in one statement.

use ambix_graph::script::Dialect;

use super::{Context, Report, Rule};
use crate::configuration::RuleLevel;
use crate::tree::{Name, Statement};

pub(super) static RULE: Rule = Rule {
    name: "duplicate-target-column",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: &[Dialect::Postgres, Dialect::Mysql],
    check,
    docs: "\
One statement gives a column two values.

PostgreSQL refuses that in `INSERT` and `UPDATE`, MySQL in `INSERT`. SQLite takes one of them and says nothing.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, tax INTEGER);
```
```sql,bad
INSERT INTO orders (id, total, total) VALUES (1, 10, 2);
```
```sql,bad,postgres
UPDATE orders SET total = 1, total = 2 WHERE id = 1;
```
```sql,good
INSERT INTO orders (id, total, tax) VALUES (1, 10, 2);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let names: Vec<&Name> = match context.tree() {
        Statement::Insert(insert) => insert.columns.iter().collect(),
        Statement::Update(update) if context.dialect == Dialect::Postgres => {
            update.assignments.iter().flat_map(|assignment| &assignment.columns).collect()
        }
        _ => return,
    };
    let mut seen: Vec<(String, &Name)> = Vec::new();
    for name in names {
        // The subscript or the field of a column is a target of its own.
        let is_part = context.text().get(name.range.end..).is_some_and(|rest| rest.trim_start().starts_with(['[', '.']));
        let key = context.key(name);
        if is_part {
            continue;
        }
        if seen.iter().any(|(known, _)| *known == key) {
            report.find(
                name.range.clone(),
                format!("`{}` gets two values", name.text),
                "the second",
                "remove one of the two, or correct the name",
            );
            return;
        }
        seen.push((key, name));
    }
}
