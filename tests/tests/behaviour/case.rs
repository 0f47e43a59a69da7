//! A case, and for which drivers it is.

use ambix::Dialect;
use ambix_tests::subject::{Answer, Driver, Subject};

/// What a driver must do, shown on an empty database.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) file: &'static str,
    pub(crate) name: &'static str,
    pub(crate) on: On,
    pub(crate) run: fn(&mut dyn Subject),
}

impl Case {
    /// `file::case`.
    pub(crate) fn path(&self) -> String {
        let file = self.file.rsplit("::").next().unwrap_or_default();
        format!("{file}::{}", self.name)
    }

    pub(crate) fn is_for(&self, driver: &Driver) -> bool {
        self.on.dialects.contains(&driver.dialect)
            && self.on.answer.is_none_or(|answer| answer == driver.answer)
    }
}

/// The drivers that a case is for.
#[derive(Clone, Copy)]
pub(crate) struct On {
    dialects: &'static [Dialect],
    answer: Option<Answer>,
}

const fn on(dialects: &'static [Dialect]) -> On {
    On { dialects, answer: None }
}

/// All of them.
pub(crate) const EVERYWHERE: On = on(&[Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql]);
/// A future can be dropped.
pub(crate) const EVERY_FUTURE: On = On { answer: Some(Answer::Async), ..EVERYWHERE };
/// `CREATE TABLE` is part of a transaction, and goes with it.
pub(crate) const TRANSACTIONAL_DDL: On = on(&[Dialect::Sqlite, Dialect::Postgres]);
/// `CREATE TABLE` commits by itself.
pub(crate) const DDL_COMMITS: On = on(&[Dialect::Mysql]);
/// There is a server, which can end a connection and knows users.
pub(crate) const SERVERS: On = on(&[Dialect::Postgres, Dialect::Mysql]);
/// About the file, or about what SQLite alone does.
pub(crate) const SQLITE: On = on(&[Dialect::Sqlite]);
/// About what PostgreSQL alone does.
pub(crate) const POSTGRES: On = on(&[Dialect::Postgres]);
/// About what MySQL alone does.
pub(crate) const MYSQL: On = on(&[Dialect::Mysql]);

/// The cases of a file: `cases! { EVERYWHERE => one, another; SQLITE => a_third; }`
macro_rules! cases {
    ($($on:expr => $($name:ident),+;)+) => {
        pub(crate) const CASES: &[$crate::case::Case] = &[$($($crate::case::Case {
            file: module_path!(),
            name: stringify!($name),
            on: $on,
            run: $name,
        }),+),+];
    };
}
