//! In Rust
//!
//! revision: a1
//! down_revision:

pub async fn downgrade(op: &mut ambix::Operations<'_>) -> ambix::Result<()> {
    op.execute("SELECT 1").await
}
