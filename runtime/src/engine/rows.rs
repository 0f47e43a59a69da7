//! From the rows that are there to the rows that should be: the net change of a transaction.

use ambix_graph::{Index, RowChange};

use super::session::Session;
use super::version_table::VersionRow;
use crate::driver::DriverError;

/// What `changes` make of `rows`.
pub(crate) fn after(rows: &[Index], changes: &[RowChange]) -> Vec<Index> {
    let mut rows = rows.to_vec();
    ambix_graph::apply(changes, &mut rows);
    rows.sort_unstable();
    rows
}

/// The ids of rows, in load order.
pub(crate) fn ids(session: &Session<'_>, rows: &[Index]) -> Vec<String> {
    // The usual case has nothing to put in order.
    if let [row] = *rows {
        return vec![session.id(row).to_owned()];
    }
    let mut rows = rows.to_vec();
    rows.sort_by_key(|&row| session.graph.revision(row).load_position());
    rows.iter().map(|&row| session.id(row).to_owned()).collect()
}

/// A row as it is written: with its lineage, at rest.
pub(crate) fn row(session: &Session<'_>, index: Index) -> VersionRow {
    VersionRow { id: session.id(index).to_owned(), lineage: session.lineage(index), state: None }
}

/// Brings the table from `before` to `after`, whatever the steps between: inside a transaction nobody sees
/// them. `marked` is a row that is there already, with a mark.
pub(crate) async fn write(
    session: &Session<'_>,
    before: &[Index],
    after: &[Index],
    marked: Option<Index>,
) -> Result<(), DriverError> {
    let table = &session.version_table;
    let io = &session.io;
    let mut gone: Vec<Index> = before.iter().copied().filter(|row| !after.contains(row)).collect();
    let mut come: Vec<Index> = after.iter().copied().filter(|row| !before.contains(row)).collect();
    if let Some(marked) = marked {
        if after.contains(&marked) {
            table.update(io, session.id(marked), &row(session, marked)).await?;
            come.retain(|&row| row != marked);
        } else if !gone.contains(&marked) {
            gone.push(marked);
        }
    }
    let updates = if marked.is_some() { 0 } else { gone.len().min(come.len()) };
    // As Alembic: all but the last are deleted, the last is turned into the new row.
    for &row in &gone[..gone.len() - updates] {
        table.delete(io, session.id(row)).await?;
    }
    for (&from, &to) in gone[gone.len() - updates..].iter().zip(&come) {
        table.update(io, session.id(from), &row(session, to)).await?;
    }
    for &index in &come[updates..] {
        table.insert(io, &row(session, index)).await?;
    }
    Ok(())
}
