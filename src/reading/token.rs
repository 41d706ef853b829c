//! Access tokens opened: the header and the claims that their three parts hold.

use std::fmt::{self, Formatter};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::ground::clock::Timestamp;
use crate::protocol::value_kind::ValueKind;
use crate::reading::named_value::NamedValue;
use crate::simulation::trace::{Step, Trace};

/// Claims that are moments, in seconds since 1970.
const MOMENTS: [&str; 4] = ["exp", "iat", "nbf", "auth_time"];

/// A token that anybody can read who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub value: NamedValue,
    /// The members of the first part, in the order in which they stand there.
    pub header: Vec<Claim>,
    /// The members of the second part.
    pub claims: Vec<Claim>,
}

/// A member of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub name: String,
    pub text: String,
    /// The moment that the number stands for.
    pub moment: Option<Timestamp>,
}

/// The access tokens that `step` deals with, decoded.
pub fn tokens(trace: &Trace, step: &Step) -> Vec<Token> {
    let values = NamedValue::at(trace, step).into_iter();
    let values = values.filter(|value| value.kind == ValueKind::AccessToken);
    let tokens = values.filter_map(|value| {
        let mut parts = trace.values.get(value.index)?.text.split('.');
        Some(Token {
            header: claims(parts.next()?)?,
            claims: claims(parts.next()?)?,
            value,
        })
    });
    tokens.collect()
}

fn claims(part: &str) -> Option<Vec<Claim>> {
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
    let Members(members) = serde_json::from_slice(&decoded).ok()?;
    let claims = members
        .into_iter()
        .map(|(name, value)| claim(name, value.get()));
    Some(claims.collect())
}

fn claim(name: String, value: &str) -> Claim {
    let text = match serde_json::from_slice(value.as_bytes()) {
        Ok(Value::String(text)) => text,
        _ => value.to_owned(),
    };
    let seconds = value.parse().ok();
    let seconds = seconds.filter(|_| MOMENTS.contains(&name.as_str()));
    Claim {
        moment: seconds.map(Timestamp),
        name,
        text,
    }
}

/// The members of a JSON object, each value as it was written.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
