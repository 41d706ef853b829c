//! A comparison that failed says what was compared with what, to the reader and to nobody else.

use crate::support::*;
use oauth_flow_simulator::party::client_application::ClientApplication;
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::server::Handled;
use oauth_flow_simulator::server::comparison::{Comparison, DifferenceKind};
use oauth_flow_simulator::server::policy::Profile;

/// The comparison at which the request failed.
#[track_caller]
pub fn compared(handled: &Handled) -> Comparison {
    let failed = handled.failed_check().expect("the request is refused");
    let comparison = failed.comparison.clone();
    comparison.unwrap_or_else(|| panic!("{} compares nothing", failed.id()))
}

#[track_caller]
fn differs(comparison: &Comparison, kind: DifferenceKind, at: usize) {
    let found = comparison.difference.map(|found| (found.kind, found.at));
    assert_eq!(found, Some((kind, at)), "{comparison:?}");
}

#[test]
fn a_slash_too_much_is_named() {
    under_every_profile(|world| {
        let sent = format!("{}/", WEB.redirect_uri);
        let request = WEB.authorization().with("redirect_uri", &sent);
        let handled = world.send(&authorization(&request), NOW);
        let comparison = compared(&handled);
        assert_eq!(
            (&*comparison.sent, &*comparison.expected),
            (&*sent, &[WEB.redirect_uri.to_owned()][..])
        );
        differs(
            &comparison,
            DifferenceKind::TrailingSlash,
            WEB.redirect_uri.len(),
        );
        // A stranger must not learn what is registered.
        assert!(!body(&handled).contains(WEB.redirect_uri));
    });
}

#[test]
fn the_redirect_uri_of_the_code_is_compared() {
    under(&[Profile::OAuth20], |world| {
        let code = world.code(&WEB, NOW);
        let sent = WEB.redirect_uri.replace("callback", "Callback");
        let pairs = WEB.redemption(&code).with("redirect_uri", &sent);
        let handled = world.send(&WEB.token_request(&pairs), NOW);
        differs(&compared(&handled), DifferenceKind::Case, 24);
        assert!(!body(&handled).contains(WEB.redirect_uri));
    });
}

#[test]
fn the_challenge_that_the_verifier_gives_is_compared() {
    under_every_profile(|world| {
        let code = world.code(&PAGE, NOW);
        let wrong = "a".repeat(43);
        let pairs = PAGE.redemption(&code).with("code_verifier", &wrong);
        let handled = world.send(&PAGE.token_request(&pairs), NOW);
        let comparison = compared(&handled);
        assert_eq!(comparison.sent, ChallengeMethod::S256.challenge(&wrong));
        let right = ChallengeMethod::S256.challenge(VERIFIER);
        assert_eq!(comparison.expected, [&*right]);
        assert!(!body(&handled).contains(&right));
    });
}

#[test]
fn scope_that_goes_too_far_is_compared_with_what_is_allowed() {
    under_every_profile(|world| {
        let request = WEB
            .authorization()
            .with("scope", "photos.read photos.Write");
        let comparison = compared(&world.send(&authorization(&request), NOW));
        assert_eq!(comparison.sent, "photos.Write");
        differs(&comparison, DifferenceKind::Case, 7);
    });
}

#[test]
fn an_unknown_resource_is_compared_with_those_that_are_known() {
    under_every_profile(|world| {
        let request = WEB.authorization().with("resource", &format!("{API}/"));
        let comparison = compared(&world.send(&authorization(&request), NOW));
        differs(&comparison, DifferenceKind::TrailingSlash, API.len());
    });
}

#[test]
fn the_audience_of_a_token_is_compared() {
    under_every_profile(|world| {
        let token = world.tokens(&PAGE, NOW).access_token;
        world.move_api("http://api.example.com");
        let handled = world.call(&token, NOW);
        let comparison = compared(&handled);
        assert_eq!(comparison.expected, [&*world.api.resource]);
        assert!(comparison.difference.is_some());
    });
}

#[test]
fn the_client_compares_state() {
    let metadata = World::new(Profile::OAuth21).server.metadata();
    let api = format!("{API}/photos");
    let mut client = ClientApplication::new(WEB.registration(), metadata, api, None, 1);
    let own = client.start_transaction(true, None).state.clone();
    let cut = &own[..own.len() - 1];
    let answer = Pairs::of(&[("code", "a"), ("state", cut), ("iss", ISSUER)]);
    let url = format!("{}?{}", WEB.redirect_uri, answer.encoded());
    let mut checks = Vec::new();
    let judged = client.judge_authorization_response(&url, None, &mut checks);
    assert!(judged.is_err());
    let comparison = checks.last().and_then(|check| check.comparison.clone());
    let comparison = comparison.expect("state is compared");
    assert_eq!(
        (&*comparison.sent, &comparison.expected),
        (cut, &vec![own.clone()])
    );
    differs(&comparison, DifferenceKind::Content, cut.len());
}

fn difference(sent: &str, expected: &str) -> (DifferenceKind, usize) {
    let comparison = Comparison::new(sent, [expected]);
    let found = comparison.difference.expect("something was expected");
    (found.kind, found.at)
}

#[test]
fn people_know_the_kinds() {
    let registered = "https://app.example.com/callback";
    for (sent, kind, at) in [
        (
            "https://app.example.com/callback/",
            DifferenceKind::TrailingSlash,
            32,
        ),
        ("https://app.example.com/Callback", DifferenceKind::Case, 24),
        ("http://app.example.com/callback", DifferenceKind::Scheme, 4),
        ("https://evil.example.com/callback", DifferenceKind::Host, 8),
        (
            "https://app.example.com:8443/callback",
            DifferenceKind::Port,
            23,
        ),
        ("https://app.example.com/other", DifferenceKind::Path, 24),
        (
            "https://app.example.com/callback?a=b",
            DifferenceKind::Query,
            32,
        ),
        (
            "https://app.example.com/callback#x",
            DifferenceKind::Fragment,
            32,
        ),
        (
            "https://app.example.com/%63allback",
            DifferenceKind::PercentEncoding,
            24,
        ),
        (
            " https://app.example.com/callback",
            DifferenceKind::Whitespace,
            0,
        ),
        ("nonsense", DifferenceKind::Content, 0),
        ("", DifferenceKind::Content, 0),
    ] {
        assert_eq!(difference(sent, registered), (kind, at), "{sent}");
    }
    assert_eq!(difference("abc=", "abc"), (DifferenceKind::Padding, 3));
    let (one, other) = ("http://[::1]:8080/a", "http://[::1]:9090/a");
    assert_eq!(difference(one, other), (DifferenceKind::Port, 13));
}

#[test]
fn the_nearest_is_the_one_that_was_meant() {
    let registered = ["https://a.example/cb", "https://b.example/cb"];
    let comparison = Comparison::new("https://b.example/cb/", registered);
    let found = comparison.difference.expect("two are registered");
    assert_eq!(
        (found.nearest, found.kind),
        (1, DifferenceKind::TrailingSlash)
    );
    let nothing = Comparison::new("x", Vec::<String>::new());
    assert_eq!(nothing.difference, None);
}

#[test]
fn a_character_is_one_whatever_its_bytes() {
    assert_eq!(difference("äb", "äc").1, 1);
}
