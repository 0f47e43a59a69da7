//! Processes that are killed, and processes that crowd: what is there in the end is what one undisturbed run leaves.
//!
//! `AMBIX_TEST_LONG` set, which is what `scripts/test --long` does, kills several times as often.

mod busy;
mod databases;
mod index;
mod kill;
mod looks;
mod random;
mod sets;
mod stampede;
mod tally;
mod thinned;

/// The program that is killed.
const MIGRATE: &str = env!("CARGO_BIN_EXE_migrate");

/// Whether there is time for more.
fn long() -> bool {
    std::env::var_os("AMBIX_TEST_LONG").is_some()
}
