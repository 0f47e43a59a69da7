//! A default that is computed for each row.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::Column;

pub(super) static RULE: Rule = Rule {
    name: "volatile-default",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
A column is added whose value has to be computed for each row, so the whole table is written anew.

Since PostgreSQL 11 a constant default, `now()` too, costs nothing. A volatile one (`gen_random_uuid()`, `random()`,
`clock_timestamp()`, `nextval()`, `serial`, an identity) and a stored generated column take a lock that stops reads and
writes until every row has been written. (PostgreSQL: ALTER TABLE, Notes.)

Add the column without the default, set the default for new rows, and fill old rows in batches.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
```
```sql,bad
ALTER TABLE orders ADD COLUMN token UUID DEFAULT gen_random_uuid();
```
```sql,bad
ALTER TABLE orders ADD COLUMN gross INTEGER GENERATED ALWAYS AS (total * 2) STORED;
```
```sql,good
ALTER TABLE orders ADD COLUMN token UUID, ADD COLUMN placed_at TIMESTAMPTZ DEFAULT now();
ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
```
",
};

/// Functions of the server and of its usual extensions that are volatile.
pub(super) const VOLATILE: [&str; 16] = [
    "clock_timestamp",
    "gen_random_bytes",
    "gen_random_uuid",
    "gen_salt",
    "nextval",
    "random",
    "random_normal",
    "setval",
    "timeofday",
    "txid_current",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuid_generate_v7",
    "uuidv4",
    "uuidv7",
];

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::added(context.tree()) {
        let column = defined.column;
        let Some(why) = why(column) else { continue };
        if context.busy(defined.table).is_none() {
            continue;
        }
        let table = look::shown(defined.table);
        let (name, written) = (&column.name.text, context.slice(&column.name.range));
        let is_generated = column.generated.is_some();
        let help = match is_generated {
            true => "for a large table: a plain column that a trigger fills for new rows, the old ones filled in batches".to_owned(),
            false => format!(
                "add the column without it, then `ALTER TABLE {} ALTER COLUMN {written} SET DEFAULT …` for new rows, and \
                 fill the old ones in batches",
                context.slice(&defined.table.range())
            ),
        };
        report.find(
            column.range.clone(),
            format!("adding `{name}` writes every row of `{table}` anew, under a lock that stops reads and writes"),
            why,
            help,
        );
    }
}

fn why(column: &Column) -> Option<&'static str> {
    let serial =
        column.data_type.as_ref().is_some_and(|name| matches!(name.name.as_str(), "serial" | "bigserial" | "smallserial"));
    let calls = |name: &str| VOLATILE.contains(&name.to_lowercase().as_str());
    let default = column.default.as_ref();
    if default.is_some_and(|default| default.functions.iter().any(|call| calls(&call.name.name.text))) {
        Some("a default for each row")
    } else if serial || column.identity {
        Some("a number for each row")
    } else if column.generated.as_ref().is_some_and(|(_, stored)| *stored) {
        Some("a value for each row")
    } else {
        None
    }
}
