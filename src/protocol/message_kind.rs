//! The messages that the specifications define: what a parameter means depends on where it stands.

use serde::{Deserialize, Serialize};

/// Which of the defined messages an HTTP request or response is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
