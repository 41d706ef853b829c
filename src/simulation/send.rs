//! How messages go from one party to another: each over the wire, and each gives its receiver what
//! arrives.

use http::{HeaderName, HeaderValue, Method, StatusCode, Uri};

use crate::protocol::message::{Message, StartLine, split_origin};
use crate::protocol::message_kind::MessageKind;
use crate::server::page::Page;
use crate::server::{Handled, Request, Response};
use crate::simulation::lines::{Narration, Seen, Told, ToldOf, tell};
use crate::simulation::stage::{Stage, Stopped};
use crate::simulation::trace::{Channel, Decision, Inquiry, Party, PartyKind, RoundTrip, Screen};
use crate::simulation::wire::{Delivery, Wire};
use crate::words::argument;
use crate::words::lines::{messages, outcome as words};

/// Seconds that a message takes to arrive.
const LATENCY_SECONDS: u64 = 1;

impl Stage {
    /// An address is opened or read within the browser; no HTTP message carries that. Returns what
    /// arrives.
    ///
    /// # Errors
    /// It is lost.
    pub fn navigate(
        &mut self,
        from: Party,
        to: Party,
        kind: MessageKind,
        url: &str,
        told: &[Told],
    ) -> Result<Message, Stopped> {
        let start = StartLine::Navigation {
            url: url.to_owned(),
        };
        let message = Message {
            kind,
            start,
            headers: Vec::new(),
            body: String::new(),
        };
        self.send(from, to, &message, told)
    }

    /// A request of the browser `from` to the application that has its address, which the script
    /// answers with [`Stage::reply`]. Returns what arrives.
    ///
    /// # Errors
    /// It is lost, or no application has the address.
    pub fn visit(
        &mut self,
        from: Party,
        kind: MessageKind,
        request: &Request,
        told: &[Told],
    ) -> Result<Message, Stopped> {
        self.wait(LATENCY_SECONDS);
        let message = Message::from_request(kind, request);
        let delivery = self.on_the_wire(kind.name(), &message);
        match self.actors.application_at(delivery.arrived.url()) {
            Some(to) => self.arrive(from, to, delivery, told),
            None => Err(self.nobody_there(from, &delivery)),
        }
    }

    /// The application's answer to a browser. Returns what arrives.
    ///
    /// # Errors
    /// It is lost.
    pub fn reply(
        &mut self,
        from: Party,
        to: Party,
        kind: MessageKind,
        response: &Response,
        told: &[Told],
    ) -> Result<Response, Stopped> {
        let message = Message::from_response(kind, response);
        let arrived = self.send(from, to, &message, told)?;
        let response = if arrived == message {
            response.clone()
        } else {
            response_of(&arrived).ok_or_else(|| no_http(to))?
        };
        let browser = self.browser(to);
        let address = browser.address().to_owned();
        browser.keep_cookies(&address, &response);
        Ok(response)
    }

    /// Sends `request` to whoever has its address, and returns the answer that arrives.
    ///
    /// # Errors
    /// Nobody has the address, or the request or its answer is lost.
    pub fn exchange(
        &mut self,
        from: Party,
        request: &Request,
        narration: impl Into<Narration>,
    ) -> Result<Response, Stopped> {
        let narration = narration.into();
        self.wait(LATENCY_SECONDS);
        let kind = self.actors.request_kind(&request.uri().to_string());
        let sent = Message::from_request(kind, request);
        let delivery = self.on_the_wire(kind.name(), &sent);
        let is_sent_twice = delivery.is_sent_twice;
        let (arrived, again) = if delivery.is_edited() {
            let arrived = request_of(&delivery.arrived).ok_or_else(|| no_http(from))?;
            (arrived, narration.clone())
        } else {
            (request.clone(), narration.clone())
        };
        let answer = self.round_trip(from, delivery, &arrived, narration);
        if is_sent_twice {
            // The sender waits for one answer alone.
            let _ = self.exchange(from, &arrived, again);
        }
        answer
    }

    fn round_trip(
        &mut self,
        from: Party,
        delivery: Delivery,
        request: &Request,
        narration: Narration,
    ) -> Result<Response, Stopped> {
        let Some(to) = self.actors.answers_at(delivery.arrived.url()) else {
            return Err(self.nobody_there(from, &delivery));
        };
        let telling = narration.tell(&Seen::message(delivery.message()));
        let request_step = self.carry(from, to, &delivery, telling);
        if delivery.is_lost {
            return Err(no_answer(from, self.actors.kind(to)));
        }
        let mut inquiries = Vec::new();
        let handled = self.answer(to, request, &mut inquiries);
        let handled = handled.ok_or_else(|| no_answer(from, self.actors.kind(to)))?;
        let ends = Ends {
            from,
            to,
            request_step,
            request: delivery.arrived,
            inquiries,
        };
        self.answered(ends, handled, narration)
    }

    fn answered(
        &mut self,
        ends: Ends,
        handled: Handled,
        narration: Narration,
    ) -> Result<Response, Stopped> {
        let Ends {
            from,
            to,
            request_step,
            request,
            mut inquiries,
        } = ends;
        let Handled {
            response,
            response_kind,
            checks,
            effects,
            page,
        } = handled;
        let message = Message::from_response(response_kind, &response);
        let mut seen = Seen {
            told_of: ToldOf::Answer,
            message: &request,
            answer: Some(&message),
            checks: &checks,
            effects: &effects,
            page: page.as_ref(),
            grace_seconds: self.policy.refresh_grace_seconds,
        };
        let telling = narration.tell(&seen);
        seen.told_of = ToldOf::Judgement;
        let judgement = narration.judgement(&seen);
        if !self.is_recording {
            let effects = effects.iter().map(|effect| (to, effect.clone()));
            self.earlier.extend(effects);
        }
        let mut uses = self.ledger.checked(&request, &checks);
        uses.extend(self.ledger.effects(&effects));
        let judgement_step = match judgement {
            Some(judgement) => {
                let (checks, effects, uses) =
                    (checks.clone(), effects.clone(), std::mem::take(&mut uses));
                let inquiries = std::mem::take(&mut inquiries);
                self.record(to, to, Channel::Inside, judgement, |step| {
                    step.inquiries = inquiries;
                    step.checks = checks;
                    step.effects = effects;
                    step.uses = uses;
                })
            }
            None => self.steps.len(),
        };
        let decision = page.as_ref().and_then(decision_on);
        let name = decision.map_or(response_kind.name(), Decision::name);
        let delivery = self.on_the_wire(name, &message);
        uses.extend(self.carried(to, from, &delivery));
        let round_trip = RoundTrip {
            request: request_step,
            judgement: judgement_step,
            response: self.steps.len(),
        };
        // The person sees the page that arrives.
        let is_as_sent = delivery.arrived.body == message.body && !delivery.is_lost;
        self.record(to, from, self.channel(from, to), telling, |step| {
            step.sent(&delivery);
            step.inquiries = inquiries;
            if judgement_step == round_trip.response {
                step.checks = checks;
                step.effects = effects;
            }
            step.uses = uses;
            step.decision = decision.filter(|_| is_as_sent);
            step.screen = page.filter(|_| is_as_sent).map(Screen::Server);
        });
        for index in [
            round_trip.request,
            round_trip.judgement,
            round_trip.response,
        ] {
            if let Some(step) = self.steps.get_mut(index) {
                step.round_trip = Some(round_trip);
            }
        }
        if delivery.is_lost {
            return Err(no_answer(from, self.actors.kind(to)));
        }
        let response = if delivery.is_edited() {
            response_of(&delivery.arrived).ok_or_else(|| no_http(from))?
        } else {
            response
        };
        if self.is_browser(from) {
            self.browser(from).keep_cookies(request.url(), &response);
        }
        Ok(response)
    }

    /// The fate of `message` on its way, which takes as long as it is held back.
    pub(super) fn on_the_wire(&mut self, name: &'static str, message: &Message) -> Delivery {
        if !self.is_recording {
            return Wire::pass(message);
        }
        let delivery = self.wire.deliver(name, message);
        self.wait(delivery.held_back_seconds);
        delivery
    }

    fn send(
        &mut self,
        from: Party,
        to: Party,
        message: &Message,
        told: &[Told],
    ) -> Result<Message, Stopped> {
        let delivery = self.on_the_wire(message.kind.name(), message);
        self.arrive(from, to, delivery, told)
    }

    /// Records what arrives, twice where it is sent twice.
    fn arrive(
        &mut self,
        from: Party,
        to: Party,
        delivery: Delivery,
        told: &[Told],
    ) -> Result<Message, Stopped> {
        let telling = Seen::message(delivery.message()).choose(told);
        self.carry(from, to, &delivery, telling);
        if delivery.is_lost {
            return Err(Stopped {
                party: to,
                reason: words::NEVER_ARRIVES.into(),
            });
        }
        if delivery.is_sent_twice {
            self.send(from, to, &delivery.arrived, told)?;
        }
        Ok(delivery.arrived)
    }
}

impl Stage {
    /// Records that `from` finds nobody at the address, and stops there.
    fn nobody_there(&mut self, from: Party, delivery: &Delivery) -> Stopped {
        let (origin, _) = split_origin(delivery.arrived.url());
        let told = tell(messages::NOBODY_ANSWERS, &[]).with(argument::ORIGIN, origin);
        self.record(from, from, Channel::Inside, told, |step| {
            step.sent(delivery);
        });
        Stopped {
            party: from,
            reason: words::NOBODY_ANSWERS.with(argument::ORIGIN, origin),
        }
    }
}

/// The two ends of a round trip.
struct Ends {
    from: Party,
    to: Party,
    request_step: usize,
    /// The request that arrived.
    request: Message,
    /// The inquiries of the receiver.
    inquiries: Vec<Inquiry>,
}

fn no_answer(from: Party, receiver: Option<PartyKind>) -> Stopped {
    let reason = match receiver {
        Some(PartyKind::Api) => words::NO_ANSWER_FROM_API,
        Some(PartyKind::AuthorizationServer) => words::NO_ANSWER_FROM_SERVER,
        _ => words::NO_ANSWER,
    };
    Stopped {
        party: from,
        reason: reason.into(),
    }
}

fn no_http(party: Party) -> Stopped {
    Stopped {
        party,
        reason: words::IS_NO_MESSAGE.into(),
    }
}

/// The request that `message` is.
pub(super) fn request_of(message: &Message) -> Option<Request> {
    let StartLine::Request { method, url } = &message.start else {
        return None;
    };
    let mut request = Request::new(message.body.clone().into_bytes());
    *request.method_mut() = Method::try_from(method.as_str()).ok()?;
    *request.uri_mut() = Uri::try_from(url).ok()?;
    add_headers(request.headers_mut(), message)?;
    Some(request)
}

/// The response that `message` is.
pub(super) fn response_of(message: &Message) -> Option<Response> {
    let StartLine::Response { status } = message.start else {
        return None;
    };
    let mut response = Response::new(message.body.clone().into_bytes());
    *response.status_mut() = StatusCode::from_u16(status).ok()?;
    add_headers(response.headers_mut(), message)?;
    Some(response)
}

fn add_headers(headers: &mut http::HeaderMap, message: &Message) -> Option<()> {
    for (name, value) in &message.headers {
        let name = HeaderName::try_from(name).ok()?;
        headers.append(name, HeaderValue::try_from(value).ok()?);
    }
    Some(())
}

/// Where a page leaves it to the person how to go on.
fn decision_on(page: &Page) -> Option<Decision> {
    match page {
        Page::SignIn { .. } => Some(Decision::SignIn),
        Page::Consent { .. } | Page::DeviceConsent { .. } => Some(Decision::Consent),
        Page::UserCode { .. } => Some(Decision::EnterUserCode),
        Page::DeviceDone { .. } | Page::Message { .. } | Page::Refused { .. } => None,
    }
}
