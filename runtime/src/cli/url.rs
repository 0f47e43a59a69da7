//! Database URLs, read as sqlx reads them.

use std::path::PathBuf;

use ambix_graph::script::Dialect;

use crate::error::{Error, Result};

/// What an SQLite URL says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sqlite {
    /// The file; none for a database in memory.
    pub(super) file: Option<PathBuf>,
    /// None if the URL leaves it to the command.
    pub(super) mode: Option<Mode>,
    pub(super) shared_cache: bool,
    pub(super) immutable: bool,
    pub(super) vfs: Option<String>,
}

/// How an SQLite file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
    /// And created if it does not exist.
    Create,
}

/// The dialect that the scheme of a URL names.
pub(super) fn dialect(url: &str) -> Option<Dialect> {
    match url.split_once(':')?.0.to_ascii_lowercase().as_str() {
        "sqlite" => Some(Dialect::Sqlite),
        "postgres" | "postgresql" => Some(Dialect::Postgres),
        "mysql" | "mariadb" => Some(Dialect::Mysql),
        _ => None,
    }
}

/// Where the parameters of a URL begin: a question mark in a password is none of theirs.
#[cfg(any(
    feature = "mysql",
    feature = "postgres",
    feature = "rusqlite",
    all(feature = "authoring", feature = "schema")
))]
pub(super) fn query(url: &str) -> Option<usize> {
    let authority = url.find('@').unwrap_or(0);
    url[authority..].find('?').map(|at| authority + at)
}

/// The URL of another database on the same server.
#[cfg(all(feature = "authoring", feature = "schema"))]
pub(super) fn with_database(url: &str, name: &str) -> String {
    let (rest, query) = query(url).map_or((url, ""), |at| url.split_at(at));
    let authority = rest.find('@').or_else(|| rest.find("://").map(|at| at + 2)).map_or(0, |at| at + 1);
    let server = rest[authority..].find('/').map_or(rest, |at| &rest[..authority + at]);
    format!("{server}/{name}{query}")
}

/// The URL without its password.
#[cfg(any(
    feature = "mysql",
    feature = "postgres",
    feature = "rusqlite",
    all(feature = "authoring", feature = "schema")
))]
pub(super) fn redacted(url: &str) -> String {
    let (rest, query) = query(url).map_or((url, None), |at| (&url[..at], Some(&url[at + 1..])));
    let mut shown =
        match rest.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?))) {
            Some((scheme, (user, host))) => match user.split_once(':') {
                Some((user, _)) => format!("{scheme}://{user}:***@{host}"),
                None => rest.to_owned(),
            },
            None => rest.to_owned(),
        };
    for (nth, parameter) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
        let name = parameter.split('=').next().unwrap_or_default();
        let secret =
            ["pass", "pwd", "secret", "key", "token"].iter().any(|word| name.to_lowercase().contains(word));
        shown.push(if nth == 0 { '?' } else { '&' });
        shown.push_str(&match parameter.contains('=') {
            // The rest of a password, perhaps.
            false => "***".to_owned(),
            true if secret => format!("{name}=***"),
            true => parameter.to_owned(),
        });
    }
    shown
}

/// Reads the URL of an SQLite database.
///
/// # Errors
///
/// `invalid-url`; `no-driver` for other databases.
pub(super) fn sqlite(url: &str) -> Result<Sqlite> {
    match dialect(url) {
        Some(Dialect::Sqlite) => {}
        Some(other) => return Err(no_driver(other)),
        None => return Err(unknown_scheme(url)),
    }
    // The case of a scheme does not matter; sqlx wants it lower.
    let rest = url.split_once(':').map_or("", |(_, rest)| rest);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (file, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let mut sqlite = Sqlite::default();
    let mut in_memory = file == ":memory:";
    for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let decoded = decode(&value.replace('+', " "))?;
        match (name, decoded.as_str()) {
            ("mode", "ro") => sqlite.mode = Some(Mode::Read),
            ("mode", "rw") => sqlite.mode = Some(Mode::Write),
            ("mode", "rwc") => sqlite.mode = Some(Mode::Create),
            ("mode", "memory") => in_memory = true,
            ("cache", "private") => sqlite.shared_cache = false,
            ("cache", "shared") => sqlite.shared_cache = true,
            ("immutable", "true" | "1") => sqlite.immutable = true,
            ("immutable", "false" | "0") => sqlite.immutable = false,
            ("vfs", _) => sqlite.vfs = Some(decoded),
            ("mode" | "cache" | "immutable", _) => {
                let choice = match name {
                    "mode" => "`ro`, `rw`, `rwc` or `memory`",
                    "cache" => "`private` or `shared`",
                    _ => "`true` or `false`",
                };
                return Err(invalid(format!("`{name}` in the database URL is {choice}, not `{decoded}`")));
            }
            _ => {
                return Err(invalid(format!("the database URL has an unknown parameter `{name}`"))
                    .with_help("the parameters are `mode`, `cache`, `immutable` and `vfs`"));
            }
        }
    }
    if in_memory {
        return Ok(sqlite);
    }
    if file.is_empty() {
        return Err(invalid("the database URL names no file").with_help(
            "`sqlite://app.db` is a file in the working directory, `sqlite:///var/lib/app.db` one elsewhere",
        ));
    }
    sqlite.file = Some(PathBuf::from(decode(file)?));
    Ok(sqlite)
}

fn no_driver(dialect: Dialect) -> Error {
    let name = dialect.name();
    Error::new("no-driver", format!("this program has no driver for `{name}`"))
        .with_help("it can write the SQL, to be run by another tool: `upgrade <from>:<to> --sql`")
}

/// The scheme is all that is shown: what follows may hold a password.
fn unknown_scheme(url: &str) -> Error {
    match url.split_once("://") {
        Some((scheme, _)) if is_scheme(scheme) => {
            invalid(format!("the database URL has an unknown scheme `{scheme}`"))
                .with_help(format!("a URL begins with {}", schemes()))
                .with_help("`sqlite://app.db` is a file in the working directory")
        }
        _ if url.contains(['@', ':', '?']) => {
            invalid("the database URL has no scheme").with_help(format!("a URL begins with {}", schemes()))
        }
        _ => invalid(format!("`{url}` is not a database URL"))
            .with_help(format!("for a file write `sqlite://{url}`")),
    }
}

/// Those that this program opens.
fn schemes() -> &'static str {
    match (cfg!(feature = "mysql"), cfg!(feature = "postgres")) {
        (true, true) => "`mysql:`, `mariadb:`, `postgres:` or `sqlite:`",
        (true, false) => "`mysql:`, `mariadb:` or `sqlite:`",
        (false, true) => "`postgres:` or `sqlite:`",
        (false, false) => "`sqlite:`",
    }
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new("invalid-url", message)
}

/// Percent decoding.
pub(super) fn decode(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digits = [ahead.next(), ahead.next()].map(|digit| (digit? as char).to_digit(16));
        match (byte, digits) {
            (b'%', [Some(high), Some(low)]) => {
                bytes.push((high * 16 + low) as u8);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| invalid("the database URL is not UTF-8 once `%` is decoded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Sqlite {
        Sqlite { file: Some(path.into()), ..Sqlite::default() }
    }

    #[cfg(all(feature = "authoring", feature = "schema"))]
    #[test]
    fn another_database_of_the_server() {
        for (url, expected) in [
            ("postgres://u:p/?@h:5/app?sslmode=disable", "postgres://u:p/?@h:5/x?sslmode=disable"),
            ("mysql://h/app", "mysql://h/x"),
            ("postgres://h", "postgres://h/x"),
            ("postgres://h?a=b", "postgres://h/x?a=b"),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }

    #[test]
    fn files_and_memory() {
        for (url, path) in [
            ("sqlite://app.db", "app.db"),
            ("sqlite:app.db", "app.db"),
            ("SQLite:data/app.db", "data/app.db"),
            ("sqlite:///var/app.db", "/var/app.db"),
            ("sqlite:/var/app.db", "/var/app.db"),
            ("sqlite://a%3Fb%23c%20d.db", "a?b#c d.db"),
            ("sqlite://100%.db", "100%.db"),
            ("sqlite://größe.db", "größe.db"),
        ] {
            assert_eq!(sqlite(url).unwrap(), file(path), "{url}");
        }
        for url in
            ["sqlite::memory:", "sqlite://:memory:", "sqlite://?mode=memory", "sqlite:a.db?mode=memory"]
        {
            assert_eq!(sqlite(url).unwrap(), Sqlite::default(), "{url}");
        }
    }

    #[test]
    fn parameters() {
        let url = "sqlite://a.db?mode=ro&cache=shared&immutable=1&vfs=unix%2Dnone";
        let expected = Sqlite {
            mode: Some(Mode::Read),
            shared_cache: true,
            immutable: true,
            vfs: Some("unix-none".into()),
            ..file("a.db")
        };
        assert_eq!(sqlite(url).unwrap(), expected);
    }

    #[test]
    fn errors_never_show_passwords() {
        for (url, code) in [
            ("postgres://me:hush@db/app", "no-driver"),
            ("mysql://me:hush@db/app", "no-driver"),
            ("oracle://me:hush@db/app", "invalid-url"),
            ("me:hush@db/app", "invalid-url"),
            ("sqlite://a.db?mood=hush", "invalid-url"),
            ("sqlite://", "invalid-url"),
            ("app.db", "invalid-url"),
            ("", "invalid-url"),
        ] {
            let error = sqlite(url).unwrap_err();
            assert_eq!(error.code(), code, "{url}");
            assert!(!format!("{error:?}").contains("hush"), "{error:?}");
        }
    }

    #[cfg(any(feature = "mysql", feature = "postgres", feature = "rusqlite"))]
    #[test]
    fn redaction() {
        for (url, shown) in [
            ("postgres://me:hu:s@h@db:5432/app", "postgres://me:***@db:5432/app"),
            (
                "postgres://me@db/app?sslmode=require&password=hush",
                "postgres://me@db/app?sslmode=require&password=***",
            ),
            ("postgres://me:hu?sh@db/app?port=1", "postgres://me:***@db/app?port=1"),
            ("mysql://me@db/app?x=1&hush", "mysql://me@db/app?x=1&***"),
            ("sqlite:///var/app.db", "sqlite:///var/app.db"),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }
}
