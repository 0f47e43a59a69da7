//! What types mean: families, widths, and which changes leave rows as they are.

use ambix_graph::script::Dialect;

use crate::tree::TypeName;

/// What values of a type are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Boolean,
    /// With its bytes.
    Integer(u8),
    Decimal,
    Float,
    /// `character varying`, `text`
    Text,
    /// `character(n)`
    Character,
    Bytes,
    Date,
    Time,
    Timestamp,
    TimestampZone,
    Interval,
    Uuid,
    Json,
}

/// The family of a type that every server knows; none of arrays, types that were created, and names that mean different
/// things.
pub(super) fn family(data_type: &TypeName, dialect: Dialect) -> Option<Family> {
    if data_type.quoted || data_type.is_array || data_type.is_opaque || data_type.schema.is_some() {
        return None;
    }
    let name = data_type.name.as_str();
    Some(match (name.split(' ').next().unwrap_or_default(), dialect) {
        ("boolean" | "bool", Dialect::Postgres) => Family::Boolean,
        ("tinyint" | "boolean" | "bool", Dialect::Mysql) => Family::Integer(1),
        ("mediumint", Dialect::Mysql) => Family::Integer(3),
        ("smallint" | "int2" | "smallserial" | "serial2", _) => Family::Integer(2),
        ("integer" | "int" | "int4", _) => Family::Integer(4),
        ("serial" | "serial4", Dialect::Postgres) => Family::Integer(4),
        ("serial", Dialect::Mysql) => Family::Integer(8),
        ("bigint" | "int8" | "bigserial" | "serial8", _) => Family::Integer(8),
        ("numeric" | "decimal" | "dec", _) => Family::Decimal,
        ("real" | "float" | "float4" | "float8" | "double", _) => Family::Float,
        ("varchar" | "text" | "citext" | "tinytext" | "mediumtext" | "longtext", _) => Family::Text,
        ("character" | "char", _) if name.contains("varying") => Family::Text,
        ("character" | "char" | "bpchar", _) => Family::Character,
        ("bytea" | "blob" | "tinyblob" | "mediumblob" | "longblob" | "binary" | "varbinary", _) => {
            Family::Bytes
        }
        ("date", _) => Family::Date,
        ("time", _) => Family::Time,
        ("datetime", Dialect::Mysql) => Family::Timestamp,
        ("timestamptz", _) => Family::TimestampZone,
        ("timestamp", _) if name.contains("with time zone") => Family::TimestampZone,
        ("timestamp", _) => Family::Timestamp,
        ("interval", Dialect::Postgres) => Family::Interval,
        ("uuid", _) => Family::Uuid,
        ("json" | "jsonb", _) => Family::Json,
        _ => return None,
    })
}

/// A type as it is written.
pub(super) fn shown(data_type: &TypeName) -> String {
    match data_type.arguments.as_slice() {
        [] => data_type.name.clone(),
        arguments => {
            let (word, rest) = match data_type.name.split_once(' ') {
                Some((word, rest)) if rest != "varying" && rest != "precision" => (word, format!(" {rest}")),
                _ => (data_type.name.as_str(), String::new()),
            };
            format!("{word}({}){rest}", arguments.join(", "))
        }
    }
}

/// The numbers in its parentheses.
fn numbers(data_type: &TypeName) -> Vec<u32> {
    data_type.arguments.iter().map_while(|argument| argument.trim().parse().ok()).collect()
}

/// Whether PostgreSQL writes all rows anew when a column changes its type, if that is certain.
pub(super) fn rewrites(from: &TypeName, to: &TypeName) -> bool {
    let (Some(old), Some(new)) = (family(from, Dialect::Postgres), family(to, Dialect::Postgres)) else {
        return false;
    };
    let (old_numbers, new_numbers) = (numbers(from), numbers(to));
    match (old, new) {
        // `citext` is of the family, and the same on the disk.
        (Family::Text, Family::Text) => match (old_numbers.as_slice(), new_numbers.as_slice()) {
            (_, []) => false,
            ([], [_, ..]) => true,
            ([old, ..], [new, ..]) => new < old,
        },
        (Family::Decimal, Family::Decimal) => match (old_numbers.as_slice(), new_numbers.as_slice()) {
            (_, []) => false,
            ([], _) => true,
            ([old, old_scale @ ..], [new, new_scale @ ..]) => {
                new < old || old_scale.first().unwrap_or(&0) != new_scale.first().unwrap_or(&0)
            }
        },
        (Family::Timestamp | Family::TimestampZone, Family::Timestamp | Family::TimestampZone)
        | (Family::Time, Family::Time)
        | (Family::Interval, Family::Interval) => {
            // With the time zone of the session at UTC, one becomes the other without a rewrite.
            new_numbers.first().unwrap_or(&6) < old_numbers.first().unwrap_or(&6)
        }
        (Family::Character, Family::Character) => old_numbers != new_numbers,
        (Family::Json, Family::Json) => json(from) != json(to),
        (Family::Float, Family::Float) => is_real(from) != is_real(to),
        (old, new) => old != new,
    }
}

fn json(data_type: &TypeName) -> bool {
    data_type.name == "json"
}

fn is_real(data_type: &TypeName) -> bool {
    let narrow = numbers(data_type).first().is_some_and(|&digits| digits <= 24);
    data_type.name == "real" || data_type.name == "float4" || data_type.name == "float" && narrow
}

/// What of the values is lost for certain where the types are changed without a word about how.
pub(super) fn loses(from: &TypeName, to: &TypeName, dialect: Dialect) -> Option<&'static str> {
    let (old, new) = (family(from, dialect)?, family(to, dialect)?);
    match (old, new) {
        (Family::Timestamp | Family::TimestampZone, Family::Date) => Some("the time of day"),
        (Family::Timestamp | Family::TimestampZone, Family::Time) => Some("the date"),
        (Family::Float | Family::Decimal, Family::Integer(_)) => Some("what stands behind the decimal point"),
        (Family::Decimal, Family::Decimal) => match (numbers(from).as_slice(), numbers(to).as_slice()) {
            ([_, old], [_, new]) if new < old => Some("digits behind the decimal point"),
            ([_, old], [_]) if *old > 0 => Some("what stands behind the decimal point"),
            _ => None,
        },
        (Family::Float, Family::Float) if !is_real(from) && is_real(to) && dialect == Dialect::Postgres => {
            Some("half of the digits")
        }
        _ => None,
    }
}
