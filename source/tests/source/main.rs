//! Whole script directories in, findings and images out. A case is a file that anyone can add.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod accepted;
mod cases;
mod conformance;
mod directory;
mod findings;
#[cfg(all(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod fixes;
mod hashes;
mod hostile;
#[cfg(all(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod layouts;
mod lock;
mod rules;
mod statements;
