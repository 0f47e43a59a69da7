//! Where a database is.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use ambix::Dialect;
use ambix_tests::servers::private::{Extra, Private};
use ambix_tests::set::Folder;
use postgres::{Client, NoTls};

/// What the tools are compared on.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Kind {
    Memory,
    File,
    Postgres,
}

/// Where databases are made.
pub enum Ground {
    Memory,
    File(Folder),
    Postgres(Private),
}

/// One new database.
pub enum Place {
    Memory,
    File(PathBuf),
    Postgres(String),
}

impl Ground {
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Memory => Ground::Memory,
            Kind::File => Ground::File(Folder::new()),
            Kind::Postgres => {
                // As its package sets it up: it waits for the disk.
                let settings =
                    ["fsync=on", "full_page_writes=on", "shared_buffers=128MB", "max_connections=100"];
                let extra = Extra { settings: &settings, ..Extra::default() };
                let server = Private::start(Dialect::Postgres, &extra);
                Ground::Postgres(server.expect("PostgreSQL; scripts/install installs it"))
            }
        }
    }

    pub fn name(&self) -> &'static str {
        match self {
            Ground::Memory => "SQLite in memory",
            Ground::File(_) => "SQLite on file",
            Ground::Postgres(_) => "PostgreSQL",
        }
    }

    pub fn is_sqlite(&self) -> bool {
        !matches!(self, Ground::Postgres(_))
    }

    /// An empty database.
    pub fn fresh(&self) -> Place {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        match self {
            Ground::Memory => Place::Memory,
            Ground::File(folder) => Place::File(folder.path().join(format!("{number}.db"))),
            Ground::Postgres(server) => {
                let name = format!("bench_{number}");
                let mut admin = client(&server.url("ambix", "", "postgres"));
                admin.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
                Place::Postgres(server.url("ambix", "", &name))
            }
        }
    }

    /// Gives the room back.
    pub fn drop(&self, place: Place) {
        match (self, place) {
            (Ground::Postgres(server), Place::Postgres(url)) => {
                let name = url.rsplit('/').next().expect("a name");
                let mut admin = client(&server.url("ambix", "", "postgres"));
                admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).expect("no database");
                // Else its files are written in the middle of the next measurement.
                admin.batch_execute("CHECKPOINT").expect("a checkpoint");
            }
            (_, Place::File(path)) => {
                let _ = std::fs::remove_file(path);
            }
            _ => {}
        }
    }
}

impl Place {
    /// For drivers of SQLite.
    pub fn sqlite(&self) -> String {
        match self {
            Place::Memory => ":memory:".to_owned(),
            Place::File(path) => path.display().to_string(),
            Place::Postgres(_) => panic!("not SQLite"),
        }
    }
}

/// An open connection of one of the blocking drivers.
pub enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Client>),
}

impl Connection {
    pub fn open(place: &Place) -> Self {
        match place {
            Place::Postgres(url) => Connection::Postgres(Box::new(client(url))),
            _ => Connection::Sqlite(sqlite(place)),
        }
    }
}

fn client(url: &str) -> Client {
    Client::connect(url, NoTls).expect("a connection")
}

/// As SQLite is unless somebody asks for something else.
pub fn sqlite(place: &Place) -> rusqlite::Connection {
    rusqlite::Connection::open(place.sqlite()).expect("a connection")
}
