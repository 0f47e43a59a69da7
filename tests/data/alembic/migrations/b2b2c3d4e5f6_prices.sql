-- prices
--
-- revision: b2b2c3d4e5f6
-- down_revision: a1b2c3d4e5f6
-- branch_labels: billing

-- ambix:upgrade
CREATE TABLE price (id INTEGER PRIMARY KEY, cents INTEGER);

-- ambix:downgrade
DROP TABLE price;
