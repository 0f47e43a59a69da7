-- Take orders
--
-- A line keeps the price of its day: a later change of the price must not change what a customer owes.
--
-- revision: 20a9e718935d
-- down_revision: 4d630686edec
-- created: 2025-01-20T08:15:02Z

-- ambix:upgrade
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    placed_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX orders_of_customer ON orders (customer_id);

CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_cents INTEGER NOT NULL,
    PRIMARY KEY (order_id, position)
) WITHOUT ROWID;

CREATE INDEX order_lines_of_product ON order_lines (product_id);

-- ambix:downgrade
DROP TABLE order_lines;
DROP TABLE orders;
