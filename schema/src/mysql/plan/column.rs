//! A column as a clause.

use crate::item::Column;
use crate::mysql::quote;

/// The name and everything that MySQL would forget if it were not said again. The collation is left out if it is
/// `table_collation`.
pub(super) fn definition(name: &str, column: &Column, table_collation: Option<&str>) -> String {
    let mut text = format!("{} {}", quote::name(name), column.r#type);
    let mut add = |word: &str| {
        text.push(' ');
        text.push_str(word);
    };
    if let Some(collation) = column.collation.as_deref()
        && Some(collation) != table_collation
    {
        add("COLLATE");
        add(collation);
    }
    let option = |name| column.options.get(name).map(String::as_str);
    if let Some(generated) = &column.generated {
        if is_row_moment(column) {
            add(&format!("GENERATED ALWAYS AS {}", generated.expression));
        } else {
            let stored = if generated.stored { "STORED" } else { "VIRTUAL" };
            add(&format!("GENERATED ALWAYS AS ({}) {stored}", generated.expression));
        }
    }
    if !column.nullable {
        // MariaDB takes it for granted where a version of a row begins and ends.
        if !is_row_moment(column) {
            add("NOT NULL");
        }
    } else if column.r#type.starts_with("timestamp") && column.generated.is_none() {
        // Without a word it would be NOT NULL on some servers.
        add("NULL");
    }
    if let Some(srid) = option("srid") {
        add(&format!("SRID {srid}"));
    }
    if let Some(visibility) = option("visibility") {
        add(visibility);
    }
    if let Some(default) = &column.default {
        add(&format!("DEFAULT {default}"));
    }
    if let Some(update) = option("on update") {
        add(&format!("ON UPDATE {update}"));
    }
    if let Some(identity) = &column.identity {
        add(identity);
    }
    if let Some(versioning) = option("versioning") {
        add(versioning);
    }
    if let Some(comment) = &column.comment {
        add(&format!("COMMENT {}", quote::text(comment)));
    }
    // It ends the definition.
    if let Some(check) = option("check") {
        add(&format!("CHECK {check}"));
    }
    text
}

/// Whether it says when a version of a row begins or ends.
pub(super) fn is_row_moment(column: &Column) -> bool {
    column
        .generated
        .as_ref()
        .is_some_and(|generated| matches!(generated.expression.as_str(), "ROW START" | "ROW END"))
}

/// Whether `MODIFY` can turn one into the other: what is computed when it is read cannot begin to be stored, nor the
/// other way round.
pub(super) fn can_be_modified(from: &Column, to: &Column) -> bool {
    is_virtual(from) == is_virtual(to) && is_row_moment(from) == is_row_moment(to)
}

fn is_virtual(column: &Column) -> bool {
    column.generated.as_ref().is_some_and(|generated| !generated.stored)
}

/// Whether the values of a virtual column would be lost by making it an ordinary one.
pub(super) fn is_materialized(from: &Column, to: &Column) -> bool {
    is_virtual(from) && !is_row_moment(from) && to.generated.is_none()
}

/// Whether every value of one type is one of the other.
pub(super) fn is_widened(from: &Column, to: &Column) -> bool {
    let (old, new) = (Type::of(&from.r#type), Type::of(&to.r#type));
    let charset = |column: &Column| {
        column.collation.as_deref().and_then(|name| name.split('_').next()).unwrap_or_default().to_owned()
    };
    let charsets = charset(from) == charset(to) || charset(to) == "utf8mb4" || charset(from).is_empty();
    charsets && (from.r#type == to.r#type || old.fits(&new))
}

/// `decimal(10,2) unsigned`.
struct Type<'t> {
    base: &'t str,
    arguments: &'t str,
    unsigned: bool,
}

const INTEGERS: [&str; 5] = ["tinyint", "smallint", "mediumint", "int", "bigint"];
const TEXTS: [&str; 4] = ["tinytext", "text", "mediumtext", "longtext"];
const BLOBS: [&str; 4] = ["tinyblob", "blob", "mediumblob", "longblob"];

impl<'t> Type<'t> {
    fn of(text: &'t str) -> Self {
        let base = text.split(['(', ' ']).next().unwrap_or_default();
        let arguments = match (text.find('('), text.rfind(')')) {
            (Some(from), Some(to)) => text.get(from + 1..to).unwrap_or_default(),
            _ => "",
        };
        Type { base, arguments, unsigned: text.contains(" unsigned") }
    }

    fn length(&self) -> Option<u32> {
        self.arguments.split(',').next()?.trim().parse().ok()
    }

    fn fits(&self, new: &Type<'_>) -> bool {
        let rank = |list: &[&str], base: &str| list.iter().position(|known| *known == base);
        if let (Some(old_rank), Some(new_rank)) = (rank(&INTEGERS, self.base), rank(&INTEGERS, new.base)) {
            return match (self.unsigned, new.unsigned) {
                (false, true) => false,
                (true, false) => new_rank > old_rank,
                _ => new_rank >= old_rank,
            };
        }
        for list in [&TEXTS, &BLOBS] {
            if let (Some(old_rank), Some(new_rank)) = (rank(list, self.base), rank(list, new.base)) {
                return new_rank >= old_rank;
            }
        }
        match (self.base, new.base) {
            ("varchar" | "char", "varchar") | ("char", "char") | ("varbinary", "varbinary") => {
                self.length() <= new.length()
            }
            ("varchar" | "char", "text" | "mediumtext" | "longtext") | ("json", "longtext") => true,
            ("varbinary", "blob" | "mediumblob" | "longblob") => true,
            ("bit", "bit") | ("datetime", "datetime") | ("timestamp", "timestamp") | ("time", "time") => {
                self.length() <= new.length()
            }
            ("date", "datetime") | ("float", "double") => self.arguments == new.arguments,
            ("enum", "enum") | ("set", "set") => new.arguments.starts_with(self.arguments),
            ("decimal", "decimal") => {
                let digits = |r#type: &Type<'_>| {
                    let mut numbers =
                        r#type.arguments.split(',').map(|number| number.trim().parse::<i64>().unwrap_or(0));
                    let (all, behind) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
                    (all - behind, behind)
                };
                let (old, new_digits) = (digits(self), digits(new));
                old.0 <= new_digits.0 && old.1 <= new_digits.1 && self.unsigned >= new.unsigned
            }
            _ => false,
        }
    }
}
