//! Rebuilds the program when a revision is added or changed.

fn main() {
    ambix_build::watch();
}
