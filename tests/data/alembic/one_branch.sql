BEGIN TRANSACTION;
CREATE TABLE account (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('b2b2c3d4e5f6');
CREATE TABLE price (id INTEGER PRIMARY KEY, cents INTEGER);
COMMIT;
