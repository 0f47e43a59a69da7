//! A private PgBouncer in transaction mode, before the PostgreSQL server of the tests: each transaction of a client may
//! meet another session.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use postgres::NoTls;
use postgres::config::Host;

use super::own::{self, Kind, Own};
use super::postgres::Database;

const PGBOUNCER: Kind = Kind { name: "PgBouncer", user: "postgres", signal: "KILL" };

/// How to connect to `database` through the pooler.
pub fn config(database: &Database) -> tokio_postgres::Config {
    static SERVER: LazyLock<Own> = LazyLock::new(start);
    let mut config = tokio_postgres::Config::new();
    config.host("127.0.0.1").port(SERVER.port).user("anybody").dbname(database.name());
    config
}

fn start() -> Own {
    let program = own::folders([PathBuf::from("/usr/sbin")]).map(|folder| folder.join("pgbouncer"));
    let program = program.into_iter().find(|program| program.is_file());
    let program = program.expect("PgBouncer is not installed; scripts/test says more");
    let database = Database::new();
    let real = database.config();
    let Some(Host::Tcp(host)) = real.get_hosts().first() else { panic!("a server on a TCP port") };
    let user = real.get_user().unwrap_or("postgres");
    let password = String::from_utf8_lossy(real.get_password().unwrap_or(b"hush")).into_owned();
    let server = |folder: &Path, port: u16| {
        // Fewer sessions than clients, so that they take turns.
        let settings = format!(
            "[databases]\n* = host={host} port={} user={user} password={password}\n[pgbouncer]\n\
             listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir = {}\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = 3\nmax_client_conn = 100\nserver_round_robin = 1\n",
            real.get_ports().first().unwrap_or(&5432),
            folder.display()
        );
        let file = folder.join("pgbouncer.ini");
        fs::write(&file, settings).expect("a file");
        own::line(&program, &[file.display().to_string()])
    };
    let answers = |port: u16| {
        let mut config = postgres::Config::new();
        config.host("127.0.0.1").port(port).user("anybody").dbname(database.name());
        config.connect(NoTls).is_ok()
    };
    PGBOUNCER.start(&|_| "true".to_owned(), &server, &answers)
}
