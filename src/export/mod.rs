//! A run or a part of it in formats that other programs read, one file per format.

pub mod curl;
pub mod html;
pub mod javascript;

use crate::protocol::message::Message;

/// A format that a request is written in.
#[derive(Debug)]
pub struct Export {
    /// The name in ids.
    pub id: &'static str,
    /// The name that a reader chooses it by.
    pub name: &'static str,
    /// The label of the button that copies it.
    pub copy_label: &'static str,
    /// Writes a message; `None` for one that the format cannot express.
    pub write: fn(&Message) -> Option<String>,
}

/// Every format of a request, in the order of the tabs.
pub static EXPORTS: &[&Export] = &[&javascript::EXPORT, &curl::EXPORT];
