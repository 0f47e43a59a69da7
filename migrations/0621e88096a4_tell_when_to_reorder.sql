-- Tell when to reorder
--
-- Nobody looks at a count that is always there. The view has a row only for what somebody must do something about.
--
-- revision: 0621e88096a4
-- down_revision: c10b0e12497d
-- created: 2025-02-24T09:44:51Z

-- ambix:upgrade
ALTER TABLE stock ADD COLUMN reorder_at INTEGER NOT NULL DEFAULT 5;

CREATE INDEX stock_low ON stock (product_id) WHERE quantity <= reorder_at;

CREATE VIEW low_stock AS
SELECT products.code, products.name, stock.quantity, stock.reorder_at
FROM stock
JOIN products ON products.id = stock.product_id
WHERE stock.quantity <= stock.reorder_at;

-- ambix:downgrade
DROP VIEW low_stock;
DROP INDEX stock_low;
ALTER TABLE stock DROP COLUMN reorder_at;
