//! Each statement through the grammar of one dialect, the tree, the catalog and the rules.

#![no_main]

use ambix_fuzz::{
    Directory, HEADER, all_rules, choice, dialect, findings_are_sound, statements_are_sound, within_bounds,
};
use ambix_graph::script::Dialects;
use ambix_source::{Downgrade, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice(data) else { return };
    let text = format!("{HEADER}{text}");
    let directory = Directory::new([("a.sql", text.as_bytes())]);
    let mut configuration = directory.configuration();
    configuration.dialects = Dialects::default().with(dialect(choice));
    configuration.downgrade = Downgrade::Optional;
    all_rules(&mut configuration);
    within_bounds(directory.bytes(), || {
        let loaded = load(&configuration);
        findings_are_sound(&loaded.findings);
        statements_are_sound(&loaded.scripts);
    });
});
