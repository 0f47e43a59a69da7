//! One request to a graph with a fork and a merge in every four revisions, for a profiler to look at:
//! `plan <revisions> <request>`, where the request is `heads`, `step` or `all`.

use std::process::ExitCode;

use ambix_graph::image::{Image, Writer};
use ambix_graph::{Declaration, Graph, Index, build};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let revisions = arguments.next().and_then(|revisions| revisions.parse().ok());
    let (Some(revisions), Some(request)) = (revisions, arguments.next()) else {
        eprintln!("plan <revisions> <request>");
        return ExitCode::FAILURE;
    };
    let mut writer = Writer::new(0);
    match build(&diamonds(revisions)) {
        Ok(map) => map.write(&mut writer),
        Err(errors) => {
            errors.iter().for_each(|error| eprintln!("{error}"));
            return ExitCode::FAILURE;
        }
    }
    let (tables, text) = writer.finish();
    match counted(&tables, &text, &request) {
        Some(answer) => println!("{answer}"),
        None => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

/// All that a program does from its image to its answer: how many heads, or how many steps. A profiler finds it by its
/// name, so it is not inlined.
#[inline(never)]
fn counted(tables: &[u8], text: &str, request: &str) -> Option<usize> {
    let graph = Graph::new(Image::new(tables, text));
    let heads = graph.real_heads();
    match request {
        "heads" => {
            let rows: Vec<Index> = heads.collect();
            graph.is_at_heads(&rows).then_some(rows.len())
        }
        "step" => {
            let rows: Vec<Index> = heads.flat_map(|head| graph.revision(head).normalized_down()).collect();
            Some(graph.upgrade_plan(&rows, &["heads"]).ok()?.steps.len())
        }
        "all" => Some(graph.upgrade_plan(&[], &["heads"]).ok()?.steps.len()),
        _ => None,
    }
}

fn diamonds(revisions: usize) -> Vec<Declaration> {
    let name = |id: usize| format!("r{id:06}");
    let parents = |id: usize| match id % 4 {
        _ if id == 0 => vec![],
        0 | 1 => vec![id - 1],
        2 => vec![id - 2],
        _ => vec![id - 1, id - 2],
    };
    let declaration = |id| Declaration {
        id: name(id),
        down_revision: parents(id).into_iter().map(name).collect(),
        ..Declaration::default()
    };
    (0..revisions).map(declaration).collect()
}
