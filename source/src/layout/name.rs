//! What the name of a file says: `<stem>[.<dialect>][.up|.down].sql`.

use ambix_graph::script::Direction;

use super::dialect::{self, Named};

/// The name of a file in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name<'n> {
    /// What is left.
    pub(super) stem: &'n str,
    pub(super) direction: Option<Direction>,
    pub(super) dialect: Option<Named>,
    /// `.autocommit` and its like.
    pub(super) no_transaction: bool,
}

/// The name without its extension, if that is `extension`.
pub(super) fn without<'n>(name: &'n str, extension: &str) -> Option<&'n str> {
    let (stem, found) = name.rsplit_once('.')?;
    (found.eq_ignore_ascii_case(extension) && !stem.is_empty()).then_some(stem)
}

impl<'n> Name<'n> {
    /// Reads the name of an SQL file.
    pub(super) fn read(name: &'n str) -> Option<Name<'n>> {
        without(name, "sql").map(Name::of_stem)
    }

    /// Reads the name of a file in a language that only its tool can run: pop's fizz, or a program.
    pub(super) fn read_code(name: &'n str) -> Option<Name<'n>> {
        const LANGUAGES: [&str; 16] = [
            "clj", "cs", "ex", "exs", "fizz", "go", "java", "js", "kt", "mjs", "php", "py", "rb", "rs", "sh",
            "ts",
        ];
        LANGUAGES.iter().find_map(|language| without(name, language)).map(Name::of_stem)
    }

    fn of_stem(stem: &'n str) -> Name<'n> {
        let mut read = Name { stem, direction: None, dialect: None, no_transaction: false };
        while let Some((stem, part)) = read.stem.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
            if !read.take(part) {
                break;
            }
            read.stem = stem;
        }
        read
    }

    fn take(&mut self, part: &str) -> bool {
        match part.to_ascii_lowercase().as_str() {
            "up" if self.direction.is_none() => self.direction = Some(Direction::Upgrade),
            "down" | "undo" | "rollback" | "revert" if self.direction.is_none() => {
                self.direction = Some(Direction::Downgrade);
            }
            "autocommit" | "notransaction" | "notx" => self.no_transaction = true,
            // `name..up.sql`
            "" => {}
            word if self.dialect.is_none() => match dialect::named(word) {
                Some(named) => self.dialect = Some(named),
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use ambix_graph::script::Dialect;

    use super::*;

    #[test]
    fn names_in_parts() {
        let read = |name| {
            let name = Name::read(name).unwrap();
            (name.stem, name.direction, name.dialect.and_then(Named::dialect), name.no_transaction)
        };
        let (up, down) = (Some(Direction::Upgrade), Some(Direction::Downgrade));
        assert_eq!(read("1_a.sql"), ("1_a", None, None, false));
        assert_eq!(read("1_a.up.sql"), ("1_a", up, None, false));
        assert_eq!(read("1_a..up.SQL"), ("1_a", up, None, false));
        assert_eq!(read("1_a.mysql.down.sql"), ("1_a", down, Some(Dialect::Mysql), false));
        assert_eq!(read("1_a.sqlite.autocommit.up.sql"), ("1_a", up, Some(Dialect::Sqlite), true));
        assert_eq!(read("V0001.Initial_Schema.up.sql"), ("V0001.Initial_Schema", up, None, false));
        assert_eq!(read("1.2.0.sql"), ("1.2.0", None, None, false));
        assert_eq!(Name::read("1_a.go"), None);
        assert_eq!(Name::read_code("1_a.go").map(|name| name.stem), Some("1_a"));
        assert_eq!(Name::read(".sql"), None);
    }
}
