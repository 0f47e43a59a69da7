//! Any bytes as a revision file, in SQL or in Rust, with a lock file and settings made of them as well.

#![no_main]

use ambix_fuzz::{Directory, findings_are_sound, statements_are_sound, within_bounds};
use ambix_source::{Check, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = data.split_first() else { return };
    let files: &[&str] = match choice % 4 {
        0 => &["a.sql"],
        1 => &["a.rs"],
        2 => &["a.rs", "a.sql"],
        _ => &["a.sql", "ambix.lock"],
    };
    let directory = Directory::new(files.iter().map(|name| (*name, text)));
    let mut configuration = directory.configuration();
    configuration.check = Check::Off;
    within_bounds(directory.bytes(), || {
        let loaded = load(&configuration);
        findings_are_sound(&loaded.findings);
        statements_are_sound(&loaded.scripts);
    });
});
