//! Users, passwords, hosts and databases that are not there.

use ambix::Dialect;

use super::run::{PASSWORD, project, refused};
use super::server::servers;

#[test]
fn what_the_url_says_is_not_what_the_server_knows() {
    for server in servers() {
        let folder = project(server.dialect, &[("a", "CREATE TABLE a (id INTEGER);")]);
        let database = server.database();
        let before = database.state();
        let good = database.owners();
        let other_password = good.replace(PASSWORD, &format!("{PASSWORD}2"));
        let other_user = database.url("nobody_knows");
        let other_database = good.replace(&format!("/{}", database.name), "/nowhere");
        let no_password = good.replace(&format!(":{PASSWORD}"), "");
        let closed = good.replace(&server.private.port().to_string(), "1");
        let unknown_host = good.replace("127.0.0.1", "host.invalid");
        let scheme = good.split(':').next().unwrap();
        let cases: &[(&str, &str, i32, &str)] = match server.dialect {
            Dialect::Postgres => &[
                (&other_password, "login-refused", 1, "password authentication failed"),
                (&other_user, "login-refused", 1, "\"nobody_knows\""),
                (&no_password, "login-refused", 1, "the URL has none"),
                (&other_database, "no-such-database", 1, "\"nowhere\" does not exist (3D000)"),
                (&closed, "cannot-connect", 4, "refused"),
                (&unknown_host, "cannot-connect", 4, "failed to lookup address"),
            ],
            _ => &[
                (&other_password, "login-refused", 1, "(1045)"),
                (&other_user, "login-refused", 1, "nobody_knows"),
                (&no_password, "login-refused", 1, "using password: NO"),
                // The user may not see whether there is one.
                (&other_database, "permission-denied", 1, "'nowhere' (1044)"),
                (&closed, "cannot-connect", 4, "refused"),
                (&unknown_host, "cannot-connect", 4, "host.invalid"),
            ],
        };
        for (url, code, exit, words) in cases {
            for command in [&["upgrade", "head"][..], &["current"]] {
                refused(&folder, url, command, code, *exit, &[words]);
            }
        }
        let nowhere = server.private.url("ambix", "hush", "nowhere");
        refused(
            &folder,
            &nowhere,
            &["upgrade", "head"],
            "no-such-database",
            1,
            &["nowhere", "CREATE DATABASE"],
        );
        let none = format!("{scheme}://me:{PASSWORD}@127.0.0.1:port/app");
        refused(&folder, &none, &["upgrade", "head"], "invalid-url", 1, &["database URL"]);
        assert_eq!(database.state(), before);
    }
}

#[test]
fn a_server_that_is_full_may_have_room_later() {
    for server in servers() {
        let folder = project(server.dialect, &[("a", "CREATE TABLE a (id INTEGER);")]);
        let database = server.database();
        let (owner, name) = (&database.owner, &database.name);
        let _held = match server.dialect {
            Dialect::Postgres => {
                server.admin(&format!("ALTER ROLE {owner} CONNECTION LIMIT 0"));
                None
            }
            _ => {
                server.admin(&format!("ALTER USER {owner}@'%' WITH MAX_USER_CONNECTIONS 1"));
                let url = server.private.url(owner, PASSWORD, name);
                Some(mysql::Conn::new(url.as_str()).unwrap())
            }
        };
        let before = database.state();
        let words =
            if server.dialect == Dialect::Postgres { "too many connections" } else { "max_user_connections" };
        refused(&folder, &database.owners(), &["upgrade", "head"], "cannot-connect", 4, &[words]);
        assert_eq!(database.state(), before);
    }
}
