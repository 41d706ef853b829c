//! Checks of every assertion, whatever it is for: for this server, good now, and unused.
//!
//! [RFC 7521 section 5.2](https://www.rfc-editor.org/rfc/rfc7521.html#section-5.2),
//! [RFC 7523 section 3](https://www.rfc-editor.org/rfc/rfc7523.html#section-3)
//!
//! Each function answers with what was seen, in `Ok` where it is as it has to be. What follows
//! from that is for the check to say: a client is refused in another way than a grant.

use serde_json::Value;

use crate::ground::clock::Timestamp;
use crate::protocol::jose::rsassa::RS256;
use crate::protocol::jose::{Algorithm, DecodedJwt};
use crate::server::AuthorizationServer;

/// An identifier that is good once, with the time until which it has to be remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedIdentifier {
    /// The identifier together with what makes it unique: its kind, and whose it is.
    pub name: String,
    pub expires_at: Timestamp,
}

/// The media type in `typ`, without the part that may be left out
/// ([RFC 7515 section 4.1.9](https://www.rfc-editor.org/rfc/rfc7515.html#section-4.1.9)).
pub fn media_type(jwt: &DecodedJwt) -> Option<String> {
    let typ = jwt.header["typ"].as_str()?.to_ascii_lowercase();
    let short = typ.strip_prefix("application/").map(str::to_owned);
    Some(short.unwrap_or(typ))
}

/// Whether `aud` names this server by one of `names`. If it has to be the `sole` one, a list will
/// not do: it could name another server as well, to which the assertion might be replayed.
pub fn audience(claims: &Value, names: &[String], sole: bool) -> Result<String, String> {
    let named = match &claims["aud"] {
        Value::String(text) => vec![text.as_str()],
        Value::Array(texts) if !sole => texts.iter().filter_map(Value::as_str).collect(),
        Value::Array(_) => return Err("aud is a list, and has to be one text.".to_owned()),
        _ => return Err("aud is missing.".to_owned()),
    };
    let found = named
        .iter()
        .find(|text| names.iter().any(|name| name == *text));
    found.map(|text| format!("aud is {text}.")).ok_or(format!(
        "aud is {}, and has to be {}.",
        named.join(" "),
        names.join(" or ")
    ))
}

/// Whether an assertion is good at the time `now`: `exp` is to come, and `nbf` and `iat` are not,
/// but for the seconds that two clocks may differ.
pub fn lifetime(claims: &Value, now: Timestamp, skew_seconds: u64) -> Result<String, String> {
    let Some(expires_at) = numeric_date(&claims["exp"]) else {
        return Err("exp is missing.".to_owned());
    };
    if expires_at <= now {
        return Err(format!("It expired {} s ago.", now.since(expires_at)));
    }
    for name in ["nbf", "iat"] {
        if let Some(begins_at) = numeric_date(&claims[name])
            && begins_at > now.plus(skew_seconds)
        {
            return Err(format!("{name} is {} s ahead.", begins_at.since(now)));
        }
    }
    Ok(format!(
        "It is good for another {} s.",
        expires_at.since(now)
    ))
}

/// A `NumericDate`, which may have a fraction.
/// [RFC 7519 section 2](https://www.rfc-editor.org/rfc/rfc7519.html#section-2)
pub fn numeric_date(value: &Value) -> Option<Timestamp> {
    let seconds = value.as_f64().filter(|seconds| *seconds >= 0.0)?;
    // A number that is too large becomes the end of time.
    Some(Timestamp(seconds as u64))
}

impl AuthorizationServer {
    /// Those of `known` with which the policy lets others sign.
    pub(super) fn accepted(&self, known: &[Algorithm]) -> Vec<Algorithm> {
        let is_used =
            |algorithm: &&Algorithm| self.policy.rs256_is_used || algorithm.name != RS256.name;
        known.iter().filter(is_used).copied().collect()
    }

    /// Whether `jti` is new among what `issuer` has sent as `kind`. To be remembered as soon as
    /// the request is accepted: see [`remember`](AuthorizationServer::remember).
    pub(super) fn unused_identifier(
        &self,
        (kind, issuer): (&str, &str),
        jti: &Value,
        expires_at: Timestamp,
    ) -> Result<UsedIdentifier, String> {
        let Some(jti) = jti.as_str() else {
            return Err("jti is missing.".to_owned());
        };
        let name = format!("{kind} {issuer} {jti}");
        match self.store.used_identifiers.get(&name) {
            Some(()) => Err(format!("jti {jti} has been used before.")),
            None => Ok(UsedIdentifier { name, expires_at }),
        }
    }

    /// Takes note of what is good once. A refused request changes nothing, so only an accepted
    /// one uses up what it carries.
    pub(super) fn remember(&mut self, used: Vec<UsedIdentifier>, now: Timestamp) {
        for UsedIdentifier { name, expires_at } in used {
            let table = &mut self.store.used_identifiers;
            table.insert(name, (), expires_at, now);
        }
    }
}
