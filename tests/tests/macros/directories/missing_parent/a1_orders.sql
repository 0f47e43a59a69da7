-- Revision a1
--
-- revision: a1
-- down_revision: 

-- ambix:upgrade
CREATE TABLE orders (id INTEGER);

-- ambix:downgrade
DROP TABLE orders;
