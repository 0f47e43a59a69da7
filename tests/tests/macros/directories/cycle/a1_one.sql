-- Revision a1
--
-- revision: a1
-- down_revision: b2

-- ambix:upgrade

-- ambix:downgrade
