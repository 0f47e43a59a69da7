use std::error::Error;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let mut connection = SqliteConnection::establish(&file)?;
    connection.batch_execute("CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY)")?;
    Ok(())
}
