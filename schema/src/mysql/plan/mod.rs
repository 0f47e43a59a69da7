//! The statements that turn one structure into another.
//!
//! The server commits each of them, so each does all of its work or none, and what stops between two can go on. First
//! goes what would be in the way, then tables change, then comes what stands on them.

mod alter;
mod column;
mod create;
mod definitions;
mod diff;
mod options;
mod parts;
mod tables;

use definitions::Definitions;
use tables::Tables;

use crate::catalog::Catalog;
use crate::plan::Plan;

pub(crate) fn plan(from: &Catalog, to: &Catalog) -> Plan {
    let definitions = Definitions::of(from, to);
    let tables = Tables::of(from, to);
    let mut steps = definitions.drops();
    steps.extend(tables.unlock());
    steps.extend(tables.drops());
    steps.extend(definitions.sequence_drops(true));
    steps.extend(definitions.sequences());
    steps.extend(tables.creations());
    steps.extend(tables.alterations());
    steps.extend(tables.foreign_keys());
    steps.extend(definitions.sequence_drops(false));
    steps.extend(definitions.creations());
    Plan { steps, left: Vec::new() }
}
