//! Names that must be quoted ever after.

use super::{Context, POSTGRES, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::{Name, Statement};

pub(super) static RULE: Rule = Rule {
    name: "mixed-case-name",
    level: RuleLevel::Allow,
    lasts: true,
    dialects: POSTGRES,
    check,
    docs: "\
A table or a column has capital letters in its name, so it has to be quoted wherever it is used.

A matter of taste, and of the tools around it: off unless asked for.
```sql,bad
CREATE TABLE \"Orders\" (id INTEGER PRIMARY KEY);
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let mut names: Vec<&Name> = Vec::new();
    if let Statement::CreateTable(create) = context.tree() {
        names.push(&create.name.name);
    }
    names.extend(look::columns(context.tree()).iter().map(|defined| &defined.column.name));
    for name in names {
        if name.quoted && name.text.chars().any(char::is_uppercase) {
            report.find(
                name.range.clone(),
                format!("`\"{}\"` has to be quoted wherever it is used", name.text),
                "",
                format!("write `{}`", name.text.to_lowercase()),
            );
        }
    }
}
