//! The crate oauth2, version 5.

use oauth2::basic::{BasicClient, BasicErrorResponseType};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    DeviceAuthorizationUrl, DeviceCodeErrorResponseType, EndpointSet, IntrospectionUrl,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, ResourceOwnerPassword,
    ResourceOwnerUsername, RevocationUrl, Scope, StandardDeviceAuthorizationResponse,
    StandardRevocableToken, TokenIntrospectionResponse, TokenResponse, TokenUrl,
};
use serde_json::json;

use crate::world::{CALLBACK, ISSUER, SCOPE, SECRET, World, under_every_profile, value};

type Client = BasicClient<EndpointSet, EndpointSet, EndpointSet, EndpointSet, EndpointSet>;

fn client(id: &str) -> Client {
    let url = |path: &str| format!("{ISSUER}{path}");
    let client = BasicClient::new(ClientId::new(id.to_owned()))
        .set_auth_uri(AuthUrl::new(url("/authorize")).expect("an address"))
        .set_token_uri(TokenUrl::new(url("/token")).expect("an address"))
        .set_device_authorization_url(
            DeviceAuthorizationUrl::new(url("/device_authorization")).expect("an address"),
        )
        .set_introspection_url(IntrospectionUrl::new(url("/introspect")).expect("an address"))
        .set_revocation_url(RevocationUrl::new(url("/revoke")).expect("an address"))
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).expect("an address"));
    match id {
        "web" | "service" => client.set_client_secret(ClientSecret::new(SECRET.to_owned())),
        "post" => client
            .set_client_secret(ClientSecret::new(SECRET.to_owned()))
            .set_auth_type(AuthType::RequestBody),
        _ => client,
    }
}

fn authorize(world: &World, client: &Client) -> (AuthorizationCode, PkceCodeVerifier) {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state) = client
        .authorize_url(CsrfToken::new_random)
        .add_scopes(SCOPE.split(' ').map(|name| Scope::new(name.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
    let answer = world.visit(url.as_str());
    assert_eq!(value(&answer, "state"), state.secret());
    (
        AuthorizationCode::new(value(&answer, "code").to_owned()),
        verifier,
    )
}

fn tokens(world: &World, client: &Client) -> oauth2::basic::BasicTokenResponse {
    let (code, verifier) = authorize(world, client);
    let request = client.exchange_code(code).set_pkce_verifier(verifier);
    request
        .request(&|request| world.send(request))
        .expect("the server answers with tokens")
}

/// The code with which the server refused.
fn error<E: std::error::Error + 'static>(
    result: Result<impl Sized, RequestTokenError<E, oauth2::basic::BasicErrorResponse>>,
) -> BasicErrorResponseType {
    match result.err().expect("the server refuses") {
        RequestTokenError::ServerResponse(response) => response.error().clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn authorization_code() {
    under_every_profile(|world| {
        for id in ["web", "post"] {
            let tokens = tokens(world, &client(id));
            assert_eq!(world.call("/photos", tokens.access_token().secret()), 200);
        }
    });
}

#[test]
fn pkce() {
    under_every_profile(|world| {
        let tokens = tokens(world, &client("page"));
        assert_eq!(world.call("/photos", tokens.access_token().secret()), 200);
    });
}

#[test]
fn refresh_token() {
    under_every_profile(|world| {
        let client = client("page");
        let tokens = tokens(world, &client);
        world.advance(3600);
        assert_eq!(world.call("/photos", tokens.access_token().secret()), 401);
        let token = tokens.refresh_token().expect("there is one");
        let request = client.exchange_refresh_token(token);
        let refreshed = request
            .request(&|request| world.send(request))
            .expect("tokens");
        assert_eq!(
            world.call("/photos", refreshed.access_token().secret()),
            200
        );
    });
}

#[test]
fn client_credentials() {
    under_every_profile(|world| {
        let client = client("service");
        let request = client.exchange_client_credentials();
        let tokens = request
            .request(&|request| world.send(request))
            .expect("tokens");
        assert!(tokens.refresh_token().is_none());
        assert_eq!(world.call("/reports", tokens.access_token().secret()), 200);
    });
}

#[test]
fn device_code() {
    under_every_profile(|world| {
        let client = client("television");
        let request = client.exchange_device_code();
        let details: StandardDeviceAuthorizationResponse = request
            .request(&|request| world.send(request))
            .expect("codes");
        let complete = details.verification_uri_complete().expect("it is there");
        // The person comes after the second poll.
        let polls = std::cell::Cell::new(0);
        let sleep = |duration: std::time::Duration| {
            world.advance(duration.as_secs());
            polls.set(polls.get() + 1);
            if polls.get() == 2 {
                world.get(complete.secret(), None);
            }
        };
        let request = client.exchange_device_access_token(&details);
        let tokens = request.request(&|request| world.send(request), sleep, None);
        let tokens = tokens.expect("the device gets tokens");
        assert_eq!(world.call("/photos", tokens.access_token().secret()), 200);
    });
}

#[test]
fn device_code_that_has_expired() {
    let world = World::new(json!({}));
    let client = client("television");
    let request = client.exchange_device_code();
    let details: StandardDeviceAuthorizationResponse = request
        .request(&|request| world.send(request))
        .expect("codes");
    let request = client.exchange_device_access_token(&details);
    let sleep = |_| world.advance(600);
    match request.request(&|request| world.send(request), sleep, None) {
        Err(RequestTokenError::ServerResponse(response)) => {
            assert_eq!(*response.error(), DeviceCodeErrorResponseType::ExpiredToken);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn password() {
    let world = World::new(json!({ "policy": { "passwordGrantIsEnabled": true } }));
    let client = client("legacy");
    let username = ResourceOwnerUsername::new("alice".to_owned());
    let ask = |password: &str| {
        let password = ResourceOwnerPassword::new(password.to_owned());
        let request = client.exchange_password(&username, &password);
        request.request(&|request| world.send(request))
    };
    let tokens = ask("looking-glass").expect("tokens");
    assert_eq!(world.call("/photos", tokens.access_token().secret()), 200);
    assert_eq!(error(ask("wrong")), BasicErrorResponseType::InvalidGrant);
}

#[test]
fn revocation() {
    under_every_profile(|world| {
        let client = client("page");
        let tokens = tokens(world, &client);
        let token = tokens.refresh_token().expect("there is one").clone();
        let request = client.revoke_token(StandardRevocableToken::RefreshToken(token.clone()));
        let request = request.expect("the address is https");
        request
            .request(&|request| world.send(request))
            .expect("it is revoked");
        assert_eq!(world.call("/photos", tokens.access_token().secret()), 401);
        let request = client.exchange_refresh_token(&token);
        let result = request.request(&|request| world.send(request));
        assert_eq!(error(result), BasicErrorResponseType::InvalidGrant);
    });
}

#[test]
fn introspection() {
    under_every_profile(|world| {
        let client = client("web");
        let tokens = tokens(world, &client);
        let ask = || {
            let request = client.introspect(tokens.access_token());
            request
                .request(&|request| world.send(request))
                .expect("an answer")
        };
        let answer = ask();
        assert!(answer.active());
        assert_eq!(answer.sub(), Some("alice"));
        assert_eq!(answer.client_id().map(|id| id.as_str()), Some("web"));
        world.advance(3600);
        assert!(!ask().active());
    });
}

#[test]
fn refusals_reach_the_caller() {
    let world = World::new(json!({}));
    let page = client("page");
    let (code, _) = authorize(&world, &page);
    let (_, other) = PkceCodeChallenge::new_random_sha256();
    let request = page.exchange_code(code).set_pkce_verifier(other);
    let result = request.request(&|request| world.send(request));
    assert_eq!(error(result), BasicErrorResponseType::InvalidGrant);
    let impostor = client("web").set_client_secret(ClientSecret::new("wrong".to_owned()));
    let request = impostor.exchange_client_credentials();
    let result = request.request(&|request| world.send(request));
    assert_eq!(error(result), BasicErrorResponseType::InvalidClient);
    let request = page.exchange_client_credentials();
    let result = request.request(&|request| world.send(request));
    assert_eq!(error(result), BasicErrorResponseType::UnauthorizedClient);
}
