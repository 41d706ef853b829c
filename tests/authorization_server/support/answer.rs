//! What the tests ask of answers.

use http::header;
use serde_json::Value;

use oauth_flow_simulator::party::browser::form_in;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::form::Parameters;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::Handled;
use oauth_flow_simulator::spec::Section;

/// The tokens of a successful answer.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: Option<String>,
    pub scope: Scope,
}

impl Tokens {
    pub fn refresh_token(&self) -> &str {
        self.refresh_token
            .as_deref()
            .expect("the answer has a refresh token")
    }
}

pub fn status(handled: &Handled) -> u16 {
    handled.response.status().as_u16()
}

/// The text of a header field; empty if there is none.
pub fn header_text(handled: &Handled, name: header::HeaderName) -> &str {
    let value = handled.response.headers().get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Where the answer sends the browser; empty if nowhere.
pub fn location(handled: &Handled) -> &str {
    header_text(handled, header::LOCATION)
}

/// A parameter of the address that the answer sends the browser to, wherever it stands.
pub fn location_parameter(handled: &Handled, name: &str) -> Option<String> {
    let (_, encoded) = location(handled).split_once(['#', '?'])?;
    Parameters::parse(encoded.as_bytes())
        .get(name)
        .map(str::to_owned)
}

/// The text of the body.
pub fn body(handled: &Handled) -> &str {
    std::str::from_utf8(handled.response.body()).expect("the body is text")
}

/// A text in a JSON answer.
#[track_caller]
pub fn text(answer: &Value, name: &str) -> String {
    let member = answer[name].as_str();
    member
        .unwrap_or_else(|| panic!("{name} is a text in {answer}"))
        .to_owned()
}

#[track_caller]
pub fn tokens_in(handled: &Handled) -> Tokens {
    assert_eq!(
        status(handled),
        200,
        "{} {:?}",
        body(handled),
        handled.failed_check()
    );
    let answer = json_in(&handled.response);
    Tokens {
        access_token: text(&answer, "access_token"),
        refresh_token: answer["refresh_token"].as_str().map(str::to_owned),
        scope: Scope::parse(&text(&answer, "scope")).expect("the scope is well formed"),
    }
}

/// How a request has to be refused: the answer, and the check that says why.
#[derive(Clone, Copy, Debug)]
pub struct Refused {
    answer: Answer,
    error: &'static str,
    check: &'static str,
    section: Section,
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Json(u16),
    /// A page of the server, which sends the browser nowhere.
    Page(u16),
    /// Back to the application, with the error in the query.
    Query,
    /// Back to the application, with the error in the fragment.
    Fragment,
}

/// Refused to the client itself.
pub fn json(status: u16, error: &'static str, check: &'static str, section: Section) -> Refused {
    Refused {
        answer: Answer::Json(status),
        error,
        check,
        section,
    }
}

/// Refused on a page of the server.
pub fn page(status: u16, error: &'static str, check: &'static str, section: Section) -> Refused {
    Refused {
        answer: Answer::Page(status),
        ..json(status, error, check, section)
    }
}

/// Refused by sending the browser back, with the error in the query.
pub fn redirect(error: &'static str, check: &'static str, section: Section) -> Refused {
    Refused {
        answer: Answer::Query,
        ..json(303, error, check, section)
    }
}

/// Refused by sending the browser back, with the error in the fragment.
pub fn fragment(error: &'static str, check: &'static str, section: Section) -> Refused {
    Refused {
        answer: Answer::Fragment,
        ..json(303, error, check, section)
    }
}

impl Refused {
    #[track_caller]
    pub fn assert(&self, handled: &Handled) {
        match self.answer {
            Answer::Json(expected) => {
                assert_eq!(status(handled), expected, "{}", body(handled));
                assert_eq!(
                    header_text(handled, header::CONTENT_TYPE),
                    "application/json"
                );
                assert_eq!(header_text(handled, header::CACHE_CONTROL), "no-store");
                let answer = json_in(&handled.response);
                assert_eq!(answer["error"], self.error, "{answer}");
                let members = answer.as_object().expect("the body is an object");
                let names: Vec<&String> = members.keys().collect();
                assert_eq!(names, ["error", "error_description"]);
            }
            Answer::Page(expected) => {
                assert_eq!(status(handled), expected, "{}", location(handled));
                assert_eq!(location(handled), "", "nothing is sent anywhere");
                assert!(body(handled).contains(self.error), "{}", body(handled));
                assert!(form_in(&handled.response).is_none());
            }
            Answer::Query | Answer::Fragment => {
                assert_eq!(status(handled), 303, "{}", body(handled));
                let error = location_parameter(handled, "error");
                assert_eq!(error.as_deref(), Some(self.error), "{}", location(handled));
                let is_fragment = matches!(self.answer, Answer::Fragment);
                assert_eq!(location(handled).contains('#'), is_fragment);
                assert_eq!(location_parameter(handled, "code"), None);
                assert_eq!(location_parameter(handled, "access_token"), None);
            }
        }
        let failed = handled
            .failed_check()
            .expect("a refusal names the check that failed");
        assert_eq!(
            (&*failed.name, failed.section),
            (self.check, self.section),
            "{failed:?}"
        );
        let last = handled.checks.last().map(|check| &*check.name);
        assert_eq!(
            last,
            Some(self.check),
            "nothing is judged after the refusal"
        );
    }
}
