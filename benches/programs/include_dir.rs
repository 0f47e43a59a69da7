use include_dir::{Dir, include_dir};

static MIGRATIONS: Dir = include_dir!("$CARGO_MANIFEST_DIR/migrations");

fn main() -> rusqlite::Result<()> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let connection = rusqlite::Connection::open(file)?;
    for file in MIGRATIONS.files() {
        connection.execute_batch(file.contents_utf8().unwrap_or_default())?;
    }
    Ok(())
}
