//! The crate openidconnect, version 4.

use std::time::{SystemTime, UNIX_EPOCH};

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AuthorizationCode, ClientId, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, RedirectUrl, Scope, TokenResponse,
};
use serde_json::{Value, json};

use crate::world::{CALLBACK, ISSUER, World, value};

/// Signs in with the faults in `options`; the subject that the application believes, by ID Token
/// and by UserInfo.
fn sign_in(options: Value) -> Result<(String, String), String> {
    let world = World::new(options);
    // The library looks at the wall clock.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("later");
    world.advance(since.as_secs() - 1_767_268_800);
    let send = |request| world.send(request);
    let issuer = IssuerUrl::new(ISSUER.to_owned()).expect("an address");
    let metadata = CoreProviderMetadata::discover(&issuer, &send);
    let metadata = metadata.map_err(|error| format!("discovery: {error:?}"))?;
    let id = ClientId::new("page".to_owned());
    let client = CoreClient::from_provider_metadata(metadata, id, None)
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).expect("an address"));
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, _, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let answer = world.visit(url.as_str());
    let code = AuthorizationCode::new(value(&answer, "code").to_owned());
    let request = client
        .exchange_code(code)
        .map_err(|error| format!("{error:?}"))?;
    let tokens = request.set_pkce_verifier(verifier).request(&send);
    let tokens = tokens.map_err(|error| format!("tokens: {error:?}"))?;
    let id_token = tokens.id_token().ok_or("there is no ID Token")?;
    let claims = id_token.claims(&client.id_token_verifier(), &nonce);
    let claims = claims.map_err(|error| format!("ID Token: {error:?}"))?;
    let subject = claims.subject().clone();
    let token = tokens.access_token().to_owned();
    let request = client.user_info(token, Some(subject.clone()));
    let request = request.map_err(|error| format!("{error:?}"))?;
    let told: Result<CoreUserInfoClaims, _> = request.request(&send);
    let told = told.map_err(|error| format!("UserInfo: {error:?}"))?;
    Ok((subject.to_string(), told.subject().to_string()))
}

#[test]
fn id_token() {
    let (subject, _) = sign_in(json!({})).expect("the application believes the server");
    assert_eq!(subject, "alice");
}

#[test]
fn userinfo() {
    let (_, subject) = sign_in(json!({})).expect("the application believes the server");
    assert_eq!(subject, "alice");
}

#[test]
fn refusals_of_what_is_wrong_with_the_server() {
    for fault in [
        "id_token_issuer_is_another",
        "id_token_audience_is_another",
        "id_token_is_expired",
        "id_token_nonce_is_another",
        "id_token_nonce_is_missing",
        "id_token_signature_is_another",
        "id_token_is_not_signed",
        "userinfo_subject_is_another",
        "metadata_issuer_is_another",
    ] {
        let result = sign_in(json!({ "faults": [fault] }));
        assert!(result.is_err(), "{fault}: {result:?}");
    }
}
