//! A database that commands are run on, and scripts are fed to.

use std::sync::Arc;

use ambix::{Config, Dialect, Migrations};
use ambix_tests::subject::{Commands, Configure, Database, Subject, drivers};

use crate::dump::dump;
use crate::program::{self, Outcome};

pub(crate) const DIALECTS: [Dialect; 3] = [Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql];

pub(crate) struct Side {
    subject: Box<dyn Subject>,
}

impl Side {
    /// A new, empty database.
    pub(crate) fn new(dialect: Dialect) -> Self {
        let name = match dialect {
            Dialect::Sqlite => "rusqlite",
            Dialect::Postgres => "postgres",
            Dialect::Mysql => "mysql",
        };
        let driver = drivers().into_iter().find(|driver| driver.name == name).unwrap();
        Side { subject: driver.open() }
    }

    pub(crate) fn database(&self) -> &Arc<Database> {
        self.subject.database()
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.subject.dialect()
    }

    /// The commands.
    pub(crate) fn online(&mut self) -> &mut dyn Commands {
        &mut *self.subject
    }

    pub(crate) fn feed(&self, script: &str) -> Outcome {
        program::feed(self.database(), script)
    }

    pub(crate) fn dump(&self) -> Vec<String> {
        dump(self.database())
    }

    /// Nothing is left to do, and nothing is strange.
    pub(crate) fn is_at_heads(&mut self, migrations: &Migrations, configure: Configure<'_>) {
        let report = self.subject.upgrade(migrations, "heads", configure).unwrap();
        assert_eq!(report.applied().len(), 0);
        assert_eq!(report.history_changed, [""; 0]);
        self.subject.check(migrations, configure).unwrap();
    }
}

/// No option but those of the set.
pub(crate) fn plain(config: Config) -> Config {
    config
}

/// Panics with the first lines that differ.
pub(crate) fn assert_same(ours: &[String], theirs: &[String], what: &str) {
    let lacking = |all: &[String], of: &[String]| {
        let lines: Vec<String> = all.iter().filter(|line| !of.contains(line)).cloned().collect();
        lines.join("\n  ")
    };
    assert!(
        ours == theirs,
        "{what}:\nthe script leaves\n  {}\nthe command leaves\n  {}",
        lacking(ours, theirs),
        lacking(theirs, ours)
    );
}
