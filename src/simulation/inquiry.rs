//! How a party asks another one while it judges a message: over the wire, within the step.

use crate::protocol::message::Message;
use crate::server::{Handled, Request, Response};
use crate::simulation::send::{request_of, response_of};
use crate::simulation::stage::Stage;
use crate::simulation::trace::{InnerMessage, Inquiry, Party};
use crate::simulation::wire::Delivery;

impl Stage {
    /// Lets `to` answer `request`. `inquiries` gets what it asks others on the way.
    pub(super) fn answer(
        &mut self,
        to: Party,
        request: &Request,
        inquiries: &mut Vec<Inquiry>,
    ) -> Option<Handled> {
        let now = self.now();
        let Some(mut api) = self.actors.take_api(to) else {
            return self.actors.answer(to, request, now);
        };
        let handled = api.handle(request, now, &mut |question| {
            self.ask(to, question, inquiries)
        });
        self.actors.put_back(to, api);
        Some(handled)
    }

    /// Sends `question` to whoever has its address, and returns the answer that arrives. Nobody
    /// learns a value by that: the two ends know the token and the secret between them.
    fn ask(
        &mut self,
        from: Party,
        question: &Request,
        inquiries: &mut Vec<Inquiry>,
    ) -> Option<Response> {
        let kind = self.actors.request_kind(&question.uri().to_string());
        let message = Message::from_request(kind, question);
        let delivery = self.on_the_wire(kind.name(), &message);
        let to = self.actors.answers_at(delivery.arrived.url());
        let place = inquiries.len();
        inquiries.push(Inquiry {
            to: to.unwrap_or(from),
            request: InnerMessage::of(&delivery),
            response: None,
            checks: Vec::new(),
        });
        if delivery.is_lost {
            return None;
        }
        let arrived = request_of(&delivery.arrived)?;
        let handled = self.actors.answer(to?, &arrived, self.now())?;
        let message = Message::from_response(handled.response_kind, &handled.response);
        let answer = self.on_the_wire(handled.response_kind.name(), &message);
        inquiries[place].response = Some(InnerMessage::of(&answer));
        inquiries[place].checks = handled.checks;
        if delivery.is_sent_twice {
            // One answer alone is waited for.
            let _ = self.ask(from, &arrived, inquiries);
        }
        match answer.is_lost {
            true => None,
            false => response_of(&answer.arrived),
        }
    }
}

impl InnerMessage {
    fn of(delivery: &Delivery) -> InnerMessage {
        InnerMessage {
            name: delivery.name.clone(),
            message: delivery.message().clone(),
            changes: delivery.changes.clone(),
            is_lost: delivery.is_lost,
        }
    }
}
