//! A shop that keeps its orders in SQLite: a program with its migrations inside.
//!
//! `demo db …` is ambix's own command line. Every other command brings the database to the head first, which costs
//! one `SELECT` when there is nothing to do.

mod billing;
mod database;
mod error;
mod money;
mod orders;
mod stock;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, Result};

#[derive(Parser)]
#[command(
    version,
    about = "A shop that keeps its orders in SQLite",
    after_help = "The database is sqlite://shop.db unless DATABASE_URL names another one."
)]
enum Command {
    #[command(flatten)]
    Shop(Shop),
    /// Look after the database
    Db(ambix::cli::Command),
}

#[derive(Subcommand)]
enum Shop {
    /// Take an order
    Order {
        /// Who orders
        #[arg(long)]
        customer: String,
        /// The code of the product
        #[arg(long)]
        product: String,
        /// How many
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        quantity: u32,
    },
    /// List the orders
    Orders,
    /// Write the invoice of an order
    Invoice {
        /// The number of the order
        order: i64,
    },
    /// Book the payment of an invoice
    Pay {
        /// The reference that the invoice asks for
        reference: String,
    },
    /// Send an order on its way
    Ship {
        /// The number of the order
        order: i64,
        /// Who carries it
        #[arg(long, default_value = "post")]
        carrier: String,
    },
    /// Cancel an order
    Cancel {
        /// The number of the order
        order: i64,
    },
    /// List the products and what is left of them
    Stock,
    /// Book a delivery
    Deliver {
        /// Who delivers
        #[arg(long)]
        supplier: String,
        /// The code of the product
        #[arg(long)]
        product: String,
        /// How many
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        quantity: u32,
    },
}

fn main() -> ExitCode {
    match Command::parse() {
        Command::Shop(command) => shop(command),
        Command::Db(command) => command.default_url(database::URL).run(&database::MIGRATIONS),
    }
}

fn shop(command: Shop) -> ExitCode {
    match run(command, &mut io::stdout().lock()) {
        // Whoever reads the output has seen enough.
        Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        Ok(()) => ExitCode::SUCCESS,
    }
}

fn run(command: Shop, out: &mut dyn Write) -> Result<()> {
    let mut connection = database::open(&database::url())?;
    match command {
        Shop::Order { customer, product, quantity } => {
            orders::order(&mut connection, out, &customer, &product, quantity)
        }
        Shop::Orders => orders::orders(&connection, out),
        Shop::Invoice { order } => billing::invoice(&mut connection, out, order),
        Shop::Pay { reference } => billing::pay(&connection, out, &reference),
        Shop::Ship { order, carrier } => orders::ship(&connection, out, order, &carrier),
        Shop::Cancel { order } => orders::cancel(&connection, out, order),
        Shop::Stock => stock::stock(&connection, out),
        Shop::Deliver { supplier, product, quantity } => {
            stock::deliver(&mut connection, out, &supplier, &product, quantity)
        }
    }
}
