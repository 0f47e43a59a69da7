//! Connects to the PostgreSQL database that a URL names.

use postgres::{Client, Config, NoTls};

use crate::error::{Error, Result};

/// Connects. The program shows the URL only without its password, and the errors here quote nothing of it but its
/// hosts.
///
/// # Errors
///
/// `invalid-url`, `cannot-connect`.
pub(super) fn open(url: &str) -> Result<Client> {
    // The scheme in small letters is the only one that the driver knows.
    let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
    let url = format!("{}:{rest}", scheme.to_ascii_lowercase());
    let mut config: Config = url.parse().map_err(|_| {
        Error::new("invalid-url", "the database URL is not one of PostgreSQL").with_help(
            "`postgres://user:password@host:5432/database`; special characters of a password as `%40`",
        )
    })?;
    if config.get_application_name().is_none() {
        config.application_name("ambix");
    }
    config.connect(NoTls).map_err(|error| {
        let why = match (error.as_db_error(), std::error::Error::source(&error)) {
            (Some(refused), _) => format!("{} ({})", refused.message(), refused.code().code()),
            (None, Some(source)) => format!("{error}: {source}"),
            (None, None) => error.to_string(),
        };
        Error::new("cannot-connect", format!("the database cannot be reached: {why}"))
            .with_help("check host, port, user, password and database of the URL, and that the server runs")
            .with_source(error)
    })
}
