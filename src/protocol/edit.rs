//! Edits of messages, as plain data: what a learner does to one, and what mends one.

use serde::{Deserialize, Serialize};

use crate::protocol::message::{Field, Place};

/// An edit of a message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Edit {
    /// One field with this name and value stands in place of all with this name.
    Set(Field),
    /// One more field stands there, beside those with its name.
    Add(Field),
    /// The fields with this name are missing.
    Remove { place: Place, name: String },
    /// The first field with this name stands there twice.
    Repeat { place: Place, name: String },
    /// It never arrives.
    Lose,
    /// It arrives later.
    HoldBack { seconds: u64 },
    /// It arrives, and then arrives again.
    SendTwice,
    /// Another message of the same sort arrives, written as HTTP/1.1 with line feeds alone; an
    /// address, where one is opened.
    Replace(String),
}
