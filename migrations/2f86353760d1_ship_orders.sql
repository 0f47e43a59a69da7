-- Ship orders
--
-- The view answers what customers ask on the telephone: where is my order?
--
-- revision: 2f86353760d1
-- down_revision: bc918e8073d0
-- created: 2025-04-07T11:35:48Z

-- ambix:upgrade
CREATE TABLE shipments (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL UNIQUE REFERENCES orders (id),
    carrier TEXT NOT NULL,
    shipped_on TEXT NOT NULL DEFAULT CURRENT_DATE
) STRICT;

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

-- ambix:downgrade
DROP VIEW order_overview;
DROP TABLE shipments;
