//! Who takes part: clients of every kind, their keys, and people.

use std::collections::BTreeSet;

use oauth_flow_simulator::protocol::jose::{JwkSet, SigningKey, es256};
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::client::{Client, ClientAuthentication, name_list};
use oauth_flow_simulator::server::grant::{DEVICE_CODE, jwt_bearer, token_exchange};
use oauth_flow_simulator::server::openid_connect::Registration;
use oauth_flow_simulator::server::policy::Profile;

pub const PEOPLE: [(&str, &str); 2] = [("alice", "looking-glass"), ("mallory", "picklock")];
/// Where the browser may go after signing out.
pub const SIGNED_OUT: &str = "https://web.example.com/signed-out";
/// Who vouches for people, beside the server itself.
pub const PARTNER: &str = "https://partner.example.com";

/// A set of scope names.
pub type Names = BTreeSet<String>;

pub fn names(text: &str) -> Names {
    let names = text.split(' ').filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// How a client proves who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    Nothing,
    Basic(String),
    Post(String),
    /// It signs with the key of this number.
    Key(u8),
}

/// A client, as the model knows it.
#[derive(Clone, Debug)]
pub struct Player {
    pub id: String,
    pub proof: Proof,
    pub grants: Vec<&'static str>,
    pub response_types: Vec<&'static str>,
    /// Empty if the browser never comes back to it.
    pub redirect_uri: String,
    pub scope: Names,
    /// Whether its tokens are always bound to a key.
    pub is_bound: bool,
    pub has_registered_itself: bool,
}

/// A key by its number.
pub fn key(number: u8) -> SigningKey {
    es256::signing_key(&[number; 32]).expect("it is a scalar of P-256")
}

pub fn key_set(number: u8) -> JwkSet {
    let keys = vec![key(number).verification_key];
    JwkSet { keys }
}

impl Player {
    pub fn is_confidential(&self) -> bool {
        self.proof != Proof::Nothing
    }

    pub fn may(&self, grant: &str) -> bool {
        self.grants.contains(&grant)
    }

    /// The client as the server knows it.
    pub fn registration(&self) -> Client {
        let redirect_uris = [&self.redirect_uri]
            .into_iter()
            .filter(|uri| !uri.is_empty());
        let scope: Vec<&str> = self.scope.iter().map(String::as_str).collect();
        Client {
            client_id: self.id.clone(),
            name: format!("The {}", self.id),
            authentication: match self.proof.clone() {
                Proof::Nothing => ClientAuthentication::None,
                Proof::Basic(client_secret) => {
                    ClientAuthentication::ClientSecretBasic { client_secret }
                }
                Proof::Post(client_secret) => {
                    ClientAuthentication::ClientSecretPost { client_secret }
                }
                Proof::Key(number) => ClientAuthentication::PrivateKeyJwt {
                    keys: key_set(number),
                },
            },
            redirect_uris: redirect_uris.cloned().collect(),
            grant_types: name_list(&self.grants),
            response_types: name_list(&self.response_types),
            scope: Scope::of(&scope),
            dpop_bound_access_tokens: self.is_bound,
            openid_connect: Registration {
                post_logout_redirect_uris: match self.id.as_str() {
                    "web" => vec![SIGNED_OUT.to_owned()],
                    _ => Vec::new(),
                },
                ..Registration::default()
            },
            ..Client::default()
        }
    }
}

const CODE: [&str; 2] = ["authorization_code", "refresh_token"];

/// The clients under `profile`. Where it demands keys, each of them has one.
pub fn players(profile: Profile) -> Vec<Player> {
    let player = |id: &str, proof, grants: &[&'static str], scope: &str| {
        let has_browser = grants.contains(&"authorization_code") || grants.contains(&"implicit");
        Player {
            id: id.to_owned(),
            proof,
            grants: grants.to_vec(),
            response_types: if has_browser {
                vec!["code"]
            } else {
                Vec::new()
            },
            redirect_uri: match has_browser {
                true => format!("https://{id}.example.com/callback"),
                false => String::new(),
            },
            scope: names(scope),
            is_bound: false,
            has_registered_itself: false,
        }
    };
    let photos = "photos.read photos.write";
    let web_scope = format!("openid profile offline_access {photos}");
    let exchange = ["client_credentials", token_exchange::NAME];
    let mut players = vec![
        player("web", Proof::Basic("web-secret".into()), &CODE, &web_scope),
        player("page", Proof::Nothing, &CODE, photos),
        Player {
            is_bound: true,
            ..player("wallet", Proof::Nothing, &CODE, photos)
        },
        player("signer", Proof::Key(21), &CODE, &web_scope),
        Player {
            response_types: vec!["token", "code id_token", "code"],
            ..player(
                "old",
                Proof::Nothing,
                &["implicit", "authorization_code"],
                &format!("openid {photos}"),
            )
        },
        player(
            "television",
            Proof::Nothing,
            &[DEVICE_CODE, "refresh_token"],
            photos,
        ),
        player("printer", Proof::Post("ink".into()), &[DEVICE_CODE], photos),
        player(
            "gateway",
            Proof::Post("gate".into()),
            &exchange,
            "photos.read reports.read",
        ),
        player(
            "partner",
            Proof::Basic("partner-secret".into()),
            &[jwt_bearer::NAME, "password", "refresh_token"],
            "photos.read",
        ),
    ];
    if profile == Profile::Fapi20 {
        for (number, player) in (31..).zip(&mut players) {
            player.proof = Proof::Key(number);
        }
    }
    players
}
