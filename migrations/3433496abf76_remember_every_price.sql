-- Remember every price
--
-- A discount may only be advertised against the lowest price of the last thirty days, so those prices must be known.
--
-- revision: 3433496abf76
-- down_revision: af280bb0cb3c
-- created: 2025-02-11T16:05:33Z

-- ambix:upgrade
CREATE TABLE price_history (
    id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    price_cents INTEGER NOT NULL,
    valid_from TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX price_history_of_product ON price_history (product_id, valid_from);

INSERT INTO price_history (product_id, price_cents)
SELECT id, price_cents
FROM products;

CREATE TRIGGER products_first_price AFTER INSERT ON products
BEGIN
    INSERT INTO price_history (product_id, price_cents) VALUES (NEW.id, NEW.price_cents);
END;

CREATE TRIGGER products_next_price AFTER UPDATE OF price_cents ON products
WHEN OLD.price_cents <> NEW.price_cents
BEGIN
    INSERT INTO price_history (product_id, price_cents) VALUES (NEW.id, NEW.price_cents);
END;

-- ambix:downgrade
DROP TRIGGER products_next_price;
DROP TRIGGER products_first_price;
DROP TABLE price_history;
