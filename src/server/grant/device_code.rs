//! The device grant: the device asks again and again until the person has decided.
//!
//! [RFC 8628 section 3.4](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.4)

use crate::protocol::error::ErrorCode;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::grant::{Approved, GrantType, invalid_grant, missing, unknown};
use crate::server::mend::{Helper, Mend};
use crate::server::refusal::{Consequence, Refusal};
use crate::server::store::{self, Device, DeviceAnswer};
use crate::server::token::{TokenResponse, spent};

/// The `grant_type`.
pub const NAME: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// `grant_type=urn:ietf:params:oauth:grant-type:device_code`.
pub const GRANT: GrantType = GrantType {
    name: NAME,
    is_offered: |_| true,
    checks: CHECKS,
    issue,
};

const CHECKS: ServerTable<ClientFacts> = checks! { "device_code":
    device_code_is_sent("device_code") RFC_8628_3_4: "A device code is sent";
    device_code_was_issued_to_the_client("device_code") RFC_6749_5_2:
        "The device code is one that this server gave to this client", skipped: takes_any_code;
    device_code_is_unused("device_code") RFC_6749_5_2: "The device code has not been used before";
    device_code_has_not_expired("device_code") RFC_8628_3_5: "The device code has not expired";
    poll_is_not_too_early(_) RFC_8628_3_5: "The device waited as long as it has to";
    user_has_decided(_) RFC_8628_3_5: "The person has decided";
    user_has_approved(_) RFC_8628_3_5: "The person approved";
};

fn device_code_is_sent(_: &AuthorizationServer, facts: &mut ClientFacts) -> Result<Holds, Refusal> {
    match facts.parameters.get("device_code") {
        Some(_) => Ok(Holds::Because("There is one.".to_owned())),
        None => Err(missing("device_code")),
    }
}

fn device_code_is_unused(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    match device(facts)?.1.answer {
        DeviceAnswer::Redeemed => Err(invalid_grant(
            "The device has got its tokens for this code before.",
            with_a_new_code(),
        )),
        _ => Ok(Holds::Because("No tokens were issued for it.".to_owned())),
    }
}

fn device_code_has_not_expired(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let expires_at = device(facts)?.1.expires_at;
    if facts.now < expires_at {
        let left = expires_at.since(facts.now);
        Ok(Holds::Because(format!("It is good for another {left} s.")))
    } else {
        Err(Refusal::new(
            ErrorCode::ExpiredToken,
            "The device code has expired.",
            with_a_new_code(),
        ))
    }
}

fn user_has_decided(_: &AuthorizationServer, facts: &mut ClientFacts) -> Result<Holds, Refusal> {
    match device(facts)? {
        (
            code,
            Device {
                answer: DeviceAnswer::Pending,
                ..
            },
        ) => {
            let consequence = Consequence::NotePoll {
                device_code: code.clone(),
            };
            Err(Refusal::new(
                ErrorCode::AuthorizationPending,
                "The person has not decided yet.",
                Mend::NotByTheSender(Helper::Person),
            )
            .with_consequence(consequence))
        }
        _ => Ok(Holds::Because("There is an answer.".to_owned())),
    }
}

fn user_has_approved(_: &AuthorizationServer, facts: &mut ClientFacts) -> Result<Holds, Refusal> {
    match device(facts)?.1.answer {
        DeviceAnswer::Denied => Err(Refusal::new(
            ErrorCode::AccessDenied,
            "The person denied the request.",
            Mend::StartOver(MessageKind::DeviceAuthorizationRequest),
        )),
        _ => Ok(Holds::Because("The person pressed Approve.".to_owned())),
    }
}

/// The mend of a request whose device code is good no more, or never was.
fn with_a_new_code() -> Mend {
    Mend::renew(Place::Form, "device_code", &[])
}

fn device(facts: &ClientFacts) -> Result<&(String, Device), Refusal> {
    facts
        .grant
        .device
        .as_ref()
        .ok_or_else(|| unknown(facts, "device_code"))
}

fn device_code_was_issued_to_the_client(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let code = facts
        .parameters
        .get("device_code")
        .unwrap_or_default()
        .to_owned();
    match server.store.devices.get(&code) {
        Some(device) if device.client_id == facts.client_id() => {
            facts.grant.scope = device.scope.clone();
            facts.grant.device = Some((code, device.clone()));
            Ok(Holds::Because(format!(
                "It was issued to {}.",
                facts.client_id()
            )))
        }
        other => {
            let detail = match other {
                Some(device) => format!("It was issued to {}.", device.client_id),
                None => "This server has never issued this device code.".to_owned(),
            };
            let wire = "The device code is not one that was issued to this client.";
            Err(invalid_grant(wire, with_a_new_code()).with_detail(detail))
        }
    }
}

/// The device code of whichever client.
fn takes_any_code(server: &AuthorizationServer, facts: &mut ClientFacts) {
    let code = facts.parameters.get("device_code").unwrap_or_default();
    let code = code.to_owned();
    if let Some(device) = server.store.devices.get(&code) {
        facts.grant.scope = device.scope.clone();
        facts.grant.device = Some((code, device.clone()));
    }
}

fn poll_is_not_too_early(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let (code, device) = device(facts)?;
    let interval = device.interval_seconds;
    let Some(last) = device.last_polled_at else {
        return Ok(Holds::Because("It is the first poll.".to_owned()));
    };
    let waited = facts.now.since(last);
    if waited >= interval {
        Ok(Holds::Because(format!(
            "It waited {waited} s; {interval} s are required."
        )))
    } else {
        let longer = interval.saturating_add(5);
        Err(Refusal::new(
            ErrorCode::SlowDown,
            format!("The last poll was {waited} s ago. Wait {longer} s between polls from now on."),
            // The early poll counts: the next one has to be so much later than this one.
            Mend::wait(longer),
        )
        .with_consequence(Consequence::SlowDown {
            device_code: code.clone(),
        }))
    }
}

fn issue(server: &mut AuthorizationServer, approved: Approved<'_>) -> Option<TokenResponse> {
    let (code, device) = approved.facts.device.clone()?;
    let DeviceAnswer::Approved { subject } = device.answer else {
        return None;
    };
    server.store.devices.get_mut(&code)?.answer = DeviceAnswer::Redeemed;
    approved.effects.push(spent(ValueKind::DeviceCode, &code));
    let grant = server.store.add_grant(store::Grant::new(
        approved.client_id.to_owned(),
        subject,
        device.scope.clone(),
        approved.now,
    ));
    Some(server.issue_tokens(grant, &device.scope, approved))
}
