-- Merge the shop and billing
--
-- One team owns both from here on, and what comes next needs both.
--
-- revision: bc918e8073d0
-- down_revision: 67ef17c01bc4, 760bfc445bce
-- created: 2025-04-01T08:00:12Z

-- ambix:upgrade

-- ambix:downgrade
