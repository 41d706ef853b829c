//! Both sides of a comparison that failed, and where they first differ.
//!
//! For the reader of a run alone: none of it goes over the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::protocol::form;

/// Both sides of a comparison that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Comparison {
    pub sent: String,
    /// All that would have been right. Nothing, if nothing would.
    pub expected: Vec<String>,
    /// How `sent` differs from the nearest of `expected`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

/// The first difference of two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Difference {
    /// The index of the nearest in `expected`.
    pub nearest: usize,
    /// The characters before the first that differs.
    pub at: usize,
    pub kind: DifferenceKind,
}

/// The kind of a difference, the smaller ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// White space before or behind.
    Whitespace,
    /// A `=` at the end, as base64 has it and base64url without padding has not.
    Padding,
    /// A slash at the end.
    TrailingSlash,
    /// Upper and lower case.
    Case,
    /// Characters that one side has percent-encoded.
    PercentEncoding,
    /// The part of an address behind `?`.
    Query,
    /// The part of an address behind `#`.
    Fragment,
    Path,
    Port,
    Scheme,
    Host,
    /// Another text altogether.
    Content,
}

impl Comparison {
    /// Compares `sent` with all of `expected`, none of which it equals.
    pub fn new<T: Into<String>>(
        sent: impl Into<String>,
        expected: impl IntoIterator<Item = T>,
    ) -> Comparison {
        let sent = sent.into();
        let expected: Vec<String> = expected.into_iter().map(T::into).collect();
        let differences = expected
            .iter()
            .enumerate()
            .map(|(nearest, text)| Difference {
                nearest,
                at: common_characters(&sent, text),
                kind: kind_of(&sent, text),
            });
        let difference = differences.min_by_key(|found| (found.kind, usize::MAX - found.at));
        Comparison {
            sent,
            expected,
            difference,
        }
    }

    /// The one of `expected` that differs least.
    pub fn nearest(&self) -> Option<&str> {
        let nearest = self.difference?.nearest;
        self.expected.get(nearest).map(String::as_str)
    }
}

/// The text of a claim; of what is no text, as JSON has it.
pub fn claim_text(claim: &Value) -> String {
    match claim {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn common_characters(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(one, other)| one == other).count()
}

fn kind_of(sent: &str, expected: &str) -> DifferenceKind {
    let equal_but_for = |reduce: fn(&str) -> &str| reduce(sent) == reduce(expected);
    if equal_but_for(str::trim) {
        DifferenceKind::Whitespace
    } else if equal_but_for(|text| text.trim_end_matches('=')) {
        DifferenceKind::Padding
    } else if equal_but_for(|text| text.trim_end_matches('/')) {
        DifferenceKind::TrailingSlash
    } else if sent.eq_ignore_ascii_case(expected) {
        DifferenceKind::Case
    } else if form::decode(sent) == form::decode(expected) {
        DifferenceKind::PercentEncoding
    } else {
        match (Address::parse(sent), Address::parse(expected)) {
            (Some(sent), Some(expected)) => sent.kind_of_difference(&expected),
            _ => DifferenceKind::Content,
        }
    }
}

/// An address in its parts, none of them normalized: what is compared is compared as it is.
struct Address<'a> {
    scheme: &'a str,
    host: &'a str,
    port: &'a str,
    path: &'a str,
    query: &'a str,
    fragment: &'a str,
}

impl<'a> Address<'a> {
    fn parse(text: &'a str) -> Option<Address<'a>> {
        let (scheme, rest) = text.split_once("://")?;
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let end_of_host = authority.rfind(']').map_or(0, |bracket| bracket + 1);
        let colon = authority[end_of_host..].find(':');
        let (host, port) = authority.split_at(colon.map_or(authority.len(), |at| end_of_host + at));
        Some(Address {
            scheme,
            host,
            port,
            path,
            query,
            fragment,
        })
    }

    /// The kind of difference in the part that weighs most.
    fn kind_of_difference(&self, other: &Address<'_>) -> DifferenceKind {
        let parts = [
            (DifferenceKind::Host, self.host == other.host),
            (DifferenceKind::Scheme, self.scheme == other.scheme),
            (DifferenceKind::Port, self.port == other.port),
            (DifferenceKind::Path, self.path == other.path),
            (DifferenceKind::Fragment, self.fragment == other.fragment),
            (DifferenceKind::Query, self.query == other.query),
        ];
        let mut parts = parts.into_iter();
        let differs = parts.find(|(_, is_equal)| !is_equal);
        differs.map_or(DifferenceKind::Content, |(kind, _)| kind)
    }
}
