//! From the files of a directory to sequences of migrations, by their names alone.

use std::cmp::Ordering;
use std::collections::HashSet;

use ambix_graph::script::{Dialect, Direction};

use super::Layout;
use super::dialect::{self, Named};
use super::flyway;
use super::folder::{File, Folder};
use super::name::{Name, without};
use super::order;
use crate::script_directory::join;

/// Migrations that follow one another.
#[derive(Debug)]
pub(super) struct Sequence<'f> {
    pub(super) layout: Layout,
    pub(super) steps: Vec<Step<'f>>,
    /// Files in pop's own language.
    pub(super) fizz: Vec<&'f File>,
}

/// One migration.
#[derive(Clone, Debug, Default)]
pub(super) struct Step<'f> {
    /// What it is called, its folder included.
    pub(super) key: String,
    pub(super) up: Option<&'f File>,
    pub(super) down: Option<&'f File>,
    pub(super) no_transaction: bool,
    /// The way up is a program: what it does is not known.
    pub(super) is_code: bool,
}

/// The sequences in a folder as the asked dialect reads it. Folders beside one another are sequences of their own, unless
/// they are migrations or versions.
pub(super) fn sequences(folder: &Folder, dialect: Dialect) -> Vec<Sequence<'_>> {
    let mut found = Vec::new();
    look_into(folder, dialect, &mut found);
    found
}

fn look_into<'f>(folder: &'f Folder, dialect: Dialect, found: &mut Vec<Sequence<'f>>) {
    let mut steps = Vec::new();
    let (mut migrations, mut versions) = ([0, 0], 0);
    let mut others = Vec::new();
    for inner in folders(folder, dialect) {
        if let Some((layout, step)) = migration(inner, &inner.name) {
            migrations[usize::from(layout == Layout::Prisma)] += 1;
            steps.push(step);
        } else if order::leading_number(&inner.name).is_some() && has_sql(inner) {
            versions += 1;
            collect(inner, &inner.name, dialect, &mut steps);
        } else {
            others.push(inner);
        }
    }
    let mut files: Vec<&File> = folder.files.iter().collect();
    if versions > 0 {
        // `LATEST.sql` beside `0.1`, `0.2`, … is no step of theirs.
        let (numbered, rest): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| order::leading_number(&file.name).is_some());
        steps.extend(flat(&numbered, "", dialect).steps);
        files = rest;
    }
    if !steps.is_empty() {
        let [diesel, prisma] = migrations;
        let layout = match (diesel, prisma) {
            _ if versions > diesel + prisma => Layout::Versions,
            _ if prisma > diesel => Layout::Prisma,
            _ => Layout::Diesel,
        };
        // Flyway looks into all folders, and orders by the names of the files.
        let is_flyway = steps.iter().all(|step| flyway_version(step).is_some());
        steps.sort_by(|a, b| match layout {
            Layout::Versions if is_flyway => {
                let of_two = flyway_version(a).zip(flyway_version(b));
                let by_version = of_two.map_or(Ordering::Equal, |(a, b)| a.compare(&b));
                by_version.then_with(|| order::compare(&a.key, &b.key))
            }
            Layout::Versions => order::compare(&a.key, &b.key),
            Layout::Prisma => a.key.cmp(&b.key),
            // Diesel takes what stands before `_`, without dashes, as a text.
            _ => diesel_version(&a.key).cmp(&diesel_version(&b.key)).then_with(|| a.key.cmp(&b.key)),
        });
        found.push(Sequence { layout, steps, fizz: Vec::new() });
    }
    let flat = flat(&files, "", dialect);
    if !flat.steps.is_empty() || !flat.fizz.is_empty() {
        found.push(flat);
    }
    for inner in others {
        look_into(inner, dialect, found);
    }
}

fn flyway_version<'s>(step: &'s Step<'_>) -> Option<flyway::Version<'s>> {
    flyway::Version::read(step.key.rsplit('/').next().unwrap_or_default())
}

fn diesel_version(name: &str) -> String {
    name.split('_').next().unwrap_or_default().replace('-', "")
}

/// All migrations in a folder that is a version, with their paths as keys.
fn collect<'f>(folder: &'f Folder, path: &str, dialect: Dialect, steps: &mut Vec<Step<'f>>) {
    for inner in folders(folder, dialect) {
        let path = format!("{path}/{}", inner.name);
        match migration(inner, &path) {
            Some((_, step)) => steps.push(step),
            None => collect(inner, &path, dialect, steps),
        }
    }
    let files: Vec<&File> = folder.files.iter().collect();
    steps.extend(flat(&files, path, dialect).steps);
}

/// A folder that is one migration.
fn migration<'f>(folder: &'f Folder, key: &str) -> Option<(Layout, Step<'f>)> {
    let (up, down) = (folder.file("up.sql"), folder.file("down.sql"));
    let (layout, up) = match folder.file("migration.sql") {
        Some(file) if up.is_none() => (Layout::Prisma, Some(file)),
        _ => (Layout::Diesel, up),
    };
    let is_migration = up.is_some() || down.is_some() && folder.folders.is_empty();
    is_migration.then(|| (layout, Step { key: key.to_owned(), up, down, ..Step::default() }))
}

fn has_sql(folder: &Folder) -> bool {
    folder.all().any(|file| without(&file.name, "sql").is_some())
}

/// The folders in a folder, without those for other databases.
fn folders(folder: &Folder, dialect: Dialect) -> impl Iterator<Item = &Folder> {
    let names = || folder.folders.iter().filter_map(|folder| dialect::named(&folder.name));
    // A folder `oracle` alone may hold anything.
    let by_dialect = names().any(|named| named.dialect().is_some());
    folder.folders.iter().filter(move |folder| {
        !by_dialect || dialect::named(&folder.name).is_none_or(|named| named == Named::Known(dialect))
    })
}

/// The files of one folder.
fn flat<'f>(files: &[&'f File], folder: &str, dialect: Dialect) -> Sequence<'f> {
    let fizz: Vec<&File> =
        files.iter().copied().filter(|file| without(&file.name, "fizz").is_some()).collect();
    let named: Vec<(&File, Name<'_>)> =
        files.iter().filter_map(|file| Some((*file, Name::read(&file.name)?))).collect();
    let by_dialect = named.iter().any(|(_, name)| name.dialect.and_then(Named::dialect).is_some());
    let is_ours = |name: &Name<'_>| name.dialect.is_none_or(|named| named == Named::Known(dialect));
    let stems: HashSet<&str> = named.iter().map(|(_, name)| name.stem).collect();
    let mut parsed: Vec<Parsed<'_>> = named
        .iter()
        .filter(|(_, name)| !by_dialect || is_ours(name))
        .map(|(file, name)| Parsed::new(file, name, &stems))
        .collect();
    // The file for the dialect takes the place of the one for all.
    let own: HashSet<(String, bool)> = parsed
        .iter()
        .filter(|parsed| parsed.own)
        .map(|parsed| (parsed.stem.clone(), parsed.is_down))
        .collect();
    parsed.retain(|parsed| parsed.own || !own.contains(&(parsed.stem.clone(), parsed.is_down)));

    let versions = parsed.iter().filter(|parsed| flyway::Version::read(&parsed.stem).is_some()).count();
    let directions = parsed.iter().any(|parsed| parsed.has_direction);
    let numbered = parsed.iter().filter(|parsed| is_numbered(&parsed.stem)).count();
    let (layout, steps) = if versions * 2 > parsed.len() {
        let programs = programs(files, |stem| flyway::Version::read(stem).is_some());
        let named = parsed.iter().map(|parsed| (parsed.stem.as_str(), parsed.file));
        let mut steps = flyway::steps(named.chain(programs.iter().copied()), folder);
        let is_program = |file: &File| programs.iter().any(|(_, program)| std::ptr::eq(*program, file));
        steps.iter_mut().for_each(|step| step.is_code = step.up.is_some_and(is_program));
        (Layout::Flyway, steps)
    } else {
        let layout = match () {
            () if !fizz.is_empty() || by_dialect && directions => Layout::Pop,
            () if directions => Layout::UpDown,
            () if numbered * 2 > parsed.len() => Layout::Numbered,
            () => Layout::Plain,
        };
        let is_step = |stem: &str| is_numbered(stem) && !parsed.iter().any(|parsed| parsed.stem == stem);
        let programs = match parsed.is_empty() {
            true => Vec::new(),
            false => programs(files, is_step),
        };
        let mut steps = pairs(parsed, folder);
        steps.extend(programs.into_iter().map(|(stem, file)| Step {
            key: join(folder, stem),
            up: Some(file),
            is_code: true,
            ..Step::default()
        }));
        steps.sort_by(by_key);
        (layout, steps)
    };
    Sequence { layout, steps, fizz }
}

/// Migrations that are programs, among files of SQL.
fn programs<'f>(files: &[&'f File], is_step: impl Fn(&str) -> bool) -> Vec<(&'f str, &'f File)> {
    let read = |file: &'f File| {
        let name = Name::read_code(&file.name)?;
        let is_up = name.direction != Some(Direction::Downgrade) && !name.stem.ends_with("_test");
        (is_up && is_step(name.stem)).then_some((name.stem, file))
    };
    files.iter().copied().filter_map(read).collect()
}

/// `<n>_<name>`
fn is_numbered(stem: &str) -> bool {
    let length = stem.bytes().take_while(u8::is_ascii_digit).count();
    length > 0 && stem.get(length..).is_some_and(|rest| rest.starts_with(['_', '-']))
}

/// A file whose name has been read.
struct Parsed<'f> {
    file: &'f File,
    stem: String,
    is_down: bool,
    has_direction: bool,
    no_transaction: bool,
    /// It is for the asked dialect alone.
    own: bool,
}

impl<'f> Parsed<'f> {
    fn new(file: &'f File, name: &Name<'_>, stems: &HashSet<&str>) -> Parsed<'f> {
        let mut stem = name.stem;
        let mut direction = name.direction;
        // `1_a_up.sql` and `1_a_down.sql` tell only together which way they go.
        for [own, other] in [["up", "down"], ["down", "up"]] {
            for mark in ['_', '-'] {
                if direction.is_none()
                    && let Some(rest) = stem.strip_suffix(own).and_then(|rest| rest.strip_suffix(mark))
                    && stems.contains(format!("{rest}{mark}{other}").as_str())
                {
                    direction = Some(if own == "up" { Direction::Upgrade } else { Direction::Downgrade });
                    stem = rest;
                }
            }
        }
        Parsed {
            file,
            stem: stem.to_owned(),
            is_down: direction == Some(Direction::Downgrade),
            has_direction: direction.is_some(),
            no_transaction: name.no_transaction,
            own: name.dialect.is_some(),
        }
    }
}

/// Joins the files of each migration: by name, else by number.
fn pairs<'f>(parsed: Vec<Parsed<'f>>, folder: &str) -> Vec<Step<'f>> {
    let (downs, ups): (Vec<_>, Vec<_>) = parsed.into_iter().partition(|parsed| parsed.is_down);
    let mut steps: Vec<(String, Step<'_>)> = ups
        .into_iter()
        .map(|up| {
            let key = join(folder, &up.stem);
            let no_transaction = up.no_transaction;
            (up.stem, Step { key, up: Some(up.file), no_transaction, ..Step::default() })
        })
        .collect();
    for down in downs {
        let number = order::leading_number(&down.stem);
        let by_name = steps.iter().position(|(stem, step)| *stem == down.stem && step.down.is_none());
        let by_number = || {
            let mut same = steps.iter().enumerate().filter(|(_, (stem, step))| {
                step.down.is_none() && number.is_some() && order::leading_number(stem) == number
            });
            same.next().filter(|_| same.next().is_none()).map(|(at, _)| at)
        };
        match by_name.or_else(by_number).and_then(|at| steps.get_mut(at)) {
            Some((_, step)) => step.down = Some(down.file),
            None => {
                let key = join(folder, &down.stem);
                let step = Step { key, down: Some(down.file), ..Step::default() };
                steps.push((down.stem, step));
            }
        }
    }
    let mut steps: Vec<Step<'_>> = steps.into_iter().map(|(_, step)| step).collect();
    steps.sort_by(by_key);
    steps
}

fn by_key(a: &Step<'_>, b: &Step<'_>) -> Ordering {
    order::compare(&a.key, &b.key).then_with(|| {
        let relative = |step: &Step<'_>| step.up.or(step.down).map(|file| file.relative.clone());
        relative(a).cmp(&relative(b))
    })
}
