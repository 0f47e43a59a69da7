//! A build after a change.

use super::cargo::{Build, Profile, Usage};
use super::workspace::{Program, Workspace};
use crate::results::{Bench, Results};

pub fn run(workspace: &mut Workspace, profiles: &[Profile], results: &mut Results) {
    for &profile in profiles {
        eprintln!("rebuild: {}", profile.name());
        for (tool, count) in workspace.warm(profile, false) {
            results.add(Bench::Rebuild, &ground(Change::Main, profile), tool, count, Vec::new());
        }
        measure(workspace, profile, Change::Main, results);
        if profile == Profile::Debug {
            measure(workspace, profile, Change::Edited, results);
            measure(workspace, profile, Change::Added, results);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    /// A comment of `main.rs`.
    Main,
    /// The text of the last migration.
    Edited,
    /// One more migration.
    Added,
}

fn ground(change: Change, profile: Profile) -> String {
    let change = match change {
        Change::Main => "main.rs",
        Change::Edited => "a migration",
        Change::Added => "a new migration",
    };
    format!("{change}, {}", profile.name())
}

/// In turns: every program once before any again. One that takes long is not asked as often.
fn measure(workspace: &mut Workspace, profile: Profile, change: Change, results: &mut Results) {
    let mut all: Vec<Vec<Usage>> = workspace.programs.iter().map(|_| Vec::new()).collect();
    for round in 0..5 {
        for (at, usages) in all.iter_mut().enumerate() {
            let edit = workspace.edit();
            let Some(program) = workspace.programs.get(at) else { continue };
            let slow = usages.first().is_some_and(|usage| usage.seconds > 10.0);
            let unnoticed = usages.len() < round;
            if (slow && round >= 3) || unnoticed || (change == Change::Edited && program.count == 0) {
                continue;
            }
            usages.extend(rebuild(workspace, program, profile, change, edit));
        }
    }
    let grounds = ground(change, profile);
    for (program, usages) in workspace.programs.iter().zip(all) {
        let mut add = |bench, value: fn(&Usage) -> f64| {
            let values: Vec<f64> = usages.iter().map(value).collect();
            results.add(bench, &grounds, program.tool.name, program.count, values);
        };
        if usages.is_empty() {
            continue;
        }
        add(Bench::Rebuild, |usage| usage.seconds);
        add(Bench::RebuildCpu, |usage| usage.cpu);
        add(Bench::CompilerMemory, |usage| usage.memory);
    }
}

/// None if Cargo does not notice the change.
fn rebuild(
    workspace: &Workspace,
    program: &Program,
    profile: Profile,
    change: Change,
    edit: u32,
) -> Option<Usage> {
    if program.tool.layout.is_none() && change != Change::Main {
        return None;
    }
    let build = || Build::new(&workspace.root, &program.package, profile).run();
    match change {
        Change::Main => program.edit_main(edit),
        Change::Edited => program.edit_migration(edit),
        Change::Added => program.add_migration(),
    }
    .expect("a file");
    let usage = build().filter(|_| Build::compiled(&workspace.root) > 0);
    if change == Change::Added {
        program.remove_added().expect("no file");
        build();
    }
    usage
}
