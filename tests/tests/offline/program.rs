//! The client program of each database.

use std::fs::File;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use ambix_tests::set::Folder;
use ambix_tests::subject::Database;
use mysql::Opts;

/// MySQL's own has another name.
static MYSQL: LazyLock<&str> = LazyLock::new(|| {
    let version = Command::new("mariadb").arg("--version").stdout(Stdio::null()).status();
    if version.is_ok() { "mariadb" } else { "mysql" }
});

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) success: bool,
    /// What it said.
    pub(crate) text: String,
}

impl Outcome {
    pub(crate) fn succeeded(self, what: &str) {
        assert!(self.success, "{what}: {}", self.text);
    }

    pub(crate) fn failed(self, what: &str, message: &str) {
        assert!(!self.success, "{what}: {}", self.text);
        assert!(self.text.contains(message), "{what}: {}", self.text);
    }
}

/// Feeds a script to the program, as its input.
pub(crate) fn feed(database: &Database, script: &str) -> Outcome {
    feed_with(database, script, "")
}

/// The same with settings of the session: the value of `sql_mode` on MySQL, `-c name=value` on PostgreSQL.
pub(crate) fn feed_with(database: &Database, script: &str, setting: &str) -> Outcome {
    let folder = Folder::new();
    folder.write("script.sql", script);
    let mut command = command(database, setting);
    // What a cron job or a container has: no locale, and nobody's configuration.
    command.env("LC_ALL", "C").env("HOME", folder.path());
    let script = File::open(folder.path().join("script.sql")).unwrap();
    let output = command.stdin(Stdio::from(script)).output();
    let output = output.unwrap_or_else(|error| panic!("{:?}: {error}", command.get_program()));
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Outcome { success: output.status.success(), text }
}

fn command(database: &Database, setting: &str) -> Command {
    match database {
        Database::Sqlite(_) => {
            let mut command = Command::new("sqlite3");
            command.arg(database.path());
            command
        }
        Database::Postgres(_) => {
            let postgres = database.postgres();
            let mut command = Command::new("psql");
            command.args(["--no-psqlrc", "--quiet", &postgres.url()]);
            if !setting.is_empty() {
                command.env("PGOPTIONS", setting);
            }
            command
        }
        Database::Mysql(mysql) => {
            let options = Opts::from_url(&mysql.url()).unwrap();
            let mut command = Command::new(*MYSQL);
            command.args(["--no-defaults", "--protocol=tcp", "--comments"]);
            command.arg(format!("--host={}", options.get_ip_or_hostname()));
            command.arg(format!("--port={}", options.get_tcp_port()));
            command.arg(format!("--user={}", options.get_user().unwrap_or_default()));
            if !setting.is_empty() {
                command.arg(format!("--init-command=SET SESSION sql_mode = '{setting}'"));
            }
            command.arg(mysql.name());
            command.env("MYSQL_PWD", options.get_pass().unwrap_or_default());
            command
        }
    }
}
