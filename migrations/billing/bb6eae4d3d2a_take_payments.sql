-- Take payments
--
-- Card numbers are kept so that money can be sent back to the card that it came from.
--
-- revision: bb6eae4d3d2a
-- down_revision: a146605d0d96
-- created: 2025-02-12T10:50:18Z

-- ambix:upgrade
CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    invoice_id INTEGER NOT NULL REFERENCES invoices (id),
    amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
    paid_on TEXT NOT NULL DEFAULT CURRENT_DATE,
    card_number TEXT
);

CREATE INDEX payments_of_invoice ON payments (invoice_id);

CREATE INDEX payments_by_card ON payments (card_number) WHERE card_number IS NOT NULL;

CREATE VIEW invoice_balance AS
SELECT
    invoices.id AS invoice_id,
    invoices.order_id,
    invoices.number,
    invoices.total_cents,
    invoices.total_cents - coalesce(sum(payments.amount_cents), 0) AS open_cents
FROM invoices
LEFT JOIN payments ON payments.invoice_id = invoices.id
GROUP BY invoices.id;

-- ambix:downgrade
DROP VIEW invoice_balance;
DROP TABLE payments;
