-- Revision a1
--
-- revision: a1
-- down_revision: 
-- depend_on: b2

-- ambix:upgrade
CREATE TABLE orders (id INTEGER);

-- ambix:downgrade
DROP TABLE orders;
