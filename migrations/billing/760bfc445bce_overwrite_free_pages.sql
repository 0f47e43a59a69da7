-- Overwrite free pages
--
-- Deleted card numbers stay readable in the free pages of the file until something else is stored there. VACUUM
-- writes the file anew, and with it the mode in which free pages are given back to the file system.
--
-- revision: 760bfc445bce
-- down_revision: ccf55fba5f82
-- transaction: off
-- created: 2025-03-17T10:24:55Z

-- ambix:upgrade
PRAGMA auto_vacuum = INCREMENTAL;
VACUUM;

-- ambix:downgrade
PRAGMA auto_vacuum = NONE;
VACUUM;
