-- Forget card numbers
--
-- A payment provider handles cards now, refunds included. What is not stored cannot be stolen, and a database without
-- card numbers is no longer subject to the rules of the card companies.
--
-- revision: ccf55fba5f82
-- down_revision: 1192cdb7fc42
-- destroys: column payments.card_number
-- created: 2025-03-17T10:00:00Z

-- ambix:upgrade
DROP INDEX payments_by_card;
ALTER TABLE payments DROP COLUMN card_number;

-- ambix:irreversible: the card numbers are deleted for good, and only the payment provider has them
