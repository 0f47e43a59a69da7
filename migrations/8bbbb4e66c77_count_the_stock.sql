-- Count the stock
--
-- Orders were taken for kettles that nobody had. The count starts with the stocktaking of 8 February, two dozen of
-- everything; from here on the database itself refuses to sell what is not there.
--
-- revision: 8bbbb4e66c77
-- down_revision: af280bb0cb3c
-- created: 2025-02-10T07:58:20Z

-- ambix:upgrade
CREATE TABLE stock (
    product_id INTEGER PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
    quantity INTEGER NOT NULL CHECK (quantity >= 0)
);

INSERT INTO stock (product_id, quantity)
SELECT id, 24
FROM products;

CREATE TRIGGER products_begin_stock AFTER INSERT ON products
BEGIN
    INSERT INTO stock (product_id, quantity) VALUES (NEW.id, 0);
END;

CREATE TRIGGER order_lines_take_stock BEFORE INSERT ON order_lines
BEGIN
    SELECT CASE
        WHEN NEW.quantity > (SELECT quantity FROM stock WHERE product_id = NEW.product_id)
        THEN RAISE(ABORT, 'not enough in stock')
    END;
    UPDATE stock
    SET quantity = quantity - NEW.quantity
    WHERE product_id = NEW.product_id;
END;

-- ambix:downgrade
DROP TRIGGER order_lines_take_stock;
DROP TRIGGER products_begin_stock;
DROP TABLE stock;
