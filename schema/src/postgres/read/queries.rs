//! The questions to PostgreSQL's own catalogs: one for each kind of object, for versions 12 to 18.
//!
//! Every column is text. Names come out relative to the search path of the session, which stays as it is.

/// What the version of the server and its search path decide.
pub(super) const SERVER: &str = "SELECT current_setting('server_version_num'), current_schema()::text";

/// The schemas that are not the server's own.
const NOT_ITS_OWN: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// A collation's name, where it is not that of the type.
fn collation(of: &str, of_type: &str) -> String {
    format!(
        "(SELECT CASE WHEN pg_collation_is_visible(co.oid) THEN quote_ident(co.collname) \
         ELSE quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END \
         FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace \
         WHERE co.oid = {of} AND {of} <> {of_type})"
    )
}

/// What needs what; and by `i` and `e` what is a part of what.
pub(super) const DEPENDENCIES: &str = "\
SELECT d.classid::regclass::text, d.objid::text, d.objsubid::text,
    d.refclassid::regclass::text, d.refobjid::text, d.refobjsubid::text, d.deptype::text
FROM pg_depend d
WHERE d.objid >= 16384 AND d.refobjid >= 16384";

pub(super) fn schemas() -> String {
    format!(
        "SELECT n.oid::text, n.nspname::text, obj_description(n.oid, 'pg_namespace')
FROM pg_namespace n
WHERE {NOT_ITS_OWN} AND n.nspname NOT IN ('public', coalesce(current_schema(), ''))"
    )
}

pub(super) const EXTENSIONS: &str = "\
SELECT e.oid::text, e.extname::text, n.nspname::text
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'";

/// Collations with their options.
pub(super) fn collations(version: u32) -> String {
    let locale = match version {
        170_000.. => "co.colllocale",
        150_000.. => "co.colliculocale",
        _ => "NULL",
    };
    let rules = if version >= 160_000 { "co.collicurules" } else { "NULL" };
    format!(
        "SELECT co.oid::text, n.nspname::text, co.collname::text, concat(
        'PROVIDER = ', CASE co.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
        ', LOCALE = ' || quote_literal(coalesce({locale}, CASE WHEN co.collcollate = co.collctype
            THEN co.collcollate END)),
        CASE WHEN co.collcollate <> co.collctype THEN ', LC_COLLATE = ' || quote_literal(co.collcollate)
            || ', LC_CTYPE = ' || quote_literal(co.collctype) END,
        CASE WHEN NOT co.collisdeterministic THEN ', DETERMINISTIC = false' END,
        ', RULES = ' || quote_literal({rules})),
    obj_description(co.oid, 'pg_collation')
FROM pg_collation co JOIN pg_namespace n ON n.oid = co.collnamespace
WHERE {NOT_ITS_OWN}"
    )
}

/// Tables, views, sequences and composite types.
pub(super) fn relations() -> String {
    format!(
        "SELECT c.oid::text, n.nspname::text, c.relname::text, c.relkind::text, c.relpersistence::text,
    (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) o), c.relrowsecurity::text, c.relforcerowsecurity::text,
    c.relreplident::text,
    (SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisreplident AND c.relreplident = 'i'),
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
    pg_get_expr(c.relpartbound, c.oid),
    (SELECT string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno)
        FROM pg_inherits h WHERE h.inhrelid = c.oid),
    (SELECT string_agg(h.inhparent::text, ' ' ORDER BY h.inhseqno)
        FROM pg_inherits h WHERE h.inhrelid = c.oid),
    CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END,
    (SELECT quote_ident(a.amname) FROM pg_am a WHERE a.oid = c.relam AND a.amname <> 'heap'),
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
    CASE WHEN c.relkind = 'c' THEN obj_description(c.reltype, 'pg_type')
        ELSE obj_description(c.oid, 'pg_class') END,
    c.reltype::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c') AND {NOT_ITS_OWN}"
    )
}

/// The columns of tables and views, and the attributes of composite types.
pub(super) fn columns(version: u32) -> String {
    let compression = if version >= 140_000 { "a.attcompression::text" } else { "''" };
    format!(
        "SELECT a.attrelid::text, a.attnum::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
    a.attnotnull::text, pg_get_expr(d.adbin, d.adrelid), d.oid::text, a.attidentity::text,
    a.attgenerated::text, {collation},
    CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END, {compression},
    a.attinhcount::text, col_description(a.attrelid, a.attnum)
FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'c') AND {NOT_ITS_OWN}
ORDER BY a.attrelid, a.attnum",
        collation = collation("a.attcollation", "t.typcollation")
    )
}

/// The particulars of sequences, and the column that owns each.
pub(super) const SEQUENCES: &str = "\
SELECT s.seqrelid::text, format_type(s.seqtypid, NULL), s.seqstart::text, s.seqincrement::text,
    s.seqmax::text, s.seqmin::text, s.seqcache::text, s.seqcycle::text,
    d.deptype::text, d.refobjid::text, d.refobjsubid::text
FROM pg_sequence s
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')";

/// Constraints of tables, but for those that a parent hands down.
pub(super) const CONSTRAINTS: &str = "\
SELECT k.oid::text, k.conrelid::text, k.conname::text, k.contype::text, pg_get_constraintdef(k.oid),
    (SELECT string_agg(a.attname, E'\\n' ORDER BY u.place)
        FROM unnest(k.conkey) WITH ORDINALITY u (number, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number),
    obj_description(k.oid, 'pg_constraint')
FROM pg_constraint k
WHERE k.conrelid <> 0 AND k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.coninhcount = 0
    AND k.conparentid = 0 AND k.oid >= 16384";

/// Indexes that belong to no constraint and to no index of a partitioned table.
pub(super) const INDEXES: &str = "\
SELECT i.indexrelid::text, i.indrelid::text, c.relname::text, pg_get_indexdef(i.indexrelid),
    quote_ident(c.relname), quote_ident(n.nspname) || '.' || quote_ident(t.relname),
    (SELECT string_agg(a.attname, E'\\n' ORDER BY u.place)
        FROM unnest(i.indkey) WITH ORDINALITY u (number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.number AND u.number > 0),
    obj_description(i.indexrelid, 'pg_class')
FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE i.indexrelid >= 16384 AND NOT c.relispartition AND t.relkind IN ('r', 'p', 'm') AND NOT EXISTS (
    SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))";

/// Enums, domains and ranges.
pub(super) fn types(version: u32) -> String {
    let multirange = if version >= 140_000 {
        "(SELECT CASE WHEN m.typname <> regexp_replace(t.typname, 'range', 'multirange') \
         THEN quote_ident(m.typname) END FROM pg_type m WHERE m.oid = r.rngmultitypid)"
    } else {
        "NULL"
    };
    format!(
        "SELECT t.oid::text, n.nspname::text, t.typname::text, t.typtype::text,
    format_type(t.typbasetype, t.typtypmod), t.typnotnull::text, pg_get_expr(t.typdefaultbin, 0),
    {collation}, obj_description(t.oid, 'pg_type'),
    format_type(r.rngsubtype, NULL),
    (SELECT quote_ident(on_.nspname) || '.' || quote_ident(o.opcname)
        FROM pg_opclass o JOIN pg_namespace on_ ON on_.oid = o.opcnamespace
        WHERE o.oid = r.rngsubopc AND NOT o.opcdefault),
    {range_collation},
    CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END,
    CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::text END,
    {multirange}
FROM pg_type t
    JOIN pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_type b ON b.oid = t.typbasetype
    LEFT JOIN pg_range r ON r.rngtypid = t.oid
    LEFT JOIN pg_type s ON s.oid = r.rngsubtype
WHERE t.typtype IN ('e', 'd', 'r') AND {NOT_ITS_OWN}",
        collation = collation("t.typcollation", "b.typcollation"),
        range_collation = collation("r.rngcollation", "s.typcollation")
    )
}

pub(super) const LABELS: &str = "\
SELECT e.enumtypid::text, e.enumlabel::text FROM pg_enum e ORDER BY e.enumtypid, e.enumsortorder";

/// The checks of domains.
pub(super) const DOMAIN_CHECKS: &str = "\
SELECT k.oid::text, k.contypid::text, k.conname::text, pg_get_constraintdef(k.oid)
FROM pg_constraint k
WHERE k.contypid <> 0 AND k.contype = 'c' AND k.oid >= 16384";

pub(super) fn functions() -> String {
    format!(
        "SELECT p.oid::text, n.nspname::text, p.proname::text, oidvectortypes(p.proargtypes), p.prokind::text,
    CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END,
    quote_ident(n.nspname) || '.' || quote_ident(p.proname),
    obj_description(p.oid, 'pg_proc')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {NOT_ITS_OWN}"
    )
}

/// What aggregates are made of: pairs of a word and its value.
pub(super) fn aggregates() -> String {
    let function = |word: &str, column: &str| {
        format!("CASE WHEN a.{column} <> 0 THEN E',\\n    {word} = ' || a.{column}::regproc::text END")
    };
    let parts = [
        "'    SFUNC = ' || a.aggtransfn::regproc::text".to_owned(),
        "E',\\n    STYPE = ' || format_type(a.aggtranstype, NULL)".to_owned(),
        "CASE WHEN a.aggtransspace <> 0 THEN E',\\n    SSPACE = ' || a.aggtransspace END".to_owned(),
        function("FINALFUNC", "aggfinalfn"),
        "CASE WHEN a.aggfinalextra THEN E',\\n    FINALFUNC_EXTRA' END".to_owned(),
        modify("FINALFUNC_MODIFY", "aggfinalmodify"),
        function("COMBINEFUNC", "aggcombinefn"),
        function("SERIALFUNC", "aggserialfn"),
        function("DESERIALFUNC", "aggdeserialfn"),
        "E',\\n    INITCOND = ' || quote_literal(a.agginitval)".to_owned(),
        function("MSFUNC", "aggmtransfn"),
        function("MINVFUNC", "aggminvtransfn"),
        "CASE WHEN a.aggmtranstype <> 0 THEN E',\\n    MSTYPE = ' || format_type(a.aggmtranstype, NULL) END"
            .to_owned(),
        "CASE WHEN a.aggmtransspace <> 0 THEN E',\\n    MSSPACE = ' || a.aggmtransspace END".to_owned(),
        function("MFINALFUNC", "aggmfinalfn"),
        "CASE WHEN a.aggmfinalextra THEN E',\\n    MFINALFUNC_EXTRA' END".to_owned(),
        modify("MFINALFUNC_MODIFY", "aggmfinalmodify"),
        "E',\\n    MINITCOND = ' || quote_literal(a.aggminitval)".to_owned(),
        "(SELECT E',\\n    SORTOP = OPERATOR(' || quote_ident(s.nspname) || '.' || o.oprname || ')' \
         FROM pg_operator o JOIN pg_namespace s ON s.oid = o.oprnamespace WHERE o.oid = a.aggsortop)"
            .to_owned(),
        "CASE p.proparallel WHEN 's' THEN E',\\n    PARALLEL = SAFE' \
         WHEN 'r' THEN E',\\n    PARALLEL = RESTRICTED' END"
            .to_owned(),
        "CASE WHEN a.aggkind = 'h' THEN E',\\n    HYPOTHETICAL' END".to_owned(),
    ];
    format!(
        "SELECT p.oid::text, pg_get_function_arguments(p.oid), concat({})
FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid
WHERE p.oid >= 16384",
        parts.join(",\n    ")
    )
}

/// Whether the last function of an aggregate may change its state: printed where it is not as the server takes it.
fn modify(word: &str, column: &str) -> String {
    format!(
        "CASE WHEN a.{column} <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN E',\\n    {word} = ' || \
         CASE a.{column} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END"
    )
}

pub(super) fn triggers(version: u32) -> String {
    // Before version 13 the triggers that a partition gets from its parent are internal ones.
    let own = if version >= 130_000 { "AND t.tgparentid = 0" } else { "" };
    format!(
        "SELECT t.oid::text, t.tgrelid::text, t.tgname::text, pg_get_triggerdef(t.oid),
    quote_ident(n.nspname) || '.' || quote_ident(c.relname), t.tgenabled::text,
    obj_description(t.oid, 'pg_trigger')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal {own}"
    )
}

pub(super) const EVENT_TRIGGERS: &str = "\
SELECT e.oid::text, e.evtname::text, e.evtevent::text, e.evtfoid::regproc::text, e.evtenabled::text,
    (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(e.evttags) tag),
    obj_description(e.oid, 'pg_event_trigger')
FROM pg_event_trigger e";

pub(super) const POLICIES: &str = "\
SELECT p.oid::text, p.polrelid::text, p.polname::text, p.polcmd::text, p.polpermissive::text,
    (SELECT string_agg(CASE WHEN role = 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(role)) END, ', '
        ORDER BY pg_get_userbyid(role)) FROM unnest(p.polroles) role WHERE p.polroles <> '{0}'),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
    obj_description(p.oid, 'pg_policy')
FROM pg_policy p";

/// Rules, but for those that views are made of.
pub(super) const RULES: &str = "\
SELECT r.oid::text, r.ev_class::text, r.rulename::text, pg_get_ruledef(r.oid),
    quote_ident(n.nspname) || '.' || quote_ident(c.relname), r.ev_enabled::text,
    obj_description(r.oid, 'pg_rewrite')
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND r.oid >= 16384";
