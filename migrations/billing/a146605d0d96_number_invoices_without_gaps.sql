-- Number invoices without gaps
--
-- The tax office wants numbers that start anew each year and leave none out, which an INTEGER PRIMARY KEY does not
-- promise. Invoices that were already sent get theirs in the order of their dates.
--
-- revision: a146605d0d96
-- down_revision: 2fc74a039ea1
-- created: 2025-02-05T09:17:26Z

-- ambix:upgrade
CREATE TABLE invoice_years (
    year TEXT PRIMARY KEY,
    last_number INTEGER NOT NULL
) WITHOUT ROWID;

ALTER TABLE invoices ADD COLUMN number TEXT;

WITH numbered AS (
    SELECT
        id,
        strftime('%Y', issued_on) AS year,
        row_number() OVER (PARTITION BY strftime('%Y', issued_on) ORDER BY issued_on, id) AS position
    FROM invoices
)
UPDATE invoices
SET number = printf('INV-%s-%04d', numbered.year, numbered.position)
FROM numbered
WHERE numbered.id = invoices.id;

INSERT INTO invoice_years (year, last_number)
SELECT strftime('%Y', issued_on), count(*)
FROM invoices
GROUP BY 1;

CREATE UNIQUE INDEX invoices_number ON invoices (number);

CREATE TRIGGER invoices_next_number AFTER INSERT ON invoices
WHEN NEW.number IS NULL
BEGIN
    INSERT INTO invoice_years (year, last_number)
    VALUES (strftime('%Y', NEW.issued_on), 1)
    ON CONFLICT (year) DO UPDATE SET last_number = last_number + 1;
    UPDATE invoices
    SET number = (
        SELECT printf('INV-%s-%04d', year, last_number)
        FROM invoice_years
        WHERE year = strftime('%Y', NEW.issued_on)
    )
    WHERE id = NEW.id;
END;

-- ambix:downgrade
DROP TRIGGER invoices_next_number;
DROP INDEX invoices_number;
ALTER TABLE invoices DROP COLUMN number;
DROP TABLE invoice_years;
