//! Structures of databases: read, compared, and changed from one into another.

mod alembic;
mod harness;
mod mysql;
mod postgres;
mod sqlite;
mod verify;
