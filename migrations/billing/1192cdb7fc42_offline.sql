-- ambix:upgrade
ALTER TABLE invoices ADD COLUMN reference TEXT;

WITH RECURSIVE steps (id, body, position, remainder) AS (
    SELECT id, replace(number, '-', ''), 0, 0
    FROM invoices
    UNION ALL
    SELECT
        id,
        body,
        position + 1,
        CASE
            WHEN substr(body || 'RF00', position + 1, 1) BETWEEN '0' AND '9'
            THEN (remainder * 10 + substr(body || 'RF00', position + 1, 1)) % 97
            ELSE (remainder * 100 + unicode(substr(body || 'RF00', position + 1, 1)) - unicode('A') + 10) % 97
        END
    FROM steps
    WHERE position < length(body || 'RF00')
)
UPDATE invoices
SET reference = printf('RF%02d%s', 98 - steps.remainder, steps.body)
FROM steps
WHERE steps.id = invoices.id AND steps.position = length(steps.body || 'RF00');

CREATE UNIQUE INDEX invoices_reference ON invoices (reference);

-- ambix:downgrade
DROP INDEX invoices_reference;
ALTER TABLE invoices DROP COLUMN reference;
