//! How an authorization response reaches the application: what is in it, and on which way.
//!
//! [OAuth 2.0 Multiple Response Type Encoding Practices](https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html)

use http::StatusCode;
use http::header::{self, HeaderValue};

use crate::protocol::form::{self, Component};
use crate::protocol::message_kind::MessageKind;
use crate::server::check::CheckOutcome;
use crate::server::endpoint::authorization::Refused;
use crate::server::endpoint::web_page::forbid_referrer;
use crate::server::fault::Alteration;
use crate::server::{AuthorizationServer, Handled, Response, forbid_caching};

/// The kind of answer that the application wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseType(&'static str);

/// `response_type=code`
pub const CODE: ResponseType = ResponseType("code");
/// `response_type=token`
pub const TOKEN: ResponseType = ResponseType("token");

/// A way on which the answer goes to the application.
#[derive(Clone, Copy, Debug)]
pub struct ResponseMode {
    /// The name in `response_mode`.
    pub name: &'static str,
    pub delivery: Delivery,
}

/// How an answer is delivered.
#[derive(Clone, Copy, Debug)]
pub enum Delivery {
    /// In a part of the address that the browser is sent to.
    Address(Component),
    /// By a page that the browser gets: made of the redirect URI and the answer's parameters.
    Page(fn(&AuthorizationServer, &str, &[(&str, &str)]) -> Response),
}

/// `response_mode=query`
pub const QUERY: ResponseMode = ResponseMode {
    name: "query",
    delivery: Delivery::Address(Component::Query),
};

/// `response_mode=fragment`
pub const FRAGMENT: ResponseMode = ResponseMode {
    name: "fragment",
    delivery: Delivery::Address(Component::Fragment),
};

/// An address that the client has registered. Only such a one is ever redirected to: there is no
/// other way to make this type.
#[derive(Clone, Debug)]
pub struct VerifiedRedirectUri {
    pub(super) uri: String,
    /// Whether the request named it; otherwise it is the only one registered.
    pub was_sent: bool,
    /// How the answer goes there.
    pub(in crate::server) mode: ResponseMode,
    /// To be handed back exactly as it came.
    pub(super) state: Option<String>,
    /// Whether somebody other than the client itself has registered it.
    pub(super) is_trusted: bool,
}

impl ResponseType {
    /// The response type of these names, which are separated by spaces.
    pub const fn of(names: &'static str) -> ResponseType {
        ResponseType(names)
    }

    /// The names on the wire.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// Whether `part` is among the names.
    pub fn includes(self, part: &str) -> bool {
        self.0.split(' ').any(|name| name == part)
    }

    /// Whether `text` names this type: "The order of the values does not matter"
    /// ([RFC 6749 section 3.1.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1.1)).
    pub fn is_called(self, text: &str) -> bool {
        text.split(' ').count() == self.0.split(' ').count()
            && self
                .0
                .split(' ')
                .all(|part| text.split(' ').any(|name| name == part))
    }

    /// The way of the answer unless the request names one: what a log could keep goes into the
    /// fragment.
    /// [Multiple Response Types section 5](https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#rfc.section.5)
    pub fn default_mode(names: &str) -> ResponseMode {
        if names
            .split(' ')
            .any(|name| name == "token" || name == "id_token")
        {
            FRAGMENT
        } else {
            QUERY
        }
    }
}

impl VerifiedRedirectUri {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.uri
    }
}

impl AuthorizationServer {
    /// The answers that the server can give and its policy allows.
    pub fn response_types(&self) -> impl Iterator<Item = ResponseType> {
        let is_allowed = |response_type: &ResponseType| {
            let policy = &self.policy;
            let has_token = response_type.includes("token");
            (policy.implicit_grant_is_enabled || !has_token)
                && (!policy.code_is_the_only_answer || response_type.as_str() == CODE.as_str())
        };
        self.capabilities
            .response_types
            .iter()
            .copied()
            .filter(is_allowed)
    }

    /// The ways on which an answer can go; those that no response type needs are left out.
    pub fn response_modes(&self) -> impl Iterator<Item = ResponseMode> {
        let is_needed = |mode: &ResponseMode| {
            let mut types = self.response_types();
            mode.name != FRAGMENT.name
                || types.any(|known| ResponseType::default_mode(known.as_str()).name == mode.name)
        };
        self.capabilities
            .response_modes
            .iter()
            .copied()
            .filter(is_needed)
    }

    /// The answer to a refused authorization request.
    pub(in crate::server) fn refuse_authorization(
        &self,
        refused: Refused,
        checks: Vec<CheckOutcome>,
    ) -> Handled {
        match refused {
            Refused::Page(refusal) => {
                self.refused_page(StatusCode::BAD_REQUEST, &refusal, None, checks)
            }
            Refused::Redirect(redirect_uri, refusal) => {
                let pairs = [
                    ("error", refusal.error.as_str()),
                    ("error_description", refusal.description.as_str()),
                ];
                let pairs = self.with_state_and_issuer(&redirect_uri, &pairs);
                if !redirect_uri.is_trusted
                    && self.policy.errors_for_untrusted_clients_stay_on_a_page
                {
                    let status = StatusCode::BAD_REQUEST;
                    let address = match redirect_uri.mode.delivery {
                        Delivery::Address(part) => Some(self.address(&redirect_uri, part, &pairs)),
                        Delivery::Page(_) => None,
                    };
                    return self.refused_page(status, &refusal, address, checks);
                }
                let response = self.deliver(&redirect_uri, &pairs);
                let handled = Handled::new(response, MessageKind::AuthorizationErrorResponse);
                Handled { checks, ..handled }
            }
        }
    }

    /// Sends the browser back to the application with `pairs`.
    pub(in crate::server) fn answer_application(
        &self,
        redirect_uri: &VerifiedRedirectUri,
        pairs: &[(&str, &str)],
    ) -> Response {
        self.deliver(
            redirect_uri,
            &self.with_state_and_issuer(redirect_uri, pairs),
        )
    }

    fn with_state_and_issuer<'a>(
        &'a self,
        redirect_uri: &'a VerifiedRedirectUri,
        pairs: &[(&'a str, &'a str)],
    ) -> Vec<(&'a str, &'a str)> {
        let mut pairs = pairs.to_vec();
        pairs.extend(redirect_uri.state.as_deref().map(|state| ("state", state)));
        if self.policy.issuer_is_in_authorization_response {
            pairs.push(("iss", self.issuer.as_str()));
        }
        for alteration in self.alterations() {
            if let Alteration::AuthorizationResponse(alter) = alteration {
                alter(&mut pairs);
            }
        }
        pairs
    }

    fn address(
        &self,
        redirect_uri: &VerifiedRedirectUri,
        component: Component,
        pairs: &[(&str, &str)],
    ) -> String {
        let address = form::append(&redirect_uri.uri, component, pairs);
        let has_fragment = component == Component::Fragment;
        if self.policy.redirects_end_in_an_empty_fragment && !has_fragment {
            address + "#_"
        } else {
            address
        }
    }

    fn deliver(&self, redirect_uri: &VerifiedRedirectUri, pairs: &[(&str, &str)]) -> Response {
        let mut response = match redirect_uri.mode.delivery {
            Delivery::Address(component) => {
                redirect_to(self.address(redirect_uri, component, pairs))
            }
            Delivery::Page(page) => page(self, &redirect_uri.uri, pairs),
        };
        forbid_caching(&mut response, &self.policy);
        forbid_referrer(&mut response);
        response
    }
}

/// 303 makes the browser drop the form that it sent
/// ([RFC 9700 section 4.12](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.12)).
pub(in crate::server) fn redirect_to(location: String) -> Response {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
