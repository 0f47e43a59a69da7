//! Keywords: those that may be meant by a word that is nearly one, and those that no name can be without quotes.

use std::collections::HashSet;
use std::sync::OnceLock;

use ambix_graph::script::Dialect;

/// The words that migrations consist of.
static KEYWORDS: &str = "create table index unique view trigger alter drop add column rename insert into values update set delete from \
    where select primary foreign key references constraint check default not null exists cascade restrict on using \
    order group by having limit offset join left inner outer union and or as if collate generated always stored \
    returning conflict nothing temporary materialized concurrently extension schema type sequence function procedure \
    begin end case when then else distinct between like modify change after before autoincrement auto_increment \
    engine charset comment unsigned with for each row execute instead owner grant revoke truncate varchar integer \
    bigint timestamp boolean identity virtual deferrable initially deferred inherits partition replace ignore \
    fulltext spatial algorithm convert database";

/// Words that are right where they stand though they are near to another.
static OTHERS: &str = "text int date time real blob char json jsonb uuid bytea numeric decimal float double serial bigserial smallint \
    tinyint datetime interval enum desc asc all any true false no action in is to of do at old new user role now \
    current_timestamp current_date current_time natural cross right full only except intersect recursive rowid \
    without strict temp binary varbinary longtext mediumtext";

/// The words that may be meant by one that is nearly the same.
pub(super) fn keywords() -> impl Iterator<Item = &'static str> {
    KEYWORDS.split_ascii_whitespace()
}

pub(super) fn is_keyword(word: &str) -> bool {
    keywords().chain(OTHERS.split_ascii_whitespace()).any(|known| known.eq_ignore_ascii_case(word))
}

pub(super) fn is_reserved(word: &str, dialect: Dialect) -> bool {
    static SETS: [OnceLock<HashSet<&str>>; 3] = [const { OnceLock::new() }; 3];
    let (set, own) = match dialect {
        Dialect::Sqlite => (&SETS[0], SQLITE),
        Dialect::Postgres => (&SETS[1], POSTGRES),
        Dialect::Mysql => (&SETS[2], MYSQL),
    };
    let set =
        set.get_or_init(|| COMMON.split_ascii_whitespace().chain(own.split_ascii_whitespace()).collect());
    set.contains(word.to_ascii_lowercase().as_str())
}

/// Reserved in all three.
static COMMON: &str = "and as case check collate constraint create default distinct else foreign from group having in into join limit \
    not null on or order primary references select table then to union unique using when where";

static SQLITE: &str = "add all alter autoincrement between commit deferrable delete drop escape except exists index insert intersect is \
    isnull notnull set transaction update values returning nothing if";

static POSTGRES: &str = "all analyse analyze any array asc asymmetric authorization binary both cast column concurrently cross \
    current_date current_role current_time current_timestamp current_user deferrable desc do end except false fetch \
    for freeze full grant ilike initially inner intersect is isnull lateral leading left like localtime \
    localtimestamp natural notnull offset only outer overlaps placing returning right session_user similar some \
    symmetric  tablesample trailing true user variadic verbose window with";

static MYSQL: &str = "accessible add all alter analyze asc asensitive before between bigint binary blob both by call cascade change \
    char character column condition continue convert cross current_date current_time current_timestamp current_user \
    cursor database databases decimal declare delayed delete desc describe deterministic distinctrow div double drop \
    dual each elseif enclosed escaped except exists exit explain false fetch float for force fulltext grant groups \
    high_priority if ignore index infile inner inout insensitive insert int integer intersect interval is iterate \
    key keys kill leading leave left like lines load localtime localtimestamp lock long longblob longtext loop \
    low_priority match mediumblob mediumint mediumtext mod modifies natural numeric optimize option optionally out \
    outer outfile over partition precision procedure purge range rank read reads real recursive regexp release \
    rename repeat replace require restrict return revoke right rlike row_number rows schema schemas sensitive \
    separator set show signal smallint spatial specific sql sqlexception sqlstate sqlwarning ssl starting \
    straight_join terminated tinyblob tinyint tinytext trailing trigger true undo unlock unsigned update usage use \
    utc_date utc_time utc_timestamp values varbinary varchar varying while window with write xor year_month zerofill";
