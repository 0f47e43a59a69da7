//! Connects to the MySQL or MariaDB database that a URL names.

use mysql::{Conn, Error as DriverError, Opts, OptsBuilder, UrlError};

use crate::error::{Error, Result};

/// Connects. The program shows the URL only without its password, and the errors here quote nothing of it but its
/// host and the names of its parameters.
///
/// # Errors
///
/// `invalid-url`, `cannot-connect`.
pub(super) fn open(url: &str) -> Result<Conn> {
    // The one scheme that the driver knows.
    let rest = url.split_once(':').map_or("", |(_, rest)| rest);
    let options = Opts::from_url(&format!("mysql:{rest}")).map_err(|refused| {
        // Behind a question mark that should have been escaped stands the rest of a password.
        if rest.rsplit('?').next().is_some_and(|parameters| parameters.contains('@')) {
            return invalid(&UrlError::BadUrl);
        }
        invalid(&refused)
    })?;
    if options.get_db_name().is_none_or(str::is_empty) {
        return Err(Error::new("invalid-url", "the database URL names no database").with_help(FORM));
    }
    let mut builder = OptsBuilder::from_opts(options);
    if !rest.contains("prefer_socket=") {
        // The driver would go on over the socket that the server tells of. Behind a tunnel or in a container that
        // is a file elsewhere, and here it may be that of another server.
        builder = builder.prefer_socket(false);
    }
    Conn::new(builder).map_err(|error| {
        let why = match &error {
            DriverError::MySqlError(refused) => format!("{} ({})", refused.message, refused.code),
            DriverError::IoError(io) => io.to_string(),
            DriverError::DriverError(driver) => driver.to_string(),
            other => other.to_string(),
        };
        Error::new("cannot-connect", format!("the database cannot be reached: {why}"))
            .with_help("check host, port, user, password and database of the URL, and that the server runs")
            .with_source(error)
    })
}

const FORM: &str =
    "`mysql://user:password@host:3306/database`; special characters of a password as `%40` (`@`)";

/// The driver's own words would quote values.
fn invalid(refused: &UrlError) -> Error {
    let message = match refused {
        UrlError::UnknownParameter(name) => format!("the database URL has an unknown parameter `{name}`"),
        UrlError::InvalidValue(name, _) => format!("`{name}` in the database URL has no such value"),
        UrlError::FeatureRequired(feature, name) => {
            format!("`{name}` in the database URL needs the feature {feature} of `mysql`, which is not on")
        }
        _ => "the database URL is not one of MySQL or MariaDB".to_owned(),
    };
    Error::new("invalid-url", message).with_help(FORM)
}
