//! The structure of a database as data, and the way from one structure to another.
//!
//! [`read()`] asks a server for its own catalogs and gives a [`Catalog`]. [`Catalog::changes`] says what differs between
//! two of them, a [`Change`] each, and [`plan`] writes the statements that turn one into the other. The way back is the
//! plan in the other direction, and a dump is the plan from nothing.
//!
//! Nothing is compared as somebody wrote it: both sides come from a server of the same kind, in its own spelling.
//! Nothing here talks to a server either: [`Ask`] does.
//!
//! | | |
//! | --- | --- |
//! | `key`, `item`, `catalog` | what there is |
//! | `change`, `filter` | what differs, and what of it is looked at |
//! | `order`, `plan`, `hints` | in which order statements can run, and what is said beside them |
//! | `sqlite`, `postgres`, `mysql` | what is a dialect's own: how a catalog is read, how a change is written |

mod catalog;
mod change;
mod filter;
mod hints;
mod item;
mod key;
mod mysql;
mod order;
mod plan;
mod postgres;
mod read;
mod sqlite;

pub use ambix_graph::script::Dialect;
pub use catalog::Catalog;
pub use change::Change;
pub use filter::{Filter, InvalidFilter};
pub use item::{Column, Definition, Domain, Enum, Generated, Item, Table};
pub use key::{Key, Kind};
pub use plan::{Destroyed, Plan, Step, plan};
pub use read::{Ask, ReadError, Row, read};
