//! How the API learns of an access token that says nothing by itself.
//!
//! [RFC 7662 section 2.2](https://www.rfc-editor.org/rfc/rfc7662.html#section-2.2)

use serde_json::{Value, json};

use crate::party::api::Api;
use crate::server::store::Store;

/// What the authorization server knows of the opaque token `text`, asked in process; the other
/// way is its introspection endpoint.
pub fn ask_in_process(api: &Api, store: &Store, text: &str) -> Option<Value> {
    // The name of a token that is a JWT is no token.
    let token = store
        .access_tokens
        .get(text)
        .filter(|token| token.token == text)?;
    let mut told = json!({
        "iss": api.issuer,
        "sub": token.subject,
        "aud": token.audience,
        "client_id": token.client_id,
        "iat": token.issued_at.0,
        "exp": token.expires_at.0,
        "scope": token.scope.to_string(),
    });
    if let Some(jkt) = &token.dpop_jkt {
        told["cnf"] = json!({ "jkt": jkt });
    }
    Some(told)
}
