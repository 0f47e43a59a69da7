//! `CREATE INDEX` without `CONCURRENTLY`.

use super::{Context, POSTGRES, Report, Rule};
use crate::configuration::RuleLevel;
use crate::tree::{IndexColumn, Statement};

pub(super) static RULE: Rule = Rule {
    name: "index-not-concurrent",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: POSTGRES,
    check,
    docs: "\
An index is built on a table that is in use, and nobody can write to it until that is done.

`CREATE INDEX` holds off every `INSERT`, `UPDATE` and `DELETE`; `CREATE INDEX CONCURRENTLY` does not. It cannot run in a
transaction, which ambix sees by itself, so it belongs into a revision of its own. (PostgreSQL: CREATE INDEX, Building
Indexes Concurrently.)

Nothing is said of tables that this revision or one of the last three has created, of those whose name says that they are
small, of columns that the revision adds, and of partitioned tables, where the server does not offer it.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, placed_at TIMESTAMPTZ);
```
```sql,bad
CREATE INDEX orders_placed_at ON orders (placed_at);
```
```sql,good
CREATE INDEX CONCURRENTLY orders_placed_at ON orders (placed_at);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let Statement::CreateIndex(index) = context.tree() else { return };
    if index.concurrently || index.only {
        return;
    }
    let Some(table) = context.busy(&index.table).filter(|table| !table.partitioned) else { return };
    // A column that is new has the same value in all rows, or is filled here, of which another rule speaks.
    let is_new = |column: &IndexColumn| match column {
        IndexColumn::Column(name) => {
            table.column(&context.key(name)).is_some_and(|column| column.place.script == context.body.script)
        }
        IndexColumn::Expression(_) => false,
    };
    if index.columns.iter().any(is_new) {
        return;
    }
    let words = context.text();
    let unique = if index.unique { "UNIQUE " } else { "" };
    let rest = words.get(index_word(words)..).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    report.find(
        index.table.range(),
        format!("nobody can write to `{}` while the index is built", table.name),
        "was there before this revision",
        format!("in a revision of its own: `CREATE {unique}INDEX CONCURRENTLY{}`", shortened(&rest)),
    );
}

/// Where the statement goes on behind the word `INDEX`.
fn index_word(text: &str) -> usize {
    text.to_ascii_lowercase().find("index").map_or(text.len(), |at| at + "index".len())
}

fn shortened(rest: &str) -> String {
    const MOST: usize = 80;
    match rest.char_indices().nth(MOST) {
        Some((end, _)) => format!(" {} …", rest.get(..end).unwrap_or_default()),
        None if rest.is_empty() => String::new(),
        None => format!(" {rest}"),
    }
}
