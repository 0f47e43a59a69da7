-- Book deliveries of suppliers
--
-- Until now somebody corrected the count by hand whenever a box came in, and nobody could tell from whom.
--
-- revision: c10b0e12497d
-- down_revision: 8bbbb4e66c77
-- created: 2025-02-17T13:20:09Z

-- ambix:upgrade
CREATE TABLE suppliers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    arrived_on TEXT NOT NULL DEFAULT CURRENT_DATE
);

CREATE INDEX deliveries_of_product ON deliveries (product_id, arrived_on DESC);

CREATE TRIGGER deliveries_fill_stock AFTER INSERT ON deliveries
BEGIN
    UPDATE stock
    SET quantity = quantity + NEW.quantity
    WHERE product_id = NEW.product_id;
END;

-- ambix:downgrade
DROP TABLE deliveries;
DROP TABLE suppliers;
