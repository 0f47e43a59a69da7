//! Scripts of offline mode, fed to the programs that people feed them to: `sqlite3`, `psql` and `mariadb`.

mod broken;
mod dump;
mod names;
mod program;
mod refused;
mod revisions;
mod same;
mod side;
