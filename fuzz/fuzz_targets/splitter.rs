//! Any text, split into statements as some dialects read it: no grammar, no catalog.

#![no_main]

use ambix_fuzz::{
    Directory, HEADER, choice, dialects, findings_are_sound, statements_are_sound, within_bounds,
};
use ambix_source::{Check, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice(data) else { return };
    let text = format!("{HEADER}{text}");
    let directory = Directory::new([("a.sql", text.as_bytes())]);
    let mut configuration = directory.configuration();
    configuration.dialects = dialects(choice);
    configuration.check = Check::Off;
    within_bounds(directory.bytes(), || {
        let loaded = load(&configuration);
        findings_are_sound(&loaded.findings);
        statements_are_sound(&loaded.scripts);
    });
});
