//! Effects' data, between JSON and types.

use flow_core::fault::Fault;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads an effect's data, or the map that a script gave.
pub(crate) fn read<T: DeserializeOwned>(data: &Value) -> Result<T, Fault> {
    serde_json::from_value(data.clone())
        .map_err(|error| Fault::failed(format!("git cannot read what it is to do: {error}")))
}

/// Writes an effect's data.
pub(crate) fn write<T: Serialize>(data: &T) -> Result<Value, Fault> {
    serde_json::to_value(data)
        .map_err(|error| Fault::failed(format!("git cannot write what it is to do: {error}")))
}

/// What `expect` has fixed; without it nothing may be performed.
pub(crate) fn expected<T>(found: Option<T>) -> Result<T, Fault> {
    found.ok_or_else(|| Fault::failed("an effect of git was never prepared under the lock"))
}
