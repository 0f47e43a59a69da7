use sqlx::Connection as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let mut connection = sqlx::SqliteConnection::connect(&format!("sqlite:{file}?mode=rwc")).await?;
    sqlx::migrate!().run(&mut connection).await?;
    Ok(())
}
