//! The device authorization endpoint: a device without keyboard asks for a code to show.
//!
//! [RFC 8628 section 3.1](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.1)

use http::{Method, StatusCode};
use serde::Serialize;

use crate::ground::clock::Timestamp;
use crate::protocol::form::{self, Component};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::endpoint::client_request::{
    self, ClientFacts, error_response, scope_is_allowed, takes_the_scope_sent,
};
use crate::server::endpoint::{Endpoint, verification};
use crate::server::grant::DEVICE_CODE;
use crate::server::order;
use crate::server::refusal::Refusal;
use crate::server::store::{Device, DeviceAnswer, KEPT_AFTER_EXPIRY_SECONDS, Store};
use crate::server::token::issued;
use crate::server::{AuthorizationServer, Handled, Request, json_response};

/// The address that metadata names as `device_authorization_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/device_authorization",
    methods: &[Method::POST],
    is_for_scripts: true,
    is_offered: |_| true,
    request_kind: MessageKind::DeviceAuthorizationRequest,
    handle,
};

/// Twenty consonants: no words by accident, nothing that reads as a digit. Eight of them give
/// 34.5 bits ([section 6.1](https://www.rfc-editor.org/rfc/rfc8628.html#section-6.1)).
const USER_CODE_ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

pub const CHECKS: ServerTable<ClientFacts> = checks! { "device_authorization":
    client_may_use_the_grant("client_id") RFC_6749_5_2:
        "The client is registered for the device grant";
    scope_is_allowed("scope") RFC_6749_3_3:
        "The client may ask for this scope", skipped: takes_the_scope_sent;
};

fn client_may_use_the_grant(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    facts.client_may_use(DEVICE_CODE)
}

/// A successful answer.
/// [RFC 8628 section 3.2](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.2)
#[derive(Serialize)]
struct DeviceAuthorizationResponse {
    /// REQUIRED.
    device_code: String,
    /// REQUIRED.
    user_code: String,
    /// REQUIRED.
    verification_uri: String,
    /// OPTIONAL. For a QR code.
    verification_uri_complete: String,
    /// REQUIRED. Seconds.
    expires_in: u64,
    /// OPTIONAL. Seconds; 5 if it is left out.
    interval: u64,
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let mut facts = ClientFacts::new(request, now);
    let verdict =
        client_request::accept(server, &mut facts, order::DEVICE_AUTHORIZATION, &mut checks);
    let client_id = facts.client_id().to_owned();
    let scope = facts.grant.scope;
    if let Err(refusal) = verdict {
        let handled = Handled::new(
            error_response(server, &refusal),
            MessageKind::DeviceAuthorizationErrorResponse,
        );
        return Handled { checks, ..handled };
    }
    server.remember(facts.used_identifiers, now);
    let device_code = server.random.token();
    let letters = loop {
        let letters = server.random.characters(USER_CODE_ALPHABET, 8);
        if server.store.user_codes.get(&letters).is_none() {
            break letters;
        }
    };
    let (first, second) = letters.split_at(4);
    let user_code = format!("{first}-{second}");
    let (expires_in, interval) = (
        server.policy.device_code_lifetime_seconds,
        server.policy.device_poll_interval_seconds,
    );
    let device = Device {
        client_id,
        user_code: user_code.clone(),
        scope,
        expires_at: now.plus(expires_in),
        interval_seconds: interval,
        last_polled_at: None,
        answer: DeviceAnswer::Pending,
    };
    let kept_until = device.expires_at.plus(KEPT_AFTER_EXPIRY_SECONDS);
    let Store {
        devices,
        user_codes,
        ..
    } = &mut server.store;
    user_codes.insert(letters, device_code.clone(), kept_until, now);
    devices.insert(device_code.clone(), device, kept_until, now);
    let effects = vec![
        issued(ValueKind::DeviceCode, &device_code),
        issued(ValueKind::UserCode, &user_code),
    ];
    let verification_uri = server.url(verification::ENDPOINT.path);
    let body = DeviceAuthorizationResponse {
        verification_uri_complete: form::append(
            &verification_uri,
            Component::Query,
            &[("user_code", &user_code)],
        ),
        device_code,
        user_code,
        verification_uri,
        expires_in,
        interval,
    };
    let handled = Handled::new(
        json_response(StatusCode::OK, &body, &server.policy),
        MessageKind::DeviceAuthorizationResponse,
    );
    Handled {
        checks,
        effects,
        ..handled
    }
}
