-- Write invoices
--
-- Billing is a branch of its own with another pace and other owners. It needs the orders of the shop to exist, and
-- nothing else of it.
--
-- revision: 2fc74a039ea1
-- down_revision: none
-- depends_on: 20a9e718935d
-- branch_labels: billing
-- created: 2025-01-27T12:00:41Z

-- ambix:upgrade
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL UNIQUE REFERENCES orders (id),
    issued_on TEXT NOT NULL DEFAULT CURRENT_DATE,
    total_cents INTEGER NOT NULL
);

-- ambix:downgrade
DROP TABLE invoices;
