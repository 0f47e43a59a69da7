//! How often each choice of ambix differs from Alembic in the recorded cases: no more, no less.

pub(crate) const TRAVERSAL: [(&str, usize); 12] = [
    ("ambiguous-downgrade", 135),
    ("anchor-restricts", 11),
    ("branch-error-names-branch", 20),
    ("branch-must-exist", 10),
    ("check-heads-means-upgrade-heads", 3),
    ("downgrade-leaves-no-overlap", 11),
    ("head-of-the-branch", 11),
    ("purge-validates-first", 34),
    ("revision-must-be-on-branch", 51),
    ("rows-are-exact-ids", 55),
    ("stamp-normalised", 158),
    ("whole-symbol", 6),
];

pub(crate) const REAL_GRAPHS: [(&str, usize); 5] = [
    ("ambiguous-downgrade", 1),
    ("head-of-the-branch", 2),
    ("purge-validates-first", 3),
    ("rows-are-exact-ids", 2),
    ("stamp-normalised", 3),
];
