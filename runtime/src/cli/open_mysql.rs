//! Connects to the MySQL or MariaDB database that a URL names.

#[cfg(feature = "cli-tls")]
use std::error::Error as _;
use std::path::PathBuf;
use std::time::Duration;

use mysql::{Conn, DriverError as Trouble, Error as DriverError, Opts, OptsBuilder, UrlError};

use super::connect::{self, login_refused, no_such_database, permission_denied, tls_failed, unreachable};
use super::parameters::Parameters;
use super::security::{Level, Security};
use crate::driver::mysql_words as words;
use crate::error::{Error, Result};

/// As the server's own client calls them. `VERIFY_CA` is not there: beside the authorities that it is told to trust the
/// driver takes all public ones, and without a look at the name that is everybody.
const LEVELS: [(&str, Level); 4] = [
    ("DISABLED", Level::Plain),
    ("PREFERRED", Level::Preferred),
    ("REQUIRED", Level::Encrypted),
    ("VERIFY_IDENTITY", Level::Host),
];

/// Connects. The program shows the URL only without its password, and the errors here quote nothing of it but its
/// host and the names of its parameters.
///
/// # Errors
///
/// `invalid-url`, `cannot-connect`, `login-refused`, `no-such-database`, `permission-denied`, `tls-failed`.
pub(super) fn open(url: &str) -> Result<Conn> {
    let parameters = Parameters::take(url, &["ssl-mode", "ssl-ca", "connect_timeout"])?;
    // The one scheme that the driver knows.
    let rest = parameters.url.split_once(':').map_or("", |(_, rest)| rest);
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
    let security = security(&parameters, &options)?;
    let mut builder = OptsBuilder::from_opts(options);
    if !rest.contains("prefer_socket=") {
        // The driver would go on over the socket that the server tells of. Behind a tunnel or in a container that
        // is a file elsewhere, and here it may be that of another server.
        builder = builder.prefer_socket(false);
    }
    connect::within(timeout(&parameters)?, move || connect(builder, security.as_ref()))
}

/// None if the URL says it in the driver's own words.
fn security(parameters: &Parameters, options: &Opts) -> Result<Option<Security>> {
    let level = parameters.choice("ssl-mode", &LEVELS)?;
    let authorities = parameters.get("ssl-ca").map(PathBuf::from);
    let drivers_own = level.is_none() && authorities.is_none() && options.get_ssl_opts().is_some();
    // As with the server's own client, who names an authority wants it looked at.
    let default = if authorities.is_some() { Level::Host } else { Level::Preferred };
    Ok((!drivers_own).then(|| Security { level: level.unwrap_or(default), authorities }))
}

fn timeout(parameters: &Parameters) -> Result<Duration> {
    let Some(value) = parameters.get("connect_timeout") else { return Ok(connect::TIMEOUT) };
    match value.parse() {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(seconds)),
        _ => Err(Error::new("invalid-url", "`connect_timeout` in the database URL has no such value")
            .with_help("it is a whole number of seconds, from 1")),
    }
}

#[cfg(feature = "cli-tls")]
fn connect(builder: OptsBuilder, security: Option<&Security>) -> Result<Conn> {
    use mysql::SslOpts;

    // The driver asks for the one of the process. Nobody has chosen one, or that choice stands.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let Some(security) = security else { return Conn::new(builder).map_err(failed) };
    let any = SslOpts::default().with_danger_accept_invalid_certs(true);
    let options = match security.level {
        Level::Plain => None,
        Level::Preferred | Level::Encrypted => Some(any),
        _ => {
            if let Some(file) = security.authorities.as_ref().filter(|file| !file.is_file()) {
                return Err(tls_failed(&format!(
                    "there is no file `{}` with certificates to trust",
                    file.display()
                ))
                .with_help(
                    "name a PEM file with the certificate of the authority that has signed the server's",
                ));
            }
            Some(SslOpts::default().with_root_cert_path(security.authorities.clone()))
        }
    };
    match Conn::new(builder.clone().ssl_opts(options)) {
        // Somebody on the way could bring this about, who could as well have said that there is no TLS.
        Err(refused) if security.level == Level::Preferred && is_tls(&refused) => {
            Conn::new(builder.ssl_opts(None::<SslOpts>)).map_err(failed)
        }
        answer => answer.map_err(failed),
    }
}

#[cfg(not(feature = "cli-tls"))]
fn connect(builder: OptsBuilder, security: Option<&Security>) -> Result<Conn> {
    security.map_or(Ok(()), Security::check)?;
    Conn::new(builder).map_err(failed)
}

#[cfg(feature = "cli-tls")]
fn is_tls(error: &DriverError) -> bool {
    let io = match error {
        DriverError::TlsError(_) | DriverError::DriverError(Trouble::TlsNotSupported) => return true,
        DriverError::IoError(error) => Some(error),
        DriverError::CodecError(error) => error.source().and_then(|error| error.downcast_ref()),
        _ => None,
    };
    io.and_then(std::io::Error::get_ref).is_some_and(|error| error.is::<rustls::Error>())
}

#[cfg(not(feature = "cli-tls"))]
fn is_tls(error: &DriverError) -> bool {
    matches!(error, DriverError::DriverError(Trouble::TlsNotSupported))
}

/// <https://mariadb.com/kb/en/mariadb-error-code-reference/>
fn failed(refused: DriverError) -> Error {
    let error = match &refused {
        DriverError::MySqlError(answer) => {
            let why = format!("{} ({})", answer.message, answer.code);
            match answer.code {
                1049 => no_such_database(&why),
                1044 => permission_denied(&why, "GRANT … ON database.* TO …").with_help(
                    "a database that is not there is refused like this, too, to those who could not see it",
                ),
                // Password; host; plugin; expired; locked.
                1045 | 1130 | 1251 | 1524 | 1698 | 1820 | 1862 | 3118 | 4151 => login_refused(&why),
                3159 => tls_failed(&why).with_help("the server wants TLS: say `ssl-mode=REQUIRED`"),
                _ => unreachable(&why),
            }
        }
        refused if is_tls(refused) => {
            tls_failed(&words(refused))
                .with_help("`ssl-ca=ca.pem` names an authority whose certificates are trusted")
                .with_help("`ssl-mode=REQUIRED` encrypts without looking at the certificate, `PREFERRED` if the server can")
        }
        DriverError::CodecError(_) => {
            unreachable(&format!("what answers there is not understood: {}", words(&refused)))
        }
        other => unreachable(&words(other)),
    };
    error.with_source(refused)
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
