//! What is never looked at.

use ambix_schema::{Catalog, Filter};

use crate::config::Options;
use crate::engine::own_tables;

/// Leaves out what ambix keeps for itself, and what `filter` leaves out.
pub(crate) fn without_own_tables(catalog: Catalog, filter: &Filter, options: &Options) -> Catalog {
    let mut filter = filter.clone();
    for table in own_tables(options) {
        // The schema of the version table may be the default one, whose objects have none.
        filter.exclude_table(None, &table);
        filter.exclude_table(options.version_table_schema.as_deref(), &table);
    }
    catalog.filtered(&filter)
}
