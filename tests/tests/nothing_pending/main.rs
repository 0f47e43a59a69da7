//! A start with nothing to do: one `SELECT`, whatever the number of revisions.

mod servers;
mod sets;
mod sqlite;
