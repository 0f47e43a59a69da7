//! Whole script directories in, findings and images out. A case is a file that anyone can add.

mod cases;
mod findings;
mod hashes;
mod lock;
mod statements;
