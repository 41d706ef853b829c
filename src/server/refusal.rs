//! A refused request: what goes over the wire, what the reader is told, and what follows from it.

use crate::protocol::error::{self, ErrorCode};
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::server::comparison::Comparison;
use crate::server::mend::Mend;
use crate::server::store::{GrantId, SessionId};

/// Why a request is refused. Where the answer goes is the endpoint's to decide, never the check's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub error: ErrorCode,
    /// For the wire, in the characters that an `error_description` may hold. Never tells a
    /// client what it must not learn.
    pub description: String,
    /// For the reader: what was seen, whatever it was.
    pub detail: String,
    /// For the reader: both sides, if a comparison has failed. In a box, as most have none.
    pub comparison: Option<Box<Comparison>>,
    /// For the reader: the change with which the request passes. In a box, to be small.
    pub mend: Box<Mend>,
    /// The change that the refusal makes at the server. All others leave the store as it was.
    pub consequence: Option<Consequence>,
}

/// A change that a refused request may make, each because a specification asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// A code or refresh token came a second time: all that was issued with it is withdrawn.
    RevokeGrant(GrantId),
    /// A code came with a wrong verifier, and the policy gives no second try.
    BurnCode(String),
    /// A device polled in time: the time counts for its next poll.
    NotePoll { device_code: String },
    /// A device polled too early: it has to wait 5 s longer from now on.
    SlowDown { device_code: String },
    /// A wrong password or user code: a session has only so many.
    CountFailedEntry(SessionId),
    /// The person denied a request that was pushed: its name has been used.
    ForgetPushedRequest(String),
}

impl Refusal {
    /// A refusal that tells the client and the reader the same, and the reader the way out of it.
    pub fn new(error: ErrorCode, description: impl Into<String>, mend: Mend) -> Refusal {
        let detail = description.into();
        Refusal {
            error,
            description: error::description_text(&detail),
            detail,
            comparison: None,
            mend: Box::new(mend),
            consequence: None,
        }
    }

    /// Adds what only the reader may know.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Refusal {
        self.detail = detail.into();
        self
    }

    /// Adds what was compared with what, for the reader alone.
    #[must_use]
    pub fn with_comparison(mut self, comparison: Comparison) -> Refusal {
        self.comparison = Some(Box::new(comparison));
        self
    }

    /// Adds what the refusal changes.
    #[must_use]
    pub fn with_consequence(mut self, consequence: Consequence) -> Refusal {
        self.consequence = Some(consequence);
        self
    }
}

/// Refuses a request that sends one of `names` more than once in `place`
/// ([RFC 6749 section 3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1)).
///
/// # Errors
/// `invalid_request`, with the first of the names that are repeated.
pub fn sent_once(parameters: &Parameters, names: &[&str], place: Place) -> Result<(), Refusal> {
    let repeated = parameters.repeated(names);
    match repeated.first() {
        None => Ok(()),
        Some(name) => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            format!("{name} is sent more than once."),
            Mend::once(place, parameters, &repeated),
        )),
    }
}
