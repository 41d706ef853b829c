//! Clients of every kind, as they are registered and as they call.

use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::server::client::{Client, ClientAuthentication, name_list};
use oauth_flow_simulator::server::grant::DEVICE_CODE;
pub use oauth_flow_simulator::server::grant::token_exchange::NAME as TOKEN_EXCHANGE;

use super::request::{Pairs, post, with_basic};
use super::{STATE, VERIFIER};

/// A registered client, as it calls.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub client_id: &'static str,
    pub credentials: Credentials,
    pub redirect_uri: &'static str,
    grant_types: &'static [&'static str],
    response_types: &'static [&'static str],
    scope: &'static [&'static str],
}

/// What a client proves itself with.
#[derive(Clone, Copy, Debug)]
pub enum Credentials {
    None,
    Basic(&'static str),
    Body(&'static str),
}

const CODE_GRANTS: &[&str] = &["authorization_code", "refresh_token"];
const PHOTOS: &[&str] = &["photos.read", "photos.write"];

/// A confidential client that authenticates by HTTP Basic.
pub const WEB: Caller = Caller {
    client_id: "webapplication",
    credentials: Credentials::Basic("web-secret"),
    redirect_uri: "https://web.example.com/callback",
    grant_types: CODE_GRANTS,
    response_types: &["code"],
    scope: PHOTOS,
};
/// A confidential client that authenticates in the body.
pub const OTHER_WEB: Caller = Caller {
    client_id: "otherwebapplication",
    credentials: Credentials::Body("other-web-secret"),
    redirect_uri: "https://other-web.example.com/callback",
    ..WEB
};
/// A public client.
pub const PAGE: Caller = Caller {
    client_id: "photopage",
    credentials: Credentials::None,
    redirect_uri: "https://page.example.com/callback",
    ..WEB
};
/// A second public client.
pub const OTHER_PAGE: Caller = Caller {
    client_id: "otherphotopage",
    redirect_uri: "https://other-page.example.com/callback",
    ..PAGE
};
/// A native application: its redirect URIs are loopback addresses.
pub const NATIVE: Caller = Caller {
    client_id: "nativeapplication",
    redirect_uri: "http://127.0.0.1/callback",
    ..PAGE
};
/// A client that wants to know who the person is.
pub const RELYING_PARTY: Caller = Caller {
    client_id: "relyingparty",
    credentials: Credentials::Basic("relying-party-secret"),
    redirect_uri: "https://rp.example.com/callback",
    grant_types: &["authorization_code", "refresh_token", "implicit"],
    response_types: &[
        "code",
        "id_token",
        "id_token token",
        "code id_token",
        "code token",
        "code id_token token",
    ],
    scope: &[
        "openid",
        "profile",
        "email",
        "address",
        "phone",
        "offline_access",
        "photos.read",
    ],
};
/// A client of the implicit flow.
pub const OLD_PAGE: Caller = Caller {
    client_id: "oldphotopage",
    credentials: Credentials::None,
    redirect_uri: "https://old.example.com/callback",
    grant_types: &["implicit"],
    response_types: &["token"],
    scope: PHOTOS,
};
/// A service without users.
pub const SERVICE: Caller = Caller {
    client_id: "reportservice",
    credentials: Credentials::Basic("service-secret"),
    redirect_uri: "",
    grant_types: &["client_credentials"],
    response_types: &[],
    scope: &["reports.read", "reports.list"],
};
/// The photo API, as the client as which it asks about tokens.
pub const PHOTO_API: Caller = Caller {
    client_id: "photoapi",
    credentials: Credentials::Basic("photo-api-secret"),
    grant_types: &["client_credentials", TOKEN_EXCHANGE],
    scope: &["introspection"],
    ..SERVICE
};
/// Another API, whose tokens are not those of the photo API.
pub const FILE_API: Caller = Caller {
    client_id: "fileapi",
    credentials: Credentials::Body("file-api-secret"),
    ..PHOTO_API
};
/// A public client that is registered for a grant that no public client may use.
pub const PRETENDER: Caller = Caller {
    client_id: "pretender",
    credentials: Credentials::None,
    ..PHOTO_API
};
/// A device.
pub const TELEVISION: Caller = Caller {
    client_id: "television",
    credentials: Credentials::None,
    redirect_uri: "",
    grant_types: &[DEVICE_CODE, "refresh_token"],
    response_types: &[],
    scope: PHOTOS,
};
/// A second device.
pub const OTHER_TELEVISION: Caller = Caller {
    client_id: "othertelevision",
    ..TELEVISION
};
/// A device with a secret.
pub const PRINTER: Caller = Caller {
    client_id: "printer",
    credentials: Credentials::Basic("printer-secret"),
    ..TELEVISION
};

/// All of them.
pub const CALLERS: &[Caller] = &[
    WEB,
    OTHER_WEB,
    PAGE,
    OTHER_PAGE,
    NATIVE,
    RELYING_PARTY,
    OLD_PAGE,
    SERVICE,
    PHOTO_API,
    FILE_API,
    PRETENDER,
    TELEVISION,
    OTHER_TELEVISION,
    PRINTER,
];

impl Caller {
    /// The client as the server knows it.
    pub fn registration(&self) -> Client {
        let redirect_uris = [self.redirect_uri]
            .into_iter()
            .filter(|uri| !uri.is_empty());
        Client {
            client_id: self.client_id.to_owned(),
            name: format!("The {}", self.client_id),
            authentication: match self.credentials {
                Credentials::None => ClientAuthentication::None,
                Credentials::Basic(secret) => ClientAuthentication::ClientSecretBasic {
                    client_secret: secret.to_owned(),
                },
                Credentials::Body(secret) => ClientAuthentication::ClientSecretPost {
                    client_secret: secret.to_owned(),
                },
            },
            redirect_uris: redirect_uris.map(str::to_owned).collect(),
            grant_types: name_list(self.grant_types),
            response_types: name_list(self.response_types),
            scope: Scope::of(self.scope),
            ..Client::default()
        }
    }

    /// A complete authorization request of this client, with PKCE where there is a code.
    pub fn authorization(&self) -> Pairs {
        let response_type = self.response_types.first().copied().unwrap_or("code");
        let request = Pairs::of(&[
            ("response_type", response_type),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", "photos.read photos.write"),
            ("state", STATE),
        ]);
        if response_type != "code" {
            return request;
        }
        request
            .with("code_challenge", &ChallengeMethod::S256.challenge(VERIFIER))
            .with("code_challenge_method", "S256")
    }

    /// The parameters that redeem `code`, without the client's credentials.
    pub fn redemption(&self, code: &str) -> Pairs {
        Pairs::of(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri),
            ("code_verifier", VERIFIER),
        ])
    }

    /// A token request with `pairs` and this client's credentials.
    pub fn token_request(&self, pairs: &Pairs) -> Request {
        self.post("/token", pairs)
    }

    /// A device authorization request with `pairs` and this client's credentials.
    pub fn device_request(&self, pairs: &Pairs) -> Request {
        self.post("/device_authorization", pairs)
    }

    /// The authorization request `pairs` as this client sends it itself.
    pub fn pushed_request(&self, pairs: &Pairs) -> Request {
        match self.credentials {
            Credentials::Basic(secret) => with_basic(post("/par", pairs), self.client_id, secret),
            // The request names its client already.
            _ => self.post("/par", &pairs.clone().without("client_id")),
        }
    }

    /// A request to the endpoint at `path` with `pairs` and this client's credentials.
    pub fn post(&self, path: &str, pairs: &Pairs) -> Request {
        let id = self.client_id;
        match self.credentials {
            Credentials::None => post(path, &pairs.clone().and("client_id", id)),
            Credentials::Body(secret) => {
                let pairs = pairs.clone().and("client_id", id);
                post(path, &pairs.and("client_secret", secret))
            }
            Credentials::Basic(secret) => with_basic(post(path, pairs), id, secret),
        }
    }
}
