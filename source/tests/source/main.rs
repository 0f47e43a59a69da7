//! Whole script directories in, findings and images out. A case is a file that anyone can add.

mod cases;
mod conformance;
mod findings;
mod hashes;
mod hostile;
mod lock;
mod statements;
