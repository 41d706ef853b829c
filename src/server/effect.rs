//! What a request changed at the server, told in values: for the threads and the token family.

use crate::protocol::value_kind::ValueKind;

/// One change in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub change: Change,
    pub kind: ValueKind,
    /// The value that it happened to.
    pub text: String,
    /// For a value that replaces another one, that other one: a rotated refresh token.
    pub replaces: Option<String>,
}

/// What happened to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
