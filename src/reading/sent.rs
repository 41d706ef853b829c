//! The request and the response that a step belongs to.

use crate::protocol::message::{Message, StartLine};
use crate::simulation::trace::{Step, Trace};

/// The messages of a step, as indices into [`Trace::steps`]; each is the step itself, one
/// before it or one after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    pub request: Option<usize>,
    pub response: Option<usize>,
}

impl Sent {
    /// The messages that the step with the index `index` belongs to; nothing where nothing is sent.
    pub fn at(trace: &Trace, index: usize) -> Option<Sent> {
        let step = trace.steps.get(index)?;
        let (request, response) = match (step.round_trip, &step.message) {
            (Some(trip), _) => (Some(trip.request), Some(trip.response)),
            (None, Some(message)) if is_response(message) => (None, Some(index)),
            (None, _) => (Some(index), None),
        };
        let message = |index: &usize| message_at(trace, *index);
        let sent = Sent {
            request: request.filter(|index| message(index).is_some()),
            response: response.filter(|index| message(index).is_some_and(is_response)),
        };
        sent.request.or(sent.response).map(|_| sent)
    }

    /// Whether the step with the index `index` opens with the response: it is what is sent there.
    pub fn opens_with_response(self, index: usize) -> bool {
        match self.request {
            Some(request) => self.response == Some(index) && request != index,
            None => true,
        }
    }
}

/// The message of the step with the index `index`.
pub fn message_at(trace: &Trace, index: usize) -> Option<&Message> {
    let step: &Step = trace.steps.get(index)?;
    step.message.as_ref()
}

fn is_response(message: &Message) -> bool {
    matches!(message.start, StartLine::Response { .. })
}
