//! Private database servers, for the time of a test binary.

pub mod mariadb;
mod own;
pub mod pgbouncer;
pub mod postgres;
pub mod private;

pub use postgres::Database;
