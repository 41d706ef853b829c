//! How a device asks again and again, until a person has decided.
//!
//! [RFC 8628 section 3.5](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.5)

use serde_json::Value;

/// How long a device waits between two polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Polling {
    pub interval_seconds: u64,
}

/// The outcome of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Polled {
    /// The person has approved: the answer has the tokens.
    Tokens,
    /// The person has not decided: the device waits for its interval.
    Pending,
    /// The device stops, for the reason of this sentence.
    Stop(String),
}

impl Polling {
    /// As the answer of the device authorization endpoint says: "If no value is provided, clients
    /// MUST use 5 as the default"
    /// ([section 3.2](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.2)).
    pub fn new(answer: &Value) -> Polling {
        Polling {
            interval_seconds: answer["interval"].as_u64().unwrap_or(5),
        }
    }

    /// Learns from an answer of the token endpoint.
    pub fn note(&mut self, answer: &Value) -> Polled {
        match answer["error"].as_str() {
            None => Polled::Tokens,
            Some("authorization_pending") => Polled::Pending,
            // "for this and all subsequent requests"
            Some("slow_down") => {
                self.interval_seconds = self.interval_seconds.saturating_add(5);
                Polled::Pending
            }
            // "If the client receives an error response with any other error code, it MUST stop
            // polling"
            Some(error) => Polled::Stop(format!(
                "The token endpoint answered {error}: {}",
                answer["error_description"].as_str().unwrap_or_default()
            )),
        }
    }

    /// There was no answer: the device asks less often from now on, "such as doubling the polling
    /// interval on each such connection timeout".
    pub fn note_timeout(&mut self) {
        self.interval_seconds = self.interval_seconds.saturating_mul(2);
    }
}
