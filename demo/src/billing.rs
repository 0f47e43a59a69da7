//! What customers owe.

use std::io::Write;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use crate::error::{Error, Result};
use crate::money::Cents;
use crate::orders;

/// Writes the invoice of an order; a trigger gives it its number.
pub(crate) fn invoice(connection: &mut Connection, out: &mut dyn Write, order: i64) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if orders::state(&transaction, order)? == "cancelled" {
        return Err(Error::refused(format!("order {order} is cancelled")));
    }
    let written = "INSERT INTO invoices (order_id, total_cents, address)
         SELECT order_overview.id, order_overview.total_cents, addresses.lines
         FROM order_overview
         JOIN orders ON orders.id = order_overview.id
         LEFT JOIN addresses ON addresses.customer_id = orders.customer_id AND addresses.is_default = 1
         WHERE orders.id = ?1
         ON CONFLICT (order_id) DO NOTHING";
    if transaction.execute(written, [order])? == 0 {
        return Err(Error::refused(format!("order {order} has its invoice already")));
    }
    let read = "SELECT number, total_cents FROM invoices WHERE order_id = ?1";
    let (number, total): (String, Cents) =
        transaction.query_row(read, [order], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let reference = reference(&number);
    transaction.execute("UPDATE invoices SET reference = ?1 WHERE number = ?2", (&reference, &number))?;
    transaction.commit()?;
    writeln!(out, "{number}: {total} for order {order}, to be paid with the reference {reference}")?;
    Ok(())
}

/// Books the payment of all that is open of an invoice, found by its reference.
pub(crate) fn pay(connection: &Connection, out: &mut dyn Write, reference: &str) -> Result<()> {
    let open = "SELECT invoices.id, invoices.number, invoice_balance.open_cents
         FROM invoices
         JOIN invoice_balance ON invoice_balance.invoice_id = invoices.id
         WHERE invoices.reference = ?1";
    let (invoice, number, amount) = connection
        .query_row(open, [reference], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Cents>(2)?))
        })
        .optional()?
        .ok_or_else(|| Error::refused(format!("there is no invoice with the reference {reference}")))?;
    if amount <= Cents(0) {
        return Err(Error::refused(format!("{number} is paid already")));
    }
    connection
        .execute("INSERT INTO payments (invoice_id, amount_cents) VALUES (?1, ?2)", (invoice, amount))?;
    writeln!(out, "{number} is paid: {amount}")?;
    Ok(())
}

/// The reference of ISO 11649: `RF`, two check digits, and the letters and digits of the number.
fn reference(number: &str) -> String {
    let body: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    // A letter counts as a number of two digits: A is 10, Z is 35.
    let remainder = format!("{body}RF00")
        .chars()
        .filter_map(|character| character.to_digit(36))
        .fold(0, |remainder, digit| (remainder * if digit < 10 { 10 } else { 100 } + digit) % 97);
    format!("RF{:02}{body}", 98 - remainder)
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn references() {
        for (number, expected) in [("539007547034", "RF18539007547034"), ("INV-2025-0001", "RF65INV20250001")]
        {
            assert_eq!(reference(number), expected);
        }
    }
}
