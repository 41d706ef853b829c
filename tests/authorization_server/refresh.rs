//! Rows R: refreshing.

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec;

proves! {
    R01 "RFC 6749 §6", R07 "RFC 9700 §2.2.2"
        => a_refresh_token_gets_a_new_access_token_and_is_replaced_today;
    R01 "RFC 6749 §6" => a_refresh_token_of_oauth_2_0_stays;
    R02 "RFC 6749 §6", R02 "RFC 6749 §10.4" => a_refresh_token_is_good_for_its_own_client_only;
    R03 "RFC 6749 §6" => a_confidential_client_has_to_authenticate_to_refresh;
    R04 "RFC 6749 §6" => a_scope_wider_than_granted_is_refused;
    R05 "RFC 6749 §6", R05 "OAuth 2.1 §4.3.3" => a_narrower_access_token_leaves_the_grant_as_it_was;
    R06 "RFC 9700 §4.14.2", R06 "OAuth 2.1 §4.3.1"
        => a_replaced_refresh_token_revokes_its_whole_family;
    R08 "RFC 6749 §5.2" => a_refresh_token_that_is_not_good_is_refused;
    R10 "RFC 9700 §4.14.2" => a_refresh_token_dies_when_it_is_not_used;
    R10 "RFC 10017 §6.3.2.3" => a_family_dies_however_much_it_is_used;
    R07 "RFC 9700 §2.2.2" => rotation_for_public_clients_cannot_be_switched_off;
    R11 "RFC 6749 §6" => a_lost_answer_can_be_asked_for_again_within_the_grace_time;
    R11 "RFC 9700 §4.14.2" => of_two_refreshes_at_once_one_wins_and_the_other_revokes;
}

/// The profiles that replace a refresh token at each use.
const ROTATING: [Profile; 2] = [Profile::Rfc9700, Profile::OAuth21];
const DAY: u64 = 86_400;

fn unissued() -> Refused {
    json(
        400,
        "invalid_grant",
        "refresh_token_was_issued_to_the_client",
        spec::RFC_6749_6,
    )
}

fn replaced() -> Refused {
    let check = "refresh_token_has_not_been_replaced";
    json(400, "invalid_grant", check, spec::RFC_9700_4_14_2)
}

fn revoked() -> Refused {
    json(
        400,
        "invalid_grant",
        "refresh_token_is_not_revoked",
        spec::RFC_6749_5_2,
    )
}

fn expired() -> Refused {
    json(
        400,
        "invalid_grant",
        "refresh_token_has_not_expired",
        spec::RFC_6749_5_2,
    )
}

fn a_refresh_token_gets_a_new_access_token_and_is_replaced_today() {
    under(&ROTATING, |world| {
        for caller in [WEB, PAGE] {
            let first = world.tokens(&caller, NOW);
            let later = NOW.plus(3600);
            world.does_not_open_the_api(&first.access_token, later);
            let second = world.tokens_for(&caller, &refresh(first.refresh_token()), later);
            assert_ne!(second.access_token, first.access_token);
            assert_ne!(second.refresh_token(), first.refresh_token());
            world.opens_the_api(&second.access_token, later);
            let old = caller.token_request(&refresh(first.refresh_token()));
            world.refuses_and_acts(&old, later, &replaced());
        }
    });
}

fn a_refresh_token_of_oauth_2_0_stays() {
    let mut world = World::new(Profile::OAuth20);
    for caller in [WEB, PAGE] {
        let first = world.tokens(&caller, NOW);
        for seconds in [3600, 3601, 7200] {
            let request = caller.token_request(&refresh(first.refresh_token()));
            let handled = world.send(&request, NOW.plus(seconds));
            let tokens = tokens_in(&handled);
            assert!(tokens.refresh_token.is_none());
            assert!(
                !json_in(&handled.response)
                    .as_object()
                    .expect("it is an object")
                    .contains_key("refresh_token")
            );
            world.opens_the_api(&tokens.access_token, NOW.plus(seconds));
        }
    }
}

fn a_refresh_token_is_good_for_its_own_client_only() {
    under_every_profile(|world| {
        let pairs = [
            (WEB, OTHER_WEB),
            (WEB, PAGE),
            (PAGE, OTHER_PAGE),
            (PAGE, TELEVISION),
        ];
        for (owner, thief) in pairs {
            println!("{} steals from {}", thief.client_id, owner.client_id);
            let tokens = world.tokens(&owner, NOW);
            let request = thief.token_request(&refresh(tokens.refresh_token()));
            world.refuses(&request, NOW, &unissued());
            world.tokens_for(&owner, &refresh(tokens.refresh_token()), NOW);
        }
    });
}

fn a_confidential_client_has_to_authenticate_to_refresh() {
    let expected = json(
        401,
        "invalid_client",
        "client_is_authenticated",
        spec::RFC_6749_3_2_1,
    );
    under_every_profile(|world| {
        for caller in [WEB, OTHER_WEB] {
            let tokens = world.tokens(&caller, NOW);
            let pairs = refresh(tokens.refresh_token()).and("client_id", caller.client_id);
            world.refuses(&post("/token", &pairs), NOW, &expected);
            let wrong = with_basic(post("/token", &pairs), caller.client_id, "wrong");
            world.refuses(&wrong, NOW, &expected);
            world.tokens_for(&caller, &refresh(tokens.refresh_token()), NOW);
        }
    });
}

fn a_scope_wider_than_granted_is_refused() {
    let expected = json(400, "invalid_scope", "scope_was_granted", spec::RFC_6749_6);
    under_every_profile(|world| {
        let code = world.code_for(&WEB.authorization().with("scope", "photos.read"), NOW);
        let tokens = world.redeem(&WEB, &code, NOW);
        let pairs = refresh(tokens.refresh_token());
        // photos.write is registered for the client, but the person did not grant it.
        for scope in [
            "photos.write",
            "photos.read photos.write",
            "reports.read",
            "\"",
            " ",
        ] {
            println!("{scope}");
            let wider = pairs.clone().and("scope", scope);
            world.refuses(&WEB.token_request(&wider), NOW, &expected);
        }
        world.tokens_for(&WEB, &pairs, NOW);
    });
}

fn a_narrower_access_token_leaves_the_grant_as_it_was() {
    let whole = Scope::of(&["photos.read", "photos.write"]);
    under_every_profile(|world| {
        let first = world.tokens(&WEB, NOW);
        let narrow = refresh(first.refresh_token()).and("scope", "photos.write");
        let second = world.tokens_for(&WEB, &narrow, NOW);
        assert_eq!(second.scope, Scope::of(&["photos.write"]));
        let call = world.call(&second.access_token, NOW);
        assert_eq!(status(&call), 403, "the token itself is narrower");
        let newest = second
            .refresh_token
            .unwrap_or(first.refresh_token().to_owned());
        let third = world.tokens_for(&WEB, &refresh(&newest), NOW);
        assert_eq!(third.scope, whole);
        world.opens_the_api(&third.access_token, NOW);
    });
}

fn a_replaced_refresh_token_revokes_its_whole_family() {
    under(&ROTATING, |world| {
        for caller in [WEB, PAGE] {
            let other = world.tokens(&caller, NOW);
            let first = world.tokens(&caller, NOW);
            let second = world.tokens_for(&caller, &refresh(first.refresh_token()), NOW);
            let third = world.tokens_for(&caller, &refresh(second.refresh_token()), NOW);
            // The thief comes with the oldest one.
            let thief = caller.token_request(&refresh(first.refresh_token()));
            let handled = world.refuses_and_acts(&thief, NOW, &replaced());
            assert!(
                !handled.effects.is_empty(),
                "the answer tells what was revoked"
            );
            for tokens in [&first, &second, &third] {
                world.does_not_open_the_api(&tokens.access_token, NOW);
                let request = caller.token_request(&refresh(tokens.refresh_token()));
                world.refuses(&request, NOW, &revoked());
            }
            world.opens_the_api(&other.access_token, NOW);
            world.tokens_for(&caller, &refresh(other.refresh_token()), NOW);
        }
    });
}

fn a_refresh_token_that_is_not_good_is_refused() {
    let missing = json(
        400,
        "invalid_request",
        "refresh_token_is_sent",
        spec::RFC_6749_6,
    );
    under_every_profile(|world| {
        let tokens = world.tokens(&WEB, NOW);
        for pairs in [refresh("x").without("refresh_token"), refresh("")] {
            world.refuses(&WEB.token_request(&pairs), NOW, &missing);
        }
        let good = tokens.refresh_token();
        let texts = [
            "tGzv3JOkF0XG5Qx2TlKWIA".to_owned(),
            format!("{good}x"),
            good.to_lowercase(),
            tokens.access_token.clone(),
        ];
        for text in texts {
            println!("{text}");
            world.refuses(&WEB.token_request(&refresh(&text)), NOW, &unissued());
        }
        let code = world.code(&WEB, NOW);
        world.refuses(&WEB.token_request(&refresh(&code)), NOW, &unissued());
        // The other way round a refresh token is no access token.
        world.does_not_open_the_api(good, NOW);
    });
}

fn a_refresh_token_dies_when_it_is_not_used() {
    under_every_profile(|world| {
        let idle = world.server.policy.refresh_token_idle_lifetime_seconds;
        let first = world.tokens(&PAGE, NOW);
        let request = PAGE.token_request(&refresh(first.refresh_token()));
        world.refuses(&request, NOW.plus(idle), &expired());
        world.refuses(&request, NOW.plus(10 * idle), &expired());
        let used_at = NOW.plus(idle - 1);
        let second = tokens_in(&world.send(&request, used_at));
        // Being used keeps it alive.
        let newest = second
            .refresh_token
            .unwrap_or(first.refresh_token().to_owned());
        let request = PAGE.token_request(&refresh(&newest));
        world.refuses(&request, used_at.plus(idle), &expired());
        tokens_in(&world.send(&request, used_at.plus(idle - 1)));
    });
}

fn a_family_dies_however_much_it_is_used() {
    under_every_profile(|world| {
        let days = world.server.policy.refresh_token_absolute_lifetime_seconds / DAY;
        let mut newest = world.tokens(&PAGE, NOW).refresh_token().to_owned();
        for day in 1..days {
            let tokens = world.tokens_for(&PAGE, &refresh(&newest), NOW.plus(day * DAY));
            newest = tokens.refresh_token.unwrap_or(newest);
        }
        let request = PAGE.token_request(&refresh(&newest));
        world.refuses(&request, NOW.plus(days * DAY), &expired());
    });
}

fn rotation_for_public_clients_cannot_be_switched_off() {
    for profile in Profile::FLOWS {
        println!("under {}", profile.name());
        let mut policy = profile.policy();
        policy.refresh_tokens_rotate = false;
        let mut world = World::new(profile);
        world.server.policy = policy;
        for (caller, is_public) in [(WEB, false), (PAGE, true)] {
            let first = world.tokens(&caller, NOW);
            let second = world.tokens_for(&caller, &refresh(first.refresh_token()), NOW);
            let has_to_rotate = is_public && profile != Profile::OAuth20;
            assert_eq!(second.refresh_token.is_some(), has_to_rotate);
        }
    }
}

fn a_lost_answer_can_be_asked_for_again_within_the_grace_time() {
    under(&ROTATING, |world| {
        world.server.policy.refresh_grace_seconds = 10;
        let first = world.tokens(&PAGE, NOW);
        let again = refresh(first.refresh_token());
        let second = world.tokens_for(&PAGE, &again, NOW);
        let retried = world.tokens_for(&PAGE, &again, NOW.plus(9));
        assert_eq!(retried.refresh_token, second.refresh_token);
        world.opens_the_api(&second.access_token, NOW.plus(9));
        world.opens_the_api(&retried.access_token, NOW.plus(9));
        world.refuses_and_acts(&PAGE.token_request(&again), NOW.plus(10), &replaced());
        world.does_not_open_the_api(&retried.access_token, NOW.plus(10));

        // Once the successor is in use, its predecessor is only good for a thief.
        let first = world.tokens(&PAGE, NOW);
        let again = refresh(first.refresh_token());
        let second = world.tokens_for(&PAGE, &again, NOW);
        world.tokens_for(&PAGE, &refresh(second.refresh_token()), NOW);
        world.refuses_and_acts(&PAGE.token_request(&again), NOW, &replaced());
    });
}

fn of_two_refreshes_at_once_one_wins_and_the_other_revokes() {
    under(&ROTATING, |world| {
        let first = world.tokens(&PAGE, NOW);
        let request = PAGE.token_request(&refresh(first.refresh_token()));
        let second = tokens_in(&world.send(&request, NOW));
        world.refuses_and_acts(&request, NOW, &replaced());
        world.does_not_open_the_api(&second.access_token, NOW);
        let newest = PAGE.token_request(&refresh(second.refresh_token()));
        world.refuses(&newest, NOW, &revoked());
    });
}
