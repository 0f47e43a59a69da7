//! Connections that are encrypted, and servers that are not who they should be.

use ambix::Dialect;
use ambix_tests::servers;

use super::certificates::certificates;
use super::run::{PASSWORD, project, refused, run};
use super::server::servers;

/// The revision writes down how it is connected.
fn witness(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => {
            "CREATE TABLE seen AS SELECT ssl::text AS tls FROM pg_stat_ssl WHERE pid = pg_backend_pid();"
        }
        _ => {
            "CREATE TABLE seen AS SELECT IF(variable_value = '', 'false', 'true') AS tls \
             FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher';"
        }
    }
}

#[test]
fn it_is_used_as_the_url_asks() {
    let own = certificates();
    for server in servers() {
        let folder = project(server.dialect, &[("a", witness(server.dialect))]);
        folder.write("authority.pem", &own.authority);
        let choices: &[(&str, &str)] = match server.dialect {
            Dialect::Postgres => &[
                ("", "true"),
                ("?sslmode=disable", "false"),
                ("?sslmode=prefer", "true"),
                ("?sslmode=require", "true"),
                ("?sslmode=verify-ca&sslrootcert=authority.pem", "true"),
                ("?sslmode=verify-full&sslrootcert=authority.pem", "true"),
            ],
            _ => &[
                ("", "true"),
                ("?ssl-mode=disabled", "false"),
                ("?ssl-mode=PREFERRED", "true"),
                ("?ssl-mode=REQUIRED", "true"),
                ("?ssl-mode=VERIFY_IDENTITY&ssl-ca=authority.pem", "true"),
                ("?ssl-ca=authority.pem", "true"),
                ("?root_cert_path=authority.pem", "true"),
                ("?danger_accept_invalid_certs=true", "true"),
            ],
        };
        for (parameters, tls) in choices {
            let database = server.database();
            run(&folder, &format!("{}{parameters}", database.owners()), &["upgrade", "head"]).succeeded();
            assert_eq!(database.texts("SELECT tls FROM seen"), [*tls], "{parameters}");
        }
    }
}

#[test]
fn a_server_that_is_not_trusted_learns_no_password() {
    let own = certificates();
    for server in servers() {
        let folder = project(server.dialect, &[("a", "CREATE TABLE a (id INTEGER);")]);
        folder.write("authority.pem", &own.authority).write("stranger.pem", &own.stranger);
        folder.write("none.pem", "nothing\n");
        let database = server.database();
        let name = database.owners().replace("127.0.0.1", "localhost");
        let (full, authority, any) = match server.dialect {
            Dialect::Postgres => {
                ("sslmode=verify-full", "sslrootcert", "?sslmode=require&sslrootcert=stranger.pem")
            }
            _ => ("ssl-mode=VERIFY_IDENTITY", "ssl-ca", "?ssl-ca=stranger.pem"),
        };
        let before = database.state();
        for (url, words) in [
            (format!("{}?{full}", database.owners()), "UnknownIssuer"),
            (format!("{}{any}", database.owners()), "UnknownIssuer"),
            (format!("{}?{full}&{authority}=stranger.pem", database.owners()), "UnknownIssuer"),
            (format!("{name}?{full}&{authority}=authority.pem"), "not valid for name"),
            (format!("{}?{full}&{authority}=missing.pem", database.owners()), "missing.pem"),
        ] {
            refused(&folder, &url, &["upgrade", "head"], "tls-failed", 1, &["no TLS connection", words]);
        }
        assert_eq!(database.state(), before);
        if server.dialect == Dialect::Postgres {
            run(&folder, &format!("{name}?sslmode=verify-ca&sslrootcert=authority.pem"), &["current"])
                .succeeded();
            let url = format!("{}?{full}&sslrootcert=none.pem", database.owners());
            refused(&folder, &url, &["upgrade", "head"], "tls-failed", 1, &["`none.pem`"]);
        }
    }
}

#[test]
fn a_server_without_it_is_refused_where_it_is_required() {
    let folder = project(Dialect::Postgres, &[("a", "CREATE TABLE a (id INTEGER);")]);
    let database = servers::Database::new();
    let url = format!("{}?sslmode=require", database.url());
    // A server that somebody else runs may offer it.
    if database.texts("SHOW ssl") == ["off"] {
        refused(&folder, &url, &["upgrade", "head"], "tls-failed", 1, &["does not support TLS", "sslmode"]);
        run(&folder, &database.url(), &["current"]).succeeded();
    }
    let folder = project(Dialect::Mysql, &[("a", "CREATE TABLE a (id INTEGER);")]);
    let database = servers::mariadb::Database::new();
    let url = format!("{}?ssl-mode=REQUIRED", database.url());
    // Later versions make themselves a certificate.
    if database.texts("SELECT @@have_ssl") != ["YES"] {
        refused(&folder, &url, &["upgrade", "head"], "tls-failed", 1, &["ssl-mode"]);
        run(&folder, &database.url(), &["current"]).succeeded();
    }
}

#[test]
fn values_that_nobody_knows_are_not_shown() {
    for (dialect, url) in [
        (Dialect::Postgres, format!("postgres://me@127.0.0.1:1/app?sslmode={PASSWORD}")),
        (Dialect::Postgres, "postgres://me@127.0.0.1:1/app?sslmode=verify-ca".to_owned()),
        (Dialect::Postgres, format!("postgres://me@127.0.0.1:1/app?sslcert={PASSWORD}")),
        (Dialect::Postgres, format!("postgres://me@127.0.0.1:1/app?port={PASSWORD}")),
        (Dialect::Mysql, format!("mysql://me@127.0.0.1:1/app?ssl-mode={PASSWORD}")),
        (Dialect::Mysql, "mysql://me@127.0.0.1:1/app?ssl-mode=VERIFY_CA".to_owned()),
        (Dialect::Mysql, format!("mysql://me@127.0.0.1:1/app?connect_timeout={PASSWORD}")),
        (Dialect::Mysql, format!("mysql://me@127.0.0.1:1/app?danger_accept_invalid_certs={PASSWORD}")),
    ] {
        let folder = project(dialect, &[("a", "SELECT 1;")]);
        let parameter =
            url.split('?').nth(1).and_then(|parameter| parameter.split('=').next()).unwrap().to_owned();
        refused(&folder, &url, &["current"], "invalid-url", 1, &[&parameter]);
    }
}
