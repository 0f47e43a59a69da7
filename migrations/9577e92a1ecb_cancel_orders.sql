-- Cancel orders
--
-- A cancelled order keeps its row, so that its number still means something, and gives back what it took from the
-- stock. What is on its way can no longer be cancelled.
--
-- revision: 9577e92a1ecb
-- down_revision: 2f86353760d1
-- created: 2025-04-22T09:09:59Z

-- ambix:upgrade
ALTER TABLE orders ADD COLUMN cancelled_at TEXT;

CREATE TRIGGER orders_stay_shipped BEFORE UPDATE OF cancelled_at ON orders
WHEN EXISTS (SELECT 1 FROM shipments WHERE order_id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'the order is already shipped');
END;

CREATE TRIGGER orders_return_stock AFTER UPDATE OF cancelled_at ON orders
WHEN OLD.cancelled_at IS NULL AND NEW.cancelled_at IS NOT NULL
BEGIN
    UPDATE stock
    SET quantity = stock.quantity + returned.quantity
    FROM (
        SELECT product_id, sum(quantity) AS quantity
        FROM order_lines
        WHERE order_id = NEW.id
        GROUP BY product_id
    ) AS returned
    WHERE returned.product_id = stock.product_id;
END;

DROP VIEW order_overview;

CREATE VIEW order_overview AS
SELECT
    orders.id,
    customers.handle AS customer,
    date(orders.placed_at) AS placed_on,
    (
        SELECT group_concat(order_lines.quantity || ' x ' || products.code, ', ')
        FROM order_lines
        JOIN products ON products.id = order_lines.product_id
        WHERE order_lines.order_id = orders.id
    ) AS content,
    (SELECT sum(quantity * unit_cents) FROM order_lines WHERE order_id = orders.id) AS total_cents,
    CASE
        WHEN orders.cancelled_at IS NOT NULL THEN 'cancelled'
        WHEN shipments.id IS NOT NULL THEN 'shipped'
        WHEN invoice_balance.open_cents <= 0 THEN 'paid'
        WHEN invoice_balance.open_cents > 0 THEN 'invoiced'
        ELSE 'placed'
    END AS state
FROM orders
JOIN customers ON customers.id = orders.customer_id
LEFT JOIN invoice_balance ON invoice_balance.order_id = orders.id
LEFT JOIN shipments ON shipments.order_id = orders.id;

-- ambix:downgrade
DROP VIEW order_overview;

CREATE VIEW order_overview AS
SELECT
    orders.id,
    customers.handle AS customer,
    date(orders.placed_at) AS placed_on,
    (
        SELECT group_concat(order_lines.quantity || ' x ' || products.code, ', ')
        FROM order_lines
        JOIN products ON products.id = order_lines.product_id
        WHERE order_lines.order_id = orders.id
    ) AS content,
    (SELECT sum(quantity * unit_cents) FROM order_lines WHERE order_id = orders.id) AS total_cents,
    CASE
        WHEN shipments.id IS NOT NULL THEN 'shipped'
        WHEN invoice_balance.open_cents <= 0 THEN 'paid'
        WHEN invoice_balance.open_cents > 0 THEN 'invoiced'
        ELSE 'placed'
    END AS state
FROM orders
JOIN customers ON customers.id = orders.customer_id
LEFT JOIN invoice_balance ON invoice_balance.order_id = orders.id
LEFT JOIN shipments ON shipments.order_id = orders.id;

DROP TRIGGER orders_return_stock;
DROP TRIGGER orders_stay_shipped;
ALTER TABLE orders DROP COLUMN cancelled_at;
