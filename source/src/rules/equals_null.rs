//! `= NULL`

use std::collections::BTreeSet;

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::Expression;

pub(super) static RULE: Rule = Rule {
    name: "equals-null",
    level: RuleLevel::Warn,
    lasts: true,
    dialects: ALL,
    check,
    docs: "\
A value is compared with NULL by `=` or `<>`, which is never true.

The comparison gives NULL, so a `WHERE` finds no row and a `CHECK` refuses none. Write `IS NULL` or `IS NOT NULL`.
```sql,setup
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, paid INTEGER);
```
```sql,bad
UPDATE orders SET total = 0 WHERE total = NULL;
```
```sql,good
UPDATE orders SET paid = NULL WHERE total IS NULL;
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    let mut ranges = Vec::new();
    look::conditions(context.tree(), &mut |expression: &Expression| ranges.push(expression.range.clone()));
    for range in ranges {
        if !context.slice(&range).to_ascii_lowercase().contains("null") {
            continue;
        }
        let tokens = look::tokens(context.text(), range, context.dialect);
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.is("null")) {
            let Some(operator) = at.checked_sub(1).and_then(|at| tokens.get(at)) else { continue };
            let touches = |other: &look::Token<'_>| other.range.end == operator.range.start;
            // `=>` names an argument, `:=` sets a variable.
            let before = at.checked_sub(2).and_then(|at| tokens.get(at)).filter(|before| touches(before));
            let (is_equal, start) = match (operator.text, before.map(|before| before.text)) {
                ("=", Some("!")) => (false, before.map(|before| before.range.start)),
                ("=", Some("<" | ">" | ":")) => continue,
                ("=", _) => (true, Some(operator.range.start)),
                (">", Some("<")) => (false, before.map(|before| before.range.start)),
                ("<>" | "!=", _) => (false, Some(operator.range.start)),
                _ => continue,
            };
            let start = start.unwrap_or(operator.range.start);
            if !seen.insert(start) {
                continue;
            }
            let found = context.slice(&(start..token.range.end));
            let right = if is_equal { "IS NULL" } else { "IS NOT NULL" };
            report.find_fix(
                start..token.range.end,
                format!("`{found}` is never true"),
                "neither true nor false, but NULL",
                (start..token.range.end, right.to_owned()),
            );
        }
    }
}
