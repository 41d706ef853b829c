//! The error codes of OAuth: a closed list, each with the section that defines it.

use crate::spec::{self, Section};

/// A code that may stand in an `error` parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorCode {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    InvalidScope,
    AccessDenied,
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    InvalidToken,
    InsufficientScope,
    InvalidDpopProof,
    UseDpopNonce,
    InvalidRequestUri,
    InvalidRedirectUri,
    InvalidClientMetadata,
    InvalidSoftwareStatement,
    UnapprovedSoftwareStatement,
    UnsupportedTokenType,
    ServerError,
    LoginRequired,
    ConsentRequired,
    AccountSelectionRequired,
    RequestNotSupported,
    RequestUriNotSupported,
    RegistrationNotSupported,
    InvalidTarget,
    TemporarilyUnavailable,
}

impl ErrorCode {
    /// The code as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        self.entry().0
    }

    /// The section that defines the code.
    pub fn section(self) -> Section {
        self.entry().1
    }

    fn entry(self) -> (&'static str, Section) {
        match self {
            ErrorCode::InvalidRequest => ("invalid_request", spec::RFC_6749_5_2),
            ErrorCode::InvalidClient => ("invalid_client", spec::RFC_6749_5_2),
            ErrorCode::InvalidGrant => ("invalid_grant", spec::RFC_6749_5_2),
            ErrorCode::UnauthorizedClient => ("unauthorized_client", spec::RFC_6749_5_2),
            ErrorCode::UnsupportedGrantType => ("unsupported_grant_type", spec::RFC_6749_5_2),
            ErrorCode::UnsupportedResponseType => {
                ("unsupported_response_type", spec::RFC_6749_4_1_2_1)
            }
            ErrorCode::InvalidScope => ("invalid_scope", spec::RFC_6749_5_2),
            ErrorCode::AccessDenied => ("access_denied", spec::RFC_6749_4_1_2_1),
            ErrorCode::AuthorizationPending => ("authorization_pending", spec::RFC_8628_3_5),
            ErrorCode::SlowDown => ("slow_down", spec::RFC_8628_3_5),
            ErrorCode::ExpiredToken => ("expired_token", spec::RFC_8628_3_5),
            ErrorCode::InvalidToken => ("invalid_token", spec::RFC_6750_3_1),
            ErrorCode::InsufficientScope => ("insufficient_scope", spec::RFC_6750_3_1),
            ErrorCode::InvalidDpopProof => ("invalid_dpop_proof", spec::RFC_9449_5),
            ErrorCode::UseDpopNonce => ("use_dpop_nonce", spec::RFC_9449_8),
            ErrorCode::InvalidRequestUri => ("invalid_request_uri", spec::RFC_9101_7),
            ErrorCode::InvalidRedirectUri => ("invalid_redirect_uri", spec::RFC_7591_3_2_2),
            ErrorCode::InvalidSoftwareStatement => {
                ("invalid_software_statement", spec::RFC_7591_3_2_2)
            }
            ErrorCode::UnapprovedSoftwareStatement => {
                ("unapproved_software_statement", spec::RFC_7591_3_2_2)
            }
            ErrorCode::InvalidClientMetadata => ("invalid_client_metadata", spec::RFC_7591_3_2_2),
            ErrorCode::InvalidTarget => ("invalid_target", spec::RFC_8707_2),
            ErrorCode::UnsupportedTokenType => ("unsupported_token_type", spec::RFC_7009_2_2_1),
            ErrorCode::ServerError => ("server_error", spec::RFC_6749_4_1_2_1),
            ErrorCode::TemporarilyUnavailable => {
                ("temporarily_unavailable", spec::RFC_6749_4_1_2_1)
            }
            ErrorCode::LoginRequired => ("login_required", spec::OPENID_CONNECT_3_1_2_6),
            ErrorCode::ConsentRequired => ("consent_required", spec::OPENID_CONNECT_3_1_2_6),
            ErrorCode::AccountSelectionRequired => {
                ("account_selection_required", spec::OPENID_CONNECT_3_1_2_6)
            }
            ErrorCode::RequestNotSupported => {
                ("request_not_supported", spec::OPENID_CONNECT_3_1_2_6)
            }
            ErrorCode::RequestUriNotSupported => {
                ("request_uri_not_supported", spec::OPENID_CONNECT_3_1_2_6)
            }
            ErrorCode::RegistrationNotSupported => {
                ("registration_not_supported", spec::OPENID_CONNECT_3_1_2_6)
            }
        }
    }
}

/// `text` with every character replaced that an `error_description` may not hold.
///
/// Allowed are %x20-21, %x23-5B and %x5D-7E
/// ([RFC 6749 section 5.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.2)).
pub fn description_text(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '"' => '\'',
            ' '..='[' | ']'..='~' => character,
            _ => '?',
        })
        .collect()
}
