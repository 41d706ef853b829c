//! The parameters of the token endpoint, and those with which a client says who it is.

use super::{Parameter, optional, recommended, required, required_if};
use crate::protocol::message_kind::MessageKind::{
    DeviceAuthorizationErrorResponse, DeviceAuthorizationRequest, TokenErrorResponse, TokenRequest,
    TokenResponse,
};
use crate::protocol::value_kind::ValueKind;
use crate::spec;

const CLIENT_DOES_NOT_AUTHENTICATE: &str = "the client does not authenticate";
const CLIENT_AUTHENTICATES: &str = "the client authenticates with its secret";
const CODE_GRANT: &str = "the grant_type is authorization_code";

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "grant_type",
        meaning: "Which grant the client presents: authorization_code, refresh_token, \
                  client_credentials or urn:ietf:params:oauth:grant-type:device_code. It decides \
                  which other parameters the server expects.",
        value_kind: None,
        usages: &[required(TokenRequest, spec::OAUTH_2_1_3_2_2)],
    },
    Parameter {
        name: "code",
        meaning: "The authorization code. The server accepts it once, for a short time, and from \
                  the client that it was issued to. If it comes again, one of the senders may be \
                  a thief: the server should revoke the tokens that it gave for it.",
        value_kind: Some(ValueKind::Code),
        usages: &[required_if(CODE_GRANT, TokenRequest, spec::RFC_6749_4_1_3)],
    },
    Parameter {
        name: "redirect_uri",
        meaning: "The redirect URI of the authorization request, once more. If the two differ, \
                  the code was obtained with another address, and the server refuses it. OAuth \
                  2.1 drops it, since PKCE does this, but checks it where a client sends it.",
        value_kind: None,
        usages: &[required_if(
            "the authorization request had it",
            TokenRequest,
            spec::RFC_6749_4_1_3,
        )],
    },
    Parameter {
        name: "code_verifier",
        meaning: "The secret that the client made before it sent the browser away, 43 to 128 \
                  characters. The server transforms it and compares the result with the \
                  challenge, so that only the client that began the flow can redeem the code.",
        value_kind: Some(ValueKind::CodeVerifier),
        usages: &[required_if(
            "the authorization request had a code_challenge",
            TokenRequest,
            spec::RFC_7636_4_5,
        )],
    },
    Parameter {
        name: "client_id",
        meaning: "Names the client as it is registered. The server refuses a code or token that \
                  it issued to another client. It is no secret: a confidential client also has \
                  to authenticate.",
        value_kind: None,
        usages: &[
            required_if(
                CLIENT_DOES_NOT_AUTHENTICATE,
                TokenRequest,
                spec::RFC_6749_3_2_1,
            ),
            required_if(
                CLIENT_DOES_NOT_AUTHENTICATE,
                DeviceAuthorizationRequest,
                spec::RFC_8628_3_1,
            ),
        ],
    },
    Parameter {
        name: "client_secret",
        meaning: "The client's password, sent by HTTP Basic or in the body, never in the address. \
                  It shows that the client itself asks, not someone with a stolen code or refresh \
                  token. What ships in a page or an app is no secret.",
        value_kind: Some(ValueKind::ClientSecret),
        usages: &[
            required_if(CLIENT_AUTHENTICATES, TokenRequest, spec::RFC_6749_2_3_1),
            required_if(
                CLIENT_AUTHENTICATES,
                DeviceAuthorizationRequest,
                spec::RFC_6749_2_3_1,
            ),
        ],
    },
    Parameter {
        name: "scope",
        meaning: "The access that the client asks for: words that the server defines, separated \
                  by spaces. On refresh it can be no wider than what the user granted, and left \
                  out it means all of that.",
        value_kind: None,
        usages: &[optional(TokenRequest, spec::RFC_6749_3_3)],
    },
    Parameter {
        name: "scope",
        meaning: "The access that the client asks for on the device: words that the server \
                  defines, separated by spaces. The server shows the user what they stand for \
                  and may grant less.",
        value_kind: None,
        usages: &[optional(DeviceAuthorizationRequest, spec::RFC_8628_3_1)],
    },
    Parameter {
        name: "refresh_token",
        meaning: "The newest refresh token that the client was given. With rotation, one that \
                  was already used tells the server that two parties may hold it, and the \
                  server revokes the active one too.",
        value_kind: Some(ValueKind::RefreshToken),
        usages: &[required_if(
            "the grant_type is refresh_token",
            TokenRequest,
            spec::RFC_6749_6,
        )],
    },
    Parameter {
        name: "access_token",
        meaning: "What the client shows to the API. Whoever holds a bearer token can use it \
                  until it expires. The client treats it as opaque, even if it is a JWT.",
        value_kind: Some(ValueKind::AccessToken),
        usages: &[required(TokenResponse, spec::RFC_6749_5_1)],
    },
    Parameter {
        name: "token_type",
        meaning: "How the access token is to be used. Bearer: whoever holds it can use it; DPoP: \
                  only with a proof of the key that it is bound to. Upper and lower case do not \
                  matter. A client must not use a token of a type that it does not understand.",
        value_kind: None,
        usages: &[required(TokenResponse, spec::RFC_6749_5_1)],
    },
    Parameter {
        name: "expires_in",
        meaning: "The lifetime of the access token in seconds, from the moment of the response. \
                  The client can refresh in time, but has to expect a refusal earlier: the server \
                  may end a token at any moment.",
        value_kind: None,
        usages: &[recommended(TokenResponse, spec::RFC_6749_5_1)],
    },
    Parameter {
        name: "refresh_token",
        meaning: "Gets the client new access tokens without the user. Only the client and the \
                  authorization server may ever see it. With rotation each use returns a new one \
                  and ends the old one.",
        value_kind: Some(ValueKind::RefreshToken),
        usages: &[optional(TokenResponse, spec::RFC_6749_5_1)],
    },
    Parameter {
        name: "scope",
        meaning: "The access that the token gives. The server may grant less than was asked for, \
                  and a client that does not look is refused at the API. OAuth 2.1 recommends it \
                  even where the two are the same.",
        value_kind: None,
        usages: &[required_if(
            "the granted scope differs from the requested one",
            TokenResponse,
            spec::RFC_6749_5_1,
        )],
    },
    Parameter {
        name: "error",
        meaning: "Why the server refuses, as one code that a program can act on, e.g. \
                  invalid_grant. To a device that polls, authorization_pending and slow_down \
                  mean that it should ask again later; any other code ends the polling.",
        value_kind: None,
        usages: &[required(TokenErrorResponse, spec::RFC_6749_5_2)],
    },
    Parameter {
        name: "error",
        meaning: "Why the device gets no codes, as one code that a program can act on. The codes \
                  are those of the token endpoint, e.g. invalid_client.",
        value_kind: None,
        usages: &[required(
            DeviceAuthorizationErrorResponse,
            spec::RFC_6749_5_2,
        )],
    },
];
