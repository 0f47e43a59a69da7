-- Offer the first range of products
--
-- Every shop of the chain starts with the same range, so it belongs to the history and not into a script that
-- somebody may forget to run.
--
-- revision: 4d630686edec
-- down_revision: 09ed670a5eff
-- created: 2025-01-13T15:47:30Z

-- ambix:upgrade
INSERT INTO products (code, name, price_cents)
VALUES
    ('teapot', 'Teapot, 1.2 l', 2450),
    ('teacup', 'Teacup with saucer', 680),
    ('kettle', 'Kettle; whistles', 3900),
    ('strainer', 'Tea strainer', 420),
    ('caddy', 'Grandmother''s tea caddy', 1575);

-- ambix:downgrade
DELETE FROM products
WHERE code IN ('teapot', 'teacup', 'kettle', 'strainer', 'caddy');
