static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/sound", wacth = false);

fn main() {
    println!("{MIGRATIONS:?}");
}
