-- == addgeom own function
CREATE FUNCTION add_col(t text, c text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN %I int', t, c); END $$;
CREATE TABLE roads (id int);
SELECT add_col('roads', 'geom');
CREATE INDEX ON roads (geom);
UPDATE roads SET geom = 1;

-- == own function makes table
CREATE FUNCTION mk(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', t); END $$;
CREATE TABLE roads (id int);
SELECT mk('streets');
INSERT INTO streets VALUES (1);

-- == partition add column
CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE p ADD COLUMN x int;
UPDATE p1 SET x = 1;
CREATE INDEX p1_x ON p1 (x);
ALTER TABLE p RENAME COLUMN x TO y;
UPDATE p1 SET y = 2;
ALTER TABLE p DROP COLUMN y;
DROP TABLE p;
CREATE TABLE p1 (id int);

-- == partition type user
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE p (id int, d date, m mood) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE p DROP COLUMN m;
DROP TYPE mood;

-- == inherits add column
CREATE TABLE p (id int);
CREATE TABLE c (extra int) INHERITS (p);
ALTER TABLE p ADD COLUMN x int;
UPDATE c SET x = 1, extra = 2;
DROP TABLE p CASCADE;
CREATE TABLE c (id int);

-- == attach then drop
CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE p1 (id int, d date);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE p ADD COLUMN x int;
UPDATE p1 SET x = 1;
DROP TABLE p;
CREATE TABLE p1 (id int);

-- == attach detach
CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE p DETACH PARTITION p1;
DROP TABLE p;
INSERT INTO p1 VALUES (1, '2020-01-01');
DROP TABLE p1;

-- == inherit alter
CREATE TABLE p (id int);
CREATE TABLE c (id int);
ALTER TABLE c INHERIT p;
ALTER TABLE p ADD COLUMN x int;
UPDATE c SET x = 1;
ALTER TABLE c NO INHERIT p;
DROP TABLE p;
UPDATE c SET x = 1;

-- == partition trigger
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TRIGGER t AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE p1 DISABLE TRIGGER t;

-- == partition constraint names
CREATE TABLE p (id int, d date, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX ON p (d);
ALTER INDEX p1_d_idx RENAME TO p1_dd;
ALTER INDEX p1_pkey RENAME TO p1_pk;

-- == partition add constraint
CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE p1 ADD CONSTRAINT k CHECK (id > 0);
ALTER TABLE p ADD CONSTRAINT k CHECK (id > 0);
ALTER TABLE p DROP CONSTRAINT k;

-- == partition nested drop
CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY RANGE (id);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES FROM (1) TO (10);
DROP TABLE p;
CREATE TABLE p11 (id int);
CREATE TABLE p1 (id int);

-- == gone constraint
CREATE TABLE t (id int, CONSTRAINT k CHECK (id > 0));
CREATE INDEX t_i ON t (id);
DO $$ DECLARE r record; BEGIN FOR r IN SELECT conname, conrelid::regclass AS rel FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace LOOP EXECUTE 'ALTER TABLE ' || r.rel || ' DROP CONSTRAINT ' || r.conname; END LOOP; END $$;
ALTER TABLE t ADD CONSTRAINT k CHECK (id > 1);

-- == gone column
CREATE TABLE t (id int, legacy int);
DO $$ DECLARE r record; BEGIN FOR r IN SELECT attname, attrelid::regclass AS rel FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE attname LIKE 'leg%' AND relkind = 'r' LOOP EXECUTE 'ALTER TABLE ' || r.rel || ' DROP COLUMN ' || r.attname; END LOOP; END $$;
ALTER TABLE t ADD COLUMN legacy int;

-- == gone policy
CREATE TABLE t (id int);
CREATE POLICY pol ON t USING (id > 0);
DO $$ DECLARE r record; BEGIN FOR r IN SELECT policyname, tablename FROM pg_policies LOOP EXECUTE format('DROP POLICY %I ON %I', r.policyname, r.tablename); END LOOP; END $$;
CREATE POLICY pol ON t USING (id > 1);

-- == gone reference
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (a_id int REFERENCES a (id));
DO $$ DECLARE r record; BEGIN FOR r IN SELECT conname, conrelid::regclass AS rel FROM pg_constraint WHERE contype = 'f' LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.rel, r.conname); END LOOP; END $$;
ALTER TABLE a DROP CONSTRAINT a_pkey;

-- == gone type user
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood);
DO $$ DECLARE r record; BEGIN FOR r IN SELECT oid::regclass AS rel FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP EXECUTE 'DROP TABLE ' || r.rel; END LOOP; END $$;
DROP TYPE mood;

-- == gone schema
CREATE SCHEMA s;
CREATE TABLE s.t (id int);
DO $$ DECLARE r record; BEGIN FOR r IN SELECT oid::regclass AS rel FROM pg_class WHERE relkind = 'r' AND relname LIKE 't' LOOP EXECUTE 'DROP TABLE ' || r.rel; END LOOP; END $$;
DROP SCHEMA s;

-- == views in circle
CREATE TABLE t (x int);
CREATE VIEW a AS SELECT x FROM t;
CREATE VIEW b AS SELECT x FROM a;
DROP VIEW a CASCADE;
CREATE VIEW b AS SELECT x FROM t;

-- == views in true circle
CREATE TABLE t (x int);
CREATE VIEW a AS SELECT x FROM t;
CREATE VIEW b AS SELECT x FROM a;
CREATE OR REPLACE VIEW a AS SELECT x FROM b;
DROP VIEW a CASCADE;

-- == exclude name
CREATE EXTENSION btree_gist;
CREATE TABLE t (a int, d daterange, z int, EXCLUDE USING gist (z WITH =, d WITH &&) WHERE (a > 0));
ALTER TABLE t DROP CONSTRAINT t_z_d_excl;

-- == include name
CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b));
ALTER TABLE t DROP CONSTRAINT t_a_b_key;
CREATE INDEX ON t (a) INCLUDE (b);
DROP INDEX t_a_b_idx;

-- == include free
CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b));
CREATE UNIQUE INDEX t_a_key ON t (a);

-- == check name of schema
CREATE TABLE a_b (c int CHECK (c > 0));
CREATE TABLE a (b_c int CHECK (b_c > 0));
ALTER TABLE a DROP CONSTRAINT a_b_c_check1;

-- == check name opaque
CREATE TABLE t (a int, b int, CHECK (a > 0 AND (a, b) IS DISTINCT FROM (1, 2)));
ALTER TABLE t DROP CONSTRAINT t_check;

-- == fk name of schema
CREATE TABLE x (id int PRIMARY KEY);
CREATE TABLE a_b (c int REFERENCES x);
CREATE TABLE a (b_c int REFERENCES x);
ALTER TABLE a DROP CONSTRAINT a_b_c_fkey1;

-- == like including all
CREATE TABLE a (id serial PRIMARY KEY, e text UNIQUE CHECK (e <> ''));
CREATE TABLE b (LIKE a INCLUDING ALL);
ALTER TABLE b DROP CONSTRAINT a_e_check;
ALTER TABLE b DROP CONSTRAINT b_e_key;
ALTER TABLE b DROP CONSTRAINT b_pkey;
ALTER TABLE b ADD PRIMARY KEY (id);

-- == like including index
CREATE TABLE a (id int, e text);
CREATE INDEX a_e ON a (e);
CREATE TABLE b (LIKE a INCLUDING ALL);
DROP INDEX b_e_idx;

-- == like index elsewhere
CREATE TABLE z1 (id int); INSERT INTO z1 VALUES (1); CREATE TABLE z2 (id int); INSERT INTO z2 VALUES (1); CREATE TABLE z3 (id int); INSERT INTO z3 VALUES (1);
INSERT INTO z1 SELECT * FROM z2; INSERT INTO z1 SELECT * FROM z2; INSERT INTO z1 SELECT * FROM z2; INSERT INTO z1 SELECT * FROM z2; INSERT INTO z1 SELECT * FROM z2;
CREATE TABLE a (id int, e text, UNIQUE (e));
CREATE TABLE b (LIKE a INCLUDING INDEXES);
DROP TABLE a;
CREATE TABLE c (id int);
CREATE INDEX b_x ON c (id);
ALTER INDEX b_e_key RENAME TO b_e;

-- == using index same name
CREATE TABLE t (a int);
CREATE UNIQUE INDEX k ON t (a);
ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX k;
ALTER TABLE t DROP CONSTRAINT k;
CREATE INDEX k ON t (a);

-- == refused using index drop index
CREATE TABLE t (a int);
CREATE UNIQUE INDEX k ON t (a);
ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX k;
DROP INDEX k;

-- == drop column cascade view
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER TABLE t DROP COLUMN b CASCADE;
CREATE VIEW v AS SELECT a FROM t;

-- == drop column cascade view 2
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT b FROM t;
CREATE VIEW w AS SELECT b FROM v;
ALTER TABLE t DROP COLUMN b CASCADE;
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
DROP VIEW w; DROP VIEW v; DROP TABLE t;

-- == drop function cascade
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f(), b int, CHECK (b > f()));
CREATE VIEW v AS SELECT a, f() AS x FROM t;
CREATE INDEX i ON t (b);
DROP FUNCTION f() CASCADE;
CREATE VIEW v AS SELECT a FROM t;
ALTER TABLE t ADD CONSTRAINT t_check CHECK (b > 1);
DROP TABLE t CASCADE;

-- == drop function cascade 2
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (f(a)) STORED);
CREATE INDEX i ON t (f(a));
CREATE VIEW v AS SELECT f(a) AS x FROM t;
DROP FUNCTION f(int) CASCADE;
ALTER TABLE t ADD COLUMN b int;
CREATE INDEX i ON t (b);
DROP TABLE t;

-- == drop extension cascade
CREATE EXTENSION citext;
CREATE TABLE t (a citext, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE INDEX i ON t (a);
DROP EXTENSION citext CASCADE;
CREATE VIEW v AS SELECT b FROM t;
CREATE INDEX i ON t (b);

-- == drop schema cascade outside
CREATE SCHEMA s;
CREATE TABLE s.a (id int PRIMARY KEY);
CREATE TYPE s.mood AS ENUM ('x');
CREATE TABLE b (a_id int REFERENCES s.a (id), m s.mood);
CREATE VIEW v AS SELECT id FROM s.a;
DROP SCHEMA s CASCADE;
CREATE VIEW v AS SELECT a_id FROM b;
ALTER TABLE b ADD COLUMN m int;
ALTER TABLE b ADD CONSTRAINT b_a_id_fkey CHECK (a_id > 0);

-- == drop schema public cascade
CREATE TABLE t (id int);
CREATE TYPE m AS ENUM ('a');
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
CREATE TABLE t (id int);
CREATE TYPE m AS ENUM ('a');

-- == rule old new
CREATE TABLE t (id int, n int);
CREATE TABLE log (id int);
CREATE RULE r AS ON UPDATE TO t WHERE new.n <> old.n DO ALSO INSERT INTO log VALUES (new.id);

-- == drop function other signature
CREATE TABLE z1 (id int); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1);
CREATE FUNCTION myfunc(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION IF EXISTS myfunc(text);
SELECT myfunc(1);

-- == drop trigger name of table
CREATE TABLE z1 (id int); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1);
DROP TRIGGER IF EXISTS stamp ON z1;
DROP SCHEMA IF EXISTS stamp;
DROP EXTENSION IF EXISTS stamp;
CREATE TABLE stamp (id int);

-- == types of schemas
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE s.mood AS ENUM ('b');
CREATE TABLE t (m s.mood);
DROP TYPE mood;

-- == types of schemas 2
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE s.mood AS ENUM ('b');
CREATE TABLE t (m mood);
DROP TYPE s.mood CASCADE;
UPDATE t SET m = 'a';
ALTER TYPE mood RENAME TO feeling;
DROP TABLE t;
DROP TYPE feeling;

-- == types of schemas rename
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE s.mood AS ENUM ('b');
CREATE TABLE t (m mood);
ALTER TYPE s.mood RENAME TO other;
CREATE TABLE u (m s.other);
DROP TABLE u;
DROP TYPE s.other;

-- == order of actions
CREATE TABLE t (a int);
ALTER TABLE t ADD CONSTRAINT k CHECK (n > 0), ADD COLUMN n int;
ALTER TABLE t ALTER COLUMN z SET DEFAULT 1, ADD COLUMN z int;
ALTER TABLE t ALTER COLUMN y SET NOT NULL, ADD COLUMN y int;
ALTER TABLE t ADD UNIQUE (w), ADD COLUMN w int;

-- == is own by schema
CREATE SCHEMA audit;
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE audit.users (uid int REFERENCES public.users (id));
DROP TABLE audit.users;
DROP TABLE users;

-- == is own holds
CREATE SCHEMA audit;
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE audit.users (uid int REFERENCES public.users);
DROP TABLE audit.users;

-- == schemas in references
CREATE SCHEMA new; CREATE SCHEMA old;
CREATE TABLE new.t (a int, b int);
CREATE TABLE old.t (a int, x int);
SELECT old.t.x, new.t.b FROM new.t JOIN old.t ON new.t.a = old.t.a;
UPDATE new.t SET b = old.t.x FROM old.t WHERE new.t.a = old.t.a;

-- == temp on commit drop
BEGIN;
CREATE TEMP TABLE t (id int) ON COMMIT DROP;
COMMIT;
-- -- revision
BEGIN;
CREATE TEMP TABLE t (x int) ON COMMIT DROP;
UPDATE t SET x = 1;
COMMIT;

-- == temp on commit drop permanent
CREATE TABLE t (id int);
BEGIN;
CREATE TEMP TABLE t (x int) ON COMMIT DROP;
COMMIT;
-- -- revision
UPDATE t SET id = 1;

-- == select into temp
CREATE TABLE t (id int);
SELECT 1 AS x INTO TEMP t;
SELECT x FROM t;
DROP TABLE t;
SELECT id FROM t;
CREATE INDEX i ON t (id);

-- == set schema moves sequence
CREATE SCHEMA s;
CREATE TABLE t (id serial PRIMARY KEY);
ALTER TABLE t SET SCHEMA s;
ALTER SEQUENCE s.t_id_seq RESTART;
CREATE SEQUENCE t_id_seq;

-- == drop identity
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY);
ALTER TABLE t ALTER COLUMN id DROP IDENTITY;
CREATE SEQUENCE t_id_seq;

-- == rename schema
CREATE SCHEMA s;
CREATE TABLE s.a (id serial PRIMARY KEY);
CREATE TABLE s.b (a_id int REFERENCES s.a (id));
CREATE INDEX b_i ON s.b (a_id);
CREATE VIEW s.v AS SELECT id FROM s.a;
ALTER SCHEMA s RENAME TO r;
DROP VIEW r.v;
DROP TABLE r.b;
CREATE TABLE r.b (a_id int);
CREATE INDEX b_i ON r.b (a_id);
DROP TABLE r.a;
CREATE TABLE r.a (id int);

-- == refused rename schema holds
CREATE SCHEMA s;
CREATE TABLE s.a (id serial PRIMARY KEY);
CREATE TABLE s.b (a_id int REFERENCES s.a (id));
ALTER SCHEMA s RENAME TO r;
DROP TABLE r.a;

-- == rename schema public
CREATE TABLE a (id serial PRIMARY KEY);
ALTER SCHEMA public RENAME TO legacy;
CREATE SCHEMA public;
CREATE TABLE a (x int);
UPDATE legacy.a SET id = 1;
UPDATE a SET x = 1;

-- == not a serial
CREATE DOMAIN myserial AS int;
CREATE TABLE t (id myserial);
CREATE SEQUENCE t_id_seq;

-- == rename column in uses
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t (a) WHERE b > 0;
ALTER TABLE t RENAME COLUMN b TO c;
ALTER TABLE t ADD COLUMN b int;
ALTER TABLE t DROP COLUMN b;
CREATE INDEX i2 ON t (a);
DROP INDEX i;

-- == rename column in uses 2
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t (a) WHERE b > 0;
ALTER TABLE t RENAME COLUMN b TO c;
ALTER TABLE t DROP COLUMN c;
CREATE INDEX i ON t (a);

-- == alter table view rename column
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER TABLE v RENAME COLUMN a TO x;
SELECT x FROM v;
ALTER VIEW v RENAME COLUMN b TO y;
SELECT x, y FROM v;

-- == cte named like table
CREATE TABLE d (id int);
WITH d AS (SELECT 1 AS x) INSERT INTO d (id) SELECT x FROM d;

-- == refused cte delete
CREATE TABLE z (id int);
WITH d AS (SELECT 1 AS x) DELETE FROM d WHERE x = 1;

-- == cte delete table
CREATE TABLE d (id int);
WITH d AS (SELECT 1 AS x) DELETE FROM d WHERE id = 1;

-- == cte update table
CREATE TABLE d (id int);
WITH d AS (SELECT 1 AS x) UPDATE d SET id = 1 WHERE id = 2;

-- == comment on attribute
CREATE TYPE addr AS (street text, city text);
COMMENT ON COLUMN addr.street IS 'x';

-- == array type name
CREATE TABLE z1 (id int); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1); INSERT INTO z1 VALUES (1);
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m _mood);

-- == search path quoted
CREATE SCHEMA "My";
SET search_path TO "My", public;
CREATE TABLE t (id int);
RESET search_path;
UPDATE "My".t SET id = 1;
CREATE TABLE t (x int);
UPDATE t SET x = 1;

-- == reset all
CREATE SCHEMA s;
SET search_path TO s;
CREATE TABLE t (id int);
RESET ALL;
CREATE TABLE t (x int);
UPDATE t SET x = 1;

-- == discard all
CREATE SCHEMA s;
SET search_path = s;
CREATE TABLE t (id int);
DISCARD ALL;
CREATE TABLE t (x int);
UPDATE t SET x = 1;

-- == savepoint
BEGIN;
CREATE TABLE t (id int);
SAVEPOINT a;
DROP TABLE t;
ROLLBACK TO a;
UPDATE t SET id = 1;
SAVEPOINT b;
ALTER TABLE t ADD COLUMN x int;
ROLLBACK TO SAVEPOINT b;
ALTER TABLE t ADD COLUMN x int;
COMMIT;

-- == operator in do
DO $$ BEGIN CREATE OPERATOR === (LEFTARG = box, RIGHTARG = box, FUNCTION = box_same); END $$;
SELECT '(1,1),(0,0)'::box === '(1,1),(0,0)'::box;

-- == opaque check with function call
CREATE TABLE t (a int, CHECK (CASE WHEN a > 0 THEN true ELSE false END));
ALTER TABLE t DROP CONSTRAINT t_a_check;

-- == tables of another tool are named more than once
CREATE TABLE events_2024_01 (id int);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO event_2024_01 VALUES (1);
CREATE INDEX event_by_id ON event_2024_01 (id);
-- -- revision
DELETE FROM event_2024_01;

-- == tables that are counted are not mistaken for each other
CREATE TABLE events_2024_01 (id int);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_02 VALUES (1);
INSERT INTO events_2024_03 VALUES (1);

-- == refused a name that is nearly another
CREATE TABLE events_2024_01 (id int);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO events_2024_01 VALUES (1);
INSERT INTO event_2024_01 VALUES (1);

-- == columns that a function from elsewhere adds
CREATE TABLE roads (id int);
SELECT AddGeometryColumn('roads', 'geom', 4326, 'POINT', 2);
CREATE INDEX roads_geom ON roads (geom);
UPDATE roads SET geom_2 = NULL;

-- == refused columns that a function of the set does not add
CREATE TABLE roads (id int);
CREATE FUNCTION touch(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
SELECT touch('roads');
UPDATE roads SET missing = NULL;

-- == operators of an extension from elsewhere
CREATE TABLE items (id int, embedding vector(3));
SELECT id FROM items ORDER BY embedding <=> '[1,2,3]';

-- == rows that RETURNING has before and after
CREATE TABLE items (id int);
DELETE FROM items RETURNING old.id;

-- == what is rolled back was not done
CREATE TABLE items (id int);
BEGIN;
DROP TABLE items;
ROLLBACK;
UPDATE items SET id = 1;
