//! What is embedded is what the loader reads.

use ambix::Migrations;

static SOUND: Migrations = ambix::embed_migrations!("tests/macros/directories/sound", watch = false);

#[test]
fn the_macro_and_the_loader_agree() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut configuration = ambix_source::Configuration::load(root, None).unwrap();
    configuration.script_location = "tests/macros/directories/sound".to_owned();
    let set = ambix_source::load(&configuration).set.unwrap();
    let text = set.text();
    let image = set.image(&text);
    let embedded = SOUND.graph();
    let loaded = ambix_graph::Graph::new(image);
    assert_eq!(embedded.len(), loaded.len());
    for (embedded, loaded) in embedded.revisions().zip(loaded.revisions()) {
        assert_eq!(embedded.id(), loaded.id());
        let (embedded, loaded) = (embedded.script(), loaded.script());
        assert_eq!(embedded.message(), loaded.message());
        assert_eq!(embedded.file(), loaded.file());
        assert_eq!(embedded.lineage(ambix::Dialect::Sqlite), loaded.lineage(ambix::Dialect::Sqlite));
    }
    SOUND.assert_fresh().unwrap();
}
