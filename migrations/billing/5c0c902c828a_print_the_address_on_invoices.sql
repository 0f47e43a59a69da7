-- Print the address on invoices
--
-- An invoice must show the address of the day on which it was written, also when the customer moves later: it is
-- copied and cannot be changed. Addresses are a matter of the shop, and this is the revision of theirs that is needed.
--
-- revision: 5c0c902c828a
-- down_revision: bb6eae4d3d2a
-- depends_on: af280bb0cb3c
-- created: 2025-02-26T15:39:04Z

-- ambix:upgrade
ALTER TABLE invoices ADD COLUMN address TEXT;

UPDATE invoices
SET address = (
    SELECT addresses.lines
    FROM orders
    JOIN addresses ON addresses.customer_id = orders.customer_id
    WHERE orders.id = invoices.order_id AND addresses.is_default = 1
);

CREATE TRIGGER invoices_keep_address BEFORE UPDATE OF address ON invoices
WHEN OLD.address IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'an invoice keeps the address that it was written with');
END;

-- ambix:downgrade
DROP TRIGGER invoices_keep_address;
ALTER TABLE invoices DROP COLUMN address;
