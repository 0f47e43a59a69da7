//! Words that are no names.

/// Reserved in every version of MySQL and MariaDB. Sorted.
#[rustfmt::skip]
static RESERVED: [&str; 220] = [
    "accessible", "add", "all", "alter", "analyze", "and", "as", "asc", "asensitive", "before", "between", "bigint",
    "binary", "blob", "both", "by", "call", "cascade", "case", "change", "char", "character", "check", "collate",
    "column", "condition", "constraint", "continue", "convert", "create", "cross", "current_date", "current_time",
    "current_timestamp", "current_user", "cursor", "databases", "day_hour", "day_microsecond", "day_minute",
    "day_second", "dec", "decimal", "declare", "default", "delayed", "delete", "desc", "describe", "deterministic",
    "distinct", "distinctrow", "div", "double", "drop", "dual", "each", "else", "elseif", "enclosed", "escaped",
    "exists", "exit", "explain", "false", "fetch", "float", "float4", "float8", "for", "force", "foreign", "from",
    "fulltext", "grant", "group", "having", "high_priority", "hour_microsecond", "hour_minute", "hour_second", "if",
    "ignore", "in", "index", "infile", "inner", "inout", "insensitive", "insert", "int", "int1", "int2", "int3",
    "int4", "int8", "integer", "interval", "into", "is", "iterate", "join", "key", "keys", "kill", "leading",
    "leave", "left", "like", "limit", "linear", "lines", "load", "localtime", "localtimestamp", "lock", "long",
    "longblob", "longtext", "loop", "low_priority", "match", "mediumblob", "mediumint", "mediumtext", "middleint",
    "minute_microsecond", "minute_second", "mod", "modifies", "natural", "no_write_to_binlog", "not", "null",
    "numeric", "on", "optimize", "optionally", "or", "order", "out", "outer", "outfile", "precision", "primary",
    "procedure", "purge", "range", "read", "read_write", "reads", "real", "references", "regexp", "release",
    "rename", "repeat", "replace", "require", "restrict", "return", "revoke", "right", "rlike", "schemas",
    "second_microsecond", "select", "sensitive", "separator", "set", "show", "signal", "smallint", "spatial",
    "specific", "sql", "sql_big_result", "sql_calc_found_rows", "sql_small_result", "sqlexception", "sqlstate",
    "sqlwarning", "ssl", "starting", "straight_join", "table", "terminated", "then", "tinyblob", "tinyint",
    "tinytext", "to", "trailing", "trigger", "true", "undo", "union", "unique", "unlock", "unsigned", "update",
    "usage", "use", "using", "utc_date", "utc_time", "utc_timestamp", "values", "varbinary", "varchar",
    "varcharacter", "varying", "when", "where", "while", "with", "write", "xor", "year_month", "zerofill",
];

/// Whether no server takes the word, which is in lower case, for a name.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// Words that the parser may take for a column or a table and that are something else to a server: constants, hints,
/// units. In lower case.
pub(super) fn is_no_column(word: &str) -> bool {
    const OTHERS: [&str; 9] = [
        "sql_cache",
        "sql_no_cache",
        "sql_buffer_result",
        "rownum",
        "maxvalue",
        "sysdate",
        "unknown",
        "recursive",
        "lateral",
    ];
    is_reserved(word) || OTHERS.contains(&word)
}

/// Words for the time or the user that need no parentheses. In lower case.
pub(super) fn is_time(word: &str) -> bool {
    matches!(
        word,
        "current_date"
            | "current_time"
            | "current_timestamp"
            | "current_user"
            | "localtime"
            | "localtimestamp"
            | "utc_date"
            | "utc_time"
            | "utc_timestamp"
            | "current_role"
    )
}
