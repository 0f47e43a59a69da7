-- Revision b2
--
-- revision: b2
-- down_revision: a11

-- ambix:upgrade
CREATE INDEX by_id ON orders (id);

-- ambix:downgrade
DROP INDEX by_id;
