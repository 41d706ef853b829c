//! The call to the API, which is the same in every flow: an access token in a header field.
//!
//! [RFC 6750 section 2.1](https://www.rfc-editor.org/rfc/rfc6750.html#section-2.1)

use crate::server::Response;
use crate::simulation::cast::CLIENT;
use crate::simulation::lines::Lines;
use crate::simulation::stage::{Stage, Stopped};
use crate::words::argument;
use crate::words::lines::outcome;

/// Calls the API with the client's access token. A client that is refused gives up.
pub fn call_the_api(stage: &mut Stage, lines: &'static Lines) -> Result<Response, Stopped> {
    let request = stage.client(CLIENT).resource_request();
    let response = stage.exchange(CLIENT, &request, lines)?;
    if response.status().is_success() {
        return Ok(response);
    }
    Err(Stopped {
        party: CLIENT,
        reason: outcome::API_ANSWERED.with(argument::STATUS, response.status().as_u16()),
    })
}
