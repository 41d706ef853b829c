//! The messages that the specifications define: what a parameter means depends on where it stands.

use serde::{Deserialize, Serialize};

/// Which of the defined messages an HTTP request or response is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    /// Metadata and keys, asked for and answered.
    MetadataRequest,
    MetadataResponse,
    /// The request that the client makes through the browser.
    AuthorizationRequest,
    /// The same request when the client sends it itself.
    PushedAuthorizationRequest,
    PushedAuthorizationResponse,
    PushedAuthorizationErrorResponse,
    /// The answer that the server sends back through the browser: a code, a token, or an error.
    AuthorizationResponse,
    AuthorizationErrorResponse,
    /// The server's own pages: sign-in, consent, and what the person answers.
    PageRequest,
    PageResponse,
    /// A client that registers itself.
    RegistrationRequest,
    RegistrationResponse,
    RegistrationErrorResponse,
    TokenRequest,
    TokenResponse,
    TokenErrorResponse,
    DeviceAuthorizationRequest,
    DeviceAuthorizationResponse,
    DeviceAuthorizationErrorResponse,
    RevocationRequest,
    RevocationResponse,
    RevocationErrorResponse,
    IntrospectionRequest,
    IntrospectionResponse,
    IntrospectionErrorResponse,
    ResourceRequest,
    ResourceResponse,
    ResourceErrorResponse,
    /// The claims and header of a JWT access token.
    AccessToken,
    /// The application's own pages, outside the protocol.
    ApplicationRequest,
    ApplicationResponse,
}

impl MessageKind {
    /// The name of the messages of this kind; an answer and its error share one.
    pub fn name(self) -> &'static str {
        match self {
            MessageKind::MetadataRequest => "metadata-request",
            MessageKind::MetadataResponse => "metadata-response",
            MessageKind::AuthorizationRequest => "authorization-request",
            MessageKind::PushedAuthorizationRequest => "pushed-authorization-request",
            MessageKind::PushedAuthorizationResponse
            | MessageKind::PushedAuthorizationErrorResponse => "pushed-authorization-response",
            MessageKind::AuthorizationResponse | MessageKind::AuthorizationErrorResponse => {
                "authorization-response"
            }
            MessageKind::PageRequest => "page-request",
            MessageKind::PageResponse => "page-response",
            MessageKind::RegistrationRequest => "registration-request",
            MessageKind::RegistrationResponse | MessageKind::RegistrationErrorResponse => {
                "registration-response"
            }
            MessageKind::TokenRequest => "token-request",
            MessageKind::TokenResponse | MessageKind::TokenErrorResponse => "token-response",
            MessageKind::DeviceAuthorizationRequest => "device-authorization-request",
            MessageKind::DeviceAuthorizationResponse
            | MessageKind::DeviceAuthorizationErrorResponse => "device-authorization-response",
            MessageKind::RevocationRequest => "revocation-request",
            MessageKind::RevocationResponse | MessageKind::RevocationErrorResponse => {
                "revocation-response"
            }
            MessageKind::IntrospectionRequest => "introspection-request",
            MessageKind::IntrospectionResponse | MessageKind::IntrospectionErrorResponse => {
                "introspection-response"
            }
            MessageKind::ResourceRequest => "api-request",
            MessageKind::ResourceResponse | MessageKind::ResourceErrorResponse => "api-response",
            MessageKind::AccessToken => "access-token",
            MessageKind::ApplicationRequest => "application-request",
            MessageKind::ApplicationResponse => "application-response",
        }
    }

    /// Whether such a message is a place in the run that a reader goes to by name: no page in
    /// between and no file of the server's.
    pub fn is_landmark(self) -> bool {
        !matches!(
            self,
            MessageKind::MetadataRequest
                | MessageKind::MetadataResponse
                | MessageKind::PageRequest
                | MessageKind::PageResponse
                | MessageKind::ApplicationRequest
                | MessageKind::ApplicationResponse
        )
    }
}
