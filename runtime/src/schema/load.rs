//! Runs a file of statements in an empty database.

use ambix_graph::script::Dialect;
use ambix_schema::Catalog;
use ambix_source::{SchemaFile, Statement};

use super::read::catalog;
use crate::advice::advice;
use crate::driver::{Connection, DriverError, DriverErrorKind};
use crate::engine::{Engine, Io};
use crate::error::{Error, Place, Result};

/// Runs the statements of `file` in the database that `connection` is connected to, which must be empty, and reads what
/// they have made. The database keeps it: take one that can be thrown away.
///
/// # Errors
///
/// - `not-empty` if there is something in the database; nothing is run then.
/// - `statement-failed`, `permission-denied`, with file, line and column, if the database refuses a statement.
/// - those of [`read`](super::read).
///
/// # Examples
///
/// ```
/// use ambix::schema::{self, SchemaFile};
///
/// # let folder = std::env::temp_dir().join(format!("ambix-load-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("schema.sql");
/// # std::fs::write(&path, "CREATE TABLE users (id INTEGER PRIMARY KEY);")?;
/// let file = SchemaFile::read(&path, "schema.sql", ambix::Dialect::Sqlite).map_err(|findings| findings[0].message.clone())?;
/// let mut connection = rusqlite::Connection::open_in_memory()?;
/// let wanted = schema::load(&mut connection, &file)?;
/// assert_eq!(wanted.items().count(), 3);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load<'a, C: Connection>(
    connection: &'a mut C,
    file: &'a SchemaFile,
) -> C::Answer<'a, Result<Catalog>> {
    let dialect = connection.dialect();
    connection.drive(Engine::new(move |io| async move {
        refuse_full(&catalog(&io, dialect).await?)?;
        let session = Session::of(&io, dialect).await?;
        for (index, statement) in file.statements.iter().enumerate() {
            io.execute(file.text(statement))
                .await
                .map_err(|refused| failed(file, index, statement, refused))?;
        }
        session.restore(&io).await?;
        catalog(&io, dialect).await
    }))
}

/// Never guess with somebody's data.
pub(super) fn refuse_full(catalog: &Catalog) -> Result<()> {
    let Some((key, _)) = catalog.items().next() else { return Ok(()) };
    Err(Error::new("not-empty", format!("the database is not empty: it has {key}"))
        .with_help("name an empty database that can be thrown away"))
}

/// What the statements of a dump change, and what the spelling of the catalogs depends on.
struct Session {
    search_path: Option<String>,
}

impl Session {
    async fn of(io: &Io, dialect: Dialect) -> Result<Session> {
        let search_path = match dialect {
            Dialect::Postgres => {
                let rows = io.query("SELECT current_setting('search_path')", Vec::new()).await?;
                rows.first().and_then(|row| row.text(0)).map(str::to_owned)
            }
            Dialect::Sqlite | Dialect::Mysql => None,
        };
        Ok(Session { search_path })
    }

    async fn restore(self, io: &Io) -> Result<()> {
        if let Some(path) = self.search_path {
            io.query("SELECT set_config('search_path', $1, false)", vec![path.into()]).await?;
        }
        Ok(())
    }
}

fn failed(file: &SchemaFile, index: usize, statement: &Statement, refused: DriverError) -> Error {
    let offset = statement.range.start + refused.offset().unwrap_or_default();
    let (line, column) = file.source.line_column(offset);
    let place = Place {
        revision: String::new(),
        file: file.source.path().to_owned(),
        line,
        column,
        number: index + 1,
        statement: file.text(statement).to_owned(),
    };
    let code = match refused.kind() {
        DriverErrorKind::Denied => "permission-denied",
        DriverErrorKind::Statement => "statement-failed",
        _ => return Error::from(refused).with_place(place),
    };
    let help = advice(&refused).unwrap_or(
        "the file is run from top to bottom in an empty database: what a statement needs stands above it",
    );
    Error::new(code, format!("statement {} of `{}` failed: {refused}", index + 1, file.source.path()))
        .with_help(help)
        .with_source(refused)
        .with_place(place)
}
