//! The stage: carries messages between the actors and writes down what happens.
//!
//! A flow's script tells the stage who sends what and why. What is answered, the actors decide.

use http::HeaderValue;
use http::header;

use crate::ground::clock::Timestamp;
use crate::party::api::Api;
use crate::party::browser::{Browser, Form, form_in};
use crate::party::client_application::{ClientApplication, ClientRefusal};
use crate::protocol::jose::JwkSet;
use crate::protocol::jose::es256::ES256;
use crate::protocol::message::{Message, StartLine, split_origin};
use crate::protocol::message_kind::MessageKind;
use crate::scenario::{PASSWORD, Scenario};
use crate::server::client::{Client, User};
use crate::server::effect::Effect;
use crate::server::page::Page;
use crate::server::{AuthorizationServer, Handled, Request, Response, capabilities};
use crate::simulation::cast::{API, AUTHORIZATION_SERVER, BROWSER, CLIENT, Member};
use crate::simulation::ledger::Ledger;
use crate::simulation::lines::Telling;
use crate::simulation::narration::{Narration, refusal_telling};
use crate::simulation::trace::{
    Channel, Decision, Outcome, Party, PartyKind, RoundTrip, Screen, Step,
};
use crate::words::{Argument, argument};

/// Seconds that a message takes to arrive.
const LATENCY_SECONDS: u64 = 1;

/// Everything that a script acts on.
pub struct Stage {
    pub scenario: Scenario,
    cast: &'static [Member],
    pub server: AuthorizationServer,
    pub api: Api,
    pub browser: Browser,
    pub client: ClientApplication,
    now: Timestamp,
    pub(super) ledger: Ledger,
    steps: Vec<Step>,
    /// Whether what happens is written down. Off while a script prepares what lies before it.
    is_recording: bool,
    /// What changed at the server while nothing was written down.
    pub(super) earlier: Vec<Effect>,
    /// How the run ends, if somebody has tried something.
    verdict: Option<Outcome>,
}

/// An actor has stopped, and the run ends here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub party: Party,
    pub reason: String,
}

impl Stage {
    /// A stage with a fresh server that knows `registration` and the scenario's person.
    pub fn new(
        scenario: &Scenario,
        cast: &'static [Member],
        registration: Client,
        api_path: &str,
        runs_in_page: bool,
    ) -> Stage {
        let names = &scenario.names;
        let issuer = format!("https://{}", names.authorization_server_host);
        let api_origin = format!("https://{}", names.api_host);
        let mut server = AuthorizationServer::new(
            &capabilities::FLOWS,
            &issuer,
            &api_origin,
            scenario.profile.policy(),
            scenario.seed,
        );
        server.clients.push(registration.clone());
        let user = User::new(&names.username(), PASSWORD);
        server.users.push(user);
        server.aliases = names.aliases.clone();
        server.scope_meanings = names.scopes.clone();
        // Both read what the server publishes before the curtain rises.
        let metadata = server.metadata();
        let keys = published_keys(&mut server, scenario.start);
        let api = Api {
            skipped_checks: Vec::new(),
            resource: api_origin.clone(),
            issuer: issuer.clone(),
            keys,
            algorithms: &[ES256],
            dpop: None,
            query_token_is_accepted: server.policy.query_token_is_accepted,
            ask_about_opaque_token: None,
            aliases: names.aliases.clone(),
        };
        let page_origin = runs_in_page.then(|| format!("https://{}", names.client_host));
        let api_url = format!("{api_origin}{}", names.aliases.of(api_path));
        let client =
            ClientApplication::new(registration, metadata, api_url, page_origin, scenario.seed);
        Stage {
            scenario: scenario.clone(),
            cast,
            server,
            api,
            browser: Browser::default(),
            ledger: Ledger::new(&client.registration),
            client,
            now: scenario.start,
            steps: Vec::new(),
            is_recording: true,
            earlier: Vec::new(),
            verdict: None,
        }
    }

    /// The time on the virtual clock.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: u64) {
        self.now = self.now.plus(seconds);
    }

    /// Plays `prelude` without writing it down. [`Stage::recall`] tells what is left of it.
    ///
    /// # Errors
    /// What the prelude stops with.
    pub fn unrecorded(
        &mut self,
        prelude: impl FnOnce(&mut Stage) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        self.is_recording = false;
        let result = prelude(self);
        self.is_recording = true;
        self.ledger = Ledger::new(&self.client.registration);
        result
    }

    /// An address is opened or read within the browser; no HTTP message carries that.
    pub fn navigate(
        &mut self,
        from: Party,
        to: Party,
        kind: MessageKind,
        url: &str,
        telling: Telling,
    ) -> Message {
        let start = StartLine::Navigation {
            url: url.to_owned(),
        };
        let message = Message {
            kind,
            start,
            headers: Vec::new(),
            body: String::new(),
        };
        self.carry(from, to, message.clone(), telling);
        message
    }

    /// A request to the application, which the script answers with [`Stage::reply`].
    pub fn visit(&mut self, kind: MessageKind, request: &Request, telling: Telling) -> Message {
        self.wait(LATENCY_SECONDS);
        let message = Message::from_request(kind, request);
        self.carry(BROWSER, CLIENT, message.clone(), telling);
        message
    }

    /// The application's answer to the browser.
    pub fn reply(&mut self, kind: MessageKind, url: &str, response: &Response, telling: Telling) {
        self.browser.keep_cookies(url, response);
        let message = Message::from_response(kind, response);
        self.carry(CLIENT, BROWSER, message, telling);
    }

    /// Sends `request` to the server or the API, whichever its address names.
    pub fn exchange(&mut self, from: Party, request: &Request, narration: Narration) -> Response {
        self.wait(LATENCY_SECONDS);
        let url = request.uri().to_string();
        let is_for_api = split_origin(&url).0 == self.api.resource;
        let to = if is_for_api {
            API
        } else {
            AUTHORIZATION_SERVER
        };
        let kind = match self.server.endpoint(request.uri().path()) {
            Some(endpoint) if !is_for_api => endpoint.request_kind,
            _ => MessageKind::ResourceRequest,
        };
        let sent = Message::from_request(kind, request);
        let request_step = self.carry(from, to, sent.clone(), narration.request);
        let handled = if is_for_api {
            self.api.handle(request, self.now, &self.server.store)
        } else {
            self.server.handle(request, self.now)
        };
        let telling = match handled.failed_check() {
            None => narration.answer,
            Some(failed) => {
                let error = error_of(&handled);
                (narration.refusal)(&error, &failed.name)
                    .unwrap_or_else(|| refusal_telling(to, &error, handled.page.is_some(), failed))
            }
        };
        self.answered(
            request_step,
            from,
            to,
            &sent,
            handled,
            narration.judgement,
            telling,
            &url,
        )
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one exchange, used once"
    )]
    fn answered(
        &mut self,
        request_step: usize,
        from: Party,
        to: Party,
        sent: &Message,
        handled: Handled,
        judgement: Option<Telling>,
        telling: Telling,
        url: &str,
    ) -> Response {
        let Handled {
            response,
            response_kind,
            checks,
            effects,
            page,
        } = handled;
        if from == BROWSER {
            self.browser.keep_cookies(url, &response);
        }
        if !self.is_recording {
            self.earlier.extend(effects.iter().cloned());
        }
        let mut uses = self.ledger.checked(sent, &checks);
        uses.extend(self.ledger.effects(&effects));
        let judgement_step = match judgement {
            Some(judgement) => {
                let (checks, effects, uses) =
                    (checks.clone(), effects.clone(), std::mem::take(&mut uses));
                self.record(to, to, Channel::Inside, judgement, |step| {
                    step.checks = checks;
                    step.effects = effects;
                    step.uses = uses;
                })
            }
            None => self.steps.len(),
        };
        let message = Message::from_response(response_kind, &response);
        uses.extend(self.ledger.carried(&message, to, from));
        let round_trip = RoundTrip {
            request: request_step,
            judgement: judgement_step,
            response: self.steps.len(),
        };
        let decision = page.as_ref().and_then(decision_on);
        self.record(to, from, self.channel(from, to), telling, |step| {
            step.message = Some(message);
            if judgement_step == round_trip.response {
                step.checks = checks;
                step.effects = effects;
            }
            step.uses = uses;
            step.decision = decision;
            step.screen = page.map(Screen::Server);
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
        response
    }

    /// Tells the last step in other words, for it has brought something else than is usual.
    pub fn retell(&mut self, telling: Telling) {
        if self.is_recording
            && let Some(step) = self.steps.last_mut()
        {
            (step.line, step.references) = (telling.line, telling.references);
        }
    }

    /// Sets what the person sees from the last step on.
    pub fn show(&mut self, screen: Screen) {
        if self.is_recording
            && let Some(step) = self.steps.last_mut()
        {
            step.screen = Some(screen);
        }
    }

    /// The form in a page that the browser got.
    ///
    /// # Errors
    /// The page has none: the server has refused, and the person cannot go on.
    pub fn form(&self, response: &Response) -> Result<Form, Stopped> {
        form_in(response).ok_or_else(|| Stopped {
            party: BROWSER,
            reason: "The page of the authorization server has no form to go on with.".to_owned(),
        })
    }

    /// The address to which `response` sends the browser.
    ///
    /// # Errors
    /// It sends nowhere: the server has refused on a page of its own.
    pub fn location(&self, response: &Response) -> Result<String, Stopped> {
        let location = response
            .headers()
            .get(header::LOCATION)
            .map(HeaderValue::to_str);
        match location {
            Some(Ok(location)) => Ok(location.to_owned()),
            _ => Err(Stopped {
                party: BROWSER,
                reason: "The authorization server does not send the browser back: nothing goes \
                         to an address that it cannot trust."
                    .to_owned(),
            }),
        }
    }

    /// Stops the application.
    pub fn client_stops(&self, refusal: ClientRefusal) -> Stopped {
        Stopped {
            party: CLIENT,
            reason: refusal.0,
        }
    }

    /// What came of the story, and whether that is as the person would wish. The last word counts.
    pub fn conclude(&mut self, is_good: bool, verdict: impl Into<String>) {
        self.verdict = Some(Outcome::Judged {
            is_good,
            verdict: verdict.into(),
        });
    }

    /// The record of what happened, and how a script that has come to its end ended.
    pub fn into_record(self) -> (Vec<Step>, Ledger, Outcome) {
        let outcome = self.verdict.unwrap_or(Outcome::Finished);
        (self.steps, self.ledger, outcome)
    }

    fn kind_of(&self, party: Party) -> Option<PartyKind> {
        let mut cast = self.cast.iter();
        cast.find(|member| member.party == party)
            .map(|member| member.kind)
    }

    /// What the stage knows of a line: the names of the run, and who is at both ends of the step.
    fn known(&self, known: Argument, from: Party, to: Party) -> Option<String> {
        let names = &self.scenario.names;
        let name_of = |party: Party| {
            let mut cast = self.cast.iter();
            let member = cast.find(|member| member.party == party)?;
            Some((member.name)(names))
        };
        match known {
            argument::PERSON => Some(names.person.clone()),
            argument::CLIENT => Some(names.client_name.clone()),
            argument::SENDER => name_of(from),
            argument::RECEIVER => name_of(to),
            _ => None,
        }
    }

    fn channel(&self, from: Party, to: Party) -> Channel {
        match (self.kind_of(from), self.kind_of(to)) {
            (Some(from), Some(to)) => Channel::between(from, to),
            _ => Channel::Back,
        }
    }

    /// Records a message on its way, and returns the index of the step.
    fn carry(&mut self, from: Party, to: Party, message: Message, telling: Telling) -> usize {
        let uses = self.ledger.carried(&message, from, to);
        self.record(from, to, self.channel(from, to), telling, |step| {
            step.message = Some(message);
            step.uses = uses;
        })
    }

    pub(super) fn record(
        &mut self,
        from: Party,
        to: Party,
        channel: Channel,
        telling: Telling,
        fill: impl FnOnce(&mut Step),
    ) -> usize {
        let index = self.steps.len();
        if !self.is_recording {
            return index;
        }
        let Telling {
            mut line,
            references,
        } = telling;
        line.fill(|argument| self.known(argument, from, to));
        let mut step = Step {
            from,
            to,
            channel,
            line,
            message: None,
            round_trip: None,
            checks: Vec::new(),
            effects: Vec::new(),
            uses: Vec::new(),
            knowledge: self.ledger.knowledge.clone(),
            at: self.now,
            references,
            screen: None,
            decision: None,
        };
        fill(&mut step);
        self.steps.push(step);
        let jumps = self
            .scenario
            .clock_jumps
            .iter()
            .filter(|jump| jump.after_step == index + 1);
        let seconds = jumps.fold(0, |sum: u64, jump| sum.saturating_add(jump.seconds));
        self.wait(seconds);
        index
    }
}

fn published_keys(server: &mut AuthorizationServer, now: Timestamp) -> JwkSet {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = http::Uri::try_from(server.metadata().jwks_uri).unwrap_or_default();
    let handled = server.handle(&request, now);
    JwkSet::parse(handled.response.body())
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

/// The `error` in an answer, read from the answer itself.
fn error_of(handled: &Handled) -> String {
    let message = Message::from_response(handled.response_kind, &handled.response);
    let fields = message.fields();
    let error = fields
        .iter()
        .find(|field| field.name == "error")
        .map(|field| field.value.clone());
    let status = handled.response.status();
    error.unwrap_or_else(|| match &handled.page {
        Some(Page::Refused { error, .. }) => error.clone().into_owned(),
        _ => status.as_u16().to_string(),
    })
}
