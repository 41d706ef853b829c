//! All that the learner chose, as plain data.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ground::clock::Timestamp;
use crate::protocol::alias::Aliases;
use crate::protocol::edit::Edit;
use crate::protocol::scope::Scope;
use crate::server::policy::Profile;

/// All that it takes to reproduce a run, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scenario {
    /// The name of the flow, e.g. `authorization-code-pkce`.
    pub flow: String,
    /// The name of the story of this flow that is played, e.g. `usual`.
    pub story: String,
    pub profile: Profile,
    /// Where all random values of the run come from.
    /// Hexadecimal in JSON, as in an address: a script would round the number.
    #[serde(with = "hexadecimal")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "String", regex(pattern = "^[0-9a-fA-F]{1,16}$"))
    )]
    pub seed: u64,
    /// When the run starts on the virtual clock.
    pub start: Timestamp,
    /// The person's answers when the run asks.
    pub person: Person,
    /// Time that the learner lets pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clock_jumps: Vec<ClockJump>,
    /// Changes that the learner makes to messages on their way, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Switches of the server's policy that differ from the profile's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switches: Vec<Switch>,
    /// The identifiers of checks that nobody makes, e.g. `token.code_is_unused`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped_checks: Vec<String>,
    pub names: Names,
}

/// One thing that happens to a message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "MessageChange")
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    /// The name of the message, e.g. `token-request-2`: the second one of its kind in the run.
    pub message: String,
    pub edit: Edit,
}

/// A switch of the server's policy by its own name, e.g. `refreshGraceSeconds`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Switch {
    pub name: String,
    pub value: SwitchValue,
}

/// The value of a switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum SwitchValue {
    Is(bool),
    Number(u64),
    Name(String),
}

impl From<SwitchValue> for serde_json::Value {
    fn from(value: SwitchValue) -> serde_json::Value {
        match value {
            SwitchValue::Is(is) => is.into(),
            SwitchValue::Number(number) => number.into(),
            SwitchValue::Name(name) => name.into(),
        }
    }
}

/// How the person acts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    pub password: PasswordEntry,
    pub consent: Consent,
    /// The user code that is typed in the device flow; `None` is the one that the television shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_code: Option<String>,
}

/// The password that the person types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PasswordEntry {
    #[default]
    Right,
    /// A wrong one first, then the right one.
    WrongFirst,
}

/// The person's answer when asked for consent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    #[default]
    Approve,
    Deny,
}

/// Time passes after a step, before the next thing happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClockJump {
    /// The step.
    pub after: Moment,
    pub seconds: u64,
}

/// A step of a run, by what stays with it when steps before it come or go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Moment {
    /// The number of the step, counted from 1: before the first message there is nothing else, and
    /// links have it that were made before steps had names.
    Step(usize),
    /// The name of a message, e.g. `token-request-2`; `token-request-2.1` is the first step behind
    /// it that has no name of its own.
    Message(String),
}

/// The names in the simulated world. Hosts are host names without scheme, e.g. `auth.example.com`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Names {
    pub authorization_server_host: String,
    pub api_host: String,
    pub client_host: String,
    /// The client as a person reads it.
    pub client_name: String,
    pub client_id: String,
    /// The person's name and, in lower case, the name to sign in with.
    pub person: String,
    /// On the lanes of the two servers.
    pub authorization_server_name: String,
    pub api_name: String,
    /// Other names of the servers' paths and of the API's scope.
    #[serde(default, skip_serializing_if = "Aliases::is_empty")]
    pub aliases: Aliases,
    /// Scopes in place of the flow's own, each with what it lets the client do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<(String, String)>,
}

/// Seconds since 1970 of 2026-01-01T12:00:00Z, when a run starts unless told otherwise.
pub const DEFAULT_START: Timestamp = Timestamp(1_767_268_800);

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Step(number) => number.fmt(formatter),
            Moment::Message(name) => name.fmt(formatter),
        }
    }
}

/// The password of the simulated person. It opens nothing.
pub const PASSWORD: &str = "looking-glass";

impl Names {
    /// The scope that a client asks for in place of `own`.
    pub fn scope(&self, own: &str) -> Scope {
        let mut scope = Scope::of(&[&self.aliases.of(own)]);
        self.scopes.iter().for_each(|(name, _)| scope.insert(name));
        scope
    }

    /// The name that the person signs in with.
    pub fn username(&self) -> String {
        self.person.to_ascii_lowercase()
    }
}

/// A number as hexadecimal digits.
mod hexadecimal {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{number:x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let digits = String::deserialize(deserializer)?;
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u64::from_str_radix(&digits, 16).ok();
        number.filter(|_| is_hexadecimal).ok_or_else(|| {
            D::Error::custom(format_args!(
                "“{digits}” is not up to 16 hexadecimal digits"
            ))
        })
    }
}
