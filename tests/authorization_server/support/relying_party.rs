//! What a client of OpenID Connect asks for, and what it reads in the answers.

use http::Method;
use serde_json::Value;

use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::jose::es256::ES256;
use oauth_flow_simulator::protocol::jose::rsassa::RS256;
use oauth_flow_simulator::protocol::jose::{self, DecodedJwt, JwkSet};
use oauth_flow_simulator::server::Handled;

use super::{Pairs, RELYING_PARTY, World, body, location_parameter, request, status};

pub const NONCE: &str = "n-0S6_WzA2Mj";

/// A complete authentication request.
pub fn authentication() -> Pairs {
    RELYING_PARTY
        .authorization()
        .with("scope", "openid")
        .with("nonce", NONCE)
}

impl World {
    /// The answer of the token endpoint to the code in `answer`.
    #[track_caller]
    pub fn redeemed(&mut self, answer: &Handled, at: Timestamp) -> Value {
        let code = location_parameter(answer, "code").expect("the answer has a code");
        self.redeemed_code(&code, at)
    }

    #[track_caller]
    pub fn redeemed_code(&mut self, code: &str, at: Timestamp) -> Value {
        let redemption = RELYING_PARTY.redemption(code);
        let handled = self.send(&RELYING_PARTY.token_request(&redemption), at);
        assert_eq!(status(&handled), 200, "{}", body(&handled));
        json_in(&handled.response)
    }

    /// What comes of `pairs` when Alice approves.
    #[track_caller]
    pub fn authenticated(&mut self, pairs: &Pairs, at: Timestamp) -> Value {
        let answer = self.decide(pairs, "approve", at);
        self.redeemed(&answer, at)
    }

    /// The token, whose signature fits one of the server's published keys.
    #[track_caller]
    pub fn verified(&mut self, token: &str) -> DecodedJwt {
        let keys = self.server.url("/jwks");
        let keys = self.send(&request(Method::GET, &keys), super::NOW);
        let keys = JwkSet::parse(keys.response.body());
        jose::verify(token, &keys, &[ES256, RS256]).expect("the server has signed the token")
    }

    /// The claims of the ID Token in the token endpoint's `answer`.
    #[track_caller]
    pub fn id_token(&mut self, answer: &Value) -> Value {
        let token = answer["id_token"].as_str().expect("there is an ID Token");
        self.verified(token).claims
    }

    /// The claims of the ID Token in an authorization response.
    #[track_caller]
    pub fn front_channel_id_token(&mut self, answer: &Handled) -> Value {
        let token = location_parameter(answer, "id_token").expect("there is an ID Token");
        self.verified(&token).claims
    }
}
