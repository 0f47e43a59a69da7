//! A private PostgreSQL server, for the time of a test binary.
//!
//! `AMBIX_TEST_POSTGRES_URL` names another one, in which databases are created and dropped.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use postgres::config::Host;
use postgres::{Client, NoTls};

/// A database of its own on the server; it goes away with the value.
pub struct Database {
    server: &'static Server,
    name: String,
}

struct Server {
    /// Without the name of a database.
    config: tokio_postgres::Config,
    /// None for a server that somebody else runs.
    own: Option<Own>,
}

/// A server that we run. A shell watches over it: when this process ends, however that comes about, a pipe closes,
/// and the shell stops the server and removes its folder.
struct Own {
    folder: PathBuf,
    _watch: Child,
}

const WATCH: &str = r#"
trap '' INT TERM HUP
folder=$1
shift
exec 3<&0
"$@" 3<&- &
server=$!
{
    cat <&3 >/dev/null
    kill -QUIT $server
    while kill -0 $server; do sleep 0.05; done
    rm -rf "$folder"
} 2>/dev/null &
wait $server
"#;

impl Database {
    /// A new, empty database.
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let server = server();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ambix_test_{}_{number}", std::process::id());
        server.admin(&format!("CREATE DATABASE {name}"));
        Database { server, name }
    }

    /// How to connect to it.
    pub fn config(&self) -> tokio_postgres::Config {
        let mut config = self.server.config.clone();
        config.dbname(&self.name);
        config
    }

    /// The same as a URL; with a password, whether the server wants one or not.
    pub fn url(&self) -> String {
        let config = self.config();
        let Some(Host::Tcp(host)) = config.get_hosts().first() else { panic!("a server on a TCP port") };
        let password = config.get_password().unwrap_or(b"hush");
        let user = config.get_user().unwrap_or("postgres");
        let port = config.get_ports().first().unwrap_or(&5432);
        format!("postgresql://{user}:{}@{host}:{port}/{}", String::from_utf8_lossy(password), self.name)
    }

    /// A new connection.
    pub fn connect(&self) -> Client {
        postgres::Config::from(self.config()).connect(NoTls).expect("a connection")
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

/// The folder of `initdb` and `postgres`; Debian does not put them on the path.
fn binaries() -> PathBuf {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let found = folders
        .into_iter()
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file());
    found.expect("no PostgreSQL server is installed (`initdb`, `postgres`); scripts/test says more")
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("`id`");
    output.stdout.trim_ascii() == b"0"
}

/// Adds a program that must not run as root, which PostgreSQL refuses.
fn unprivileged<'c>(command: &'c mut Command, program: &Path) -> &'c mut Command {
    if is_root() {
        command.args(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]);
    }
    command.arg(program)
}

fn start() -> Server {
    let binaries = binaries();
    let folder = std::env::temp_dir().join(format!("ambix-postgres-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a temporary folder");
    if is_root() {
        let owned = Command::new("chown").arg("postgres:").arg(&folder).status().expect("`chown`");
        assert!(owned.success(), "the user `postgres`, which Debian's package brings, does not exist");
    }
    let data = folder.join("data");
    let created = unprivileged(&mut Command::new("env"), &binaries.join("initdb"))
        .current_dir(&folder)
        .args(["--no-sync", "--auth=trust", "--username=ambix", "--encoding=UTF8", "--locale=C", "--pgdata"])
        .arg(&data)
        .output()
        .expect("`initdb`");
    assert!(created.status.success(), "initdb: {}", String::from_utf8_lossy(&created.stderr));
    // Somebody else may take the port between our look and the server's.
    for _ in 0..5 {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        if let Some(watch) = run(&binaries, &folder, &data, port) {
            let mut config = tokio_postgres::Config::new();
            config.host("127.0.0.1").port(port).user("ambix");
            return Server { config, own: Some(Own { folder, _watch: watch }) };
        }
    }
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    let _ = fs::remove_dir_all(&folder);
    panic!("PostgreSQL does not start:\n{log}");
}

/// The server, once it takes connections; `None` if it ends before.
fn run(binaries: &Path, folder: &Path, data: &Path, port: u16) -> Option<Child> {
    let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).expect("a log");
    let mut command = Command::new("sh");
    command.args(["-c", WATCH, "sh"]).arg(folder);
    let mut child = unprivileged(&mut command, &binaries.join("postgres"))
        .current_dir(folder)
        .arg("-D")
        .arg(data)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"])
        .args(["-c", "shared_buffers=16MB", "-c", "log_line_prefix=%d|", "-c", "log_min_messages=warning"])
        .arg("-c")
        .arg(format!("unix_socket_directories={}", folder.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("`postgres`");
    let begun = Instant::now();
    loop {
        let mut config = postgres::Config::new();
        config.host("127.0.0.1").port(port).user("ambix").dbname("postgres");
        if config.connect(NoTls).is_ok() {
            return Some(child);
        }
        if !matches!(child.try_wait(), Ok(None)) {
            return None;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "PostgreSQL takes no connections");
        std::thread::sleep(Duration::from_millis(30));
    }
}
