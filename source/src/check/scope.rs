//! Which revisions are looked at: all, unless the settings say otherwise.

use ambix_graph::Index;

use crate::configuration::Configuration;
use crate::finding::Finding;
use crate::graph::Ordered;
use crate::script::Script;

/// Whether each script is to be checked: all, or those that do not come before the revision `since`.
pub(super) fn asked(
    scripts: &[Script],
    ordered: Option<&Ordered>,
    configuration: &Configuration,
    findings: &mut Vec<Finding>,
) -> Vec<bool> {
    let Some(since) = &configuration.since else { return vec![true; scripts.len()] };
    if !scripts.is_empty() && !scripts.iter().any(|script| script.id() == Some(since)) {
        let message = format!("`since` names the revision `{since}`, which no file declares");
        findings.push(
            Finding::error("bad-setting", message).help("name the first revision that is to be checked"),
        );
        return vec![false; scripts.len()];
    }
    // Without an order nobody knows what comes before.
    let Some(ordered) = ordered else { return vec![false; scripts.len()] };
    let map = &ordered.map;
    let at: Vec<usize> =
        map.load_positions().filter_map(|position| ordered.scripts.get(position).copied()).collect();
    let script = |index: Index| at.get(index.get() as usize).copied();
    let mut asked = vec![true; scripts.len()];
    let mut open: Vec<Index> = map
        .order()
        .iter()
        .copied()
        .filter(|index| script(*index).and_then(|at| scripts.get(at)).and_then(Script::id) == Some(since))
        .collect();
    while let Some(index) = open.pop() {
        for before in map.prerequisites(index) {
            if let Some(asked) = script(before).and_then(|at| asked.get_mut(at))
                && std::mem::replace(asked, false)
            {
                open.push(before);
            }
        }
    }
    asked
}
