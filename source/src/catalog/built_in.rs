//! What a server has without anybody creating it.

use ambix_graph::script::Dialect;

use super::{Key, Space, extension, functions};

/// Whether the server, or the tool that ran the migrations before, has it.
pub(super) fn is_built_in(key: &Key, dialect: Dialect) -> bool {
    let name = key.name.as_str();
    match key.space {
        Space::Relation => is_relation(name, dialect),
        Space::Type => dialect != Dialect::Postgres || is_type(name) || extension::has_type(name),
        Space::Routine => {
            name.starts_with("pg_")
                || dialect == Dialect::Postgres && extension::has_function(name)
                || functions::built_in(dialect).is_none_or(|names| names.contains(name))
        }
        Space::Schema => {
            dialect != Dialect::Postgres
                || name.starts_with("pg_")
                || matches!(name, "public" | "information_schema")
        }
        Space::Extension => name == "plpgsql",
        Space::Index | Space::Trigger | Space::Policy => false,
    }
}

fn is_relation(name: &str, dialect: Dialect) -> bool {
    // Bookkeeping of this tool and of others, whose directories are checked as well.
    const BOOKKEEPING: [&str; 22] = [
        "__diesel_schema_migrations",
        "__drizzle_migrations",
        "__efmigrationshistory",
        "_prisma_migrations",
        "_sqlx_migrations",
        "alembic_version",
        "atlas_schema_revisions",
        "changelog",
        "databasechangelog",
        "databasechangeloglock",
        "flyway_schema_history",
        "goose_db_version",
        "gorp_migrations",
        "knex_migrations",
        "knex_migrations_lock",
        "migrations",
        "refinery_schema_history",
        "schema_migration",
        "schema_migrations",
        "schema_version",
        "typeorm_metadata",
        "ar_internal_metadata",
    ];
    let is_server = match dialect {
        Dialect::Postgres => name.starts_with("pg_"),
        Dialect::Sqlite => {
            name.starts_with("sqlite_")
                || name.starts_with("pragma_")
                || matches!(name, "dbstat" | "json_each" | "json_tree")
        }
        Dialect::Mysql => name == "dual",
    };
    is_server || BOOKKEEPING.contains(&name)
}

/// A column that every table has.
pub(super) fn is_system_column(name: &str, without_rowid: bool, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Postgres => {
            matches!(name, "ctid" | "xmin" | "xmax" | "cmin" | "cmax" | "tableoid" | "oid")
        }
        Dialect::Sqlite => !without_rowid && matches!(name, "rowid" | "oid" | "_rowid_") || name == "rank",
        Dialect::Mysql => name == "_rowid",
    }
}

/// PostgreSQL: a type of the server, by any of its names.
pub(super) fn is_type(name: &str) -> bool {
    // An array type has the name of its elements' with a `_` before it; catalog tables are types too.
    name.starts_with("pg_") || TYPES.contains(&name.strip_prefix('_').unwrap_or(name))
}

/// What PostgreSQL has in place of a type of another database.
pub(super) fn in_place_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "bigint unsigned" | "long" => "bigint",
        "int unsigned" | "integer unsigned" | "mediumint" => "integer",
        "tinyint" => "smallint",
        "binary" | "blob" | "longblob" | "mediumblob" | "tinyblob" => "bytea",
        "clob" | "longtext" | "mediumtext" | "tinytext" | "string" => "text",
        "nvarchar" | "nvarchar2" | "varchar2" => "varchar",
        "datetime" | "datetime2" | "smalldatetime" => "timestamp",
        "datetimeoffset" => "timestamptz",
        "double" => "double precision",
        "number" => "numeric",
        "uniqueidentifier" => "uuid",
        _ => return None,
    })
}

/// Whether it is a type that PostgreSQL certainly has not, and others have.
pub(super) fn is_foreign_type(name: &str) -> bool {
    in_place_of(name).is_some()
}

/// The names of the server's types, for suggestions.
pub(super) const TYPES: [&str; 130] = [
    "aclitem",
    "any",
    "anyarray",
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
    "bigint",
    "bigserial",
    "bit",
    "bit varying",
    "bool",
    "boolean",
    "box",
    "bpchar",
    "bytea",
    "char",
    "character",
    "character varying",
    "cid",
    "cidr",
    "circle",
    "cstring",
    "date",
    "datemultirange",
    "daterange",
    "dec",
    "decimal",
    "double precision",
    "event_trigger",
    "fdw_handler",
    "float",
    "float4",
    "float8",
    "gtsvector",
    "index_am_handler",
    "inet",
    "int",
    "int2",
    "int2vector",
    "int4",
    "int4multirange",
    "int4range",
    "int8",
    "int8multirange",
    "int8range",
    "integer",
    "internal",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "language_handler",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "national char",
    "national char varying",
    "national character",
    "national character varying",
    "nchar",
    "nchar varying",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "pg_lsn",
    "pg_snapshot",
    "point",
    "polygon",
    "real",
    "record",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "serial",
    "serial2",
    "serial4",
    "serial8",
    "setof",
    "smallint",
    "smallserial",
    "table_am_handler",
    "text",
    "tid",
    "time",
    "time with time zone",
    "time without time zone",
    "timestamp",
    "timestamp with time zone",
    "timestamp without time zone",
    "timestamptz",
    "timetz",
    "trigger",
    "tsm_handler",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "unknown",
    "uuid",
    "varbit",
    "varchar",
    "void",
    "xid",
    "xid8",
    "xml",
];
