use sqlx::Connection as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    let file = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let mut connection = sqlx::SqliteConnection::connect(&format!("sqlite:{file}?mode=rwc")).await?;
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY)")
        .execute(&mut connection)
        .await?;
    Ok(())
}
