//! A private MariaDB server, for the time of a test binary.
//!
//! `AMBIX_TEST_MYSQL_URL` names another one, MariaDB or MySQL, in which databases are created and dropped.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};

use mysql::prelude::Queryable;
use mysql::{Conn, Opts, Value};

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
    /// Scheme, user, password, host and port.
    address: String,
    /// The URL's own parameters, with their question mark.
    parameters: String,
    /// None for a server that somebody else runs.
    own: Option<Own>,
}

/// `nobody`: Debian's package with nothing but the programs of the server creates no user.
pub(super) const MARIADB: Kind = Kind { name: "MariaDB", user: "nobody", signal: "KILL" };

/// May do everything, from anywhere. The first line switches on what keeps users.
const USER: &str = "FLUSH PRIVILEGES;
CREATE USER ambix@'%' IDENTIFIED BY 'hush';
GRANT ALL PRIVILEGES ON *.* TO ambix@'%' WITH GRANT OPTION;
";

impl Database {
    /// A new, empty database.
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let server = server();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ambix_test_{}_{number}", std::process::id());
        server.admin(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"));
        Database { server, name, relayed: false }
    }

    /// Whether there is a relay before it, for those who are told how to connect to it.
    #[must_use]
    pub fn relayed(mut self, relayed: bool) -> Self {
        self.relayed = relayed;
        self
    }

    /// How to connect to it, with a password.
    pub fn url(&self) -> String {
        if self.relayed { self.url_behind(self.server.relay()) } else { self.server.url(&self.name) }
    }

    /// How to connect to it through `relay`, and not around it.
    pub fn url_behind(&self, relay: &Relay) -> String {
        let server = self.server;
        let (scheme_and_user, _) =
            server.address.split_at(server.address.rfind(['@', '/']).expect("a URL") + 1);
        let more = if server.parameters.is_empty() { '?' } else { '&' };
        let parameters = format!("{}{more}prefer_socket=false", server.parameters);
        format!("{scheme_and_user}{}/{}{parameters}", relay.address(), self.name)
    }

    /// The host and the port of its server.
    pub fn address(&self) -> (String, u16) {
        self.server.host_and_port()
    }

    /// A new connection.
    pub fn connect(&self) -> Conn {
        connect(&self.server.url(&self.name))
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All rows of a query, as text, seen from another connection: what is committed.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        texts(&mut self.connect(), sql)
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
        // Whoever still uses the database would hold this up.
        let others = format!("SELECT id FROM information_schema.processlist WHERE db = '{}'", self.name);
        let mut connection = self.server.connect();
        for id in texts(&mut connection, &others) {
            // It may be gone by now.
            let _ = connection.query_drop(format!("KILL {id}"));
        }
        connection
            .query_drop(format!("DROP DATABASE {}", self.name))
            .expect("a database that can be dropped");
    }
}

/// All rows of a query, as text.
pub fn texts(connection: &mut Conn, sql: &str) -> Vec<String> {
    let rows: Vec<mysql::Row> = connection.query(sql).expect("a good query");
    let text = |value| match value {
        Value::NULL => "NULL".to_owned(),
        Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        other => panic!("the text protocol knows no {other:?}"),
    };
    rows.into_iter().map(|row| row.unwrap().into_iter().map(text).collect::<Vec<_>>().join(" ")).collect()
}

fn connect(url: &str) -> Conn {
    Conn::new(Opts::from_url(url).expect("a URL of MySQL")).expect("a connection to the test server")
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.address, self.parameters)
    }

    fn host_and_port(&self) -> (String, u16) {
        let opts = Opts::from_url(&self.url("")).expect("a URL of MySQL");
        (opts.get_ip_or_hostname().into_owned(), opts.get_tcp_port())
    }

    fn relay(&self) -> &'static Relay {
        static RELAY: OnceLock<Relay> = OnceLock::new();
        RELAY.get_or_init(|| Relay::start(self.host_and_port()))
    }

    fn connect(&self) -> Conn {
        connect(&self.url(""))
    }

    fn admin(&self, sql: &str) {
        self.connect().query_drop(sql).expect("a database that can be created and dropped");
    }
}

/// The server of this test binary.
fn server() -> &'static Server {
    static SERVER: LazyLock<Server> = LazyLock::new(|| match std::env::var("AMBIX_TEST_MYSQL_URL") {
        Ok(url) => {
            let (url, parameters) = url.split_at(url.find('?').unwrap_or(url.len()));
            let authority = url.find("://").expect("AMBIX_TEST_MYSQL_URL is a URL") + 3;
            let end = url[authority..].find('/').map_or(url.len(), |at| authority + at);
            Server { address: url[..end].to_owned(), parameters: parameters.to_owned(), own: None }
        }
        Err(_) => start(),
    });
    &SERVER
}

fn program(name: &str) -> PathBuf {
    let found = find_program(name);
    found.unwrap_or_else(|| panic!("no MariaDB server is installed (`{name}`); scripts/test says more"))
}

/// None if it is not installed.
pub(super) fn find_program(name: &str) -> Option<PathBuf> {
    own::folders(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

fn start() -> Server {
    let (own, _) = launch(&Extra::default());
    Server { address: address(own.port), parameters: String::new(), own: Some(own) }
}

fn address(port: u16) -> String {
    format!("mysql://ambix:hush@127.0.0.1:{port}")
}

pub(super) fn answers(port: u16) -> bool {
    Conn::new(address(port).as_str()).is_ok()
}

/// Starts a server. The second part of the answer is its command line.
pub(super) fn launch(extra: &Extra<'_>) -> (Own, String) {
    let program_of_server = program("mariadbd");
    let program_of_data = program("mariadb-install-db");
    let data = |folder: &Path| format!("--datadir={}", folder.join("data").display());
    let prepare = |folder: &Path| {
        extra.write(&MARIADB, folder);
        let user = folder.join("user.sql");
        fs::write(&user, USER).expect("a file in the folder");
        // Where the name of the machine cannot be resolved it would fail; the names of hosts play no part here.
        let fixed = [
            "--no-defaults",
            "--force",
            "--skip-name-resolve",
            "--skip-test-db",
            "--innodb-log-file-size=16M",
        ];
        let mut arguments: Vec<String> = fixed.map(str::to_owned).into();
        arguments.extend([data(folder), format!("--extra-file={}", user.display())]);
        own::line(&program_of_data, &arguments)
    };
    let server = |folder: &Path, port: u16| {
        let fixed = [
            "--no-defaults",
            "--skip-networking=0",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--skip-log-bin",
            "--character-set-server=utf8mb4",
            "--max-connections=300",
            "--innodb-buffer-pool-size=32M",
            "--innodb-log-file-size=16M",
            "--innodb-flush-log-at-trx-commit=0",
            "--loose-innodb-flush-method=nosync",
            "--loose-innodb-use-native-aio=0",
            "--loose-debug-no-sync",
        ];
        let mut arguments: Vec<String> = fixed.map(str::to_owned).into();
        arguments.extend([data(folder), format!("--port={port}")]);
        arguments.push(format!("--socket={}", folder.join("socket").display()));
        arguments.push(format!("--pid-file={}", folder.join("pid").display()));
        arguments.extend(extra.settings(folder));
        own::line(&program_of_server, &arguments)
    };
    let own = MARIADB.start(&prepare, &server, &answers);
    let line = server(&own.folder, own.port);
    (own, line)
}
