-- Revision c3
--
-- revision: c3
-- down_revision: a1

-- ambix:upgrade

-- ambix:downgrade
