//! Give invoices a payment reference
//!
//! People mistype invoice numbers when they pay. A reference as ISO 11649 defines it has two check digits, so the
//! bank notices. They take a loop over letters and digits, which Rust says plainly. SQL can do it as well, and does
//! in offline mode, where nobody is there to run Rust.
//!
//! revision: 1192cdb7fc42
//! down_revision: 5c0c902c828a
//! offline: 1192cdb7fc42_offline.sql
//! created: 2025-03-12T08:41:07Z

use ambix::{Error, Operations, Result};

pub async fn upgrade(op: &mut Operations<'_>) -> Result<()> {
    op.execute("ALTER TABLE invoices ADD COLUMN reference TEXT").await?;
    for invoice in op.query("SELECT id, number FROM invoices ORDER BY id", []).await? {
        let (Some(id), Some(number)) = (invoice.integer(0), invoice.text(1)) else {
            return Err(Error::revision("an invoice has no number"));
        };
        let update = "UPDATE invoices SET reference = ?1 WHERE id = ?2";
        op.execute_with(update, [reference(number).into(), id.into()]).await?;
    }
    op.execute("CREATE UNIQUE INDEX invoices_reference ON invoices (reference)").await
}

pub async fn downgrade(op: &mut Operations<'_>) -> Result<()> {
    op.execute("DROP INDEX invoices_reference").await?;
    op.execute("ALTER TABLE invoices DROP COLUMN reference").await
}

/// `INV-2025-0001` becomes `RF65INV20250001`. The application has such a function too; this one stays as it is when
/// that one changes.
fn reference(number: &str) -> String {
    let body: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    // A letter counts as a number of two digits: A is 10, Z is 35.
    let remainder = format!("{body}RF00")
        .chars()
        .filter_map(|character| character.to_digit(36))
        .fold(0, |remainder, digit| (remainder * if digit < 10 { 10 } else { 100 } + digit) % 97);
    format!("RF{:02}{body}", 98 - remainder)
}
