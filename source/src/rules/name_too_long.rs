//! Names that the server cuts.

use ambix_graph::script::Dialect;

use super::{Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{Name, Statement};

pub(super) static RULE: Rule = Rule {
    name: "name-too-long",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: &[Dialect::Postgres, Dialect::Mysql],
    check,
    docs: "\
A name is longer than the server can store.

PostgreSQL cuts it after 63 bytes with a notice that nobody reads: two names may become one, and what looks for the whole
name in the catalog finds nothing. MySQL refuses more than 64 characters.
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, the_number_under_which_the_customer_knows_the_order_in_the_old_shop INTEGER);
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, number_in_old_shop INTEGER);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    // A downgrade brings back what was there under the same name, cut as before. What is refused is refused.
    if !context.is_upgrade() && context.dialect == Dialect::Postgres {
        return;
    }
    let mut names: Vec<&Name> = Vec::new();
    names.extend(look::columns(context.tree()).iter().map(|defined| &defined.column.name));
    names.extend(look::constraints(context.tree()).iter().filter_map(|defines| defines.constraint.name.as_ref()));
    match context.tree() {
        Statement::CreateTable(create) => names.push(&create.name.name),
        Statement::CreateIndex(index) => names.extend(index.name.as_ref().map(|name| &name.name)),
        Statement::CreateView(view) => names.push(&view.name.name),
        Statement::CreateType(created) => names.push(&created.name.name),
        _ => {}
    }
    for name in names {
        let (length, most, unit) = match context.dialect {
            Dialect::Mysql => (name.text.chars().count(), 64, "characters"),
            _ => (name.text.len(), 63, "bytes"),
        };
        if length <= most {
            continue;
        }
        let mut end = most;
        while !name.text.is_char_boundary(end) {
            end -= 1;
        }
        let kept = name.text.get(..end).unwrap_or_default();
        let (message, label) = match context.dialect {
            Dialect::Mysql => (format!("a name has at most {most} {unit}, this one has {length}"), "refused"),
            _ => (format!("PostgreSQL cuts this name of {length} {unit} to `{kept}`"), "cut after 63 bytes"),
        };
        report.find(name.range.clone(), message, label, "choose a shorter name");
    }
}
