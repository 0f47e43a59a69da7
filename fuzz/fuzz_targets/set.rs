//! Several revisions along a graph with branches and merges, up and down. Each part of the input is a revision; its
//! first character says what it follows.

#![no_main]

use std::fmt::Write as _;

use ambix_fuzz::{
    Directory, SEPARATOR, all_rules, choice, dialect, findings_are_sound, statements_are_sound, within_bounds,
};
use ambix_graph::script::Dialects;
use ambix_source::{Downgrade, Heads, load};
use libfuzzer_sys::fuzz_target;

/// More revisions than this make no other shapes.
const MOST: usize = 12;

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = choice(data) else { return };
    let mut files: Vec<(String, String)> = Vec::new();
    for (at, part) in text.split(SEPARATOR).take(MOST).enumerate() {
        let mut characters = part.chars();
        let shape = characters.next().map_or(0, |shape| shape as usize);
        let mut text = format!("-- revision: r{at:02}\n-- down_revision: ");
        match at {
            0 => text.push_str("none"),
            _ => {
                // Nearly always the one before; sometimes an older one, a merge, another base.
                let first = at - 1 - (shape & 3) % at;
                let second = (shape >> 2 & 7) % at;
                match shape >> 5 & 3 {
                    3 if first != second => write!(text, "r{first:02}, r{second:02}").unwrap(),
                    0 if shape == 0x1f => text.push_str("none"),
                    _ => write!(text, "r{first:02}").unwrap(),
                }
            }
        }
        text.push_str("\n\n-- ambix:upgrade\n");
        text.push_str(characters.as_str());
        files.push((format!("r{at:02}.sql"), text));
    }
    let directory = Directory::new(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
    let mut configuration = directory.configuration();
    configuration.dialects = Dialects::default().with(dialect(choice));
    configuration.downgrade = Downgrade::Optional;
    configuration.heads = Heads::Many;
    all_rules(&mut configuration);
    within_bounds(directory.bytes(), || {
        let loaded = load(&configuration);
        findings_are_sound(&loaded.findings);
        statements_are_sound(&loaded.scripts);
    });
});
