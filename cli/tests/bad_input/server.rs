//! A PostgreSQL and a MariaDB server that want passwords and offer TLS, and databases on them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use ambix::Dialect;
use ambix_tests::servers::mariadb;
use ambix_tests::servers::private::{Extra, Private};
use mysql::prelude::Queryable as _;
use postgres::{NoTls, SimpleQueryMessage};

use super::certificates::certificates;
use super::run::{PASSWORD, secret, skipped};

/// Who may do everything comes in without a password.
const HBA: &str = "local all all trust
host all,replication ambix 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
";

/// A server that wants passwords.
pub(crate) struct Server {
    pub(crate) dialect: Dialect,
    pub(crate) private: Private,
}

/// Both servers.
pub(crate) fn servers() -> impl Iterator<Item = &'static Arc<Server>> {
    [postgres(), mariadb()].into_iter().flatten()
}

/// The PostgreSQL server that the tests share, unless none is installed.
pub(crate) fn postgres() -> Option<&'static Arc<Server>> {
    static SERVER: LazyLock<Option<Arc<Server>>> =
        LazyLock::new(|| Server::start(Dialect::Postgres).map(Arc::new));
    SERVER.as_ref()
}

/// The MariaDB server that the tests share, unless none is installed.
pub(crate) fn mariadb() -> Option<&'static Arc<Server>> {
    static SERVER: LazyLock<Option<Arc<Server>>> =
        LazyLock::new(|| Server::start(Dialect::Mysql).map(Arc::new));
    SERVER.as_ref()
}

impl Server {
    /// Starts one.
    pub(crate) fn start(dialect: Dialect) -> Option<Self> {
        let own = certificates();
        let files =
            [("hba", HBA), ("server.pem", own.certificate.as_str()), ("server.key", own.key.as_str())];
        let settings: &[&str] = match dialect {
            Dialect::Postgres => &[
                "hba_file={folder}/hba",
                "ssl=on",
                "ssl_cert_file={folder}/server.pem",
                "ssl_key_file={folder}/server.key",
            ],
            // A commit is with the operating system when it returns, and outlives the server.
            _ => &[
                "--ssl-cert={folder}/server.pem",
                "--ssl-key={folder}/server.key",
                "--innodb-flush-log-at-trx-commit=2",
            ],
        };
        let private = Private::start(dialect, &Extra { files: &files, settings, copy_of: None });
        if private.is_none() {
            skipped(&format!("no {} server is installed that could be harmed", dialect.name()));
        }
        Some(Server { dialect, private: private? })
    }

    /// Runs statements as the one who may do everything.
    pub(crate) fn admin(&self, sql: &str) {
        self.texts("", sql);
    }

    /// All rows that statements give in a database, as text.
    pub(crate) fn texts(&self, database: &str, sql: &str) -> Vec<String> {
        match self.dialect {
            Dialect::Postgres => {
                let database = if database.is_empty() { "postgres" } else { database };
                let mut client =
                    postgres::Client::connect(&self.private.url("ambix", "", database), NoTls).unwrap();
                let messages = client.simple_query(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
                let row = |message: SimpleQueryMessage| match message {
                    SimpleQueryMessage::Row(row) => Some(
                        (0..row.len()).map(|at| row.get(at).unwrap_or("NULL")).collect::<Vec<_>>().join(" "),
                    ),
                    _ => None,
                };
                messages.into_iter().filter_map(row).collect()
            }
            _ => {
                let mut connection = self.mysql(database);
                let mut rows = Vec::new();
                for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {
                    rows.extend(mariadb::texts(&mut connection, statement));
                }
                rows
            }
        }
    }

    fn mysql(&self, database: &str) -> mysql::Conn {
        mysql::Conn::new(self.private.url("ambix", "hush", database).as_str()).unwrap()
    }

    /// A new database, with a user who may do everything in it.
    pub(crate) fn database(self: &Arc<Self>) -> Database {
        Database::new(self, "")
    }

    /// A connection of the one who may do everything, which stays open and has run statements.
    pub(crate) fn holding(&self, database: &str, sql: &[&str]) -> Box<dyn std::any::Any> {
        match self.dialect {
            Dialect::Postgres => {
                let mut client =
                    postgres::Client::connect(&self.private.url("ambix", "", database), NoTls).unwrap();
                sql.iter().for_each(|sql| client.batch_execute(sql).unwrap());
                Box::new(client)
            }
            _ => {
                let mut connection = self.mysql(database);
                sql.iter().for_each(|sql| connection.query_drop(sql).unwrap());
                Box::new(connection)
            }
        }
    }
}

/// A database of its own for a test.
pub(crate) struct Database {
    pub(crate) server: Arc<Server>,
    pub(crate) name: String,
    /// Who owns it.
    pub(crate) owner: String,
}

impl Database {
    /// A new database, with a user who may do everything in it; `place` says more about where it is.
    pub(crate) fn new(server: &Arc<Server>, place: &str) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let database = Database {
            server: Arc::clone(server),
            name: format!("d{number}"),
            owner: format!("owner{number}"),
        };
        database.user(&database.owner);
        let Database { name, owner, .. } = &database;
        if server.dialect == Dialect::Postgres {
            server.admin(&format!("CREATE DATABASE {name} OWNER {owner} {place}"));
        } else {
            server.admin(&format!("CREATE DATABASE {name}; GRANT ALL ON {name}.* TO {owner}@'%'"));
        }
        database
    }

    fn user(&self, name: &str) {
        self.server.admin(&match self.server.dialect {
            Dialect::Postgres => format!("CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'"),
            _ => format!("CREATE USER {name}@'%' IDENTIFIED BY '{PASSWORD}'"),
        });
    }

    /// Another user, who may do nothing but connect.
    pub(crate) fn guest(&self) -> String {
        let name = format!("guest_{}", self.name);
        self.user(&name);
        name
    }

    /// The URL for a user.
    pub(crate) fn url(&self, user: &str) -> String {
        self.server.private.url(user, PASSWORD, &self.name)
    }

    /// The URL for the owner.
    pub(crate) fn owners(&self) -> String {
        self.url(&self.owner)
    }

    /// All rows of a query.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        self.server.texts(&self.name, sql)
    }

    /// Runs statements as the one who may do everything.
    pub(crate) fn admin(&self, sql: &str) {
        self.texts(sql);
    }

    /// What is there: tables with their columns, and the version rows. The journal may tell of what was tried.
    pub(crate) fn state(&self) -> Vec<String> {
        let schema = if self.server.dialect == Dialect::Postgres { "'public'" } else { "database()" };
        let mut state = self.texts(&format!(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = {schema} ORDER BY 1, 2"
        ));
        if state.iter().any(|column| column == "ambix_version version_num") {
            state.extend(self.texts("SELECT version_num, state FROM ambix_version ORDER BY 1"));
        }
        if state.iter().any(|column| column == "ambix_journal id") {
            self.texts("SELECT * FROM ambix_journal").iter().for_each(|entry| secret(entry));
        }
        state
    }

    /// Whether a statement with this text is running, of anybody but us.
    pub(crate) fn is_running(&self, text: &str) -> bool {
        !self.running(text).is_empty()
    }

    /// The server's numbers of the connections where such a statement is running.
    pub(crate) fn running(&self, text: &str) -> Vec<String> {
        let name = &self.name;
        self.server.texts("", &match self.server.dialect {
            Dialect::Postgres => format!(
                "SELECT pid FROM pg_stat_activity WHERE datname = '{name}' AND state = 'active' \
                 AND query LIKE '%{text}%' AND pid <> pg_backend_pid()"
            ),
            _ => format!(
                "SELECT id FROM information_schema.processlist WHERE db = '{name}' AND info LIKE '%{text}%' \
                 AND id <> connection_id()"
            ),
        })
    }
}
