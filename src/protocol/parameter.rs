//! Every protocol parameter: what it means, whether a message needs it, and where that is
//! written.
//!
//! The entries stand in one file per place where a learner meets them. One name may have several
//! entries, each for other messages, where it means something else there.

mod access_token;
mod authorization;
mod device;
mod header;
mod introspection;
mod metadata;
mod page;
mod resource;
mod token;

use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::spec::Section;

/// A parameter, header field, claim or member that a specification defines.
#[derive(Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// Its meaning, in a sentence or two for a learner.
    pub meaning: &'static str,
    /// The kind of value it carries, where that has a thread of its own.
    pub value_kind: Option<ValueKind>,
    /// The messages in which it stands.
    pub usages: &'static [Usage],
}

/// How one message uses a parameter.
#[derive(Debug)]
pub struct Usage {
    pub message: MessageKind,
    pub requirement: Requirement,
    /// The section that defines it in this message.
    pub section: Section,
}

/// The requirement level, in the words of the specifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    Required,
    Recommended,
    Optional,
    /// Required under the condition named, e.g. `the request had it`.
    RequiredIf(&'static str),
}

/// The entry of `name` as it is used in messages of the kind `message`.
pub fn lookup(name: &str, message: MessageKind) -> Option<(&'static Parameter, &'static Usage)> {
    let entries = PARAMETERS.iter().copied().flatten();
    entries
        .filter(|parameter| parameter.name == name)
        .find_map(|parameter| {
            let usage = parameter
                .usages
                .iter()
                .find(|usage| usage.message == message)?;
            Some((parameter, usage))
        })
}

/// The kind of value that a parameter called `name` carries, wherever it stands.
pub fn value_kind(name: &str) -> Option<ValueKind> {
    let entries = PARAMETERS.iter().copied().flatten();
    entries
        .filter(|parameter| parameter.name == name)
        .find_map(|parameter| parameter.value_kind)
}

/// Every parameter that the simulator knows, one list per file.
pub static PARAMETERS: &[&[Parameter]] = &[
    authorization::PARAMETERS,
    token::PARAMETERS,
    device::PARAMETERS,
    resource::PARAMETERS,
    access_token::PARAMETERS,
    introspection::PARAMETERS,
    metadata::PARAMETERS,
    page::PARAMETERS,
    header::PARAMETERS,
];

/// The condition of what has to do with DPoP.
const TOKEN_IS_BOUND: &str = "the access token is bound to a key";

const fn required(message: MessageKind, section: Section) -> Usage {
    Usage {
        message,
        requirement: Requirement::Required,
        section,
    }
}

const fn recommended(message: MessageKind, section: Section) -> Usage {
    Usage {
        message,
        requirement: Requirement::Recommended,
        section,
    }
}

const fn optional(message: MessageKind, section: Section) -> Usage {
    Usage {
        message,
        requirement: Requirement::Optional,
        section,
    }
}

const fn required_if(condition: &'static str, message: MessageKind, section: Section) -> Usage {
    Usage {
        message,
        requirement: Requirement::RequiredIf(condition),
        section,
    }
}
