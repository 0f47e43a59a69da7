-- Revision b2
--
-- revision: b2
-- down_revision: a1

-- ambix:upgrade

-- ambix:downgrade
