//! A history with forks, merges, labels and dependencies.

use ambix_graph::Declaration;

/// Every tenth revision is on a side line of its own, every tenth of these depends on the main line. The rest is a main
/// line that forks and merges again in every four revisions, and declares five labels. The last revision merges all.
pub fn declarations(count: usize) -> Vec<Declaration> {
    let mut all = Vec::with_capacity(count);
    let (mut main, mut side): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for at in 0..count {
        let mut declaration = Declaration { id: id(at), ..Declaration::default() };
        if at + 1 == count {
            let fork = if main.len() % 4 == 3 { 2 } else { 1 };
            let tips = main.iter().rev().take(fork).chain(side.last());
            declaration.down_revision = tips.copied().map(id).collect();
        } else if at % 10 == 9 {
            declaration.down_revision = side.last().copied().map(id).into_iter().collect();
            if side.is_empty() {
                declaration.branch_labels = vec!["side".to_owned()];
            }
            if at % 100 == 99 {
                declaration.depends_on = main.last().copied().map(id).into_iter().collect();
            }
            side.push(at);
        } else {
            let before = |back: usize| main.get(main.len().wrapping_sub(back)).copied();
            let parents = match main.len() % 4 {
                0 | 1 => [before(1), None],
                2 => [before(2), None],
                _ => [before(1), before(2)],
            };
            declaration.down_revision = parents.into_iter().flatten().map(id).collect();
            if at % (count / 5).max(1) == 0 {
                declaration.branch_labels = vec![format!("part_{at}")];
            }
            main.push(at);
        }
        all.push(declaration);
    }
    all
}

fn id(at: usize) -> String {
    format!("{:012x}", (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16)
}
