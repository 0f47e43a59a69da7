//! MySQL and MariaDB, through the drivers that know nothing else.

mod server;
