static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/unterminated_string");

fn main() {
    println!("{MIGRATIONS:?}");
}
