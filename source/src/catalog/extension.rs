//! What extensions of PostgreSQL bring.

/// The extensions that are known: the types and relations that each brings, and whether it brings operators with names
/// of their own.
const EXTENSIONS: [(&str, &[&str], bool); 45] = [
    ("citext", &["citext"], false),
    ("hstore", &["hstore"], true),
    ("ltree", &["ltree", "lquery", "ltxtquery"], true),
    ("cube", &["cube"], true),
    ("isn", &["ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc"], true),
    ("seg", &["seg"], true),
    ("lo", &["lo"], true),
    ("intarray", &["query_int"], true),
    ("pg_trgm", &["gtrgm"], true),
    ("pg_stat_statements", &["pg_stat_statements", "pg_stat_statements_info"], false),
    ("pg_buffercache", &["pg_buffercache"], true),
    ("vector", &["vector", "halfvec", "sparsevec"], true),
    ("uuid-ossp", &[], false),
    ("pgcrypto", &[], false),
    ("btree_gin", &[], false),
    ("btree_gist", &[], false),
    ("unaccent", &[], false),
    ("fuzzystrmatch", &[], false),
    ("tablefunc", &[], true),
    ("bloom", &[], true),
    ("dblink", &[], true),
    ("postgres_fdw", &[], true),
    ("pgrowlocks", &[], true),
    ("pgstattuple", &[], true),
    ("pg_prewarm", &[], true),
    ("amcheck", &[], true),
    ("tsm_system_rows", &[], true),
    ("tsm_system_time", &[], true),
    ("moddatetime", &[], false),
    ("earthdistance", &[], true),
    ("insert_username", &[], true),
    ("autoinc", &[], true),
    ("refint", &[], true),
    ("dict_int", &[], true),
    ("dict_xsyn", &[], true),
    ("intagg", &[], true),
    ("tcn", &[], true),
    ("xml2", &[], true),
    ("sslinfo", &[], true),
    ("adminpack", &[], true),
    ("file_fdw", &[], true),
    ("plpgsql", &[], false),
    ("pg_freespacemap", &[], true),
    ("pg_visibility", &[], true),
    ("pageinspect", &[], true),
];

/// The types of extensions that bring more than is known here.
const OTHER_TYPES: [&str; 5] = ["geometry", "geography", "raster", "box2d", "box3d"];

/// Whether an extension has a type of this name: it may have been created by whoever set up the database.
pub(super) fn has_type(name: &str) -> bool {
    OTHER_TYPES.contains(&name) || EXTENSIONS.iter().any(|(_, brings, _)| brings.contains(&name))
}

/// Whether an extension has a type of this name, and operators with names of their own for it.
pub(super) fn has_operators(name: &str) -> bool {
    let brings = |(_, brings, operators): &(_, &[&str], bool)| *operators && brings.contains(&name);
    OTHER_TYPES.contains(&name) || EXTENSIONS.iter().any(brings)
}

/// Whether a text has the name of such a type.
pub(super) fn names_operand(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(has_operators)
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
    EXTENSIONS.iter().find(|(known, ..)| *known == name).map(|(_, brings, _)| *brings)
}

/// Whether an extension may bring operators with names of their own.
pub(super) fn brings_operators(name: &str) -> bool {
    EXTENSIONS.iter().find(|(known, ..)| *known == name).is_none_or(|(.., operators)| *operators)
}
