//! A thief, who has what leaked and nothing else.

use crate::simulation::stage::Stage;

/// Lets `act` use the client’s requests as a thief’s program makes them, who knows the public
/// `client_id`. The application’s own tokens and its sign-in are as before afterwards.
pub fn act_as_thief<T>(stage: &mut Stage, act: impl FnOnce(&mut Stage) -> T) -> T {
    let tokens = stage.client.tokens.clone();
    let transaction = stage.client.transaction.clone();
    // The thief’s program is no page, and says nothing of where it comes from.
    let page_origin = stage.client.page_origin.take();
    let result = act(stage);
    stage.client.page_origin = page_origin;
    stage.client.transaction = transaction;
    stage.client.tokens = tokens;
    result
}
