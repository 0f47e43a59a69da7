//! A checked script directory in the form in which it is embedded.

use std::path::PathBuf;
use std::sync::Arc;

use ambix_graph::image::{Image, Writer};
use ambix_graph::script::{
    Dialect, Direction, ScriptRecord, Settings, write_file, write_script, write_settings,
};

use crate::body::Body;
use crate::configuration::Configuration;
use crate::graph::Ordered;
use crate::hash::Lineage;
use crate::script::{Kind, Script};

/// A checked script directory: the tables and the text of its image, and what the macro needs to emit them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Set {
    /// The tables of the image.
    pub tables: Vec<u8>,
    /// The end of the text of the image; before it stand the texts of `files`.
    pub pool: String,
    /// The files whose texts make up the text of the image, in order.
    pub files: Vec<EmbeddedFile>,
    /// The revisions in Rust.
    pub rust_revisions: Vec<RustRevision>,
    /// Files to watch, for a reason other than being embedded as they are.
    pub tracked: Vec<PathBuf>,
    /// The number of revisions.
    pub revisions: usize,
}

/// A file that is embedded.
#[derive(Debug)]
#[non_exhaustive]
pub struct EmbeddedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path inside the script directory, with `/` between its parts.
    pub relative: String,
    /// Its text, normalised.
    pub text: Arc<str>,
    /// The bytes on the disk are the text, so `include_str!` may take them.
    pub verbatim: bool,
}

/// A revision in Rust.
#[derive(Debug)]
#[non_exhaustive]
pub struct RustRevision {
    /// Its index in the image.
    pub index: u32,
    /// Where its file is.
    pub path: PathBuf,
    /// Its path inside the script directory, with `/` between its parts.
    pub relative: String,
    /// It has a function `downgrade`.
    pub has_downgrade: bool,
}

impl Set {
    /// The whole text of the image.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.files.iter().map(|file| file.text.len()).sum());
        for file in &self.files {
            text.push_str(&file.text);
        }
        text + &self.pool
    }

    /// The image; `text` is what [`text`](Self::text) gave.
    pub fn image<'a>(&'a self, text: &'a str) -> Image<'a> {
        Image::new(&self.tables, text)
    }
}

/// Writes the image.
pub(crate) fn assemble(
    scripts: &[Script],
    bodies: &[Vec<Body>],
    ordered: &Ordered,
    configuration: &Configuration,
) -> Set {
    let files = Files::collect(scripts);
    let mut writer = Writer::new(files.length);
    ordered.map.write(&mut writer);
    write_settings(
        &mut writer,
        &Settings {
            name: configuration.name.as_deref().unwrap_or_default(),
            script_location: &configuration.script_location,
            dialects: configuration.dialects,
            version_table: &configuration.version_table,
            version_table_schema: &configuration.version_table_schema,
            version_table_format: configuration.version_table_format,
            transactions: configuration.transactions,
            lock_timeout: configuration.lock_timeout,
            timeouts: configuration.timeouts,
            pooler: configuration.pooler,
        },
    );
    for (relative, range) in &files.records {
        write_file(&mut writer, relative, *range);
    }
    let lineages = lineages(scripts, bodies, ordered, configuration);
    let mut rust_revisions = Vec::new();
    for (index, position) in ordered.map.load_positions().enumerate() {
        let Some(&at) = ordered.scripts.get(position) else { continue };
        let (Some(script), Some(bodies)) = (scripts.get(at), bodies.get(at)) else { continue };
        let place = files.places.get(at).copied().unwrap_or_default();
        if script.kind == Kind::Rust {
            rust_revisions.push(RustRevision {
                index: index as u32,
                path: script.path.clone(),
                relative: script.relative.clone(),
                has_downgrade: script.functions.downgrade,
            });
        }
        let record = ScriptRecord {
            message: script.header.message.clone(),
            file: place.file,
            created: script.header.created.as_ref().map(|word| word.text.clone()).unwrap_or_default(),
            transaction: script.header.transaction,
            timeouts: script.header.timeouts,
            bodies: bodies.iter().map(|body| placed(body, place)).collect(),
            lineages: lineages.get(index).cloned().unwrap_or_default(),
        };
        write_script(&mut writer, &record);
    }
    let (tables, pool) = writer.finish();
    let mut tracked = configuration.files.clone();
    tracked.extend(Some(configuration.lock_path()).filter(|path| path.is_file()));
    tracked.extend(files.files.iter().filter(|file| !file.verbatim).map(|file| file.path.clone()));
    Set { tables, pool, files: files.files, rust_revisions, tracked, revisions: ordered.map.len() }
}

fn placed(body: &Body, place: Place) -> ambix_graph::script::BodyRecord {
    let mut record = body.record.clone();
    record.file = if record.statements.is_empty() { place.file } else { place.body_file };
    for statement in &mut record.statements {
        statement.range = [statement.range[0] + place.offset, statement.range[1]];
    }
    record
}

/// Where the parts of a script ended up.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The index of its file.
    file: u32,
    /// The index of the file with its statements.
    body_file: u32,
    /// Where that begins in the whole text.
    offset: u32,
}

#[derive(Default)]
struct Files {
    files: Vec<EmbeddedFile>,
    /// Paths and ranges of all files; those without text are in Rust.
    records: Vec<(String, [u32; 2])>,
    places: Vec<Place>,
    length: u32,
}

impl Files {
    fn collect(scripts: &[Script]) -> Files {
        let mut files = Files::default();
        for script in scripts {
            let file = files.records.len() as u32;
            let mut place = Place { file, body_file: file, offset: files.length };
            match script.kind {
                Kind::Sql => {
                    files.embed(&script.path, &script.relative, script.source.shared_text(), script.verbatim)
                }
                Kind::Rust => files.records.push((script.relative.clone(), [0, 0])),
            }
            if let Some(offline) = &script.offline {
                place.body_file = files.records.len() as u32;
                files.embed(&offline.path, &offline.relative, offline.source.shared_text(), offline.verbatim);
            }
            files.places.push(place);
        }
        files
    }

    fn embed(&mut self, path: &std::path::Path, relative: &str, text: Arc<str>, verbatim: bool) {
        let length = text.len() as u32;
        self.records.push((relative.to_owned(), [self.length, length]));
        self.length += length;
        self.files.push(EmbeddedFile {
            path: path.to_owned(),
            relative: relative.to_owned(),
            text,
            verbatim,
        });
    }
}

/// The lineages of each revision, by index, one for each dialect of the set.
fn lineages(
    scripts: &[Script],
    bodies: &[Vec<Body>],
    ordered: &Ordered,
    configuration: &Configuration,
) -> Vec<Vec<[u8; 32]>> {
    let mut lineages: Vec<Vec<[u8; 32]>> = Vec::with_capacity(ordered.map.len());
    let script_at = |position: usize| {
        ordered.scripts.get(position).and_then(|&at| Some((scripts.get(at)?, bodies.get(at)?)))
    };
    let positions: Vec<usize> = ordered.map.load_positions().collect();
    for (index, &position) in positions.iter().enumerate() {
        let Some((script, bodies)) = script_at(position) else { continue };
        let own = configuration.dialects.iter().enumerate().map(|(nth, dialect)| {
            let prerequisites =
                ordered.map.prerequisites(ambix_graph::Index::new(index as u32)).filter_map(|before| {
                    let at = before.get() as usize;
                    let (script, _) = script_at(*positions.get(at)?)?;
                    Some((script.id()?, *lineages.get(at)?.get(nth)?))
                });
            Lineage {
                id: script.id().unwrap_or_default(),
                prerequisites: prerequisites.collect(),
                statements: upgrade_hashes(bodies, dialect),
            }
            .hash()
        });
        let own: Vec<[u8; 32]> = own.collect();
        lineages.push(own);
    }
    lineages
}

/// The hashes of the statements with which `dialect` upgrades.
pub(crate) fn upgrade_hashes(bodies: &[Body], dialect: Dialect) -> &[[u8; 32]] {
    let body = bodies
        .iter()
        .find(|body| body.record.direction == Direction::Upgrade && body.record.dialects.contains(dialect));
    body.map_or(&[], |body| &body.hashes)
}
