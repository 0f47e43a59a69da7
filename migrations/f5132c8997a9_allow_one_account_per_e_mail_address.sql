-- Allow one account per e-mail address
--
-- `Ada@example.org` and `ada@example.org` reach the same person. Where there are two accounts the older one keeps
-- the address; the other is asked for it at its next order. Addresses that were cleared stay so in a downgrade.
--
-- revision: f5132c8997a9
-- down_revision: 3433496abf76
-- created: 2025-02-19T11:12:13Z

-- ambix:upgrade
UPDATE customers
SET email = NULL
WHERE EXISTS (
    SELECT 1
    FROM customers AS older
    WHERE older.id < customers.id AND lower(older.email) = lower(customers.email)
);

CREATE UNIQUE INDEX customers_email ON customers (lower(email)) WHERE email IS NOT NULL;

-- ambix:downgrade
DROP INDEX customers_email;
