//! The crate openidconnect, version 4: what it adds to the crate oauth2, on which it stands.

use std::time::Duration;

use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod,
    CoreClientRegistrationRequest, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreResponseType, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::registration::EmptyAdditionalClientMetadata;
use openidconnect::{
    AccessTokenHash, AuthorizationCode, AuthorizationCodeHash, ClientId, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, LogoutRequest, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PostLogoutRedirectUrl, ProviderMetadataWithLogout,
    RedirectUrl, Scope, TokenResponse,
};
use serde_json::{Value, json};

use crate::world::{CALLBACK, GOODBYE, ISSUER, SCOPE, World, under_every_profile, value};

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

fn issuer() -> IssuerUrl {
    IssuerUrl::new(ISSUER.to_owned()).expect("an address")
}

fn callback() -> RedirectUrl {
    RedirectUrl::new(CALLBACK.to_owned()).expect("an address")
}

/// The client `id`, as it is after it has read what the server publishes.
fn discover(world: &World, id: &str) -> Result<Client, String> {
    let metadata = CoreProviderMetadata::discover(&issuer(), &|request| world.send(request));
    let metadata = metadata.map_err(|error| format!("discovery: {error:?}"))?;
    let id = ClientId::new(id.to_owned());
    Ok(CoreClient::from_provider_metadata(metadata, id, None).set_redirect_uri(callback()))
}

/// What an application asks for beyond the usual.
#[derive(Default)]
struct Wish {
    is_hybrid: bool,
    prompt: Option<CoreAuthPrompt>,
    max_age: Option<Duration>,
}

/// The browser goes to the server and back, and the application redeems the code. `Err` is what
/// either of the two says.
fn authenticate(world: &World, client: &Client, wish: Wish) -> Result<Authenticated, String> {
    let send = |request| world.send(request);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = if wish.is_hybrid {
        CoreAuthenticationFlow::Hybrid(vec![CoreResponseType::Code, CoreResponseType::IdToken])
    } else {
        CoreAuthenticationFlow::AuthorizationCode
    };
    let mut request = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "offline_access"].map(|name| Scope::new(name.to_owned())))
        .add_scopes(SCOPE.split(' ').map(|name| Scope::new(name.to_owned())))
        .set_pkce_challenge(challenge);
    if let Some(prompt) = wish.prompt {
        request = request.add_prompt(prompt);
    }
    if let Some(age) = wish.max_age {
        request = request.set_max_age(age);
    }
    let (url, state, nonce) = request.url();
    let answer = world.visit(url.as_str());
    if let Some((_, error)) = answer.iter().find(|(name, _)| name == "error") {
        return Err(error.clone());
    }
    assert_eq!(value(&answer, "state"), state.secret());
    let code = AuthorizationCode::new(value(&answer, "code").to_owned());
    let verifier_of_tokens = client.id_token_verifier();
    if wish.is_hybrid {
        let id_token = value(&answer, "id_token").parse();
        let id_token: openidconnect::core::CoreIdToken =
            id_token.map_err(|error| format!("ID Token: {error:?}"))?;
        let claims = id_token.claims(&verifier_of_tokens, &nonce);
        let claims = claims.map_err(|error| format!("ID Token: {error:?}"))?;
        // The library leaves both hashes to the application, and has the functions for it.
        let algorithm = id_token.signing_alg().map_err(|error| error.to_string())?;
        let key = id_token.signing_key(&verifier_of_tokens);
        let key = key.map_err(|error| error.to_string())?;
        let expected = AuthorizationCodeHash::from_code(&code, algorithm, key);
        if claims.code_hash() != Some(&expected.map_err(|error| error.to_string())?) {
            return Err("c_hash".to_owned());
        }
    }
    let request = client
        .exchange_code(code)
        .map_err(|error| format!("{error:?}"))?;
    let tokens = request.set_pkce_verifier(verifier).request(&send);
    let tokens = tokens.map_err(|error| format!("tokens: {error:?}"))?;
    let claims = judged(client, &tokens, &nonce)?;
    Ok(Authenticated { tokens, claims })
}

struct Authenticated {
    tokens: CoreTokenResponse,
    claims: CoreIdTokenClaims,
}

/// The claims of the ID Token among `tokens`, if the library believes them.
fn judged(
    client: &Client,
    tokens: &CoreTokenResponse,
    nonce: &Nonce,
) -> Result<CoreIdTokenClaims, String> {
    let verifier = client.id_token_verifier();
    let id_token = tokens.id_token().ok_or("there is no ID Token")?;
    let claims = id_token.claims(&verifier, nonce);
    let claims = claims.map_err(|error| format!("ID Token: {error:?}"))?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = id_token.signing_alg().map_err(|error| error.to_string())?;
        let key = id_token.signing_key(&verifier);
        let key = key.map_err(|error| error.to_string())?;
        let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
        if actual.map_err(|error| error.to_string())? != *expected {
            return Err("at_hash".to_owned());
        }
    }
    Ok(claims.clone())
}

/// What UserInfo says, if it is about whom the ID Token was about.
fn told(world: &World, client: &Client, found: &Authenticated) -> Result<String, String> {
    let token = found.tokens.access_token().to_owned();
    let request = client.user_info(token, Some(found.claims.subject().clone()));
    let request = request.map_err(|error| format!("{error:?}"))?;
    let told: Result<CoreUserInfoClaims, _> = request.request(&|request| world.send(request));
    let told = told.map_err(|error| format!("UserInfo: {error:?}"))?;
    Ok(told.subject().to_string())
}

/// By code and by hybrid answer, with UserInfo and the call at the API.
fn sign_in(options: Value) -> Result<(), String> {
    let world = World::at_present(options);
    for (id, is_hybrid) in [("page", false), ("hybrid", true)] {
        let client = discover(&world, id)?;
        let wish = Wish {
            is_hybrid,
            ..Wish::default()
        };
        let found = authenticate(&world, &client, wish)?;
        told(&world, &client, &found)?;
        assert_opens_the_api(&world, &found.tokens);
    }
    Ok(())
}

fn assert_opens_the_api(world: &World, tokens: &CoreTokenResponse) {
    assert_eq!(world.call("/photos", tokens.access_token().secret()), 200);
}

#[test]
fn metadata() {
    let world = World::at_present(json!({}));
    discover(&world, "page").expect("the application can read what the server publishes");
}

#[test]
fn id_token() {
    under_every_profile(|world| {
        world.advance(World::at_present(json!({})).now().0 - world.now().0);
        for id in ["page", "es256"] {
            let client = discover(world, id).expect("metadata");
            let found = authenticate(world, &client, Wish::default()).expect("tokens");
            assert_eq!(found.claims.subject().as_str(), "alice");
            assert_opens_the_api(world, &found.tokens);
        }
    });
}

#[test]
fn id_token_of_a_recent_sign_in_and_by_prompt() {
    let world = World::at_present(json!({}));
    let client = discover(&world, "page").expect("metadata");
    let silently = || Wish {
        prompt: Some(CoreAuthPrompt::None),
        max_age: Some(Duration::from_secs(60)),
        ..Wish::default()
    };
    let refused = authenticate(&world, &client, silently()).err();
    assert_eq!(refused.as_deref(), Some("login_required"));
    authenticate(&world, &client, Wish::default()).expect("tokens");
    let found = authenticate(&world, &client, silently()).expect("tokens");
    assert!(found.claims.auth_time().is_some());
    world.advance(61);
    let refused = authenticate(&world, &client, silently()).err();
    assert_eq!(refused.as_deref(), Some("login_required"));
}

#[test]
fn hybrid() {
    sign_in(json!({})).expect("the application believes the server");
}

#[test]
fn userinfo() {
    let world = World::at_present(json!({}));
    let client = discover(&world, "page").expect("metadata");
    let found = authenticate(&world, &client, Wish::default()).expect("tokens");
    assert_eq!(told(&world, &client, &found).as_deref(), Ok("alice"));
}

#[test]
fn userinfo_that_is_signed() {
    let world = World::at_present(json!({}));
    let client = discover(&world, "es256").expect("metadata");
    let found = authenticate(&world, &client, Wish::default()).expect("tokens");
    let token = found.tokens.access_token().to_owned();
    let request = client.user_info(token, Some(found.claims.subject().clone()));
    let request = request.expect("there is an address");
    let request = request.set_response_type(openidconnect::UserInfoResponseType::Jwt);
    let told: CoreUserInfoClaims = request
        .request(&|request| world.send(request))
        .expect("the signature is good");
    assert_eq!(told.subject().as_str(), "alice");
}

#[test]
fn refresh_token() {
    let world = World::at_present(json!({}));
    let client = discover(&world, "es256").expect("metadata");
    let wish = Wish {
        prompt: Some(CoreAuthPrompt::Consent),
        ..Wish::default()
    };
    let found = authenticate(&world, &client, wish).expect("tokens");
    let token = found.tokens.refresh_token().expect("there is one");
    let request = client.exchange_refresh_token(token).expect("an address");
    let refreshed = request.request(&|request| world.send(request));
    let refreshed = refreshed.expect("tokens");
    let id_token = refreshed.id_token().expect("there is another one");
    let claims = id_token.claims(&client.id_token_verifier(), |_: Option<&Nonce>| Ok(()));
    assert_eq!(
        claims.expect("it is good").subject(),
        found.claims.subject()
    );
    assert_opens_the_api(&world, &refreshed);
}

#[test]
fn registration() {
    let world = World::at_present(json!({
        "policy": { "registrants": "everybody" },
        "registrationScope": format!("openid profile offline_access {SCOPE}"),
    }));
    let send = |request| world.send(request);
    let metadata = CoreProviderMetadata::discover(&issuer(), &send).expect("metadata");
    let endpoint = metadata.registration_endpoint().expect("it is open");
    let method = CoreClientAuthMethod::ClientSecretPost;
    let algorithm = CoreJwsSigningAlgorithm::EcdsaP256Sha256;
    let request =
        CoreClientRegistrationRequest::new(vec![callback()], EmptyAdditionalClientMetadata {})
            .set_token_endpoint_auth_method(Some(method))
            .set_id_token_signed_response_alg(Some(algorithm));
    let registered = request.register(endpoint, &send).expect("a client");
    let client = CoreClient::from_provider_metadata(
        metadata.clone(),
        registered.client_id().clone(),
        registered.client_secret().cloned(),
    )
    .set_redirect_uri(callback())
    .set_auth_type(openidconnect::AuthType::RequestBody);
    let found = authenticate(&world, &client, Wish::default()).expect("tokens");
    assert_eq!(found.claims.audiences().len(), 1);
    assert_opens_the_api(&world, &found.tokens);
}

#[test]
fn logout() {
    let world = World::at_present(json!({}));
    let client = discover(&world, "es256").expect("metadata");
    let found = authenticate(&world, &client, Wish::default()).expect("tokens");
    let metadata = ProviderMetadataWithLogout::discover(&issuer(), &|request| world.send(request));
    let metadata = metadata.expect("metadata");
    let endpoint = metadata.additional_metadata().end_session_endpoint.clone();
    let redirect_uri = PostLogoutRedirectUrl::new(GOODBYE.to_owned()).expect("an address");
    let url = LogoutRequest::from(endpoint.expect("there is one"))
        .set_id_token_hint(found.tokens.id_token().expect("there is one"))
        .set_post_logout_redirect_uri(redirect_uri)
        .set_state(CsrfToken::new("bye".to_owned()))
        .http_get_url();
    assert_eq!(value(&world.visit(url.as_str()), "state"), "bye");
    let wish = Wish {
        prompt: Some(CoreAuthPrompt::None),
        ..Wish::default()
    };
    let refused = authenticate(&world, &client, wish).err();
    assert_eq!(refused.as_deref(), Some("login_required"));
}

/// The library keeps the keys that it has: the application reads what the server publishes again.
#[test]
fn key_rotation() {
    let world = World::at_present(json!({}));
    let before = discover(&world, "es256").expect("metadata");
    authenticate(&world, &before, Wish::default()).expect("tokens");
    // Published, then signing.
    for _ in 0..2 {
        let mut deployment = world.deployment.borrow_mut();
        deployment.rotate_signing_key(world.now());
    }
    let refused = authenticate(&world, &before, Wish::default()).err();
    let refused = refused.expect("the key is new to it");
    assert!(refused.contains("NoMatchingKey"), "{refused}");
    let after = discover(&world, "es256").expect("metadata");
    let found = authenticate(&world, &after, Wish::default()).expect("tokens");
    assert_opens_the_api(&world, &found.tokens);
}

/// A test for each fault that the library can see: with the word in its error, or `goes_on`. The
/// authorization response is its caller's to judge.
macro_rules! faults {
    (refuses { $($test:ident: $word:literal,)* } goes_on { $($unnoticed:ident,)* }) => {
        $(
            #[test]
            fn $test() {
                let fault = stringify!($test).trim_start_matches("refusal_of_");
                let refused = sign_in(json!({ "faults": [fault] })).err();
                let refused = refused.expect("the library refuses");
                assert!(refused.contains($word), "{refused}");
            }
        )*
        $(
            #[test]
            fn $unnoticed() {
                let fault = stringify!($unnoticed).trim_start_matches("goes_on_with_");
                sign_in(json!({ "faults": [fault] })).expect("the library goes on");
            }
        )*
    };
}

faults! {
    refuses {
        refusal_of_id_token_issuer_is_another: "InvalidIssuer",
        refusal_of_id_token_issuer_is_missing: "iss",
        refusal_of_id_token_subject_is_missing: "sub",
        refusal_of_id_token_subject_is_another: "InvalidSubject",
        refusal_of_id_token_audience_is_another: "InvalidAudience",
        refusal_of_id_token_audience_is_missing: "aud",
        refusal_of_id_token_time_of_issue_is_missing: "iat",
        refusal_of_id_token_is_expired: "Expired",
        refusal_of_id_token_nonce_is_another: "InvalidNonce",
        refusal_of_id_token_nonce_is_missing: "InvalidNonce",
        refusal_of_id_token_at_hash_is_another: "at_hash",
        refusal_of_id_token_c_hash_is_another: "c_hash",
        refusal_of_id_token_signature_is_another: "CryptoError",
        refusal_of_id_token_is_not_signed: "NoSignature",
        refusal_of_id_token_is_signed_with_the_public_key_as_secret: "DisallowedAlg",
        refusal_of_id_token_key_is_unknown: "NoMatchingKey",
        refusal_of_userinfo_subject_is_another: "InvalidSubject",
        refusal_of_metadata_issuer_is_another: "unexpected issuer",
    }
    goes_on {
        goes_on_with_token_type_is_unknown,
        goes_on_with_signing_key_is_rotated,
    }
}
