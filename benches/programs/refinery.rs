mod embedded {
    refinery::embed_migrations!("migrations");
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let mut connection = rusqlite::Connection::open(file)?;
    embedded::migrations::runner().run(&mut connection)?;
    Ok(())
}
