-- Keep several addresses of a customer
--
-- Presents go to somebody else's door. The address that a customer has so far becomes the default one; a partial
-- index sees to it that nobody has two of these.
--
-- revision: af280bb0cb3c
-- down_revision: 20a9e718935d
-- destroys: column customers.address
-- created: 2025-02-03T10:31:45Z

-- ambix:upgrade
CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    lines TEXT NOT NULL CHECK (lines <> ''),
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1))
);

CREATE UNIQUE INDEX addresses_one_default ON addresses (customer_id) WHERE is_default = 1;

INSERT INTO addresses (customer_id, lines, is_default)
SELECT id, address, 1
FROM customers
WHERE address <> '';

ALTER TABLE customers DROP COLUMN address;

-- ambix:downgrade
ALTER TABLE customers ADD COLUMN address TEXT;

UPDATE customers
SET address = (SELECT lines FROM addresses WHERE customer_id = customers.id AND is_default = 1);

DROP TABLE addresses;
