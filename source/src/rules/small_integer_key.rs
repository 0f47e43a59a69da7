//! Keys that run out.

use super::types::{self, Family};
use super::{Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::ConstraintKind;

pub(super) static RULE: Rule = Rule {
    name: "small-integer-key",
    level: RuleLevel::Allow,
    lasts: true,
    dialects: &[ambix_graph::script::Dialect::Postgres, ambix_graph::script::Dialect::Mysql],
    check,
    docs: "\
A primary key that counts has 32 bits or fewer.

After two billion rows, deleted ones included, every insert fails, and widening the key writes the table anew. Off unless
asked for: most tables never come near it.
```sql,bad
CREATE TABLE orders (id SERIAL PRIMARY KEY);
```
```sql,good
CREATE TABLE orders (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defines in look::constraints(context.tree()) {
        let (ConstraintKind::PrimaryKey { .. }, Some(column)) = (&defines.constraint.kind, defines.column) else {
            continue;
        };
        let Some(data_type) = &column.data_type else { continue };
        let counts = column.identity || data_type.name.contains("serial");
        let is_small = matches!(types::family(data_type, context.dialect), Some(Family::Integer(bytes)) if bytes < 8);
        if counts && is_small && !look::is_small(&defines.table.name.text) {
            report.find(
                data_type.range.clone(),
                format!("`{}` counts with {} only", column.name.text, types::shown(data_type)),
                "",
                "write `bigint`",
            );
        }
    }
}
