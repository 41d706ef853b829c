//! Every protocol parameter, in one list: what it means, whether a message needs it, and where
//! that is written.

use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::spec::{self, Section};

/// A parameter, header field, claim or member that a specification defines.
#[derive(Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// What it is, in a sentence or two for a learner.
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
    /// Required under the condition named, e.g. `if the request had it`.
    RequiredIf(&'static str),
}

/// The entry of `name` as it is used in messages of the kind `message`.
pub fn lookup(name: &str, message: MessageKind) -> Option<(&'static Parameter, &'static Usage)> {
    PARAMETERS.iter().filter(|parameter| parameter.name == name).find_map(|parameter| {
        let usage = parameter.usages.iter().find(|usage| usage.message == message)?;
        Some((parameter, usage))
    })
}

/// Every parameter that the simulator knows.
pub static PARAMETERS: &[Parameter] = &[Parameter {
    name: "code_verifier",
    meaning: "The secret that the client made before it sent the browser away, 43 to 128 \
              characters. The server hashes it and compares the result with the challenge.",
    value_kind: Some(ValueKind::CodeVerifier),
    usages: &[Usage {
        message: MessageKind::TokenRequest,
        requirement: Requirement::RequiredIf("the authorization request had a code_challenge"),
        section: spec::RFC_7636_4_5,
    }],
}];
