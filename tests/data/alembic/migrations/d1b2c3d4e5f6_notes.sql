-- notes
--
-- revision: d1b2c3d4e5f6
-- down_revision: c1b2c3d4e5f6

-- ambix:upgrade
CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);

-- ambix:downgrade
DROP TABLE note;
