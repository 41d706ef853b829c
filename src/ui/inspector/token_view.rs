//! An access token opened: the header and the claims that its three parts hold.

use std::fmt::{self, Formatter};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::ground::clock::Timestamp;
use crate::protocol::value_kind::ValueKind;
use crate::simulation::trace::{Step, Trace};
use crate::ui::control::chip::chip;
use crate::ui::control::colours::kind_class;
use crate::ui::dom::markup::{Markup, element};

/// Claims that are moments, in seconds since 1970.
const MOMENTS: [&str; 4] = ["exp", "iat", "nbf", "auth_time"];

const SIGNATURE: &str = "The third part is the signature: made with the server’s private key, \
                         checked by anybody with the public one.";

/// The access tokens that `step` deals with, decoded.
pub fn tokens(trace: &Trace, step: &Step) -> Vec<Markup> {
    let mut values: Vec<usize> = Vec::new();
    for one in &step.uses {
        if !values.contains(&one.value) {
            values.push(one.value);
        }
    }
    values
        .into_iter()
        .filter_map(|value| token(trace, value))
        .collect()
}

fn token(trace: &Trace, index: usize) -> Option<Markup> {
    let value = trace
        .values
        .get(index)
        .filter(|value| value.kind == ValueKind::AccessToken)?;
    let mut parts = value.text.split('.');
    let header = members(parts.next()?)?;
    let claims = members(parts.next()?)?;
    let heading = element("h3", "")
        .text("Inside ")
        .children(chip(trace, index));
    let panel = element("section", "panel token")
        .class_if(kind_class(value.kind), true)
        .child(heading)
        .child(label("Header"))
        .child(header)
        .child(label("Claims"))
        .child(claims)
        .child(label(SIGNATURE));
    Some(panel)
}

fn label(words: &str) -> Markup {
    element("p", "token-part").text(words)
}

/// The members of the JSON object that a part of a token encodes, in the order in which they stand
/// there.
fn members(part: &str) -> Option<Markup> {
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
    let Members(members) = serde_json::from_slice(&decoded).ok()?;
    let rows = members.iter().map(|(name, value)| row(name, value.get()));
    Some(element("dl", "claims").children(rows))
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

fn row(name: &str, value: &str) -> Markup {
    let text = match serde_json::from_slice(value.as_bytes()) {
        Ok(Value::String(text)) => text,
        _ => value.to_owned(),
    };
    let mut shown = element("dd", "").text(&text);
    if let Some(seconds) = value.parse().ok().filter(|_| MOMENTS.contains(&name)) {
        let moment = format!(" {}", Timestamp(seconds));
        shown = shown.child(element("span", "claim-note").text(&moment));
    }
    element("div", "claim")
        .child(element("dt", "").text(name))
        .child(shown)
}
