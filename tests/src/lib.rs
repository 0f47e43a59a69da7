//! What the tests of several crates share.

pub mod fake;
pub mod pending;
pub mod polls;
pub mod process;
pub mod relay;
pub mod servers;
pub mod set;
pub mod subject;
