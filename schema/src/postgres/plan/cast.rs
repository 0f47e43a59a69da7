//! How the values of one type become those of another.

/// What `ALTER COLUMN … TYPE` needs to know.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cast {
    /// The expression of `USING`, where the server does not find the way by itself.
    pub(super) using: Option<String>,
    /// What of the values is lost for certain.
    pub(super) loses: Option<&'static str>,
    /// Values may be such that the new type does not take them.
    pub(super) may_fail: bool,
}

/// The families of types among which the server casts when it assigns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Integer(u8),
    Numeric,
    Float(u8),
    Text,
    Boolean,
    Date,
    Timestamp,
    Time,
    Interval,
    Json,
    Bytes,
    Network,
    Bits,
    Other,
}

/// A type in its parts: `numeric(10,2)[]`.
struct Type<'t> {
    base: String,
    numbers: Vec<u32>,
    is_array: bool,
    whole: &'t str,
}

impl<'t> Type<'t> {
    fn parse(whole: &'t str) -> Self {
        let element = whole.trim_end_matches("[]");
        let (base, numbers) = match (element.find('('), element.find(')')) {
            (Some(open), Some(close)) if open < close => {
                let base = format!("{}{}", &element[..open], &element[close + 1..]);
                (
                    base,
                    element[open + 1..close]
                        .split(',')
                        .filter_map(|number| number.trim().parse().ok())
                        .collect(),
                )
            }
            _ => (element.to_owned(), Vec::new()),
        };
        Type { base, numbers, is_array: element.len() < whole.len(), whole }
    }

    fn family(&self) -> Family {
        match self.base.as_str() {
            "smallint" => Family::Integer(2),
            "integer" => Family::Integer(4),
            "bigint" => Family::Integer(8),
            "numeric" => Family::Numeric,
            "real" => Family::Float(4),
            "double precision" => Family::Float(8),
            "text" | "character varying" | "character" => Family::Text,
            "boolean" => Family::Boolean,
            "date" => Family::Date,
            "timestamp without time zone" | "timestamp with time zone" => Family::Timestamp,
            "time without time zone" | "time with time zone" => Family::Time,
            "interval" => Family::Interval,
            "json" | "jsonb" => Family::Json,
            "bytea" => Family::Bytes,
            "inet" | "cidr" => Family::Network,
            "bit" | "bit varying" => Family::Bits,
            _ => Family::Other,
        }
    }
}

/// Whether a foreign key may go from one of these types to the other.
pub(super) fn are_kin(from: &str, to: &str) -> bool {
    let (from, to) = (Type::parse(from), Type::parse(to));
    if from.is_array || to.is_array {
        return false;
    }
    match (from.family(), to.family()) {
        (Family::Integer(_), Family::Integer(_)) => true,
        (Family::Text, Family::Text) => from.base != "character" && to.base != "character",
        _ => from.whole == to.whole || from.base == to.base && from.family() != Family::Other,
    }
}

/// The way from one type to another for a column, whose name is ready for SQL.
pub(super) fn cast(from: &str, to: &str, column: &str) -> Cast {
    let (old, new) = (Type::parse(from), Type::parse(to));
    let (before, after) = (old.family(), new.family());
    if old.is_array != new.is_array {
        let using = match (old.is_array, after) {
            (true, Family::Text) => None,
            _ => Some(by_text(old.family() == Family::Text && !old.is_array, column, to)),
        };
        let may_fail = using.is_some();
        return Cast { using, loses: None, may_fail };
    }
    let mut cast = Cast { may_fail: narrows(&old, &new), ..Cast::default() };
    match (before, after) {
        (Family::Other, Family::Other) if old.base == new.base => {}
        (
            Family::Integer(_) | Family::Numeric | Family::Float(_),
            Family::Integer(_) | Family::Numeric | Family::Float(_),
        ) => {
            cast.loses = loses(&old, &new);
        }
        (Family::Timestamp, Family::Date) => cast.loses = Some("the time of day"),
        (Family::Timestamp, Family::Time) => cast.loses = Some("the date"),
        (Family::Date, Family::Timestamp) | (Family::Time, Family::Interval) | (_, Family::Text) => {}
        (Family::Interval, Family::Time) if new.base == "time without time zone" => {}
        (Family::Boolean, Family::Integer(4)) | (Family::Integer(4), Family::Boolean) if !old.is_array => {
            cast.using = Some(format!("{column}::{to}"));
        }
        (Family::Boolean, Family::Integer(_)) | (Family::Integer(_), Family::Boolean) if !old.is_array => {
            cast.using = Some(format!("{column}::integer::{to}"));
        }
        (Family::Boolean, Family::Numeric | Family::Float(_)) if !old.is_array => {
            cast.using = Some(format!("{column}::integer::{to}"));
        }
        (before, after) if before == after && before != Family::Other => {}
        (before, _) => {
            cast.using = Some(by_text(before == Family::Text && !old.is_array, column, to));
            cast.may_fail = true;
        }
    }
    cast
}

/// A value by way of its text, which every type has. A cast that is written out cuts off what is too long, where an
/// assignment refuses it; so the last step is left to the assignment where that is the danger.
pub(super) fn by_text(is_text: bool, column: &str, to: &str) -> String {
    let new = Type::parse(to);
    let open = match new.family() {
        Family::Text => Some("text"),
        Family::Bits => Some("bit varying"),
        _ => None,
    };
    let to = match open {
        Some(open) if new.is_array => format!("{open}[]"),
        Some(open) => open.to_owned(),
        None => to.to_owned(),
    };
    match (is_text, to.as_str()) {
        (true, _) => format!("{column}::{to}"),
        (false, "text") => format!("{column}::text"),
        (false, _) => format!("{column}::text::{to}"),
    }
}

/// The way to a domain over `to`: the last step is an assignment, which refuses what is too long.
pub(super) fn to_domain(from: &str, to: &str, column: &str) -> Cast {
    let cast = cast(from, to, column);
    let using = cast.using.clone().unwrap_or_else(|| format!("{column}::{from}"));
    Cast { using: Some(using), ..cast }
}

/// Whether values lose digits that the new type has no room for, by rounding.
pub(super) fn rounds(from: &str, to: &str) -> bool {
    let (old, new) = (Type::parse(from), Type::parse(to));
    let is_exact = |old: &Type<'_>| {
        let scale = |of: &Type<'_>| of.numbers.get(1).copied().unwrap_or(0);
        matches!(old.family(), Family::Integer(_))
            || old.family() == Family::Numeric && !old.numbers.is_empty() && scale(old) <= scale(&new)
    };
    new.family() == Family::Numeric && !new.numbers.is_empty() && !is_exact(&old)
}

/// What the server drops without a word.
fn loses(from: &Type<'_>, to: &Type<'_>) -> Option<&'static str> {
    match (from.family(), to.family()) {
        (Family::Float(_) | Family::Numeric, Family::Integer(_)) => {
            Some("what stands behind the decimal point")
        }
        (Family::Float(8), Family::Float(4)) => Some("half of the digits"),
        (Family::Numeric, Family::Numeric) => match (from.numbers.as_slice(), to.numbers.as_slice()) {
            ([_, old], [_, new]) if new < old => Some("digits behind the decimal point"),
            ([_, old], [_]) if *old > 0 => Some("what stands behind the decimal point"),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the new type takes less than the old one did.
fn narrows(from: &Type<'_>, to: &Type<'_>) -> bool {
    match (from.family(), to.family()) {
        (Family::Integer(old), Family::Integer(new)) => new < old,
        (Family::Numeric | Family::Float(_), Family::Integer(_)) => true,
        (Family::Integer(_) | Family::Numeric | Family::Float(_), Family::Numeric) => {
            !to.numbers.is_empty() && from.numbers != to.numbers
        }
        (_, Family::Text) => match (from.numbers.first(), to.numbers.first()) {
            _ if to.numbers.is_empty() => false,
            (Some(old), Some(new)) if from.family() == Family::Text => new < old,
            _ => true,
        },
        (Family::Bits, Family::Bits) => from.numbers != to.numbers,
        _ => false,
    }
}
