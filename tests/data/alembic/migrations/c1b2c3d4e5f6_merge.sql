-- merge
--
-- revision: c1b2c3d4e5f6
-- down_revision: b1b2c3d4e5f6, b2b2c3d4e5f6

-- ambix:upgrade

-- ambix:downgrade
