//! Names of steps: they stay when steps before them come or go.

use crate::protocol::message_kind::MessageKind;
use crate::simulation::trace::{Decision, Step, Trace};

/// The name of the step with this index, e.g. `consent` or `token-request`. The second step of the
/// kind is `token-request-2`. Steps inside one actor and pages in between have none.
pub fn marker(trace: &Trace, index: usize) -> Option<String> {
    let name = kind(trace.steps.get(index)?)?;
    let before = trace.steps.iter().take(index);
    Some(
        match before.filter(|step| kind(step) == Some(name)).count() {
            0 => name.to_owned(),
            earlier => format!("{name}-{}", earlier + 1),
        },
    )
}

/// Whether the step with this index has a name.
pub fn is_named(trace: &Trace, index: usize) -> bool {
    trace.steps.get(index).and_then(kind).is_some()
}

/// The index of the step with this name.
pub fn find(trace: &Trace, name: &str) -> Option<usize> {
    (0..trace.steps.len()).find(|index| marker(trace, *index).as_deref() == Some(name))
}

fn kind(step: &Step) -> Option<&'static str> {
    match step.decision {
        Some(Decision::SignIn) => return Some("sign-in"),
        Some(Decision::Consent) => return Some("consent"),
        Some(Decision::EnterUserCode) => return Some("user-code"),
        None => {}
    }
    let Some(message) = &step.message else {
        // What goes to somebody else and is no message has been taken.
        return (step.from != step.to).then_some("theft");
    };
    Some(match message.kind {
        MessageKind::AuthorizationRequest => "authorization-request",
        MessageKind::AuthorizationResponse | MessageKind::AuthorizationErrorResponse => {
            "authorization-response"
        }
        MessageKind::TokenRequest => "token-request",
        MessageKind::TokenResponse | MessageKind::TokenErrorResponse => "token-response",
        MessageKind::DeviceAuthorizationRequest => "device-authorization-request",
        MessageKind::DeviceAuthorizationResponse
        | MessageKind::DeviceAuthorizationErrorResponse => "device-authorization-response",
        MessageKind::ResourceRequest => "api-request",
        MessageKind::ResourceResponse | MessageKind::ResourceErrorResponse => "api-response",
        _ => return None,
    })
}
