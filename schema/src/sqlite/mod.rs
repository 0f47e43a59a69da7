//! What is sqlite's own.

use crate::catalog::Catalog;
use crate::plan::Plan;
use crate::read::{Ask, ReadError};

pub(crate) async fn read<A: Ask>(_server: &mut A) -> Result<Catalog, ReadError<A::Error>> {
    Err(ReadError::Answer("not yet".to_owned()))
}

pub(crate) fn plan(_from: &Catalog, _to: &Catalog) -> Plan {
    Plan::default()
}
