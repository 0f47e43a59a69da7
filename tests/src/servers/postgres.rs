//! A private PostgreSQL server, for the time of a test binary.
//!
//! `AMBIX_TEST_POSTGRES_URL` names another one, in which databases are created and dropped.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};

use postgres::config::Host;
use postgres::{Client, NoTls};

use super::own::{self, Kind, Own};
use super::private::Extra;
use crate::relay::Relay;

/// A database of its own on the server; it goes away with the value.
pub struct Database {
    server: &'static Server,
    name: String,
    relayed: bool,
}

struct Server {
    /// Without the name of a database.
    config: tokio_postgres::Config,
    /// None for a server that somebody else runs.
    own: Option<Own>,
}

pub(super) const POSTGRES: Kind = Kind { name: "PostgreSQL", user: "postgres", signal: "QUIT" };

impl Database {
    /// A new, empty database.
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let server = server();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ambix_test_{}_{number}", std::process::id());
        server.admin(&format!("CREATE DATABASE {name}"));
        Database { server, name, relayed: false }
    }

    /// Whether there is a relay before it, for those who are told how to connect to it.
    #[must_use]
    pub fn relayed(mut self, relayed: bool) -> Self {
        self.relayed = relayed;
        self
    }

    /// How to connect to it.
    pub fn config(&self) -> tokio_postgres::Config {
        if self.relayed { self.url().parse().expect("a URL") } else { self.direct() }
    }

    fn direct(&self) -> tokio_postgres::Config {
        let mut config = self.server.config.clone();
        config.dbname(&self.name);
        config
    }

    /// The same as a URL; with a password, whether the server wants one or not.
    pub fn url(&self) -> String {
        let config = &self.server.config;
        let password = String::from_utf8_lossy(config.get_password().unwrap_or(b"hush"));
        let user = config.get_user().unwrap_or("postgres");
        let (mut host, mut port) = self.server.address();
        if self.relayed {
            let relay = self.server.relay().address();
            (host, port) = (relay.ip().to_string(), relay.port());
        }
        format!("postgresql://{user}:{password}@{host}:{port}/{}", self.name)
    }

    /// A new connection.
    pub fn connect(&self) -> Client {
        postgres::Config::from(self.direct()).connect(NoTls).expect("a connection")
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All rows of a query, as text, seen from another connection: what is committed.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let messages = self.connect().simple_query(sql).expect("a good query");
        let mut rows = Vec::new();
        for message in messages {
            if let postgres::SimpleQueryMessage::Row(row) = message {
                let values = (0..row.len()).map(|index| row.get(index).unwrap_or("NULL"));
                rows.push(values.collect::<Vec<_>>().join(" "));
            }
        }
        rows
    }

    /// Whether the server is ours, and goes away with us.
    pub fn is_ours(&self) -> bool {
        self.server.own.is_some()
    }

    /// What the server's log says, if it is ours.
    pub fn log(&self) -> Option<String> {
        let folder = &self.server.own.as_ref()?.folder;
        fs::read_to_string(folder.join("log")).ok()
    }
}

impl Default for Database {
    fn default() -> Self {
        Database::new()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server.admin(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

impl Server {
    fn address(&self) -> (String, u16) {
        let Some(Host::Tcp(host)) = self.config.get_hosts().first() else { panic!("a server on a TCP port") };
        (host.clone(), *self.config.get_ports().first().unwrap_or(&5432))
    }

    fn relay(&self) -> &'static Relay {
        static RELAY: OnceLock<Relay> = OnceLock::new();
        RELAY.get_or_init(|| Relay::start(self.address()))
    }

    fn admin(&self, sql: &str) {
        let mut config = self.config.clone();
        if config.get_dbname().is_none() {
            config.dbname("postgres");
        }
        let mut client =
            postgres::Config::from(config).connect(NoTls).expect("a connection to the test server");
        client.batch_execute(sql).expect("a database that can be created and dropped");
    }
}

/// The server of this test binary.
fn server() -> &'static Server {
    static SERVER: LazyLock<Server> = LazyLock::new(|| match std::env::var("AMBIX_TEST_POSTGRES_URL") {
        Ok(url) => Server { config: url.parse().expect("AMBIX_TEST_POSTGRES_URL is a URL"), own: None },
        Err(_) => start(),
    });
    &SERVER
}

/// A program of the server; Debian does not put them on the path.
fn program(name: &str) -> PathBuf {
    find_program(name)
        .unwrap_or_else(|| panic!("no PostgreSQL server is installed (`{name}`); scripts/test says more"))
}

/// None if it is not installed.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    own::folders(versions.into_iter().rev()).map(|folder| folder.join(name)).find(|program| program.is_file())
}

fn start() -> Server {
    let (own, _) = launch(&Extra::default());
    Server { config: admin(own.port), own: Some(own) }
}

/// Who may do everything.
fn admin(port: u16) -> tokio_postgres::Config {
    let mut config = tokio_postgres::Config::new();
    config.host("127.0.0.1").port(port).user("ambix");
    config
}

pub(super) fn answers(port: u16) -> bool {
    let mut config = admin(port);
    config.dbname("postgres");
    postgres::Config::from(config).connect(NoTls).is_ok()
}

/// Starts a server. The second part of the answer is its command line.
pub(super) fn launch(extra: &Extra<'_>) -> (Own, String) {
    let data = |folder: &Path| folder.join("data").display().to_string();
    let prepare = |folder: &Path| {
        extra.write(&POSTGRES, folder);
        let (program, mut arguments) = match extra.copy_of {
            Some(port) => {
                let fixed = ["--no-sync", "--checkpoint=fast", "--write-recovery-conf", "--host=127.0.0.1"];
                let mut arguments: Vec<String> = fixed.map(str::to_owned).into();
                arguments.extend(["--username=ambix".to_owned(), format!("--port={port}")]);
                (program("pg_basebackup"), arguments)
            }
            None => {
                let fixed =
                    ["--encoding=UTF8", "--locale=C", "--auth=trust", "--username=ambix", "--no-sync"];
                (program("initdb"), fixed.map(str::to_owned).into())
            }
        };
        arguments.extend(["--pgdata".to_owned(), data(folder)]);
        own::line(&program, &arguments)
    };
    let server = |folder: &Path, port: u16| {
        let sockets = format!("unix_socket_directories={}", folder.display());
        let usual = [
            "listen_addresses=127.0.0.1",
            "fsync=off",
            "full_page_writes=off",
            "max_connections=200",
            "shared_buffers=16MB",
            "log_line_prefix=%d|",
            "log_min_messages=warning",
            &sockets,
        ];
        let settings = usual.map(str::to_owned).into_iter().chain(extra.settings(folder));
        let mut arguments = vec!["-D".to_owned(), data(folder), "-p".to_owned(), port.to_string()];
        arguments.extend(settings.flat_map(|setting| ["-c".to_owned(), setting]));
        own::line(&program("postgres"), &arguments)
    };
    let own = POSTGRES.start(&prepare, &server, &answers);
    let line = server(&own.folder, own.port);
    (own, line)
}
