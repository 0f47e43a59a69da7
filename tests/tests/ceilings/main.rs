//! What may not become more: counts of what the code does, each below a ceiling. Nothing is timed, so a busy machine
//! changes nothing.
//!
//! The tokens of the macro are counted in `macros/src/expand/tests/tokens.rs`, against the same table. That a start with
//! nothing to do sends one statement is for `nothing_pending`.

mod allocations;
mod instructions;
mod requests;
mod table;
