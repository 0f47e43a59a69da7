-- == view columns open
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT * FROM t;
ALTER TABLE t ADD COLUMN b int;
SELECT b FROM v;

-- == view columns unnamed
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
DROP VIEW v;
CREATE VIEW v (x, y) AS SELECT a, b FROM t;
SELECT x, y FROM v;
ALTER TABLE t RENAME COLUMN a TO c;
SELECT x FROM v;

-- == view of renamed column
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER TABLE t RENAME COLUMN a TO c;
SELECT c FROM v;

-- == view replaced table
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT * FROM t;
DROP TABLE t;
CREATE TABLE t (b int);
SELECT b FROM v;

-- == rename column in uses
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t (a) WHERE b > 0;
ALTER TABLE t RENAME COLUMN b TO c;
ALTER TABLE t ADD COLUMN b int;
ALTER TABLE t DROP COLUMN b;

-- == cte update table
CREATE TABLE d (id int);
WITH d AS (SELECT 1 AS x) UPDATE d SET id = 1 WHERE id = 2;
WITH d AS (SELECT 1 AS x) DELETE FROM d WHERE id = 1;
