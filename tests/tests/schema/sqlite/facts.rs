//! What SQLite itself says of a structure: the pragmas know nothing of how we read statements.

use rusqlite::Connection;

/// The columns, keys and indexes, without the names of what has none.
pub(crate) fn facts(connection: &Connection) -> Vec<String> {
    let mut facts = Vec::new();
    for question in [TABLES, COLUMNS, FOREIGN_KEYS, INDEXES, OTHERS] {
        let mut statement = connection.prepare(question).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        facts.extend(rows.map(Result::unwrap));
    }
    for (place, default) in defaults(connection) {
        facts.push(format!("default {place} {default}"));
    }
    facts.sort();
    // A constraint that is there twice does nothing more.
    facts.dedup();
    facts
}

const TABLES: &str = "\
SELECT format('table %s %s without rowid %d strict %d', name, type, wr, strict)
FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// The number of the row is never null, whatever is written.
const COLUMNS: &str = "\
SELECT format(
    'column %s.%s %s not null %d key %d hidden %d', t.name, c.name, upper(c.type),
    CASE WHEN c.pk = 1 AND upper(c.type) = 'INTEGER' THEN 0 ELSE c.\"notnull\" END, c.pk, c.hidden
)
FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
WHERE t.schema = 'main' AND t.type <> 'shadow' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

const FOREIGN_KEYS: &str = "\
SELECT format('foreign key %s %s', name, group_concat(part, ', ')) FROM (
    SELECT t.name, f.id, format(
        '%s -> %s.%s %s %s', f.\"from\", lower(f.\"table\"),
        lower(coalesce(f.\"to\", (SELECT p.name FROM pragma_table_xinfo(f.\"table\") AS p WHERE p.pk = f.seq + 1))),
        f.on_update, f.on_delete
    ) AS part
    FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f
    WHERE t.schema = 'main'
    ORDER BY t.name, f.id, f.seq
) GROUP BY name, id";

const INDEXES: &str = "\
SELECT format('index %s %s %s', name, head, group_concat(part, ', ')) FROM (
    SELECT
        t.name, i.name AS called,
        format(
            '%s %s unique %d partial %d', i.origin, CASE WHEN i.origin = 'c' THEN i.name ELSE '' END, i.\"unique\",
            i.partial
        ) AS head,
        format('%s %s %d', coalesce(x.name, x.cid), upper(x.coll), x.\"desc\") AS part
    FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS i JOIN pragma_index_xinfo(i.name) AS x
    WHERE t.schema = 'main' AND t.type <> 'shadow' AND x.key
    ORDER BY t.name, i.name, x.seqno
) GROUP BY name, called, head";

const OTHERS: &str = "\
SELECT format('%s %s on %s', type, name, lower(tbl_name)) FROM sqlite_schema WHERE type IN ('view', 'trigger')";

/// What the constant defaults come to.
fn defaults(connection: &Connection) -> Vec<(String, String)> {
    let question = "\
SELECT t.name || '.' || c.name, c.dflt_value
FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
WHERE t.schema = 'main' AND c.dflt_value IS NOT NULL";
    let mut statement = connection.prepare(question).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let rows: Vec<(String, String)> = rows.map(Result::unwrap).collect();
    let is_constant = |text: &str| !text.to_ascii_uppercase().contains("CURRENT_");
    let evaluated = rows.into_iter().filter(|(_, text)| is_constant(text)).map(|(place, text)| {
        let sql = format!("SELECT quote({text})");
        let value = connection.query_row(&sql, [], |row| row.get(0)).unwrap_or(text);
        (place, value)
    });
    evaluated.filter(|(_, value)| value != "NULL").collect()
}
