//! All that is in a database, but the journal: catalog and rows.

use ambix_tests::subject::Database;

pub(crate) fn dump(database: &Database) -> Vec<String> {
    let mut lines = database.texts(match database {
        Database::Sqlite(_) => {
            "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
        }
        Database::Postgres(_) => POSTGRES,
        Database::Mysql(_) => MYSQL,
    });
    for table in tables(database) {
        if let Database::Mysql(_) = database {
            lines.extend(database.texts(&format!("SHOW CREATE TABLE {table}")));
        }
        let rows = match database {
            Database::Postgres(_) => format!("SELECT t::text FROM {table} t"),
            Database::Sqlite(_) | Database::Mysql(_) => format!("SELECT * FROM {table}"),
        };
        lines.extend(database.texts(&rows).iter().map(|row| format!("{table}: {row}")));
    }
    if let Database::Mysql(mysql) = database {
        lines.iter_mut().for_each(|line| *line = line.replace(mysql.name(), "here"));
    }
    lines.retain(|line| !line.contains("_journal"));
    lines.sort();
    lines
}

/// The tables and views, quoted.
fn tables(database: &Database) -> Vec<String> {
    database.texts(match database {
        Database::Sqlite(_) => {
            r#"SELECT '"' || replace(name, '"', '""') || '"' FROM sqlite_master WHERE type IN ('table', 'view')
               AND name NOT LIKE 'sqlite%'"#
        }
        Database::Postgres(_) => {
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
             WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        }
        Database::Mysql(_) => {
            "SELECT concat('`', table_schema, '`.`', replace(table_name, '`', '``'), '`')
             FROM information_schema.tables WHERE table_schema = database() OR table_schema LIKE concat(database(), '\\_%')"
        }
    })
}

const POSTGRES: &str = "
WITH mine AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'),
     classes AS (SELECT c.oid, nspname, relname, relkind FROM pg_class c JOIN mine ON mine.oid = relnamespace)
SELECT 'column', nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull, attnum,
       coalesce(pg_get_expr(adbin, adrelid), '')
FROM classes JOIN pg_attribute ON attrelid = classes.oid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v')
UNION ALL
SELECT 'index', nspname, relname, pg_get_indexdef(indexrelid), '', indisvalid, 0, ''
FROM classes JOIN pg_index ON indexrelid = classes.oid
UNION ALL
SELECT 'constraint', nspname, conname, pg_get_constraintdef(pg_constraint.oid), '', convalidated, 0, ''
FROM pg_constraint JOIN mine ON mine.oid = connamespace
UNION ALL
SELECT 'function', nspname, proname, pg_get_functiondef(pg_proc.oid), '', true, 0, ''
FROM pg_proc JOIN mine ON mine.oid = pronamespace
UNION ALL
SELECT 'trigger', nspname, relname, pg_get_triggerdef(pg_trigger.oid), '', true, 0, ''
FROM pg_trigger JOIN classes ON classes.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT 'view', nspname, relname, pg_get_viewdef(oid), '', true, 0, '' FROM classes WHERE relkind = 'v'
UNION ALL
SELECT 'label', nspname, typname, enumlabel, '', true, 0, ''
FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid JOIN mine ON mine.oid = typnamespace
";

const MYSQL: &str = "
SELECT routine_type, routine_name, routine_definition, dtd_identifier FROM information_schema.routines
WHERE routine_schema = database()
UNION ALL
SELECT action_timing, trigger_name, action_statement, event_manipulation FROM information_schema.triggers
WHERE trigger_schema = database()
";
