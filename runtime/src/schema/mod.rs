//! The structure of a database as data: read, compared, verified.

mod read;

pub use ambix_schema::{
    Catalog, Change, Column, Definition, Domain, Enum, Filter, Generated, InvalidFilter, Item, Key, Kind, Plan,
    Step, Table, plan,
};
pub use read::read;
