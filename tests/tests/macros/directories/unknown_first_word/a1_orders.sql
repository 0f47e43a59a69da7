-- Revision a1
--
-- revision: a1
-- down_revision: 

-- ambix:upgrade
CRAETE TABLE orders (id INTEGER);

-- ambix:downgrade
DROP TABLE orders;
