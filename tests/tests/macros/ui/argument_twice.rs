static MIGRATIONS: ambix::Migrations = ambix::embed_migrations!("directories/sound", watch = false, watch = false);

fn main() {
    println!("{MIGRATIONS:?}");
}
