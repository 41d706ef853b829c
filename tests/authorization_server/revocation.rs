//! Rows V: revoking tokens.

use http::header;

use crate::support::*;
use oauth_flow_simulator::server::effect::Change;
use oauth_flow_simulator::server::fault::Fault;
use oauth_flow_simulator::server::policy::AccessTokenRevocation;
use oauth_flow_simulator::spec;

proves! {
    V01 "RFC 7009 §2.2", V10 "RFC 7009 §2.2" => a_revoked_access_token_is_dead_at_once;
    V02 "RFC 7009 §2.2" => a_token_that_nobody_knows_is_as_dead_as_is_wished;
    V02 "RFC 7009 §2.2" => an_expired_access_token_takes_nothing_with_it;
    V03 "RFC 7009 §2.1", V03 "RFC 7009 §2.2.1" => a_request_without_a_token_is_refused;
    V04 "RFC 7009 §2.1" => a_wrong_hint_does_not_hide_the_token;
    V05 "RFC 7009 §2.2.1" => a_server_that_revokes_no_access_tokens_says_so;
    V06 "RFC 7009 §2.1" => the_token_of_another_client_stays_alive;
    V07 "RFC 7009 §2.1" => a_revoked_refresh_token_takes_all_access_tokens_with_it;
    V07 "RFC 7009 §2.1" => a_revoked_access_token_takes_its_refresh_token_with_it_on_request;
    V06 "RFC 7009 §2.1" => whoever_traded_a_token_in_has_no_say_over_its_grant;
    V09 "RFC 7009 §2.2.1" => an_overloaded_server_revokes_nothing_and_says_when_to_ask_again;
    V08 "RFC 7009 §2.1", V08 "RFC 6749 §5.2" => a_client_has_to_authenticate_to_revoke;
}

fn revoke(token: &str) -> Pairs {
    Pairs::of(&[("token", token)])
}

/// Revokes `token`, which has to succeed.
#[track_caller]
fn revokes(world: &mut World, caller: &Caller, token: &str) -> Vec<Change> {
    let handled = world.send(&caller.post("/revoke", &revoke(token)), NOW);
    assert_eq!(status(&handled), 200, "{}", body(&handled));
    assert_eq!(body(&handled), "");
    assert_eq!(header_text(&handled, header::CACHE_CONTROL), "no-store");
    handled.effects.iter().map(|effect| effect.change).collect()
}

#[track_caller]
fn cannot_refresh(world: &mut World, caller: &Caller, tokens: &Tokens) {
    let check = "refresh_token_is_not_revoked";
    let expected = json(400, "invalid_grant", check, spec::RFC_6749_5_2);
    let request = caller.token_request(&refresh(tokens.refresh_token()));
    world.refuses(&request, NOW, &expected);
}

fn a_revoked_access_token_is_dead_at_once() {
    under_every_profile(|world| {
        for is_opaque in [false, true] {
            world.use_opaque_tokens(is_opaque);
            for caller in [WEB, OTHER_WEB, PAGE] {
                let tokens = world.tokens(&caller, NOW);
                let other = world.tokens(&caller, NOW);
                world.opens_the_api(&tokens.access_token, NOW);
                assert_eq!(
                    revokes(world, &caller, &tokens.access_token),
                    [Change::Revoked]
                );
                world.does_not_open_the_api(&tokens.access_token, NOW);
                assert!(!world.introspects(&PHOTO_API, &tokens.access_token, NOW));
                // Nothing else is.
                world.opens_the_api(&other.access_token, NOW);
                assert!(world.introspects(&PHOTO_API, &other.access_token, NOW));
                world.tokens_for(&caller, &refresh(tokens.refresh_token()), NOW);
            }
        }
    });
}

fn a_token_that_nobody_knows_is_as_dead_as_is_wished() {
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        revokes(world, &WEB, &tokens.access_token);
        let mut changed = tokens.access_token.clone();
        changed.pop();
        let code = world.code(&WEB, NOW);
        for text in [
            tokens.access_token.as_str(),
            "45ghiukldjahdnhzdauz",
            &changed,
            &code,
        ] {
            println!("{text}");
            let before = world.server.store.clone();
            assert_eq!(revokes(world, &WEB, text), []);
            assert_eq!(world.server.store, before);
        }
        world.redeem(&WEB, &code, NOW);
    });
}

fn a_request_without_a_token_is_refused() {
    let check = "token_is_sent_once";
    let expected = json(400, "invalid_request", check, spec::RFC_7009_2_1);
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        let both = revoke(tokens.refresh_token()).and("token", &tokens.access_token);
        for pairs in [Pairs::default(), revoke(""), both] {
            world.refuses(&WEB.post("/revoke", &pairs), NOW, &expected);
        }
    });
}

fn a_wrong_hint_does_not_hide_the_token() {
    under_every_profile(|world| {
        for hint in ["refresh_token", "access_token", "id_token", "nonsense"] {
            println!("{hint}");
            let tokens = world.tokens(&WEB, NOW);
            let pairs = revoke(&tokens.access_token).and("token_type_hint", hint);
            let handled = world.send(&WEB.post("/revoke", &pairs), NOW);
            assert_eq!(status(&handled), 200);
            world.does_not_open_the_api(&tokens.access_token, NOW);
            let pairs = revoke(tokens.refresh_token()).and("token_type_hint", hint);
            let handled = world.send(&WEB.post("/revoke", &pairs), NOW);
            assert_eq!(status(&handled), 200);
            cannot_refresh(world, &WEB, &tokens);
        }
    });
}

fn a_server_that_revokes_no_access_tokens_says_so() {
    let check = "token_type_can_be_revoked";
    let expected = json(400, "unsupported_token_type", check, spec::RFC_7009_2_2_1);
    under_every_profile(|world| {
        world.server.policy.access_token_revocation = AccessTokenRevocation::Unsupported;
        let tokens = world.tokens(&WEB, NOW);
        let request = WEB.post("/revoke", &revoke(&tokens.access_token));
        world.refuses(&request, NOW, &expected);
        world.opens_the_api(&tokens.access_token, NOW);
        // A refresh token is another type.
        revokes(world, &WEB, tokens.refresh_token());
        cannot_refresh(world, &WEB, &tokens);
    });
}

fn the_token_of_another_client_stays_alive() {
    let check = "token_is_of_the_client";
    let expected = json(400, "invalid_request", check, spec::RFC_7009_2_1);
    under_every_profile(|world| {
        let pairs = [(WEB, OTHER_WEB), (WEB, PAGE), (PAGE, OTHER_PAGE)];
        for (owner, thief) in pairs {
            let tokens = world.tokens(&owner, NOW);
            for token in [tokens.access_token.as_str(), tokens.refresh_token()] {
                let request = thief.post("/revoke", &revoke(token));
                world.refuses(&request, NOW, &expected);
            }
            world.opens_the_api(&tokens.access_token, NOW);
            world.tokens_for(&owner, &refresh(tokens.refresh_token()), NOW);
        }
    });
}

fn a_revoked_refresh_token_takes_all_access_tokens_with_it() {
    under_every_profile(|world| {
        for caller in [WEB, PAGE] {
            let other = world.tokens(&caller, NOW);
            let first = world.tokens(&caller, NOW);
            let second = world.tokens_for(&caller, &refresh(first.refresh_token()), NOW);
            // A replaced token stands for its family as well as the newest one.
            let changes = revokes(world, &caller, first.refresh_token());
            assert!(changes.len() > 2, "{changes:?}");
            for tokens in [&first, &second] {
                world.does_not_open_the_api(&tokens.access_token, NOW);
                assert!(!world.introspects(&PHOTO_API, &tokens.access_token, NOW));
            }
            cannot_refresh(world, &caller, &first);
            world.opens_the_api(&other.access_token, NOW);
            world.tokens_for(&caller, &refresh(other.refresh_token()), NOW);
        }
    });
}

fn a_revoked_access_token_takes_its_refresh_token_with_it_on_request() {
    under_every_profile(|world| {
        world.server.policy.access_token_revocation = AccessTokenRevocation::WholeGrant;
        let tokens = world.tokens(&WEB, NOW);
        revokes(world, &WEB, &tokens.access_token);
        world.does_not_open_the_api(&tokens.access_token, NOW);
        cannot_refresh(world, &WEB, &tokens);
    });
}

fn an_expired_access_token_takes_nothing_with_it() {
    under_every_profile(|world| {
        world.server.policy.access_token_revocation = AccessTokenRevocation::WholeGrant;
        let tokens = world.tokens(&WEB, NOW);
        let expired_at = NOW.plus(world.server.policy.access_token_lifetime_seconds);
        let request = WEB.post("/revoke", &revoke(&tokens.access_token));
        let handled = world.send(&request, expired_at);
        assert_eq!(status(&handled), 200, "{}", body(&handled));
        assert!(handled.effects.is_empty(), "{:?}", handled.effects);
        let request = WEB.token_request(&refresh(tokens.refresh_token()));
        let handled = world.send(&request, expired_at);
        assert_eq!(status(&handled), 200, "{}", body(&handled));
    });
}

fn an_overloaded_server_revokes_nothing_and_says_when_to_ask_again() {
    let overloaded = Fault::parse("server_is_overloaded").expect("it is in the list");
    let check = "server_is_not_overloaded";
    let expected = json(503, "temporarily_unavailable", check, spec::RFC_7009_2_2_1);
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        let request = WEB.post("/revoke", &revoke(&tokens.access_token));
        world.server.faults.push(overloaded);
        let of_any = json(
            503,
            "temporarily_unavailable",
            check,
            spec::RFC_6749_4_1_2_1,
        );
        let refreshes = WEB.token_request(&refresh(tokens.refresh_token()));
        world.refuses(&refreshes, NOW, &of_any);
        let handled = world.refuses(&request, NOW, &expected);
        assert_ne!(header_text(&handled, header::RETRY_AFTER), "");
        world.server.faults.clear();
        world.opens_the_api(&tokens.access_token, NOW);
        revokes(world, &WEB, &tokens.access_token);
        world.does_not_open_the_api(&tokens.access_token, NOW);
    });
}

fn a_client_has_to_authenticate_to_revoke() {
    let unauthenticated = json(
        401,
        "invalid_client",
        "client_is_authenticated",
        spec::RFC_6749_3_2_1,
    );
    let unknown = json(
        401,
        "invalid_client",
        "client_is_registered",
        spec::RFC_6749_5_2,
    );
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        let pairs = revoke(tokens.refresh_token());
        let named = post("/revoke", &pairs.clone().and("client_id", WEB.client_id));
        world.refuses(&named, NOW, &unauthenticated);
        let wrong = with_basic(post("/revoke", &pairs), WEB.client_id, "wrong");
        let handled = world.refuses(&wrong, NOW, &unauthenticated);
        let challenge = header_text(&handled, header::WWW_AUTHENTICATE);
        assert!(challenge.starts_with("Basic "), "{challenge}");
        world.refuses(&post("/revoke", &pairs), NOW, &unknown);
        world.tokens_for(&WEB, &refresh(tokens.refresh_token()), NOW);
    });
}

fn whoever_traded_a_token_in_has_no_say_over_its_grant() {
    under_every_profile(|world| {
        world.server.policy.access_token_revocation = AccessTokenRevocation::WholeGrant;
        let tokens = world.tokens(&WEB, NOW);
        let trade = crate::token_exchange::exchange(&tokens.access_token);
        let traded = world.tokens_for(&PHOTO_API, &trade, NOW).access_token;
        world.opens_the_api(&traded, NOW);
        let changes = revokes(world, &PHOTO_API, &traded);
        assert_eq!(changes.len(), 1, "{changes:?}");
        world.does_not_open_the_api(&traded, NOW);
        // The person has allowed the first client, and that client needs its tokens still.
        world.opens_the_api(&tokens.access_token, NOW);
        let again = world.tokens_for(&WEB, &refresh(tokens.refresh_token()), NOW);
        // What the first client revokes takes the traded token with it.
        let trade = crate::token_exchange::exchange(&again.access_token);
        let traded = world.tokens_for(&PHOTO_API, &trade, NOW).access_token;
        revokes(world, &WEB, &again.access_token);
        world.does_not_open_the_api(&traded, NOW);
    });
}
