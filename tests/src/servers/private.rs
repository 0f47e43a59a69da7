//! A server of its own for a test that harms it, or needs it otherwise than the others do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ambix::Dialect;

use super::own::{Kind, Own};
use super::{mariadb, postgres};

/// What a server gets beyond what all have.
#[derive(Default)]
pub struct Extra<'e> {
    /// Files in its folder, with names and contents.
    pub files: &'e [(&'e str, &'e str)],
    /// Settings: `name=value` on PostgreSQL, arguments on MariaDB. `{folder}` is the folder.
    pub settings: &'e [&'e str],
    /// The port of the server that a PostgreSQL server follows as a standby.
    pub copy_of: Option<u16>,
}

impl Extra<'_> {
    pub(super) fn write(&self, kind: &Kind, folder: &Path) {
        for (name, text) in self.files {
            let file = folder.join(name);
            fs::write(&file, text).expect("a file in the folder");
            let closed = Command::new("chmod").arg("600").arg(&file).status().expect("`chmod`");
            assert!(closed.success());
            kind.give(&file);
        }
    }

    pub(super) fn settings(&self, folder: &Path) -> Vec<String> {
        let place = folder.display().to_string();
        self.settings.iter().map(|setting| setting.replace("{folder}", &place)).collect()
    }
}

/// A server that nobody else uses. It goes away with this process.
pub struct Private {
    dialect: Dialect,
    own: Own,
    /// Its command line.
    line: String,
}

impl Private {
    /// Starts one. `None` where the program is not installed, which is enough only if the tests were told of another
    /// server to use.
    pub fn start(dialect: Dialect, extra: &Extra<'_>) -> Option<Self> {
        let (variable, found) = match dialect {
            Dialect::Postgres => ("AMBIX_TEST_POSTGRES_URL", postgres::find_program("initdb").is_some()),
            _ => ("AMBIX_TEST_MYSQL_URL", mariadb::find_program("mariadb-install-db").is_some()),
        };
        if !found && std::env::var_os(variable).is_some() {
            return None;
        }
        let (own, line) = match dialect {
            Dialect::Postgres => postgres::launch(extra),
            _ => mariadb::launch(extra),
        };
        Some(Private { dialect, own, line })
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.own.port
    }

    /// Its folder, with its log.
    pub fn folder(&self) -> &Path {
        &self.own.folder
    }

    /// The URL of a database for a user, with a password if it is not empty.
    pub fn url(&self, user: &str, password: &str, database: &str) -> String {
        let scheme = if self.dialect == Dialect::Postgres { "postgres" } else { "mysql" };
        let password = if password.is_empty() { String::new() } else { format!(":{password}") };
        format!("{scheme}://{user}{password}@127.0.0.1:{}/{database}", self.port())
    }

    /// Ends it as the kernel does when there is no memory left.
    pub fn kill(&self) {
        let pid = fs::read_to_string(self.pid_file()).expect("the number of its process");
        let pid = pid.lines().next().unwrap_or_default().trim().to_owned();
        assert!(pid.parse::<u32>().is_ok_and(|pid| pid > 1), "{pid}");
        let killed = Command::new("kill").args(["-KILL", &pid]).status().expect("`kill`");
        assert!(killed.success());
    }

    /// Starts it again, once it has ended.
    pub fn start_again(&self) {
        match self.dialect {
            Dialect::Postgres => postgres::POSTGRES.again(&self.own, &self.line, &postgres::answers),
            _ => mariadb::MARIADB.again(&self.own, &self.line, &mariadb::answers),
        }
    }

    /// Makes a file or folder the server's own.
    pub fn give(&self, path: &Path) {
        match self.dialect {
            Dialect::Postgres => postgres::POSTGRES.give(path),
            _ => mariadb::MARIADB.give(path),
        }
    }

    fn pid_file(&self) -> PathBuf {
        match self.dialect {
            Dialect::Postgres => self.own.folder.join("data/postmaster.pid"),
            _ => self.own.folder.join("pid"),
        }
    }
}
