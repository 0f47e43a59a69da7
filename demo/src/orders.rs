//! What customers want: orders and their way to the customer.

use std::io::Write;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use crate::error::{Error, Result};
use crate::money::Cents;

/// Takes an order of one product. A customer who is new is added.
pub(crate) fn order(
    connection: &mut Connection,
    out: &mut dyn Write,
    customer: &str,
    product: &str,
    quantity: u32,
) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = "SELECT products.id, products.price_cents, stock.quantity
         FROM products
         JOIN stock ON stock.product_id = products.id
         WHERE products.code = ?1";
    let (product_id, price, in_stock) = transaction
        .query_row(found, [product], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Cents>(1)?, row.get::<_, u32>(2)?))
        })
        .optional()?
        .ok_or_else(|| Error::refused(format!("there is no product `{product}`; `demo stock` lists them")))?;
    if quantity > in_stock {
        return Err(Error::refused(format!("{in_stock} of `{product}` are left, {quantity} were ordered")));
    }
    transaction
        .execute("INSERT INTO customers (handle) VALUES (?1) ON CONFLICT (handle) DO NOTHING", [customer])?;
    let placed = "INSERT INTO orders (customer_id) SELECT id FROM customers WHERE handle = ?1";
    transaction.execute(placed, [customer])?;
    let order = transaction.last_insert_rowid();
    let line = "INSERT INTO order_lines (order_id, position, product_id, quantity, unit_cents)
         VALUES (?1, 1, ?2, ?3, ?4)";
    transaction.execute(line, (order, product_id, quantity, price))?;
    transaction.commit()?;
    let total = Cents(price.0 * i64::from(quantity));
    writeln!(out, "order {order}: {quantity} x {product} for {customer}, {total}")?;
    Ok(())
}

/// Lists the orders.
pub(crate) fn orders(connection: &Connection, out: &mut dyn Write) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT id, customer, placed_on, content, total_cents, state FROM order_overview ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut any = false;
    while let Some(row) = rows.next()? {
        if !any {
            writeln!(
                out,
                "{:>5}  {:<10}  {:<10}  {:>9}  {:<9}  content",
                "order", "placed", "customer", "total", "state"
            )?;
        }
        any = true;
        writeln!(
            out,
            "{:>5}  {:<10}  {:<10}  {:>9}  {:<9}  {}",
            row.get::<_, i64>("id")?,
            row.get::<_, String>("placed_on")?,
            row.get::<_, String>("customer")?,
            row.get::<_, Cents>("total_cents")?,
            row.get::<_, String>("state")?,
            row.get::<_, String>("content")?,
        )?;
    }
    if !any {
        writeln!(out, "no orders yet; `demo order --customer ada --product teapot` takes one")?;
    }
    Ok(())
}

/// Sends an order on its way.
pub(crate) fn ship(connection: &Connection, out: &mut dyn Write, order: i64, carrier: &str) -> Result<()> {
    if let state @ ("shipped" | "cancelled") = state(connection, order)?.as_str() {
        return Err(Error::refused(format!("order {order} is {state}")));
    }
    connection.execute("INSERT INTO shipments (order_id, carrier) VALUES (?1, ?2)", (order, carrier))?;
    writeln!(out, "order {order} is on its way with {carrier}")?;
    Ok(())
}

/// Cancels an order; a trigger puts its products back into the stock.
pub(crate) fn cancel(connection: &Connection, out: &mut dyn Write, order: i64) -> Result<()> {
    if state(connection, order)? == "cancelled" {
        return Err(Error::refused(format!("order {order} is cancelled already")));
    }
    connection.execute("UPDATE orders SET cancelled_at = CURRENT_TIMESTAMP WHERE id = ?1", [order])?;
    writeln!(out, "order {order} is cancelled")?;
    Ok(())
}

/// How far an order has come.
pub(crate) fn state(connection: &Connection, order: i64) -> Result<String> {
    connection
        .query_row("SELECT state FROM order_overview WHERE id = ?1", [order], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::refused(format!("there is no order {order}; `demo orders` lists them")))
}
