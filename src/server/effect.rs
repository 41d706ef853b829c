//! Changes that a request made at the server, in values: for the threads and the token family.

use serde::{Deserialize, Serialize};

use crate::protocol::value_kind::ValueKind;

/// One change in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Effect {
    pub change: Change,
    pub kind: ValueKind,
    /// The value that it happened to.
    pub text: String,
    /// For a value that replaces another one, that other one: a rotated refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// The change of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The server made it and will accept it.
    Issued,
    /// The server keeps it to compare with later.
    Stored,
    /// It has been used and will not be accepted again.
    Spent,
    /// It has been withdrawn.
    Revoked,
}
