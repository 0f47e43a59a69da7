-- accounts
--
-- revision: a1b2c3d4e5f6
-- down_revision: 

-- ambix:upgrade
CREATE TABLE account (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL);

-- ambix:downgrade
DROP TABLE account;
