-- Refuse prices that are no number
--
-- Somebody typed `4,50` for a price, SQLite kept it as a text, and sums counted it as 4. The table becomes STRICT,
-- and codes no longer differ by upper and lower case alone. SQLite cannot change a table in these ways, so it is
-- rebuilt: a new one is made and filled, the old one dropped, the new one renamed. Triggers go with the old table and
-- are made again; the view would get in the way of the new name.
--
-- revision: 67ef17c01bc4
-- down_revision: bab363ec8cf0
-- created: 2025-03-10T14:26:37Z

-- ambix:upgrade
DROP VIEW low_stock;

CREATE TABLE products_new (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name TEXT NOT NULL,
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0)
) STRICT;

INSERT INTO products_new (id, code, name, price_cents)
SELECT
    id,
    code,
    name,
    CASE typeof(price_cents)
        WHEN 'integer' THEN price_cents
        ELSE CAST(round(replace(price_cents, ',', '.') * 100) AS INTEGER)
    END
FROM products;

DROP TABLE products;

ALTER TABLE products_new RENAME TO products;

UPDATE price_history
SET price_cents = CAST(round(replace(price_cents, ',', '.') * 100) AS INTEGER)
WHERE typeof(price_cents) <> 'integer';

CREATE TRIGGER products_begin_stock AFTER INSERT ON products
BEGIN
    INSERT INTO stock (product_id, quantity) VALUES (NEW.id, 0);
END;

CREATE TRIGGER products_first_price AFTER INSERT ON products
BEGIN
    INSERT INTO price_history (product_id, price_cents) VALUES (NEW.id, NEW.price_cents);
END;

CREATE TRIGGER products_next_price AFTER UPDATE OF price_cents ON products
WHEN OLD.price_cents <> NEW.price_cents
BEGIN
    INSERT INTO price_history (product_id, price_cents) VALUES (NEW.id, NEW.price_cents);
END;

CREATE VIEW low_stock AS
SELECT products.code, products.name, stock.quantity, stock.reorder_at
FROM stock
JOIN products ON products.id = stock.product_id
WHERE stock.quantity <= stock.reorder_at;

-- ambix:downgrade
DROP VIEW low_stock;

CREATE TABLE products_new (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    price_cents INTEGER NOT NULL
);

INSERT INTO products_new (id, code, name, price_cents)
SELECT id, code, name, price_cents
FROM products;

DROP TABLE products;

ALTER TABLE products_new RENAME TO products;

CREATE TRIGGER products_begin_stock AFTER INSERT ON products
BEGIN
    INSERT INTO stock (product_id, quantity) VALUES (NEW.id, 0);
END;

CREATE TRIGGER products_first_price AFTER INSERT ON products
BEGIN
    INSERT INTO price_history (product_id, price_cents) VALUES (NEW.id, NEW.price_cents);
END;

CREATE TRIGGER products_next_price AFTER UPDATE OF price_cents ON products
WHEN OLD.price_cents <> NEW.price_cents
BEGIN
    INSERT INTO price_history (product_id, price_cents) VALUES (NEW.id, NEW.price_cents);
END;

CREATE VIEW low_stock AS
SELECT products.code, products.name, stock.quantity, stock.reorder_at
FROM stock
JOIN products ON products.id = stock.product_id
WHERE stock.quantity <= stock.reorder_at;
