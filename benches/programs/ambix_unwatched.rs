use ambix::{Config, Migrations, command};

static MIGRATIONS: Migrations = ambix::embed_migrations!(watch = false);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let mut connection = rusqlite::Connection::open(file)?;
    command::upgrade(&mut Config::new(&MIGRATIONS).connection(&mut connection), "head")?;
    Ok(())
}
