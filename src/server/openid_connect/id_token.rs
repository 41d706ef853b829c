//! The ID Token: a signed statement to the application about who has signed in.
//!
//! [OpenID Connect Core section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)

use serde_json::{Map, Value};

use crate::ground::clock::Timestamp;
use crate::protocol::jose::{self, Algorithm, left_half_of_hash};
use crate::protocol::scope::Scope;
use crate::server::AuthorizationServer;
use crate::server::fault::Alteration;
use crate::server::openid_connect::{Authentication, FrontChannel, Issued, claims};
use crate::server::store::Grant;

/// The algorithm for clients that register none.
/// [Dynamic Client Registration section 2](https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata)
const DEFAULT_ALGORITHM: &str = "RS256";

/// An ID Token as the server reads it that gave it out.
pub struct Hint {
    pub subject: String,
    pub client_id: String,
}

/// The parts of every ID Token.
struct Statement<'a> {
    client_id: &'a str,
    subject: &'a str,
    scope: &'a Scope,
    authentication: &'a Authentication,
    nonce: Option<&'a str>,
    code: Option<&'a str>,
    access_token: Option<&'a str>,
    now: Timestamp,
}

/// The ID Token of an authorization response.
/// [Section 3.3.2.11](https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken)
pub fn for_front_channel(server: &AuthorizationServer, answer: &FrontChannel<'_>) -> String {
    make(
        server,
        &Statement {
            client_id: &answer.authorization.client_id,
            subject: answer.subject,
            scope: &answer.authorization.scope,
            authentication: answer.authentication,
            nonce: answer.authentication.nonce.as_deref(),
            code: answer.code,
            access_token: answer.access_token,
            now: answer.now,
        },
        answer.authorization.response_type.as_str() == "id_token",
    )
}

/// The ID Token of a token response. `None` if nobody was authenticated for the grant, or the
/// scope lacks `openid`.
/// [Section 3.1.3.6](https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken)
pub fn for_token_response(server: &AuthorizationServer, issued: &Issued<'_>) -> Option<String> {
    let authentication = issued.grant.authentication.as_ref()?;
    if !issued.scope.contains("openid") {
        return None;
    }
    // "It SHOULD NOT have a nonce Claim" when it comes of a refresh token: section 12.2.
    let nonce = authentication.nonce.as_deref();
    let statement = Statement {
        client_id: &issued.grant.client_id,
        subject: &issued.grant.subject,
        scope: issued.scope,
        authentication,
        nonce: nonce.filter(|_| !issued.is_refreshed),
        code: None,
        access_token: Some(issued.access_token),
        now: issued.now,
    };
    Some(make(server, &statement, false))
}

/// The ID Token that a client gets for the token of somebody who is signed in for `grant`.
/// `None` if nobody was authenticated for the grant.
/// [RFC 8693 section 3](https://www.rfc-editor.org/rfc/rfc8693.html#section-3)
pub fn for_exchange(
    server: &AuthorizationServer,
    client_id: &str,
    grant: &Grant,
    now: Timestamp,
) -> Option<String> {
    let statement = Statement {
        client_id,
        subject: &grant.subject,
        scope: &grant.scope,
        authentication: grant.authentication.as_ref()?,
        nonce: None,
        code: None,
        access_token: None,
        now,
    };
    Some(make(server, &statement, false))
}

/// `has_no_access_token`: then the claims of the scope have no other place
/// ([section 5.4](https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims)).
fn make(
    server: &AuthorizationServer,
    statement: &Statement<'_>,
    has_no_access_token: bool,
) -> String {
    let mut user = server.users.iter();
    let user = user.find(|user| user.subject == statement.subject);
    let nothing = Scope::default();
    let scope = if has_no_access_token {
        statement.scope
    } else {
        &nothing
    };
    let names = &statement.authentication.claims.id_token;
    let mut claims = user
        .map(|user| claims::of(user, scope, names))
        .unwrap_or_default();
    let lifetime = server.policy.id_token_lifetime_seconds;
    let mut claim = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    claim("iss", server.issuer.as_str().into());
    claim(
        "sub",
        server
            .subject_for(statement.client_id, statement.subject)
            .into(),
    );
    claim("aud", statement.client_id.into());
    claim("iat", statement.now.0.into());
    claim("exp", statement.now.plus(lifetime).0.into());
    claim(
        "auth_time",
        statement.authentication.authenticated_at.0.into(),
    );
    let optional = [
        ("nonce", statement.nonce.map(str::to_owned)),
        ("at_hash", statement.access_token.map(left_half_of_hash)),
        ("c_hash", statement.code.map(left_half_of_hash)),
    ];
    for (name, text) in optional {
        if let Some(text) = text {
            claim(name, text.into());
        }
    }
    for alteration in server.alterations() {
        if let Alteration::IdTokenClaims(alter) = alteration {
            alter(&mut claims);
        }
    }
    sign(server, statement.client_id, &claims)
}

fn sign(server: &AuthorizationServer, client_id: &str, claims: &Map<String, Value>) -> String {
    let registered = server.client(client_id).and_then(|client| {
        client
            .openid_connect
            .id_token_signed_response_alg
            .as_deref()
    });
    let key = server.signing_key(registered.unwrap_or(DEFAULT_ALGORITHM));
    let fault = server
        .alterations()
        .find_map(|alteration| match alteration {
            Alteration::IdTokenSignature(sign) => Some(sign),
            _ => None,
        });
    match fault {
        Some(sign) => sign(key, claims),
        None => key.sign("JWT", claims),
    }
}

/// Reads an ID Token that the server gave out, however long ago.
///
/// # Errors
/// Why it is none of the server's.
pub fn read(server: &AuthorizationServer, token: &str) -> Result<Hint, &'static str> {
    let keys = server.published_keys();
    let algorithms: Vec<Algorithm> = server.signing_keys().map(|key| key.algorithm).collect();
    let jwt = jose::verify(token, &keys, &algorithms)
        .map_err(|_| "The ID Token is not one that this server signed.")?;
    // An access token is signed by the same keys: RFC 8725 section 3.12.
    if jwt.header["typ"] != "JWT" || jwt.claims["iss"] != server.issuer.as_str() {
        return Err("The token is not an ID Token of this server.");
    }
    let text = |name: &str| jwt.claims[name].as_str().map(str::to_owned);
    let (Some(told), Some(client_id)) = (text("sub"), text("aud")) else {
        return Err("The ID Token names nobody.");
    };
    // Somebody who is unknown by now is nobody's equal.
    let subject = server.subject_behind(&client_id, &told).unwrap_or(told);
    Ok(Hint { subject, client_id })
}
