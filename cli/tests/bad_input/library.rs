//! The same through the library: errors, their causes and events never show the password either.

use std::error::Error as _;
use std::sync::{Arc, Mutex};

use ambix::{Config, Dialect, Error, command};

use super::run::{PASSWORD, project, secret};
use super::server::servers;

fn search(error: &Error) {
    secret(&format!("{error} {error:?} {:?}", error.help()));
    let mut cause = error.source();
    while let Some(error) = cause {
        secret(&format!("{error} {error:?}"));
        cause = error.source();
    }
}

#[test]
fn errors_and_events() {
    for server in servers() {
        let database = server.database();
        let guest = database.guest();
        if server.dialect == Dialect::Mysql {
            database.admin(&format!("GRANT SELECT ON {}.* TO {guest}@'%'", database.name));
        }
        let migrations =
            project(server.dialect, &[("a", "CREATE TABLE a (id INTEGER);"), ("b", "SELECT nothing;")]);
        let migrations = migrations.load();
        let events = Arc::new(Mutex::new(String::new()));
        for user in [&guest, &database.owner] {
            let (url, seen) = (server.private.url(user, PASSWORD, &database.name), Arc::clone(&events));
            let config = Config::new(&migrations).on_event(move |event| {
                seen.lock().unwrap().push_str(&format!("{event} {event:?}"));
            });
            let error = match server.dialect {
                Dialect::Postgres => {
                    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
                    command::upgrade(&mut config.connection(&mut client), "head").unwrap_err()
                }
                _ => {
                    let mut connection = mysql::Conn::new(url.as_str()).unwrap();
                    command::upgrade(&mut config.connection(&mut connection), "head").unwrap_err()
                }
            };
            let expected = if *user == guest { "permission-denied" } else { "statement-failed" };
            assert_eq!(error.code(), expected, "{error:?}");
            assert!(!error.is_temporary());
            search(&error);
        }
        let events = events.lock().unwrap();
        assert!(!events.is_empty());
        secret(&events);
        database.state();
    }
}
