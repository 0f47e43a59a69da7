-- Revision a1
--
-- revision: a1
-- down_revision: 

-- ambix:upgrade
BEGIN;
CREATE TABLE orders (id INTEGER);
COMMIT;

-- ambix:downgrade
DROP TABLE orders;
