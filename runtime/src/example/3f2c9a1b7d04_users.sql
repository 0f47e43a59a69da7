-- Create users
--
-- revision: 3f2c9a1b7d04
-- down_revision:

-- ambix:upgrade
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);

-- ambix:downgrade
DROP TABLE users;
