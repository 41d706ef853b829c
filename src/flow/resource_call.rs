//! The call to the API, which is the same in every flow: an access token in a header field.
//!
//! [RFC 6750 section 2.1](https://www.rfc-editor.org/rfc/rfc6750.html#section-2.1)

use crate::server::Response;
use crate::simulation::cast::CLIENT;
use crate::simulation::lines::Telling;
use crate::simulation::narration::{Narration, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::spec;

/// Calls the API with the client's access token. A client that is refused gives up.
pub fn call_the_api(
    stage: &mut Stage,
    call: (&str, &[spec::Section]),
    answer: Telling,
    judgement: Option<Telling>,
) -> Result<Response, Stopped> {
    let title = format!("{} calls the API", stage.scenario().names.client_name);
    let request = stage.client(CLIENT).resource_request();
    let narration = Narration {
        judgement,
        ..Narration::new(tell(title, call.0, call.1), answer)
    };
    let response = stage.exchange(CLIENT, &request, narration)?;
    if response.status().is_success() {
        return Ok(response);
    }
    Err(Stopped {
        party: CLIENT,
        reason: format!("The API answered {}.", response.status().as_u16()),
    })
}

/// What is told of the checks that the API makes.
pub fn judgement() -> Telling {
    tell(
        "The API checks the access token",
        CHECKS,
        &[spec::RFC_6749_7, spec::RFC_9068_4, spec::RFC_7662_2_2],
    )
}

/// What an API does at every call.
const CHECKS: &str = "On every call the API checks the signature against the server’s \
     published key, and the type, issuer, audience and expiry. Then it asks the server whether \
     the token was revoked, and looks at the scope. An API that does not ask takes a \
     revoked token until it expires.";
