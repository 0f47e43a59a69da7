fn main() -> rusqlite::Result<()> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let connection = rusqlite::Connection::open(file)?;
    connection.execute_batch("CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY)")
}
