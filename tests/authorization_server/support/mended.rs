//! Every refusal has a mend that holds: the request is amended as the answer says, sent instead of
//! the refused one, and passes the check at which that one failed.

use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::protocol::edit::Edit;
use oauth_flow_simulator::protocol::message::Message;
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::server::check::CheckOutcome;
use oauth_flow_simulator::server::client::Client;
use oauth_flow_simulator::server::mend::{Amendment, Mend};
use oauth_flow_simulator::server::store::Store;
use oauth_flow_simulator::server::{Handled, Request};

use super::sender::{Sender, request_of};
use super::*;

/// The checks that fail where the sender alone can change nothing, and who can.
const NOT_BY_THE_SENDER: &[&str] = &[
    // The person decides.
    "authentication_session.person_is_the_one_of_the_hint",
    "decision.user_approves",
    "device_code.user_has_decided",
    // The operator has registered the client for something else, or for nothing of this.
    "authorization_address.redirect_uri_matches_exactly",
    "authorization_request.response_type_is_registered",
    "authorization_request.response_type_is_supported",
    "authentication_request.scope_has_openid_for_an_id_token",
    "client_assertion.assertion_is_signed_by_the_client",
    "client_credentials.client_is_confidential",
    "client_request.client_is_registered",
    "client_secret.client_is_authenticated",
    "device_authorization.client_may_use_the_grant",
    "introspection.caller_is_authorized",
    "token_exchange.client_is_confidential",
    "token_request.client_may_use_the_grant",
    "token_request.grant_type_is_supported",
    // The operator has named somebody else, or nobody.
    "jwt_bearer.assertion_is_about_a_user",
    "registration.caller_may_register_clients",
    "token_exchange.actor_may_act",
    // The operator has not made it possible.
    "revocation.token_type_can_be_revoked",
    // The server has to be able to judge it.
    "authentication_request.server_is_able_to_answer",
    "limits.server_has_room",
    "limits.server_is_not_overloaded",
];

/// The checks that fail where only a new exchange helps.
const STARTED_OVER: &[&str] = &[
    "authorization_code.code_verifier_has_a_challenge",
    "device_code.user_has_approved",
    "registration.body_is_a_json_object",
];

/// Asserts that the answer to a request, if it is a refusal, says what to change, and that this would
/// have helped in `world` when its server had the store `before`. Leaves the world as it was.
#[track_caller]
pub fn assert_mend(
    world: &mut World,
    before: Store,
    (request, at, handled): (&Request, Timestamp, &Handled),
    answer: impl Fn(&mut World, &Request, Timestamp) -> Handled,
) {
    let Some(failed) = handled.failed_check() else {
        return;
    };
    let id = failed.id();
    let mend = failed.mend.as_ref().expect("a check that fails has a mend");
    assert_tells_no_secret(world, request, mend);
    match mend {
        Mend::Amend(amendments) => {
            let after = world.server.store.clone();
            // Who waits has been refused before.
            if !amendments.iter().all(is_wait) {
                world.server.store = before;
            }
            let browser = world.browser.clone();
            world.mends_refusals = false;
            let mut message = Message::from_request(MessageKind::TokenRequest, request);
            let mut sender = Sender::of(world, request, at);
            sender.amend(&mut message, amendments);
            let at = sender.at;
            let again = answer(world, &request_of(&message), at);
            assert_passes(handled, &again, mend);
            world.mends_refusals = true;
            (world.server.store, world.browser) = (after, browser);
        }
        // The browser cannot change what the client has pushed.
        Mend::StartOver(MessageKind::PushedAuthorizationRequest) => {
            assert!(request.uri().to_string().contains("request_uri="));
        }
        Mend::StartOver(_) => assert!(STARTED_OVER.contains(&&*id), "{id} is not listed"),
        Mend::NotByTheSender(_) => assert!(NOT_BY_THE_SENDER.contains(&&*id), "{id} is not listed"),
    }
}

fn is_wait(amendment: &Amendment) -> bool {
    matches!(amendment, Amendment::Edit(Edit::HoldBack { .. }))
}

/// Asserts that `mend` has nothing in it that only its owner may know, but for what `request` has.
#[track_caller]
fn assert_tells_no_secret(world: &World, request: &Request, mend: &Mend) {
    let told = serde_json::to_string(mend).expect("it can be written");
    let sent = Message::from_request(MessageKind::TokenRequest, request).fields();
    let server = &world.server;
    let secrets = server.clients.iter().filter_map(Client::secret);
    let passwords = server.users.iter().map(|user| &*user.password);
    let csrf_tokens = server
        .store
        .sessions
        .iter()
        .map(|(_, session)| &*session.csrf_token);
    let codes = server.store.codes.iter().map(|(code, _)| &**code);
    let known = secrets
        .chain(passwords)
        .chain([VERIFIER])
        .chain(csrf_tokens)
        .chain(codes);
    for secret in known {
        let is_sent = sent.iter().any(|field| field.value.contains(secret));
        assert!(is_sent || !told.contains(secret), "{told} tells {secret}");
    }
}

/// Asserts that what made `refused` fail does not make `again` fail, nor anything judged before.
#[track_caller]
fn assert_passes(refused: &Handled, again: &Handled, mend: &Mend) {
    let judged: Vec<String> = refused.checks.iter().map(CheckOutcome::id).collect();
    let failed = again.failed_check();
    assert!(
        failed.is_none_or(|failed| !judged.contains(&failed.id())),
        "{:?} is not mended by {mend:?}: {failed:?}",
        refused.failed_check()
    );
}
