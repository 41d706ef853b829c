//! An access token opened: the header and the claims that its three parts hold.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use leptos::prelude::*;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::protocol::value_kind::ValueKind;
use crate::simulation::clock::Timestamp;
use crate::simulation::trace::{Step, Trace};
use crate::ui::chip::chip;
use crate::ui::kind::kind_class;

/// Claims that are moments, in seconds since 1970.
const MOMENTS: [&str; 4] = ["exp", "iat", "nbf", "auth_time"];

/// The access tokens that `step` deals with, decoded.
pub fn tokens(trace: &Trace, step: &Step) -> Vec<AnyView> {
    let mut values: Vec<usize> = step.uses.iter().map(|one| one.value).collect();
    values.sort_unstable();
    values.dedup();
    values
        .into_iter()
        .filter_map(|value| token(trace, value))
        .collect()
}

fn token(trace: &Trace, index: usize) -> Option<AnyView> {
    let value = trace
        .values
        .get(index)
        .filter(|value| value.kind == ValueKind::AccessToken)?;
    let mut parts = value.text.split('.');
    let header = members(parts.next()?)?;
    let claims = members(parts.next()?)?;
    let view = view! {
        <section class=format!("panel token {}", kind_class(value.kind))>
            <h3>"Inside " {chip(trace, index)}</h3>
            <p class="token-part">{"Header"}</p>
            <dl class="claims">{rows(header)}</dl>
            <p class="token-part">{"Claims"}</p>
            <dl class="claims">{rows(claims)}</dl>
            <p class="token-part">{"Signature: made with the server's private key; anybody can check it with the public one."}</p>
        </section>
    };
    Some(view.into_any())
}

fn rows(members: Members) -> Vec<AnyView> {
    members
        .0
        .into_iter()
        .map(|(name, value)| {
            let moment = value
                .as_u64()
                .filter(|_| MOMENTS.contains(&name.as_str()))
                .map(Timestamp);
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let moment = moment
                .map(|moment| view! { <span class="claim-note">{format!(" {moment}")}</span> });
            view! {
                <div class="claim"><dt>{name}</dt><dd>{text}{moment}</dd></div>
            }
            .into_any()
        })
        .collect()
}

fn members(part: &str) -> Option<Members> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// The members of a JSON object in the order in which they were written.
struct Members(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
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
        deserializer.deserialize_map(InOrder)
    }
}
