//! A default that the column cannot hold.

use ambix_graph::script::Dialect;

use super::types::{self, Family};
use super::{Context, Report, Rule, look};
use crate::configuration::RuleLevel;
use crate::tree::Constant;

pub(super) static RULE: Rule = Rule {
    name: "default-type",
    level: RuleLevel::Deny,
    lasts: true,
    dialects: &[Dialect::Postgres, Dialect::Mysql],
    check,
    docs: "\
A default is no value of the column's type.

The database refuses the definition: PostgreSQL wants `false`, not `0`, for a boolean, and neither takes a text that is no
number for an integer. SQLite stores whatever it is given.
```sql,bad
CREATE TABLE orders (id INTEGER PRIMARY KEY, paid BOOLEAN DEFAULT 0);
```
```sql,bad,mysql
CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER DEFAULT 'none');
```
```sql,good
CREATE TABLE orders (id INTEGER PRIMARY KEY, paid BOOLEAN DEFAULT false);
```
",
};

fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for defined in look::columns(context.tree()) {
        let column = defined.column;
        let (Some(data_type), Some(default)) = (&column.data_type, &column.default) else { continue };
        let (Some(family), Some(constant)) = (types::family(data_type, context.dialect), &default.constant) else {
            continue;
        };
        // A cast, or text behind the constant, is not seen as one; what is not the whole default is not judged.
        if !default.types.is_empty() || default.is_opaque {
            continue;
        }
        let Some(help) = misfit(family, constant, context.dialect) else { continue };
        let message = format!(
            "`{}` is no value of the type `{}`",
            context.slice(&default.range),
            types::shown(data_type)
        );
        let (range, label) = (default.range.clone(), format!("refused for `{}`", column.name.text));
        match help.strip_prefix("= ") {
            Some(value) => report.find_fix(range.clone(), message, label, (range, value.to_owned())),
            None => report.find(range, message, label, help),
        }
    }
}

/// What to do about a value that does not fit; behind `= ` what to write in its place.
fn misfit(family: Family, constant: &Constant, dialect: Dialect) -> Option<&'static str> {
    let is_numeric = matches!(family, Family::Integer(_) | Family::Decimal | Family::Float);
    Some(match (dialect, family, constant) {
        (Dialect::Postgres, Family::Boolean, Constant::Number(number)) => match number.as_str() {
            "0" => "= false",
            "1" => "= true",
            _ => "write `true` or `false`",
        },
        (Dialect::Postgres, Family::Integer(_) | Family::Decimal | Family::Float, Constant::Boolean(value)) => {
            if *value { "write `DEFAULT 1`, or make the column a boolean" } else { "write `DEFAULT 0`, or make the column a boolean" }
        }
        (
            Dialect::Postgres,
            Family::Timestamp | Family::TimestampZone | Family::Date | Family::Uuid | Family::Json | Family::Bytes,
            Constant::Number(_) | Constant::Boolean(_),
        ) => "write a value of that type, in quotes",
        (Dialect::Postgres, Family::Uuid | Family::Json, Constant::Text(text)) if text.trim().is_empty() => {
            "leave the default out, or write a value of that type"
        }
        (_, _, Constant::Text(text)) if is_numeric && !could_be_number(text) => "write a number, without quotes",
        _ => return None,
    })
}

/// Whether a server might read a number from the text; what it certainly does not read begins with no digit.
fn could_be_number(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let special = ["nan", "inf", "infinity", "-inf", "-infinity", "+inf", "+infinity"];
    lower.bytes().any(|byte| byte.is_ascii_digit()) || special.contains(&lower.as_str())
}
