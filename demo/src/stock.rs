//! What the shop has.

use std::io::Write;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Error, Result};
use crate::money::Cents;

/// Lists the products with their prices and what is left of them.
pub(crate) fn stock(connection: &Connection, out: &mut dyn Write) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT products.code, products.name, products.price_cents, stock.quantity, low_stock.code IS NOT NULL AS is_low
         FROM products
         JOIN stock ON stock.product_id = products.id
         LEFT JOIN low_stock ON low_stock.code = products.code
         ORDER BY products.code",
    )?;
    let mut rows = statement.query([])?;
    writeln!(out, "{:<10}  {:>8}  {:>4}  name", "product", "price", "left")?;
    while let Some(row) = rows.next()? {
        writeln!(
            out,
            "{:<10}  {:>8}  {:>4}  {}{}",
            row.get::<_, String>("code")?,
            row.get::<_, Cents>("price_cents")?,
            row.get::<_, i64>("quantity")?,
            row.get::<_, String>("name")?,
            if row.get("is_low")? { " (reorder)" } else { "" },
        )?;
    }
    Ok(())
}

/// Books a delivery; a trigger adds it to the stock. A supplier who is new is added.
pub(crate) fn deliver(
    connection: &mut Connection,
    out: &mut dyn Write,
    supplier: &str,
    product: &str,
    quantity: u32,
) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction
        .execute("INSERT INTO suppliers (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", [supplier])?;
    let delivery = "INSERT INTO deliveries (supplier_id, product_id, quantity)
         SELECT suppliers.id, products.id, ?3
         FROM suppliers, products
         WHERE suppliers.name = ?1 AND products.code = ?2";
    if transaction.execute(delivery, (supplier, product, quantity))? == 0 {
        return Err(Error::refused(format!("there is no product `{product}`; `demo stock` lists them")));
    }
    transaction.commit()?;
    writeln!(out, "{quantity} x {product} from {supplier}")?;
    Ok(())
}
