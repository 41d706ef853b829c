//! The parameters that travel through the browser: the authorization request and its answers.

use super::{Parameter, Requirement, Usage, optional, recommended, required, required_if};
use crate::protocol::message_kind::MessageKind::{
    AuthorizationErrorResponse, AuthorizationRequest, AuthorizationResponse,
    DeviceAuthorizationErrorResponse, PageRequest, PageResponse, ResourceErrorResponse,
    TokenErrorResponse,
};
use crate::protocol::value_kind::ValueKind;
use crate::spec::{self, Section};

const CODE_WAS_ASKED_FOR: &str = "the response_type is code";
const TOKEN_WAS_ASKED_FOR: &str = "the response_type is token";
const REQUEST_HAD_IT: &str = "the request had it";
const SERVER_SENDS_ISS: &str = "the server supports RFC 9207, as its metadata then says";

/// A parameter of the authorization request, which the server's pages carry along.
const fn carried(requirement: Requirement, section: Section) -> [Usage; 3] {
    [
        Usage {
            message: AuthorizationRequest,
            requirement,
            section,
        },
        Usage {
            message: PageRequest,
            requirement,
            section,
        },
        Usage {
            message: PageResponse,
            requirement,
            section,
        },
    ]
}

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "response_type",
        meaning: "What the client asks for: code, an authorization code to redeem at the token \
                  endpoint, or token, an access token at once (the implicit grant). OAuth 2.1 \
                  does not define token.",
        value_kind: None,
        usages: &carried(Requirement::Required, spec::RFC_6749_3_1_1),
    },
    Parameter {
        name: "client_id",
        meaning: "Names the client as it is registered. It is no secret and proves nothing by \
                  itself: anybody can read it here, so the server sends its answer only to a \
                  redirect URI of that client.",
        value_kind: None,
        usages: &carried(Requirement::Required, spec::RFC_6749_4_1_1),
    },
    Parameter {
        name: "redirect_uri",
        meaning: "Where the server sends the browser with its answer. The server accepts only a \
                  registered address, else an attacker could have the code or token sent to \
                  their own. A client has to send it unless it registered exactly one complete \
                  address.",
        value_kind: None,
        usages: &carried(Requirement::Optional, spec::RFC_6749_4_1_1),
    },
    Parameter {
        name: "scope",
        meaning: "The access that the client asks for: words that the server defines, separated \
                  by spaces. The server may grant less. The less a token permits, the less a \
                  thief of it gains.",
        value_kind: None,
        usages: &carried(Requirement::Optional, spec::RFC_6749_4_1_1),
    },
    Parameter {
        name: "state",
        meaning: "A value that the client ties to the user's browser session and gets back with \
                  the answer. Without it and without PKCE, an attacker could plant an answer \
                  of their own (CSRF). Optional in OAuth 2.1, where PKCE protects against that.",
        value_kind: Some(ValueKind::State),
        usages: &carried(Requirement::Recommended, spec::RFC_6749_4_1_1),
    },
    Parameter {
        name: "code_challenge",
        meaning: "With S256: BASE64URL(SHA256(code_verifier)). The server stores it with the \
                  code and gives tokens only for the matching verifier, so a stolen or injected \
                  code is of no use. OAuth 2.1 requires it, with one exception for OpenID Connect.",
        value_kind: Some(ValueKind::CodeChallenge),
        usages: &carried(
            Requirement::RequiredIf("the client uses PKCE, as RFC 9700 demands of public clients"),
            spec::RFC_7636_4_3,
        ),
    },
    Parameter {
        name: "code_challenge_method",
        meaning: "How the challenge was made: S256, or plain, where it is the verifier itself. \
                  Left out, it means plain, which protects nothing once the request leaks; a \
                  client that can use S256 must.",
        value_kind: None,
        usages: &carried(Requirement::Optional, spec::RFC_7636_4_3),
    },
    Parameter {
        name: "code",
        meaning: "What the client redeems for tokens at the token endpoint. A value that passes \
                  through the browser can leak, so it expires soon, works once and is bound to \
                  the client, the redirect URI and, with PKCE, the challenge.",
        value_kind: Some(ValueKind::Code),
        usages: &[required_if(
            CODE_WAS_ASKED_FOR,
            AuthorizationResponse,
            spec::RFC_6749_4_1_2,
        )],
    },
    Parameter {
        name: "state",
        meaning: "The value from the request, unchanged. The client compares it with the one in \
                  the user's session and stops if they differ: then this browser did not start \
                  the flow, and the answer may be an attacker's.",
        value_kind: Some(ValueKind::State),
        usages: &[
            required_if(REQUEST_HAD_IT, AuthorizationResponse, spec::RFC_6749_4_1_2),
            required_if(
                REQUEST_HAD_IT,
                AuthorizationErrorResponse,
                spec::RFC_6749_4_1_2_1,
            ),
        ],
    },
    Parameter {
        name: "iss",
        meaning: "The issuer identifier of the server that answers. The client compares it with \
                  the server that it asked. Without it, a client of several servers can be made \
                  to send a code to the wrong one (mix-up).",
        value_kind: None,
        usages: &[
            required_if(SERVER_SENDS_ISS, AuthorizationResponse, spec::RFC_9207_2),
            required_if(
                SERVER_SENDS_ISS,
                AuthorizationErrorResponse,
                spec::RFC_9207_2,
            ),
        ],
    },
    Parameter {
        name: "access_token",
        meaning: "The access token itself, in the fragment, where scripts and the browser's \
                  history can disclose it and no standard method binds it to the client. RFC 9700 \
                  advises against this grant; OAuth 2.1 leaves it out.",
        value_kind: Some(ValueKind::AccessToken),
        usages: &[required_if(
            TOKEN_WAS_ASKED_FOR,
            AuthorizationResponse,
            spec::RFC_6749_4_2_2,
        )],
    },
    Parameter {
        name: "token_type",
        meaning: "How the access token is to be used. Bearer: whoever holds it can use it. Upper \
                  and lower case do not matter. A client must not use a token of a type that it \
                  does not understand.",
        value_kind: None,
        usages: &[required_if(
            TOKEN_WAS_ASKED_FOR,
            AuthorizationResponse,
            spec::RFC_6749_4_2_2,
        )],
    },
    Parameter {
        name: "expires_in",
        meaning: "The lifetime of the access token in seconds, from the moment of the response. \
                  There is no refresh token beside it, so after that the client has to send the \
                  browser to the authorization endpoint again.",
        value_kind: None,
        usages: &[recommended(AuthorizationResponse, spec::RFC_6749_4_2_2)],
    },
    Parameter {
        name: "scope",
        meaning: "The access that the token gives, where that is not what the client asked for. \
                  The server may grant less, and a client that does not look is refused at the \
                  API.",
        value_kind: None,
        usages: &[required_if(
            "the granted scope differs from the requested one",
            AuthorizationResponse,
            spec::RFC_6749_4_2_2,
        )],
    },
    Parameter {
        name: "error",
        meaning: "Why there is no code or token, as one code that a program can act on, e.g. \
                  access_denied. A wrong client_id or redirect_uri is not reported this way: the \
                  server then must not redirect, and tells the user instead.",
        value_kind: None,
        usages: &[required(AuthorizationErrorResponse, spec::RFC_6749_4_1_2_1)],
    },
    Parameter {
        name: "error_description",
        meaning: "Text in ASCII that helps the developer of the client to understand the error. \
                  A program acts on error instead: this text may change at any time.",
        value_kind: None,
        usages: &[
            optional(AuthorizationErrorResponse, spec::RFC_6749_4_1_2_1),
            optional(TokenErrorResponse, spec::RFC_6749_5_2),
            optional(DeviceAuthorizationErrorResponse, spec::RFC_6749_5_2),
            optional(ResourceErrorResponse, spec::RFC_6750_3),
        ],
    },
    Parameter {
        name: "error_uri",
        meaning: "The address of a web page about the error, for the developer of the client.",
        value_kind: None,
        usages: &[
            optional(AuthorizationErrorResponse, spec::RFC_6749_4_1_2_1),
            optional(TokenErrorResponse, spec::RFC_6749_5_2),
            optional(DeviceAuthorizationErrorResponse, spec::RFC_6749_5_2),
            optional(ResourceErrorResponse, spec::RFC_6750_3),
        ],
    },
];
