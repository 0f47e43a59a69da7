//! Connects to the PostgreSQL database that a URL names.

use std::error::Error as _;
use std::path::PathBuf;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, Error as DriverError, NoTls};

use super::connect::{self, login_refused, no_such_database, permission_denied, tls_failed, unreachable};
use super::parameters::Parameters;
use super::security::{Level, Security};
use crate::error::{Error, Result};

const FORM: &str =
    "`postgres://user:password@host:5432/database`; special characters of a password as `%40` (`@`)";

/// As libpq calls them.
const LEVELS: [(&str, Level); 5] = [
    ("disable", Level::Plain),
    ("prefer", Level::Preferred),
    ("require", Level::Encrypted),
    ("verify-ca", Level::Authority),
    ("verify-full", Level::Host),
];

/// Connects. The program shows the URL only without its password, and the errors here quote nothing of it but its
/// hosts and the names of its parameters.
///
/// # Errors
///
/// `invalid-url`, `cannot-connect`, `login-refused`, `no-such-database`, `permission-denied`, `tls-failed`.
pub(super) fn open(url: &str) -> Result<Client> {
    // The scheme in small letters is the only one that the driver knows.
    let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
    let url = format!("{}:{rest}", scheme.to_ascii_lowercase());
    let parameters = Parameters::take(&url, &["sslmode", "sslrootcert"])?;
    let mut config: Config = parameters.url.parse().map_err(|_| invalid(&parameters.url))?;
    if config.get_application_name().is_none() {
        config.application_name("ambix");
    }
    let security = security(&parameters)?;
    // The driver's limit is for each host.
    let hosts = u32::try_from(config.get_hosts().len()).unwrap_or(1).max(1);
    let timeout = config.get_connect_timeout().copied().unwrap_or(connect::TIMEOUT).saturating_mul(hosts);
    connect::within(timeout, move || connect(&mut config, &security))
}

fn security(parameters: &Parameters) -> Result<Security> {
    let level = parameters.choice("sslmode", &LEVELS)?.unwrap_or(Level::Preferred);
    let authorities = parameters.get("sslrootcert").filter(|file| *file != "system").map(PathBuf::from);
    let level = match (level, &authorities) {
        // libpq, too, looks at the certificate if it is told how.
        (Level::Encrypted, Some(_)) => Level::Authority,
        (Level::Authority, None) => {
            let message = "`sslmode=verify-ca` in the database URL needs `sslrootcert`";
            return Err(Error::new("invalid-url", message).with_help(
                "without it any certificate of a public authority would do: say `sslmode=verify-full`",
            ));
        }
        (level, _) => level,
    };
    Ok(Security { level, authorities })
}

#[cfg(feature = "cli-tls")]
fn connect(config: &mut Config, security: &Security) -> Result<Client> {
    if security.level == Level::Plain {
        return plain(config);
    }
    let tls = tokio_postgres_rustls::MakeRustlsConnect::new(super::tls::client(security)?);
    let preferred = security.level == Level::Preferred;
    config.ssl_mode(if preferred { SslMode::Prefer } else { SslMode::Require });
    match config.connect(tls) {
        // Somebody on the way could bring this about, who could as well have said that there is no TLS.
        Err(refused) if preferred && is_tls(&refused) => plain(config),
        answer => answer.map_err(|refused| failed(config, refused)),
    }
}

#[cfg(not(feature = "cli-tls"))]
fn connect(config: &mut Config, security: &Security) -> Result<Client> {
    security.check()?;
    plain(config)
}

fn plain(config: &mut Config) -> Result<Client> {
    config.ssl_mode(SslMode::Disable);
    config.connect(NoTls).map_err(|refused| failed(config, refused))
}

/// The driver has its kinds of errors for itself.
fn is_tls(error: &DriverError) -> bool {
    error.to_string() == "error performing TLS handshake"
}

fn failed(config: &Config, refused: DriverError) -> Error {
    let error = match refused.as_db_error() {
        Some(answer) => {
            let code = answer.code().code();
            let why = format!("{} ({code})", answer.message());
            match code {
                "3D000" => no_such_database(&why),
                "42501" => permission_denied(&why, "GRANT CONNECT ON DATABASE …"),
                _ if code.starts_with("28") => login_refused(&why),
                _ => unreachable(&why),
            }
        }
        None => {
            let source = refused.source();
            let why = source.map_or_else(|| refused.to_string(), |source| format!("{refused}: {source}"));
            match source {
                _ if is_tls(&refused) => tls_failed(&source.map_or(why, ToString::to_string))
                    .with_help("`sslrootcert=ca.pem` names the authority whose certificates are trusted")
                    .with_help("`sslmode=require` encrypts without looking at the certificate, `prefer` if the server can"),
                // The server asks for it, and the driver finds that it has none.
                Some(source) if config.get_password().is_none() && !source.is::<std::io::Error>() => {
                    login_refused("it asks for a password, and the URL has none")
                }
                _ => unreachable(&format!("{}{why}", address(config))),
            }
        }
    };
    error.with_source(refused)
}

/// The one that was tried, if it is one. A second `@` means that the first one belonged to the password.
fn address(config: &Config) -> String {
    match (config.get_hosts(), config.get_ports()) {
        ([Host::Tcp(host)], ports) if !host.contains('@') => {
            format!("{host}:{}: ", ports.first().unwrap_or(&5432))
        }
        _ => String::new(),
    }
}

/// The driver's own words might quote a part of a password.
fn invalid(url: &str) -> Error {
    let parameters = super::url::query(url).map_or("", |at| &url[at + 1..]);
    let refused = |parameter: &&str| format!("postgres://host/?{parameter}").parse::<Config>().is_err();
    let parameter = parameters.split('&').find(refused).and_then(|parameter| parameter.split_once('='));
    let message = match parameter {
        Some((name, _)) if !parameters.contains('@') => {
            format!("the database URL has a parameter `{name}` that is unknown, or has no such value")
        }
        _ => "the database URL is not one of PostgreSQL".to_owned(),
    };
    Error::new("invalid-url", message).with_help(FORM)
}
