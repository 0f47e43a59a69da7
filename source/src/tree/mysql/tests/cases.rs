//! Statements of every kind, each with what is read of it: names with their offsets.

#[rustfmt::skip]
pub(super) static CASES: &[(&str, &str)] = &[
    (
        "CREATE TABLE t (a INT)",
        "create table t@13; a@16 int",
    ),
    (
        "CREATE TABLE IF NOT EXISTS `s`.`t` (`a b` int(10) unsigned NOT NULL AUTO_INCREMENT, b varchar(255) COLLATE utf8mb4_bin DEFAULT 'x''y' COMMENT 'c', PRIMARY KEY (`a b`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
        "create table s@27.t@31; if-not-exists; a b@36 int unsigned(10) not-null identity; b@84 varchar(255) default='x'y' collate utf8mb4_bin; pk(a b@160); engine=InnoDB; charset=utf8mb4",
    ),
    (
        "CREATE TEMPORARY TABLE t (a bigint UNSIGNED PRIMARY KEY, b datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6))",
        "create table t@23; temporary; a@26 bigint unsigned pk(a@26); b@57 datetime(6) not-null on-update default=-",
    ),
    (
        "CREATE OR REPLACE TABLE t (a serial, b double precision, c decimal(10, 2) zerofill, d enum('x', 'y''z') NOT NULL, e set('a'))",
        "create table t@24; or-replace; a@27 serial not-null identity unique(a@27); b@37 double precision; c@57 decimal zerofill(10,2); d@84 enum(x,y'z) not-null; e@114 set(a)",
    ),
    (
        "CREATE TABLE t (a int, b int, UNIQUE KEY k (a, b DESC), KEY (b(10)), FULLTEXT INDEX f (a), CONSTRAINT c FOREIGN KEY fk (a) REFERENCES s.u (x, y) ON DELETE SET NULL ON UPDATE CASCADE, CHECK (a > b))",
        "create table t@13; a@16 int; b@23 int; unique(a@44 b@47) named k@41; index(b@61); index(a@87) named f@84; fk(a@120) -> s@134.u@136(x@139 y@142) on delete set null on update cascade named c@102; check(a@190 b@194)",
    ),
    (
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + c.d) STORED NOT NULL, c int AS (lower(a)) VIRTUAL, CONSTRAINT ck CHECK (json_valid(`x`)) ENFORCED)",
        "create table t@13; a@16 int; b@23 int not-null stored=a@50 c@54.d@56; c@76 int virtual=a@92 lower/1; check(x@137 json_valid/1) named ck@116",
    ),
    (
        "CREATE TABLE t (a int UNIQUE, b int KEY, c int CHECK (c > 0), d int CONSTRAINT e CHECK (d in (1, 2)), f int REFERENCES nowhere (g))",
        "create table t@13; a@16 int unique(a@16); b@30 int pk(b@30); c@41 int check(c@54); d@62 int check(d@88) named e@79; f@102 int",
    ),
    (
        "CREATE TABLE t LIKE s.u",
        "create table t@13; like s@20.u@22",
    ),
    (
        "CREATE TABLE t (LIKE u)",
        "create table t@13; like u@21",
    ),
    (
        "CREATE TABLE t AS SELECT a, b AS c FROM u WHERE d = 1",
        "create table t@13; as select a@25 as a@25, b@28 as c@33; from u@40; clause d@48",
    ),
    (
        "CREATE TABLE t (PRIMARY KEY (a)) ENGINE=MyISAM SELECT a FROM u",
        "create table t@13; pk(a@29); as select a@54 as a@54; from u@61; engine=MyISAM",
    ),
    (
        "CREATE TABLE t (SELECT 1 AS a)",
        "create table t@13; as (select 1 as a@28)",
    ),
    (
        "CREATE TABLE t (a int, KEY k ((lower(a)), b), SPATIAL KEY (g), INDEX USING BTREE (a), UNIQUE i (b) USING HASH COMMENT 'x')",
        "create table t@13; a@16 int; index(b@42 (a@37 lower/1)) named k@27; index(g@59); index(a@82); unique(b@96) named i@93",
    ),
    (
        "CREATE TABLE t (a int, b date) PARTITION BY RANGE (to_days(b)) (PARTITION p0 VALUES LESS THAN (1), PARTITION p1 VALUES LESS THAN MAXVALUE)",
        "create table t@13; a@16 int; b@23 date; partition b@59 to_days/1",
    ),
    (
        "CREATE TABLE t (a int) PARTITION BY HASH(a) PARTITIONS 4",
        "create table t@13; a@16 int; partition a@41",
    ),
    (
        "CREATE TABLE t (a int) PARTITION BY LINEAR KEY (a, b) PARTITIONS 2",
        "create table t@13; a@16 int; partition a@48 b@51",
    ),
    (
        "CREATE TABLE t (a int DEFAULT -1, b bit(1) DEFAULT b'0', c json DEFAULT (json_array()), d bool DEFAULT TRUE, e int DEFAULT NULL, f char(36) DEFAULT (uuid()), g text CHARACTER SET latin1 COLLATE latin1_bin)",
        "create table t@13; a@16 int default=-1; b@34 bit(1) default=-; c@57 json default=json_array/0; d@88 bool default=true; e@109 int default=null; f@129 char(36) default=uuid/0; g@158 text collate latin1_bin",
    ),
    (
        "CREATE TABLE t (é int, `ü` int, KEY k (é, `ü`), CHECK (`ü` > é))",
        "create table t@13; é@16 int; ü@24 int; index(é@41 ü@45) named k@38; check(ü@59 é@66)",
    ),
    (
        "CREATE TABLE t (a timestamp NULL DEFAULT NOW() ON UPDATE NOW(), b uuid NOT NULL DEFAULT uuid(), c inet6)",
        "create table t@13; a@16 timestamp on-update default=-; b@64 uuid not-null default=uuid/0; c@96 inet6",
    ),
    (
        "CREATE TABLE t (a int INVISIBLE, b int WITHOUT SYSTEM VERSIONING, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING",
        "create table t@13; a@16 int; b@33 int; s@66 timestamp(6); e@112 timestamp(6)",
    ),
    (
        "CREATE TABLE t (status int, type int, `key` int, date date, time time, timestamp timestamp, name text, value text, position int, comment text)",
        "create table t@13; status@16 int; type@28 int; key@38 int; date@49 date; time@60 time; timestamp@71 timestamp; name@92 text; value@103 text; position@115 int; comment@129 text",
    ),
    (
        "ALTER TABLE t ADD COLUMN a INT NOT NULL AFTER b, ADD c int FIRST, ADD COLUMN IF NOT EXISTS d int",
        "alter table t@12; [14..47] add a@25 int not-null after b@46; [49..64] add c@53 int; [66..96] add d@91 int if-exists",
    ),
    (
        "ALTER TABLE t ADD (a int, KEY (a)), DROP b, DROP COLUMN c CASCADE, DROP COLUMN IF EXISTS d",
        "alter table t@12; [19..24] add a@19 int; [26..33] add index(a@31); [36..42] drop b@41; [44..65] drop c@56 cascade; [67..90] drop d@89 if-exists",
    ),
    (
        "ALTER TABLE t CHANGE a b varchar(10) NOT NULL AFTER c, CHANGE COLUMN `d` `d` int, MODIFY e text, MODIFY COLUMN f int FIRST",
        "alter table t@12; [14..53] change a@21 b@23 varchar(10) not-null after c@52; [55..80] change d@69 d@73 int; [82..95] change e@89 e@89 text; [97..122] change f@111 f@111 int",
    ),
    (
        "ALTER TABLE t DROP PRIMARY KEY, DROP FOREIGN KEY fk, DROP INDEX i, DROP KEY k, DROP CHECK c, DROP CONSTRAINT d, DROP INDEX `PRIMARY`",
        "alter table t@12; [14..30] DropPrimaryKey; [32..51] drop ForeignKey fk@49; [53..65] drop Index i@64; [67..77] drop Index k@76; [79..91] drop Check c@90; [93..110] drop Constraint d@109; [112..132] DropPrimaryKey",
    ),
    (
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES u (b) ON DELETE CASCADE, ADD PRIMARY KEY (a, b), ADD UNIQUE (a), ADD UNIQUE INDEX i (a), ADD INDEX j (a), ADD KEY (b), ADD FULLTEXT f (c), ADD CHECK (a > 1)",
        "alter table t@12; [14..82] add fk(a@45) -> u@59(b@62) on delete cascade named fk@29; [84..106] add pk(a@101 b@104); [108..122] add unique(a@120); [124..146] add unique(a@144) named i@141; [148..163] add index(a@161) named j@158; [165..176] add index(b@174); [178..196] add index(c@194) named f@191; [198..215] add check(a@209)",
    ),
    (
        "ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX c TO d, RENAME KEY e TO f",
        "alter table t@12; [14..34] rename a@28 to b@33; [36..55] rename index c@49 to d@54; [57..74] rename index e@68 to f@73",
    ),
    (
        "ALTER TABLE t RENAME TO u",
        "alter table t@12; [14..25] rename to u@24",
    ),
    (
        "ALTER TABLE s.t RENAME AS s.u, ALGORITHM=INPLACE, LOCK=NONE",
        "alter table s@12.t@14; [16..29] rename to s@26.u@28; [31..48] algorithm=inplace; [50..59] lock=none",
    ),
    (
        "ALTER TABLE t RENAME u",
        "alter table t@12; [14..22] rename to u@21",
    ),
    (
        "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
        "alter table t@12; [14..73] Convert",
    ),
    (
        "ALTER TABLE t ALTER a SET DEFAULT 1, ALTER COLUMN b DROP DEFAULT, ALTER c SET DEFAULT (uuid())",
        "alter table t@12; [14..35] alter a@20 default 1; [37..64] alter b@50 DropDefault; [66..94] alter c@72 default uuid/0",
    ),
    (
        "ALTER TABLE t ENGINE=InnoDB, AUTO_INCREMENT = 10, COMMENT 'x', DEFAULT CHARACTER SET utf8, ROW_FORMAT=DYNAMIC",
        "alter table t@12; [14..27] Option; [29..48] Option; [50..61] Option; [63..89] Option; [91..109] Option",
    ),
    (
        "ALTER TABLE t ENGINE=InnoDB ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8",
        "alter table t@12; [14..27] Option; [28..49] Option; [50..66] Option",
    ),
    (
        "ALTER TABLE t DISABLE KEYS",
        "alter table t@12; [14..26] Option",
    ),
    (
        "ALTER TABLE t ORDER BY a",
        "alter table t@12; [14..24] Option",
    ),
    (
        "ALTER TABLE t ADD PARTITION (PARTITION p3 VALUES LESS THAN (10))",
        "alter table t@12; [14..64] Option",
    ),
    (
        "ALTER TABLE t PARTITION BY HASH (a)",
        "alter table t@12; [14..35] Option",
    ),
    (
        "ALTER TABLE t DROP PARTITION p0, p1",
        "alter table t@12; [14..35] Option",
    ),
    (
        "ALTER TABLE t REMOVE PARTITIONING",
        "alter table t@12; [14..33] Option",
    ),
    (
        "ALTER IGNORE TABLE t ADD UNIQUE (a)",
        "alter table t@19; [21..35] add unique(a@33)",
    ),
    (
        "ALTER TABLE IF EXISTS t ADD INDEX IF NOT EXISTS i (a), DROP FOREIGN KEY IF EXISTS fk",
        "alter table t@22; if-exists; [24..53] add index(a@51) named i@48 if-exists; [55..84] drop ForeignKey fk@82 if-exists",
    ),
    (
        "ALTER TABLE t ALTER INDEX i INVISIBLE, FORCE",
        "alter table t@12; [14..37] Option; [39..44] Option",
    ),
    (
        "ALTER TABLE t MODIFY a enum('x','y') CHARACTER SET utf8mb4 NOT NULL DEFAULT 'x' COMMENT 'it''s'",
        "alter table t@12; [14..95] change a@21 a@21 enum(x,y) not-null default='x'",
    ),
    (
        "CREATE INDEX i ON t (a, b(10) DESC)",
        "create index i@13 on t@18 (a@21, b@24)",
    ),
    (
        "CREATE UNIQUE INDEX i USING BTREE ON s.t (a) ALGORITHM=INPLACE LOCK=NONE",
        "create index i@20 on s@37.t@39 (a@42); unique; btree; algorithm=inplace; lock=none",
    ),
    (
        "CREATE FULLTEXT INDEX i ON t (a) WITH PARSER ngram",
        "create index i@22 on t@27 (a@30); fulltext=",
    ),
    (
        "CREATE INDEX IF NOT EXISTS i ON t ((lower(a)), b)",
        "create index i@27 on t@32 ((a@42 lower/1), b@47); if-not-exists",
    ),
    (
        "CREATE VIEW v AS SELECT a, t.b, c AS d FROM t",
        "create view v@12; select a@24 as a@24, t@27.b@29 as b@29, c@32 as d@37; from t@44",
    ),
    (
        "CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`root`@`%` SQL SECURITY INVOKER VIEW s.v (x, y) AS SELECT a, b FROM t WITH CASCADED CHECK OPTION",
        "create view s@79.v@81; or-replace; columns x@84 y@87; select a@100 as a@100, b@103 as b@103; from t@110",
    ),
    (
        "ALTER VIEW v AS SELECT a FROM t",
        "create view v@11; or-replace; select a@23 as a@23; from t@30",
    ),
    (
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
        "create trigger tr@15 on t@35",
    ),
    (
        "CREATE DEFINER='a'@'b' TRIGGER s.tr AFTER UPDATE ON s.t FOR EACH ROW BEGIN END",
        "create trigger s@31.tr@33 on s@52.t@54",
    ),
    (
        "CREATE PROCEDURE p (IN a INT) SELECT 1",
        "create Procedure p@17",
    ),
    (
        "CREATE DEFINER=CURRENT_USER FUNCTION f (a INT) RETURNS INT DETERMINISTIC RETURN a",
        "create Function f@37",
    ),
    (
        "CREATE DATABASE IF NOT EXISTS d CHARACTER SET utf8mb4",
        "create Database d@30",
    ),
    (
        "CREATE SEQUENCE s START WITH 1",
        "create Sequence s@16",
    ),
    (
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t",
        "create Other",
    ),
    (
        "CREATE USER 'a'@'%' IDENTIFIED BY 'x'",
        "create Other",
    ),
    (
        "DROP TABLE a",
        "drop Table a@11",
    ),
    (
        "DROP TABLE IF EXISTS a, s.b CASCADE",
        "drop Table a@21, s@24.b@26; if-exists; cascade",
    ),
    (
        "DROP TEMPORARY TABLE a",
        "drop Table a@21; temporary",
    ),
    (
        "DROP VIEW IF EXISTS v, w",
        "drop View v@20, w@23; if-exists",
    ),
    (
        "DROP INDEX i ON t",
        "drop Index i@11; on t@16",
    ),
    (
        "DROP INDEX `PRIMARY` ON t",
        "alter table t@24; [11..20] DropPrimaryKey",
    ),
    (
        "DROP INDEX i ON t ALGORITHM=INPLACE LOCK=NONE",
        "drop Index i@11; on t@16",
    ),
    (
        "DROP TRIGGER IF EXISTS s.tr",
        "drop Trigger s@23.tr@25; if-exists",
    ),
    (
        "DROP PROCEDURE IF EXISTS p",
        "drop Procedure p@25; if-exists",
    ),
    (
        "DROP FUNCTION f",
        "drop Function f@14",
    ),
    (
        "DROP DATABASE d",
        "drop Database d@14",
    ),
    (
        "DROP EVENT e",
        "Other",
    ),
    (
        "RENAME TABLE a TO b, s.c TO d",
        "rename a@13 to b@18, s@21.c@23 to d@28",
    ),
    (
        "TRUNCATE t",
        "truncate t@9",
    ),
    (
        "TRUNCATE TABLE s.t",
        "truncate s@15.t@17",
    ),
    (
        "LOCK TABLES a READ, b AS c WRITE, d e LOW_PRIORITY WRITE",
        "Lock a@12, b@20, d@34",
    ),
    (
        "UNLOCK TABLES",
        "Other",
    ),
    (
        "SET NAMES utf8mb4",
        "set names=utf8mb4",
    ),
    (
        "SET FOREIGN_KEY_CHECKS = 0",
        "set foreign_key_checks=0",
    ),
    (
        "SET @@session.sql_mode = 'ANSI_QUOTES'",
        "set sql_mode='ANSI_QUOTES'",
    ),
    (
        "SET SESSION group_concat_max_len = 1000",
        "set group_concat_max_len=1000",
    ),
    (
        "SET @a = (SELECT max(a) FROM t), @b = 2",
        "set @a=(SELECT max(a) FROM t)",
    ),
    (
        "SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO'",
        "set sql_mode='NO_AUTO_VALUE_ON_ZERO'",
    ),
    (
        "USE db",
        "set use=db",
    ),
    (
        "BEGIN",
        "Transaction",
    ),
    (
        "START TRANSACTION",
        "Transaction",
    ),
    (
        "COMMIT",
        "Transaction",
    ),
    (
        "SAVEPOINT a",
        "Transaction",
    ),
    (
        "CALL p()",
        "Opaque",
    ),
    (
        "PREPARE s FROM @sql",
        "Opaque",
    ),
    (
        "EXECUTE s",
        "Opaque",
    ),
    (
        "DO SLEEP(1)",
        "Other",
    ),
    (
        "GRANT SELECT ON t TO u",
        "Grant { tables: [] }",
    ),
    (
        "INSERT INTO t VALUES (1, 'a', NULL, now())",
        "insert t@12; values (1, 'a', null, now/0)",
    ),
    (
        "INSERT INTO t (a, `b`) VALUES (1, 2), (DEFAULT, a + 1)",
        "insert t@12; columns a@15 b@18; values (1, 2), (-, a@48)",
    ),
    (
        "INSERT IGNORE INTO s.t (a) SELECT b FROM u WHERE c NOT IN (SELECT d FROM w WHERE w.x = u.y)",
        "insert s@19.t@21; columns a@24; select b@34 as b@34; from u@41; clause c@49 (select d@66 as d@66; from w@73; clause w@81.x@83 u@87.y@89)",
    ),
    (
        "INSERT INTO t SET a = 1, b = (SELECT max(c) FROM u)",
        "insert t@12; set a@18 = 1; set b@25 = (select c@41 max/1; from u@49)",
    ),
    (
        "REPLACE INTO t (a) VALUES (1)",
        "insert t@13; columns a@16; values (1)",
    ),
    (
        "INSERT INTO t (a, b) VALUES (1, 2) ON DUPLICATE KEY UPDATE a = VALUES(a), b = b + 1, c = VALUES(c) + DEFAULT(d)",
        "insert t@12; columns a@15 b@18; values (1, 2); or set a@59 = a@70 VALUES/1; or set b@74 = b@78; or set c@85 = c@96 d@109 VALUES/1 DEFAULT/1",
    ),
    (
        "INSERT INTO t (a) VALUES (1) AS new ON DUPLICATE KEY UPDATE a = new.a + t.b",
        "insert t@12; columns a@15; values (1); or set a@60 = a@68 t@72.b@74",
    ),
    (
        "INSERT INTO t (a) VALUES (1) AS new (m) ON DUPLICATE KEY UPDATE a = m",
        "insert t@12; columns a@15; values (1); or set a@64 = ?",
    ),
    (
        "INSERT INTO t (a) SELECT b FROM u ON DUPLICATE KEY UPDATE a = u.c",
        "insert t@12; columns a@15; select b@25 as b@25; from u@32; or set a@58 = ?",
    ),
    (
        "INSERT INTO t () VALUES ()",
        "insert t@12; values ()",
    ),
    (
        "INSERT INTO t (a) VALUES (1) RETURNING a, b",
        "insert t@12; columns a@15; values (1); a@39 as a@39; b@42 as b@42",
    ),
    (
        "UPDATE t SET a = 1",
        "update t@7; set a@13 = 1",
    ),
    (
        r#"UPDATE t SET a = b + 1, t.c = "x" WHERE d = 'y' ORDER BY e LIMIT 10"#,
        "update t@7; set a@13 = b@17; set t@24.c@26 = 'x'; clause d@40; clause e@57; where",
    ),
    (
        "UPDATE LOW_PRIORITY IGNORE t x SET x.a = 1",
        "update t@27 as x@29; set x@35.a@37 = 1",
    ),
    (
        "UPDATE t JOIN u ON t.a = u.a LEFT JOIN w USING (b) SET t.c = u.d WHERE u.e IS NULL",
        "update t@7; from u@14; from w@39; set t@55.c@57 = u@61.d@63; clause t@19.a@21 u@25.a@27; clause u@71.e@73; using b@48; where",
    ),
    (
        "UPDATE a, b SET a.x = b.y WHERE a.id = b.id",
        "update a@7; from b@10; set a@16.x@18 = b@22.y@24; clause a@32.id@34 b@39.id@41; where",
    ),
    (
        "UPDATE t INNER JOIN (SELECT a, count(*) AS n FROM u GROUP BY a) AS q ON q.a = t.a SET t.n = q.n",
        "update t@7; from (select a@28 as a@28, count/0 as n@43; from u@50; group a@61) as q@67; set t@86.n@88 = q@92.n@94; clause q@72.a@74 t@78.a@80",
    ),
    (
        "DELETE FROM t",
        "delete t@12",
    ),
    (
        "DELETE FROM t WHERE a = 1 ORDER BY b LIMIT 1",
        "delete t@12; clause a@20; clause b@35; where",
    ),
    (
        "DELETE t FROM t JOIN u ON t.a = u.b WHERE u.c = 1",
        "delete t@7; from t@14; from u@21; clause t@26.a@28 u@32.b@34; clause u@42.c@44; multiple; where",
    ),
    (
        "DELETE a, s.b.* FROM t AS a, s.b WHERE a.x = b.x",
        "delete a@7, s@10.b@12; from t@21 as a@26; from s@29.b@31; clause a@39.x@41 b@45.x@47; multiple; where",
    ),
    (
        "DELETE FROM a, b USING t a JOIN u b ON a.x = b.x",
        "delete a@12, b@15; from t@23 as a@25; from u@32 as b@34; clause a@39.x@41 b@45.x@47; multiple",
    ),
    (
        "DELETE QUICK FROM t WHERE a IN (SELECT b FROM u)",
        "delete t@18; clause a@26 (select b@39 as b@39; from u@46); where",
    ),
    (
        "SELECT 1",
        "select 1",
    ),
    (
        "SELECT a, t.b, `s`.`t`.`c`, t.* FROM s.t LIMIT 1, 2",
        "select a@7 as a@7, t@10.b@12 as b@12, s@15.t@19.c@23 as c@23, t@28.*; from s@37.t@39; limit 1; limit 2",
    ),
    (
        "SELECT DISTINCT a x, count(DISTINCT b) FROM t, u AS v WHERE a = @x AND @@version > 1 GROUP BY x HAVING n > 1 ORDER BY a DESC LIMIT 5 OFFSET 2",
        "select a@16 as x@18, b@36 count/1; from t@44; from u@47 as v@52; clause a@60; group x@94; group n@103; order a@118; limit 5; limit 2",
    ),
    (
        "SELECT a FROM t UNION ALL SELECT b FROM u UNION (SELECT c FROM v ORDER BY c) ORDER BY a",
        "[select a@7 as a@7; from t@14] + [select b@33 as b@33; from u@40] + [(select c@56 as c@56; from v@63; order c@74)]; order a@86",
    ),
    (
        "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c",
        "with c@15 columns n@18 ([select 1] + [select n@51; from c@62; clause n@70]); select n@84 as n@84; from c@91",
    ),
    (
        r#"SELECT "a", 'b', _utf8mb4'c', N'd', x'00', CURRENT_TIMESTAMP, UTC_DATE, TRUE, NULL, DATE '2020-01-01' FROM dual"#,
        "select 'a', 'b', -, -, -, !current_timestamp, !utc_date, true, null, -",
    ),
    (
        "SELECT date_add(a, INTERVAL b DAY), timestampdiff(MONTH, c, d), extract(YEAR FROM e), cast(f AS SIGNED), convert(g, CHAR), convert(h USING utf8mb4), trim(BOTH 'x' FROM i) FROM t",
        "select a@16 b@28 date_add/2, c@57 d@60 timestampdiff/3, e@82, f@91, g@113, h@131, i@168; from t@176",
    ),
    (
        "SELECT group_concat(a ORDER BY b SEPARATOR ','), row_number() OVER (PARTITION BY c ORDER BY d), j->'$.x', k->>'$.y', match(l, m) AGAINST ('x' IN BOOLEAN MODE), n COLLATE utf8_bin FROM t",
        "select a@20 b@31 group_concat/1, c@81 d@92 row_number/0, j@96, k@106, l@123 m@126, n@160; from t@184",
    ),
    (
        "SELECT CASE a WHEN 1 THEN b ELSE c END, if(d, e, f), g IS NOT NULL, h BETWEEN i AND j, k LIKE 'x%', l REGEXP 'x', BINARY m, !n, o DIV p FROM t",
        "Other",
    ),
    (
        "SELECT a FROM t FORCE INDEX (i) STRAIGHT_JOIN u ON t.x = u.x NATURAL JOIN w",
        "select a@7 as a@7; from t@14; from u@46; from w@74; clause t@51.x@53 u@57.x@59; opaque",
    ),
    (
        "SELECT a FROM (SELECT b AS a FROM t) q CROSS JOIN LATERAL (SELECT q.a) r",
        "select a@7 as a@7; from (select b@22 as a@27; from t@34) as q@37; from lateral (select q@66.a@68 as a@68) as r@71",
    ),
    (
        "SELECT a FROM json_table('[]', '$[*]' COLUMNS (a INT PATH '$')) AS j",
        "select a@7 as a@7; from fn - as j@67",
    ),
    (
        "SELECT SQL_CACHE a FROM t",
        "select ? as a@17; from t@24",
    ),
    (
        "SELECT EXISTS (SELECT 1 FROM t WHERE a = 1), (SELECT max(b) FROM u) FROM t FOR UPDATE",
        "select (select 1; from t@29; clause a@37), (select b@57 max/1; from u@65); from t@73",
    ),
    (
        "SELECT 'é', é, /* ü */ `ö` FROM `ä` WHERE é = 'ß'",
        "select 'é', é@13 as é@13, ö@26 as ö@26; from ä@36; clause é@47",
    ),
    (
        "VALUES ROW (1, 2)",
        "values (1, 2)",
    ),
    (
        "CREATE TABLE t (a int /*!50606 STORAGE DISK */)",
        "Opaque",
    ),
    (
        "/*!40101 SET NAMES utf8 */",
        "Opaque",
    ),
    (
        "SELECT a FROM t; DROP TABLE t",
        "Opaque",
    ),
    (
        "DROP TABLE t; DROP TABLE u",
        "Opaque",
    ),
    (
        "SELECT a /*!80000 FROM t */",
        "Opaque",
    ),
    (
        "UPDATE t SET a = 1 /*! WHERE b */",
        "Opaque",
    ),
    (
        "DROP TABLE t;",
        "drop Table t@11",
    ),
    (
        "INSERT INTO t (a) VALUES (-1, CURRENT_TIMESTAMP, x'00', (SELECT b FROM u))",
        "insert t@12; columns a@15; values (-1, !current_timestamp, -, (select b@64 as b@64; from u@71))",
    ),
    (
        "CREATE TABLE t (a int, b int DEFAULT a, c int DEFAULT nextval(s))",
        "create table t@13; a@16 int; b@23 int default=a@37; c@40 int default=nextval/1",
    ),
    (
        "ALTER TABLE t DROP FOREIGN KEY t.fk",
        "alter table t@12; [14..35] drop ForeignKey fk@33",
    ),
    (
        "ALTER TABLE t PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1))",
        "alter table t@12; [14..71] Option",
    ),
    (
        "SELECT CASE a WHEN 1 THEN b ELSE c END, if(d, e, f), g IS NOT NULL, h BETWEEN i AND j, k LIKE 'x%', l REGEXP 'x', o DIV p FROM t",
        "select a@12 b@26 c@33, d@43 e@46 f@49 if/3, g@53, h@68 i@78 j@84, k@87, l@100, o@114 p@120; from t@127",
    ),
    (
        "SELECT BINARY m, NOT n, -o, p IN (q, 1), (r, s) = (1, 2), t.u IS TRUE FROM t",
        "select m@14, n@21, o@25, p@28 q@34, r@42 s@45, t@58.u@60; from t@75",
    ),
    (
        "SET NAMES DEFAULT",
        "set names=DEFAULT",
    ),
    (
        "CREATE TABLE t (a int) /* x */ ENGINE = InnoDB -- y",
        "create table t@13; a@16 int; engine=InnoDB",
    ),
    (
        "SELECT a, -- é\n  b\nFROM\n  t",
        "select a@7 as a@7, b@18 as b@18; from t@27",
    ),
];
