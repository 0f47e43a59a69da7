//! What extensions of PostgreSQL bring.

/// Whether an extension has a type of this name: it may have been created by whoever set up the database.
pub(super) fn has_type(name: &str) -> bool {
    const TYPES: [&str; 20] = [
        "citext",
        "hstore",
        "ltree",
        "lquery",
        "ltxtquery",
        "cube",
        "seg",
        "isbn",
        "issn",
        "upc",
        "vector",
        "halfvec",
        "sparsevec",
        "geometry",
        "geography",
        "raster",
        "box2d",
        "box3d",
        "gtrgm",
        "query_int",
    ];
    TYPES.contains(&name)
}

/// Whether an extension has a function of this name, likewise.
pub(super) fn has_function(name: &str) -> bool {
    const BEGINNINGS: [&str; 8] =
        ["uuid_", "st_", "pgp_", "dblink", "crosstab", "hstore", "cube_", "pgrowlocks"];
    const FUNCTIONS: [&str; 40] = [
        "crypt",
        "gen_salt",
        "digest",
        "hmac",
        "gen_random_bytes",
        "encrypt",
        "decrypt",
        "armor",
        "dearmor",
        "similarity",
        "word_similarity",
        "strict_word_similarity",
        "show_trgm",
        "unaccent",
        "levenshtein",
        "soundex",
        "difference",
        "metaphone",
        "dmetaphone",
        "nlevel",
        "subpath",
        "subltree",
        "lca",
        "akeys",
        "avals",
        "skeys",
        "svals",
        "each",
        "exist",
        "defined",
        "earth_distance",
        "ll_to_earth",
        "earth_box",
        "moddatetime",
        "autoinc",
        "connectby",
        "normal_rand",
        "cosine_distance",
        "l2_distance",
        "create_hypertable",
    ];
    FUNCTIONS.contains(&name) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

/// The types and relations that an extension brings; none for one that is not known.
pub(super) fn brings(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "citext" => &["citext"],
        "hstore" => &["hstore"],
        "ltree" => &["ltree", "lquery", "ltxtquery"],
        "cube" => &["cube"],
        "isn" => &["ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc"],
        "seg" => &["seg"],
        "lo" => &["lo"],
        "intarray" => &["query_int"],
        "pg_trgm" => &["gtrgm"],
        "pg_stat_statements" => &["pg_stat_statements", "pg_stat_statements_info"],
        "pg_buffercache" => &["pg_buffercache"],
        "vector" => &["vector", "halfvec", "sparsevec"],
        "uuid-ossp" | "pgcrypto" | "btree_gin" | "btree_gist" | "unaccent" | "fuzzystrmatch"
        | "tablefunc" | "bloom" | "dblink" | "postgres_fdw" | "pgrowlocks" | "pgstattuple" | "pg_prewarm"
        | "amcheck" | "tsm_system_rows" | "tsm_system_time" | "moddatetime" | "earthdistance"
        | "insert_username" | "autoinc" | "refint" | "dict_int" | "dict_xsyn" | "intagg" | "tcn" | "xml2"
        | "sslinfo" | "adminpack" | "file_fdw" | "plpgsql" | "pg_freespacemap" | "pg_visibility"
        | "pageinspect" => &[],
        _ => return None,
    })
}
