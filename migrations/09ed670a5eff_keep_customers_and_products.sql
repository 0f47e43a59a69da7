-- Keep customers and products
--
-- The shop opens with what a paper list has held so far: who buys, and what there is to buy. Amounts are whole
-- cents, because SQLite has no decimal type and floating-point numbers do not add up.
--
-- revision: 09ed670a5eff
-- down_revision: none
-- branch_labels: shop
-- created: 2025-01-13T09:02:11Z

-- ambix:upgrade
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    email TEXT,
    address TEXT
);

CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    price_cents INTEGER NOT NULL
);

-- ambix:downgrade
DROP TABLE products;
DROP TABLE customers;
