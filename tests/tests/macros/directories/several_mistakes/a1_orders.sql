-- Revision a1
--
-- revision: a1
-- down_revision: 
-- label: x

-- ambix:upgrade
CREATE TABLE orders (id INTEGER;

-- ambix:downgade
DROP TABLE orders;
