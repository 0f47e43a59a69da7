-- carts
--
-- revision: b1b2c3d4e5f6
-- down_revision: a1b2c3d4e5f6
-- branch_labels: shop

-- ambix:upgrade
CREATE TABLE cart (id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES account (id));

-- ambix:downgrade
DROP TABLE cart;
