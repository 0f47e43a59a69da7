//! Private database servers, for the time of a test binary.

pub mod mariadb;
mod own;
pub mod postgres;

pub use postgres::Database;
