//! Authorization server metadata.
//!
//! [RFC 8414 section 2](https://www.rfc-editor.org/rfc/rfc8414.html#section-2)

use serde::Serialize;

/// The document that a server publishes about itself. Empty lists are left out, as section 3.2
/// demands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// REQUIRED. The server's identifier.
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
    pub device_authorization_endpoint: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes_supported: Vec<String>,
    /// REQUIRED.
    pub response_types_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub response_modes_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grant_types_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code_challenge_methods_supported: Vec<String>,
    /// Whether every authorization response carries `iss` (RFC 9207 section 3).
    pub authorization_response_iss_parameter_supported: bool,
}
