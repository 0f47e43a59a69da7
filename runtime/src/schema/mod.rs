//! The structure of a database as data: read, compared with the one that is wanted, and revisions verified by it.
//!
//! | | |
//! | --- | --- |
//! | [`read`] | what a database consists of |
//! | [`load`] | what a file with `CREATE` statements makes of an empty one |
//! | [`Catalog::changes`], [`plan`] | what differs, and the statements that change it |
//! | [`Config::desired`](crate::Config::desired), [`command::check`](crate::command::check) | whether the connected database is as it should be |
//! | [`Migrations::verify_with`](crate::Migrations::verify_with) | whether every downgrade restores what its upgrade has changed |

mod filter;
mod load;
mod read;
mod verify;

pub use ambix_schema::{
    Catalog, Change, Column, Definition, Domain, Filter, Generated, InvalidFilter, Item, Key, Kind, Plan,
    Step, Table, plan,
};
pub use ambix_source::SchemaFile;
pub(crate) use filter::without_own_tables;
pub use load::load;
pub(crate) use read::catalog;
pub use read::read;
pub use verify::Verified;
