//! `embed_migrations!` as rustc shows it, and what Cargo notices.

mod embedding;
mod places;
mod project;
mod stale;
mod ui;
