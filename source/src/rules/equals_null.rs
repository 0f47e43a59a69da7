//! `= NULL`

use std::collections::BTreeSet;

use super::{ALL, Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::lexer::{Kind, Lexer};
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
            let range = start..token.range.end;
            let message = format!("`{found}` is never true");
            let label = "neither true nor false, but NULL";
            // `NULL::integer` and `NULL + 1` are values, and `IS` takes none but NULL itself.
            if stands_alone(context, token.range.end) {
                report.find_fix(range.clone(), message, label, (range, right.to_owned()));
            } else {
                report.find(range, message, label, format!("compare by `{right}`"));
            }
        }
    }
}

/// Whether what ends here is a whole operand: no operator or the like goes on with it.
fn stands_alone(context: &Context<'_>, end: usize) -> bool {
    const GO_ON: [&str; 30] = [
        "and", "cross", "else", "end", "except", "fetch", "for", "from", "full", "group", "having", "inner",
        "intersect", "join", "left", "limit", "natural", "offset", "on", "or", "order", "returning", "right",
        "set", "then", "union", "when", "where", "window", "xor",
    ];
    let text = context.text();
    let mut tokens = Lexer::new(text, end, text.len(), context.dialect);
    let following = tokens.find(|token| !matches!(token.kind, Kind::LineComment | Kind::BlockComment | Kind::Hint));
    following.is_none_or(|token| {
        let written = context.slice(&token.range());
        match token.kind {
            Kind::Word => GO_ON.iter().any(|word| written.eq_ignore_ascii_case(word)),
            _ => matches!(written, ")" | "," | ";"),
        }
    })
}
