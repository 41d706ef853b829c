//! HTTP header fields that an OAuth specification asks for or governs.
//!
//! A field of which no cited document speaks has no entry.

use super::{Parameter, TOKEN_IS_BOUND, Usage, optional, recommended, required, required_if};
use crate::protocol::message_kind::MessageKind::{
    ApplicationRequest, ApplicationResponse, AuthorizationErrorResponse, AuthorizationRequest,
    AuthorizationResponse, DeviceAuthorizationErrorResponse, DeviceAuthorizationRequest,
    DeviceAuthorizationResponse, IntrospectionRequest, IntrospectionResponse, MetadataRequest,
    MetadataResponse, PageRequest, PageResponse, ResourceErrorResponse, ResourceRequest,
    ResourceResponse, TokenErrorResponse, TokenRequest, TokenResponse,
};
use crate::spec::{self, Section};

const CLIENT_USES_BASIC: &str = "the client authenticates with HTTP Basic";
const CLIENT_TRIED_BASIC: &str = "client authentication by the Authorization header field failed";
const NOTHING_IS_OPENED: &str = "the access token does not open what is asked for";
const IS_SENSITIVE: &str = "the response holds tokens, credentials or other sensitive information";
const SCRIPT_READS_IT: &str = "a client in a page of another origin has to read the response";
const SCRIPT_READS_HEADER: &str = "a client in a page of another origin has to read that field";

/// Messages that no cache may keep.
const NOT_KEPT: [Usage; 7] = [
    required(TokenResponse, spec::RFC_6749_5_1),
    required_if(IS_SENSITIVE, TokenErrorResponse, spec::RFC_6749_5_1),
    required_if(
        IS_SENSITIVE,
        DeviceAuthorizationResponse,
        spec::RFC_6749_5_1,
    ),
    required_if(
        IS_SENSITIVE,
        DeviceAuthorizationErrorResponse,
        spec::RFC_6749_5_1,
    ),
    required_if(IS_SENSITIVE, AuthorizationResponse, spec::RFC_6749_5_1),
    required_if(IS_SENSITIVE, AuthorizationErrorResponse, spec::RFC_6749_5_1),
    required_if(IS_SENSITIVE, PageResponse, spec::RFC_6749_5_1),
];

/// Answers to scripts of another origin, under a condition.
const fn to_scripts(condition: &'static str) -> [Usage; 5] {
    const SECTION: Section = spec::RFC_10017_6_3_3_4;
    [
        required_if(condition, TokenResponse, SECTION),
        required_if(condition, TokenErrorResponse, SECTION),
        required_if(condition, MetadataResponse, SECTION),
        required_if(condition, ResourceResponse, SECTION),
        required_if(condition, ResourceErrorResponse, SECTION),
    ]
}

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "Authorization",
        meaning: "HTTP Basic: client_id and client_secret, each form-encoded, joined by a colon, \
                  the whole in Base64. RFC 6749 prefers it to a secret in the body; under OAuth \
                  2.1 servers must support the body and may support this.",
        value_kind: None,
        usages: &[
            required_if(CLIENT_USES_BASIC, TokenRequest, spec::RFC_6749_2_3_1),
            required_if(
                CLIENT_USES_BASIC,
                DeviceAuthorizationRequest,
                spec::RFC_6749_2_3_1,
            ),
            required_if(CLIENT_USES_BASIC, IntrospectionRequest, spec::RFC_7662_2_1),
        ],
    },
    Parameter {
        name: "Authorization",
        meaning: "Bearer, or DPoP for a token that is bound to a key, then the access token. \
                  Every API that takes bearer tokens supports Bearer here. The header field keeps \
                  the token out of addresses, which end up in logs and in the browser's history.",
        value_kind: None,
        usages: &[recommended(ResourceRequest, spec::RFC_6750_2_1)],
    },
    Parameter {
        name: "DPoP",
        meaning: "A JWT that the client signs with its private key for this one request. It names \
                  the method (htm), the address (htu) and the time (iat) and, at an API, has the \
                  hash of the access token (ath). The public key stands in its header.",
        value_kind: None,
        usages: &[
            required_if(TOKEN_IS_BOUND, TokenRequest, spec::RFC_9449_5),
            required_if(TOKEN_IS_BOUND, ResourceRequest, spec::RFC_9449_7_1),
        ],
    },
    Parameter {
        name: "WWW-Authenticate",
        meaning: "Names the scheme with which the client can authenticate. It comes with status \
                  401 and the error invalid_client.",
        value_kind: None,
        usages: &[
            required_if(CLIENT_TRIED_BASIC, TokenErrorResponse, spec::RFC_6749_5_2),
            required_if(
                CLIENT_TRIED_BASIC,
                DeviceAuthorizationErrorResponse,
                spec::RFC_6749_5_2,
            ),
        ],
    },
    Parameter {
        name: "WWW-Authenticate",
        meaning: "Bearer, or DPoP for a token that is bound to a key: the API wants an access \
                  token. If the request had one, the parameters say why it was not enough, so \
                  that the client knows whether to refresh or to ask for more scope.",
        value_kind: None,
        usages: &[required_if(
            NOTHING_IS_OPENED,
            ResourceErrorResponse,
            spec::RFC_6750_3,
        )],
    },
    Parameter {
        name: "Location",
        meaning: "Sends the browser on to another address; the parameters travel in its query \
                  or, for the implicit grant, its fragment. OAuth leaves open how the browser is \
                  sent there: a redirect is the usual way.",
        value_kind: None,
        usages: &[
            optional(AuthorizationRequest, spec::RFC_6749_1_7),
            optional(AuthorizationResponse, spec::RFC_6749_1_7),
            optional(AuthorizationErrorResponse, spec::RFC_6749_1_7),
        ],
    },
    Parameter {
        name: "Location",
        meaning: "Sends the browser on after a form. The status should be 303, with which the \
                  browser drops the form; with 307 it would send the user's password on to the \
                  next address.",
        value_kind: None,
        usages: &[optional(PageResponse, spec::RFC_9700_4_12)],
    },
    Parameter {
        name: "Location",
        meaning: "Sends the browser on to another page of the application, so that the code or \
                  token no longer stands in the address, where scripts and other sites could \
                  read it.",
        value_kind: None,
        usages: &[recommended(ApplicationResponse, spec::RFC_6749_3_1_2_5)],
    },
    Parameter {
        name: "Content-Type",
        meaning: "application/x-www-form-urlencoded: the parameters stand in the body as \
                  name=value pairs. A body in JSON is malformed here.",
        value_kind: None,
        usages: &[
            required(TokenRequest, spec::RFC_6749_B),
            required(DeviceAuthorizationRequest, spec::RFC_8628_3_1),
            required(IntrospectionRequest, spec::RFC_7662_2_1),
        ],
    },
    Parameter {
        name: "Content-Type",
        meaning: "Has to be application/x-www-form-urlencoded where the access token is in the \
                  body. The Authorization header field is the better place for it.",
        value_kind: None,
        usages: &[required_if(
            "the access token is in the body",
            ResourceRequest,
            spec::RFC_6750_2_2,
        )],
    },
    Parameter {
        name: "Content-Type",
        meaning: "application/json: the body is one JSON object.",
        value_kind: None,
        usages: &[
            required(TokenResponse, spec::RFC_6749_5_1),
            required(TokenErrorResponse, spec::RFC_6749_5_2),
            required(DeviceAuthorizationResponse, spec::RFC_8628_3_2),
            required(DeviceAuthorizationErrorResponse, spec::RFC_6749_5_2),
            required(MetadataResponse, spec::RFC_8414_3_2),
            required(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
    Parameter {
        name: "Cache-Control",
        meaning: "no-store: no cache may keep the response, so that nobody finds a token or code \
                  there later.",
        value_kind: None,
        usages: &NOT_KEPT,
    },
    Parameter {
        name: "Cache-Control",
        meaning: "Where the access token stands in the address, the client should send no-store \
                  and a successful response should have private, so that no shared cache hands \
                  the answer to others.",
        value_kind: None,
        usages: &[
            recommended(ResourceRequest, spec::RFC_6750_2_3),
            recommended(ResourceResponse, spec::RFC_6750_2_3),
        ],
    },
    Parameter {
        name: "Pragma",
        meaning: "no-cache, for caches that know only HTTP/1.0. OAuth 2.1 no longer asks for it.",
        value_kind: None,
        usages: &NOT_KEPT,
    },
    Parameter {
        name: "Set-Cookie",
        meaning: "Gives the browser the server's session cookie. HttpOnly keeps it from scripts, \
                  Secure from unencrypted connections, SameSite from most requests that other \
                  sites cause.",
        value_kind: None,
        usages: &[optional(PageResponse, spec::RFC_6749_3_1)],
    },
    Parameter {
        name: "Set-Cookie",
        meaning: "Gives the browser the application's session cookie. In that session the \
                  application keeps state, so that no other browser can finish the flow.",
        value_kind: None,
        usages: &[
            optional(ApplicationResponse, spec::RFC_6749_10_12),
            optional(AuthorizationRequest, spec::RFC_6749_10_12),
        ],
    },
    Parameter {
        name: "Cookie",
        meaning: "Brings back the server's session cookie, by which the server knows whether a \
                  user is signed in at this browser.",
        value_kind: None,
        usages: &[
            optional(AuthorizationRequest, spec::RFC_6749_3_1),
            optional(PageRequest, spec::RFC_6749_3_1),
        ],
    },
    Parameter {
        name: "Cookie",
        meaning: "Brings back the application's session cookie. The application compares the \
                  state in the answer with the one in that session.",
        value_kind: None,
        usages: &[
            optional(ApplicationRequest, spec::RFC_6749_10_12),
            optional(AuthorizationResponse, spec::RFC_6749_10_12),
            optional(AuthorizationErrorResponse, spec::RFC_6749_10_12),
        ],
    },
    Parameter {
        name: "Origin",
        meaning: "The origin of the page whose script sends the request. The browser sets it, \
                  not the script, so a server can decide by it which pages may read the answer.",
        value_kind: None,
        usages: &[
            optional(TokenRequest, spec::RFC_10017_6_3_3_4),
            optional(MetadataRequest, spec::RFC_10017_6_3_3_4),
            optional(ResourceRequest, spec::RFC_10017_6_3_3_4),
        ],
    },
    Parameter {
        name: "Origin",
        meaning: "The browser sends it with every form that is posted. Here it is null: the page \
                  with the form came with Referrer-Policy: no-referrer, which keeps its origin \
                  back, too. The csrf_token tells the server that the form is its own.",
        value_kind: None,
        usages: &[optional(PageRequest, spec::RFC_6454_7_3)],
    },
    Parameter {
        name: "Access-Control-Allow-Origin",
        meaning: "Says which pages' scripts may read the response. A client that runs in a page \
                  needs it. RFC 9700 (section 2.6) forbids it at the authorization endpoint: \
                  the browser is sent there, and no script calls it.",
        value_kind: None,
        usages: &to_scripts(SCRIPT_READS_IT),
    },
    Parameter {
        name: "Access-Control-Expose-Headers",
        meaning: "Lists the header fields that scripts of another origin may read. Without \
                  WWW-Authenticate in it, a client in a page cannot see why the API refused its \
                  token.",
        value_kind: None,
        usages: &to_scripts(SCRIPT_READS_HEADER),
    },
    Parameter {
        name: "Referrer-Policy",
        meaning: "no-referrer: the browser does not tell the next site the address that it comes \
                  from, which can hold a code or state.",
        value_kind: None,
        usages: &[
            optional(PageResponse, spec::RFC_9700_4_2_4),
            optional(AuthorizationResponse, spec::RFC_9700_4_2_4),
            optional(AuthorizationErrorResponse, spec::RFC_9700_4_2_4),
            optional(ApplicationResponse, spec::RFC_9700_4_2_4),
        ],
    },
    Parameter {
        name: "Content-Security-Policy",
        meaning: "frame-ancestors 'none' keeps other sites from showing this page in a frame, \
                  invisible above a page of theirs, where the user would press Approve without \
                  knowing it (clickjacking).",
        value_kind: None,
        usages: &[recommended(PageResponse, spec::RFC_9700_4_16)],
    },
    Parameter {
        name: "X-Frame-Options",
        meaning: "DENY keeps the page out of frames in browsers that do not know \
                  frame-ancestors, too.",
        value_kind: None,
        usages: &[recommended(PageResponse, spec::RFC_9700_4_16)],
    },
];
