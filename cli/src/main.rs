//! The `ambix` command.
fn main() {}
