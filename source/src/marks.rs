//! Comments of other tools that say where the way up and the way down begin.

use ambix_graph::script::Direction;

/// Whose comments are understood beside those of ambix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Nobody's.
    #[default]
    None,
    /// `-- +goose Up`, and `-- +micrate Up` alike.
    Goose,
    /// `-- +migrate Up`
    SqlMigrate,
    /// `-- migrate:up`
    Dbmate,
    /// The way up has no mark: `---- create above / drop below ----` (tern), `-- //@UNDO` (MyBatis).
    Below,
}

/// What such a comment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Section {
        direction: Direction,
        no_transaction: bool,
    },
    NoTransaction,
    /// A statement begins or ends here. What the tool sends as one piece is read as the statements that it consists
    /// of, which says more about it.
    Statement,
}

impl Marks {
    const ALL: [Marks; 4] = [Marks::Goose, Marks::SqlMigrate, Marks::Dbmate, Marks::Below];

    /// Whose marks a text has, by the first one in it.
    pub(crate) fn of(text: &str) -> Marks {
        let of_line = |line: &str| Marks::ALL.into_iter().find(|marks| marks.read(line).is_some());
        text.lines().filter(|line| line.starts_with("--")).find_map(of_line).unwrap_or_default()
    }

    /// The mark that begins a section, for advice.
    pub(crate) fn up(self) -> Option<&'static str> {
        match self {
            Marks::Goose => Some("-- +goose Up"),
            Marks::SqlMigrate => Some("-- +migrate Up"),
            Marks::Dbmate => Some("-- migrate:up"),
            Marks::None | Marks::Below => None,
        }
    }

    /// What a line comment says.
    pub(crate) fn read(self, comment: &str) -> Option<Mark> {
        let text = comment.strip_prefix("--")?.trim();
        match self {
            Marks::None => None,
            Marks::Goose => {
                text.strip_prefix("+goose").or_else(|| text.strip_prefix("+micrate")).and_then(word)
            }
            Marks::SqlMigrate => text.strip_prefix("+migrate").and_then(word),
            Marks::Dbmate => {
                text.strip_prefix("migrate:").and_then(|rest| match_words(rest, "transaction:false"))
            }
            Marks::Below => {
                let dashes = text.trim_matches('-').trim();
                let is_below = dashes.eq_ignore_ascii_case("create above / drop below");
                (is_below || text.replace(' ', "") == "//@UNDO")
                    .then_some(Mark::Section { direction: Direction::Downgrade, no_transaction: false })
            }
        }
    }
}

/// What follows the name of a tool and a blank.
fn word(rest: &str) -> Option<Mark> {
    match_words(rest.strip_prefix([' ', '\t'])?, "notransaction")
}

fn match_words(text: &str, without: &str) -> Option<Mark> {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split_ascii_whitespace();
    let section = |direction, mut rest: std::str::SplitAsciiWhitespace<'_>| Mark::Section {
        direction,
        no_transaction: rest.any(|option| option == without),
    };
    match words.next()? {
        "up" => Some(section(Direction::Upgrade, words)),
        "down" => Some(section(Direction::Downgrade, words)),
        "statementbegin" | "statementend" => Some(Mark::Statement),
        "no" if words.next() == Some("transaction") => Some(Mark::NoTransaction),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_every_tool() {
        let section = |direction, no_transaction| Some(Mark::Section { direction, no_transaction });
        let (up, down) = (Direction::Upgrade, Direction::Downgrade);
        for (comment, marks, expected) in [
            ("-- +goose Up", Marks::Goose, section(up, false)),
            ("--+goose down", Marks::Goose, section(down, false)),
            ("-- +goose NO TRANSACTION", Marks::Goose, Some(Mark::NoTransaction)),
            ("-- +goose StatementBegin", Marks::Goose, Some(Mark::Statement)),
            ("-- +goose ENVSUB ON", Marks::Goose, None),
            ("-- +gooseberry Up", Marks::Goose, None),
            ("-- +micrate Up", Marks::Goose, section(up, false)),
            ("-- +migrate Up notransaction", Marks::SqlMigrate, section(up, true)),
            ("-- migrate:up transaction:false", Marks::Dbmate, section(up, true)),
            ("-- migrate:down", Marks::Dbmate, section(down, false)),
            ("---- create above / drop below ----", Marks::Below, section(down, false)),
            ("-- //@UNDO", Marks::Below, section(down, false)),
        ] {
            assert_eq!(marks.read(comment), expected, "{comment}");
            if expected.is_some() {
                assert_eq!(Marks::of(&format!("-- a remark\n{comment}\nSELECT 1;\n")), marks, "{comment}");
            }
        }
        assert_eq!(Marks::of("-- the users go up\nSELECT '-- +goose Up';\n"), Marks::None);
    }
}
