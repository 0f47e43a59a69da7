//! Recorded revisions as files.

use crate::replay::case::Node;

/// The file of a revision that tells when it runs.
pub(crate) fn file(node: &Node) -> (String, String) {
    let Node { id, slug, .. } = node;
    let text = format!(
        "-- {}\n--\n-- revision: {id}\n-- down_revision: {}\n-- depends_on: {}\n-- branch_labels: {}\n\n\
         -- ambix:upgrade\nINSERT INTO trace (revision, direction) VALUES ('{id}', 'up');\n\n\
         -- ambix:downgrade\nINSERT INTO trace (revision, direction) VALUES ('{id}', 'down');\n",
        slug.replace('_', " "),
        node.down.join(", "),
        node.depends_on.join(", "),
        node.labels.join(", "),
    );
    (format!("migrations/{id}_{slug}.sql"), text)
}
