//! Rows L: signing out at the wish of an application.

use http::Method;

use crate::support::*;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::browser::Browser;
use oauth_flow_simulator::protocol::jose;
use oauth_flow_simulator::server::Handled;
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec;

proves! {
    R10 "RFC 9700 §4.14.2" => signing_out_can_end_access_but_for_that_without_the_person;
    R10 "RFC 9700 §4.14.2" => a_new_password_can_end_all_access_of_the_person;
    L01 "RP-Initiated Logout §2", L07 "RP-Initiated Logout §2"
        => a_client_with_an_id_token_signs_the_person_out;
    L02 "RP-Initiated Logout §2" => without_an_id_token_the_person_is_asked;
    L02 "RP-Initiated Logout §6" => nobody_else_can_answer_for_the_person;
    L03 "RP-Initiated Logout §3" => an_address_that_is_not_registered_is_not_gone_to;
    L04 "RP-Initiated Logout §2", L04 "RP-Initiated Logout §4"
        => an_id_token_of_somebody_else_signs_nobody_out;
    L05 "RP-Initiated Logout §2" => an_id_token_may_have_expired;
    L06 "RP-Initiated Logout §2" => another_client_cannot_use_the_id_token;
    L08 "RP-Initiated Logout §3" => without_an_id_token_the_browser_stays;
}

const GOODBYE: &str = "https://rp.example.com/goodbye";

/// A world in which Alice is signed in, and the ID Token that says so.
fn signed_in(profile: Profile) -> (World, String) {
    let mut world = World::new(profile);
    let client = world.client_mut(&RELYING_PARTY);
    client.openid_connect.post_logout_redirect_uris = vec![GOODBYE.to_owned()];
    let tokens = world.authenticated(&authentication(), NOW);
    (world, text(&tokens, "id_token"))
}

fn with_alice(test: impl Fn(&mut World, &str)) {
    for profile in Profile::FLOWS {
        println!("under {}", profile.name());
        let (mut world, id_token) = signed_in(profile);
        test(&mut world, &id_token);
    }
}

fn wish(id_token: &str) -> Pairs {
    Pairs::of(&[
        ("id_token_hint", id_token),
        ("post_logout_redirect_uri", GOODBYE),
        ("state", STATE),
    ])
}

impl World {
    /// The browser follows the application's link to sign out.
    fn sign_out(&mut self, pairs: &Pairs, at: Timestamp) -> Handled {
        let url = format!("{ISSUER}/end_session?{}", pairs.encoded());
        let request = self.browser.open(&url);
        self.send_from_browser(&request, at)
    }

    #[track_caller]
    fn assert_signed_in(&mut self, expected: bool) {
        let silent = authentication().with("prompt", "none");
        let answer = self.visit(&silent, NOW);
        let error = location_parameter(&answer, "error");
        let error_expected = (!expected).then_some("login_required");
        assert_eq!(error.as_deref(), error_expected);
    }

    #[track_caller]
    fn refuses_to_sign_out(&mut self, pairs: &Pairs, check: &'static str, section: spec::Section) {
        let refused = page(400, "invalid_request", check, section);
        let url = format!("{ISSUER}/end_session?{}", pairs.encoded());
        let request = self.browser.open(&url);
        self.refuses(&request, NOW, &refused);
        self.assert_signed_in(true);
    }
}

fn title(handled: &Handled) -> &str {
    match &handled.page {
        Some(Page::Message { title, .. }) => title,
        other => panic!("a message, not {other:?}"),
    }
}

fn a_client_with_an_id_token_signs_the_person_out() {
    with_alice(|world, id_token| {
        world.assert_signed_in(true);
        let handled = world.sign_out(&wish(id_token), NOW);
        assert_eq!(status(&handled), 303);
        assert!(location(&handled).starts_with(&format!("{GOODBYE}?state=")));
        let state = location_parameter(&handled, "state");
        assert_eq!(state.as_deref(), Some(STATE));
        world.assert_signed_in(false);

        // A second time there is nobody to sign out, and the browser goes back as well.
        let handled = world.sign_out(&wish(id_token).without("state"), NOW);
        assert_eq!(location(&handled), GOODBYE);
    });
    with_alice(|world, id_token| {
        let mut request = world.browser.open(&format!("{ISSUER}/end_session"));
        *request.method_mut() = Method::POST;
        *request.body_mut() = wish(id_token).encoded().into_bytes();
        let handled = world.send_from_browser(&request, NOW);
        assert!(location(&handled).starts_with(GOODBYE));
        world.assert_signed_in(false);
    });
    with_alice(|world, id_token| {
        let only = Pairs::of(&[("id_token_hint", id_token)]);
        assert_eq!(title(&world.sign_out(&only, NOW)), "Signed out");
        world.assert_signed_in(false);
    });
}

fn without_an_id_token_the_person_is_asked() {
    for pairs in [
        Pairs::default(),
        Pairs::of(&[("state", STATE)]),
        Pairs::of(&[("client_id", RELYING_PARTY.client_id)]),
    ] {
        with_alice(|world, _| {
            let page = world.sign_out(&pairs, NOW);
            assert_eq!(status(&page), 200);
            assert_eq!(title(&page), "Sign out?");
            world.assert_signed_in(true);
            let done = world.submit(&page, &[], NOW);
            assert_eq!(title(&done), "Signed out");
            assert_eq!(location(&done), "");
            world.assert_signed_in(false);
        });
    }
    // The ID Token is Alice's, and Bob sits there now.
    with_alice(|world, alices| {
        world.browser = Browser::default();
        let page = world.visit(&authentication(), NOW);
        let bob = [("username", "bob"), ("password", PASSWORD)];
        world.submit(&page, &bob, NOW);
        let page = world.sign_out(&wish(alices), NOW);
        assert_eq!(title(&page), "Sign out?");
        let done = world.submit(&page, &[], NOW);
        assert!(location(&done).starts_with(GOODBYE));
        world.assert_signed_in(false);
    });
    let handled = World::new(Profile::OAuth21).sign_out(&Pairs::default(), NOW);
    assert_eq!(title(&handled), "Signed out");
}

fn nobody_else_can_answer_for_the_person() {
    with_alice(|world, _| {
        let form = Pairs::of(&[("csrf_token", "guessed")]);
        let mut request = world.browser.open(&format!("{ISSUER}/end_session/confirm"));
        *request.method_mut() = Method::POST;
        *request.body_mut() = form.encoded().into_bytes();
        let check = "csrf_token_is_the_forms_own";
        let refused = page(403, "invalid_request", check, spec::RFC_6749_10_12);
        world.refuses(&request, NOW, &refused);
        world.assert_signed_in(true);
    });
}

fn an_address_that_is_not_registered_is_not_gone_to() {
    with_alice(|world, id_token| {
        for address in [
            "https://attacker.example.net/",
            &format!("{GOODBYE}?x=1"),
            &format!("{GOODBYE}/"),
        ] {
            let pairs = wish(id_token).with("post_logout_redirect_uri", address);
            let check = "post_logout_redirect_uri_is_registered";
            world.refuses_to_sign_out(&pairs, check, spec::RP_INITIATED_LOGOUT_3);
        }
        let twice = wish(id_token).and("post_logout_redirect_uri", GOODBYE);
        let check = "parameters_are_sent_once";
        world.refuses_to_sign_out(&twice, check, spec::RP_INITIATED_LOGOUT_4);
    });
}

fn an_id_token_of_somebody_else_signs_nobody_out() {
    with_alice(|world, id_token| {
        let access_token = world.tokens(&WEB, NOW).access_token;
        let (head, _) = id_token.rsplit_once('.').expect("it has a signature");
        let (_, claims) = head.split_once('.').expect("it has claims");
        let unsigned = format!("{}.{claims}.", jose::encode(r#"{"alg":"none"}"#));
        for hint in [&format!("{head}.AAAA"), &unsigned, "garbage", &access_token] {
            let check = "id_token_hint_is_an_id_token_of_this_server";
            let section = spec::RP_INITIATED_LOGOUT_4;
            world.refuses_to_sign_out(&wish(hint), check, section);
        }
    });
}

fn an_id_token_may_have_expired() {
    with_alice(|world, id_token| {
        let handled = world.sign_out(&wish(id_token), NOW.plus(7200));
        assert!(location(&handled).starts_with(GOODBYE));
        world.assert_signed_in(false);
    });
}

fn another_client_cannot_use_the_id_token() {
    with_alice(|world, id_token| {
        for client_id in [WEB.client_id, "nobody"] {
            let pairs = wish(id_token).with("client_id", client_id);
            let check = "client_id_is_that_of_the_hint";
            world.refuses_to_sign_out(&pairs, check, spec::RP_INITIATED_LOGOUT_2);
        }
        let pairs = wish(id_token).with("client_id", RELYING_PARTY.client_id);
        assert_eq!(status(&world.sign_out(&pairs, NOW)), 303);
    });
}

fn without_an_id_token_the_browser_stays() {
    for client_id in [None, Some(RELYING_PARTY.client_id)] {
        with_alice(|world, _| {
            let pairs = Pairs::of(&[("post_logout_redirect_uri", GOODBYE)]);
            let pairs = client_id.map_or(pairs.clone(), |id| pairs.and("client_id", id));
            let page = world.sign_out(&pairs, NOW);
            assert_eq!(title(&page), "Sign out?");
            let done = world.submit(&page, &[], NOW);
            assert_eq!(location(&done), "");
            world.assert_signed_in(false);
        });
    }
}

/// Refresh tokens of Alice: an application's own, and one for access without her.
#[track_caller]
fn refresh_tokens(world: &mut World) -> [(Caller, String); 2] {
    let pairs = WEB.authorization().with("scope", "photos.read");
    let code = world.code_for(&pairs, NOW);
    let own = world.redeem(&WEB, &code, NOW).refresh_token().to_owned();
    let offline = authentication()
        .with("scope", "openid offline_access")
        .with("prompt", "consent");
    let offline = text(&world.authenticated(&offline, NOW), "refresh_token");
    [(WEB, own), (RELYING_PARTY, offline)]
}

/// Bob's, who uses another browser.
#[track_caller]
fn refresh_token_of_bob(world: &mut World) -> (Caller, String) {
    let hers = std::mem::take(&mut world.browser);
    let page = world.visit(&WEB.authorization(), NOW);
    let bob = [("username", "bob"), ("password", PASSWORD)];
    let page = world.submit(&page, &bob, NOW);
    let answer = world.submit(&page, &[("decision", "approve")], NOW);
    let code = location_parameter(&answer, "code").expect("the answer has a code");
    let token = world.redeem(&WEB, &code, NOW).refresh_token().to_owned();
    world.browser = hers;
    (WEB, token)
}

/// An access token of Alice that cannot be refreshed.
#[track_caller]
fn access_token_alone(world: &mut World) -> String {
    let pairs = authentication().with("prompt", "consent");
    let tokens = world.authenticated(&pairs, NOW);
    assert!(tokens["refresh_token"].is_null());
    text(&tokens, "access_token")
}

fn still_good(world: &mut World, tokens: &[(Caller, String)]) -> Vec<bool> {
    let good = tokens.iter().map(|(caller, token)| {
        let request = caller.token_request(&refresh(token));
        status(&world.send(&request, NOW)) == 200
    });
    good.collect()
}

fn signing_out_can_end_access_but_for_that_without_the_person() {
    for is_on in [true, false] {
        with_alice(|world, id_token| {
            world.server.policy.security_events_revoke_refresh_tokens = is_on;
            let tokens = refresh_tokens(world);
            let others = refresh_token_of_bob(world);
            // Nothing was said of tokens that cannot be refreshed: they do not live for long.
            let alone = access_token_alone(world);
            world.sign_out(&wish(id_token), NOW);
            assert_eq!(still_good(world, &tokens), [!is_on, true]);
            assert_eq!(still_good(world, &[others]), [true]);
            world.userinfo(&alone, NOW);
        });
    }
}

fn a_new_password_can_end_all_access_of_the_person() {
    for is_on in [true, false] {
        with_alice(|world, _| {
            world.server.policy.security_events_revoke_refresh_tokens = is_on;
            let tokens = refresh_tokens(world);
            let others = refresh_token_of_bob(world);
            let alone = access_token_alone(world);
            assert!(world.server.change_password("nobody", "x").is_empty());
            world.server.change_password("bob", "through-the-mirror");
            world.assert_signed_in(true);
            world.server.change_password("alice", "through-the-mirror");
            world.assert_signed_in(false);
            let page = world.visit(&authentication(), NOW);
            for (password, is_right) in [(PASSWORD, false), ("through-the-mirror", true)] {
                let entries = [("username", "alice"), ("password", password)];
                let handled = world.submit(&page, &entries, NOW);
                assert_eq!(status(&handled) != 403, is_right, "{password}");
            }
            assert_eq!(still_good(world, &tokens), [!is_on, !is_on]);
            // Bob has got a new one, too.
            assert_eq!(still_good(world, &[others]), [!is_on]);
            world.userinfo(&alone, NOW);
        });
    }
}
