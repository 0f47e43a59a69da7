//! One statement that cannot run in a transaction takes the others out of theirs.

use ambix_graph::script::{Dialect, TransactionMode};

use super::{Context, Report, Rule};
use crate::configuration::RuleLevel;
use crate::property::properties;
use crate::tree::Statement;

pub(super) static RULE: Rule = Rule {
    name: "mixed-transaction",
    level: RuleLevel::Warn,
    lasts: false,
    dialects: &[Dialect::Postgres, Dialect::Sqlite],
    check,
    docs: "\
A statement that cannot run in a transaction stands beside others, and so none of them runs in one.

With `transaction: auto` ambix sees that the revision cannot have a transaction, and commits it statement by statement. If
one fails, those before it stay; `ambix resolve` and a second run go on from there, and the journal knows where. That is
seldom what the other statements were written for.

Move the statement to a revision of its own, or say `transaction: off` in the header if that is what you want.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, placed_at TIMESTAMPTZ);
```
```sql,bad
ALTER TABLE orders ADD COLUMN shipped_at TIMESTAMPTZ;
CREATE INDEX CONCURRENTLY orders_shipped_at ON orders (shipped_at);
```
```sql,good
CREATE INDEX CONCURRENTLY orders_placed_at ON orders (placed_at);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    if context.script.header.transaction != TransactionMode::Auto || !context.is_upgrade()
        || context.is_first
        || context.script.foreign
    {
        return;
    }
    if context.is_transactional() || !context.commits(context.read()) {
        return;
    }
    if context.earlier().iter().any(|read| context.commits(read)) {
        return;
    }
    let text = context.body.source.text();
    let is_plain = |read: &&crate::check::Read<'_>| {
        let properties = properties(text, read.statement.range.clone(), context.dialect);
        let changes = !matches!(read.tree, Statement::Set { .. } | Statement::Transaction | Statement::Comment(_));
        !properties.self_commits && !properties.session && changes
    };
    let others = context.body.statements.iter().filter(is_plain).count();
    if others > 0 {
        let words: Vec<&str> = context.text().split_whitespace().take(3).collect();
        let words = words.join(" ");
        report.find(
            0..words.len().min(context.text().find('\n').unwrap_or(usize::MAX)).min(context.text().len()),
            format!("`{words}` runs in no transaction, so the rest of this revision does not either"),
            "each statement is committed before the next begins",
            "move it to a revision of its own, or write `transaction: off` into the header if that is meant",
        );
    }
}
