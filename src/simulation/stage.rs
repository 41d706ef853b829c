//! The stage: who is there, what time it is, and the record of what happens.
//!
//! A flow's script tells the stage who sends what and why. What is answered, the actors decide;
//! what arrives, the [wire](crate::simulation::wire).

use http::HeaderValue;
use http::header;

use crate::ground::clock::Timestamp;
use crate::party::browser::{Browser, Form, form_in};
use crate::party::client_application::ClientApplication;
use crate::party::client_refusal::ClientRefusal;
use crate::protocol::metadata::Metadata;
use crate::protocol::value_kind::ValueKind;
use crate::scenario::{Consent, Scenario};
use crate::server::Response;
use crate::server::effect::{Change, Effect};
use crate::server::policy::Policy;
use crate::simulation::actors::{Actors, Registered};
use crate::simulation::cast::{BROWSER, CLIENT, Member};
use crate::simulation::ledger::Ledger;
use crate::simulation::lines::Telling;
use crate::simulation::trace::{
    Channel, Outcome, Party, PartyKind, Screen, Step, Value, ValueUse, is_at,
};
use crate::simulation::wire::{Delivery, Wire};
use crate::words::lines::outcome as words;
use crate::words::{Argument, Line, argument};

/// Everything that a script acts on, but for what is inside the servers: their store and their
/// policy are out of its reach.
///
/// ```compile_fail,E0616
/// use oauth_flow_simulator::simulation::stage::Stage;
///
/// fn reach_in(stage: &mut Stage) -> &mut oauth_flow_simulator::server::AuthorizationServer {
///     stage.actors.servers.values_mut().next().unwrap()
/// }
/// ```
///
/// ```compile_fail,E0616
/// use oauth_flow_simulator::simulation::stage::Stage;
///
/// fn look_up(stage: &Stage) -> u64 {
///     stage.policy.refresh_grace_seconds
/// }
/// ```
pub struct Stage {
    scenario: Scenario,
    /// The switches of the authorization servers, for those who tell of them.
    pub(super) policy: Policy,
    pub(super) actors: Actors,
    pub(super) wire: Wire,
    now: Timestamp,
    pub(super) ledger: Ledger,
    pub(super) steps: Vec<Step>,
    /// Whether what happens is written down. Off while a script prepares what lies before it.
    pub(super) is_recording: bool,
    /// Changes, and at which server, while nothing was written down.
    pub(super) earlier: Vec<(Party, Effect)>,
    /// How the run ends, if somebody has tried something.
    verdict: Option<Outcome>,
}

/// An actor has stopped, and the run ends here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub party: Party,
    pub reason: Line,
}

/// The record of a stage when its script has come to its end.
pub struct Record {
    pub steps: Vec<Step>,
    pub values: Vec<Value>,
    pub outcome: Outcome,
    pub unfitting_changes: Vec<usize>,
}

impl Stage {
    /// A stage with the parties of `cast`, each fresh, under `policy`.
    pub fn new(
        scenario: &Scenario,
        cast: &'static [Member],
        policy: Policy,
        registered: &Registered<'_>,
    ) -> Stage {
        let actors = Actors::new(scenario, cast, &policy, registered);
        Stage {
            scenario: scenario.clone(),
            policy,
            ledger: Ledger::new(&actors),
            actors,
            wire: Wire::new(&scenario.changes),
            now: scenario.start,
            steps: Vec::new(),
            is_recording: true,
            earlier: Vec::new(),
            verdict: None,
        }
    }

    /// The learner's choices.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The browser of `party`.
    pub fn browser(&mut self, party: Party) -> &mut Browser {
        self.actors.browser(party)
    }

    /// The application that `party` is; for an attacker the program that it runs.
    pub fn client(&mut self, party: Party) -> &mut ClientApplication {
        self.actors.client(party)
    }

    /// The metadata of the authorization server `party`.
    pub fn metadata(&self, party: Party) -> Metadata {
        self.actors.metadata(party)
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
    /// The error of the prelude.
    pub fn unrecorded(
        &mut self,
        prelude: impl FnOnce(&mut Stage) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        self.is_recording = false;
        // Whatever the scenario's person does later, this went well.
        let consent = std::mem::replace(&mut self.scenario.person.consent, Consent::Approve);
        let result = prelude(self);
        self.scenario.person.consent = consent;
        self.is_recording = true;
        self.ledger = Ledger::new(&self.actors);
        result
    }

    /// Sets what the person sees from the last step on.
    pub fn show(&mut self, mut screen: Screen) {
        if let Screen::Application { heading, .. } = &mut screen {
            heading.fill(|argument| self.argument(argument, CLIENT, CLIENT));
        }
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
            reason: words::PAGE_HAS_NO_FORM.into(),
        })
    }

    /// The address to which the `response` of `sender` sends the browser.
    ///
    /// # Errors
    /// It sends nowhere: the server has refused on a page of its own.
    pub fn location(&self, sender: Party, response: &Response) -> Result<String, Stopped> {
        let location = response
            .headers()
            .get(header::LOCATION)
            .map(HeaderValue::to_str);
        match location {
            Some(Ok(location)) => Ok(location.to_owned()),
            _ => Err(Stopped {
                party: BROWSER,
                reason: match self.actors.kind(sender) {
                    Some(PartyKind::Client) => words::IS_SENT_NOWHERE.into(),
                    _ => words::IS_NOT_SENT_BACK.into(),
                },
            }),
        }
    }

    /// Stops an application.
    pub fn client_stops(&self, party: Party, refusal: ClientRefusal) -> Stopped {
        Stopped {
            party,
            reason: words::APPLICATION_REFUSES.with(argument::REASON, refusal.detail),
        }
    }

    /// Concludes the story, and whether that is as the person would wish. The last word counts.
    pub fn conclude(&mut self, is_good: bool, verdict: impl Into<Line>) {
        let mut verdict = verdict.into();
        verdict.fill(|argument| self.argument(argument, CLIENT, CLIENT));
        self.verdict = Some(Outcome::Judged { is_good, verdict });
    }

    /// The record of what happened, and how a script that has come to its end ended.
    pub fn into_record(self) -> Record {
        Record {
            steps: self.steps,
            values: self.ledger.values,
            outcome: self.verdict.unwrap_or(Outcome::Finished),
            unfitting_changes: self.wire.unfitting(),
        }
    }

    /// Whether a server has withdrawn something of this kind since the first step.
    pub fn has_withdrawn(&self, kind: ValueKind) -> bool {
        let effects = self.steps.iter().flat_map(|step| &step.effects);
        let mut of_kind = effects.filter(|effect| effect.kind == kind);
        of_kind.any(|effect| effect.change == Change::Revoked)
    }

    /// The text of an argument of a line, which names the run or the two ends of the step.
    fn argument(&self, argument: Argument, from: Party, to: Party) -> Option<String> {
        let names = &self.scenario.names;
        match argument {
            argument::PERSON => Some(names.person.clone()),
            argument::GRACE => Some(self.policy.refresh_grace_seconds.to_string()),
            argument::CLIENT => Some(names.client_name.clone()),
            argument::SENDER => self.actors.name(from, names),
            argument::RECEIVER => self.actors.name(to, names),
            _ => None,
        }
    }

    /// The newest value of a kind that `party` has come to know, as the ledger says.
    pub fn known(&self, party: Party, kind: ValueKind) -> Option<String> {
        let known = self.ledger.knowledge.of(party).iter().rev();
        let mut values = known.filter_map(|value| self.ledger.values.get(*value));
        let newest = values.find(|value| value.kind == kind)?;
        Some(newest.text.clone())
    }

    pub(super) fn channel(&self, from: Party, to: Party) -> Channel {
        match (self.actors.kind(from), self.actors.kind(to)) {
            (Some(from), Some(to)) => Channel::between(from, to),
            _ => Channel::Back,
        }
    }

    pub(super) fn is_browser(&self, party: Party) -> bool {
        self.actors.kind(party) == Some(PartyKind::Browser)
    }

    /// Notes what a message carries: its sender has what was sent, its receiver what arrives.
    pub(super) fn carried(&mut self, from: Party, to: Party, delivery: &Delivery) -> Vec<ValueUse> {
        let receiver = (!delivery.is_lost).then_some(to);
        if !delivery.is_edited() {
            return self.ledger.carried(&delivery.sent, &[Some(from), receiver]);
        }
        self.ledger.carried(&delivery.sent, &[Some(from)]);
        self.ledger.carried(&delivery.arrived, &[receiver])
    }

    /// Records a message on its way, and returns the index of the step.
    pub(super) fn carry(
        &mut self,
        from: Party,
        to: Party,
        delivery: &Delivery,
        telling: Telling,
    ) -> usize {
        let uses = self.carried(from, to, delivery);
        self.record(from, to, self.channel(from, to), telling, |step| {
            step.sent(delivery);
            step.uses = uses;
        })
    }

    pub(super) fn record(
        &mut self,
        from: Party,
        to: Party,
        channel: Channel,
        telling: impl Into<Telling>,
        fill: impl FnOnce(&mut Step),
    ) -> usize {
        let index = self.steps.len();
        if !self.is_recording {
            return index;
        }
        let Telling {
            mut line,
            references,
        } = telling.into();
        line.fill(|argument| self.argument(argument, from, to));
        let mut step = Step {
            from,
            to,
            channel,
            line,
            name: None,
            message: None,
            changes: Vec::new(),
            is_lost: false,
            round_trip: None,
            inquiries: Vec::new(),
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
        let jumps = self.scenario.clock_jumps.iter();
        let jumps = jumps.filter(|jump| is_at(&jump.after, &self.steps, index));
        let seconds = jumps.fold(0, |sum: u64, jump| sum.saturating_add(jump.seconds));
        self.wait(seconds);
        index
    }
}

impl Step {
    /// Notes what went over the wire.
    pub(super) fn sent(&mut self, delivery: &Delivery) {
        self.name = Some(delivery.name.clone());
        self.changes.clone_from(&delivery.changes);
        self.is_lost = delivery.is_lost;
        self.message = Some(delivery.message().clone());
    }
}
