-- Merge stock keeping and price history
--
-- Two people worked on them at the same time, and both started from the revision with the addresses.
--
-- revision: bab363ec8cf0
-- down_revision: 0621e88096a4, f5132c8997a9
-- created: 2025-03-03T08:30:00Z

-- ambix:upgrade

-- ambix:downgrade
