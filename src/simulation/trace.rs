//! A whole run as data: who took part, what was said, checked and learned, and how it ended.
//!
//! Everything that shows, seeks, shares, compares or exports a run reads this and nothing else.

use serde::{Deserialize, Serialize};

use crate::ground::clock::Timestamp;
use crate::protocol::message::{Message, StartLine};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::scenario::{ClockJump, Moment, Scenario};
use crate::server::check::CheckOutcome;
use crate::server::effect::Effect;
use crate::server::page::Page;
use crate::spec::Section;
use crate::words::{Language, Line};

/// The record of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trace {
    pub version: Version,
    /// All that it takes to make this run again.
    pub scenario: Scenario,
    /// The flow, and its story where that is not the usual one.
    pub heading: Vec<Line>,
    /// The story: its explanation says what it shows.
    pub story: Line,
    /// Who takes part, in the order of the lanes.
    pub actors: Vec<ActorProfile>,
    /// The steps in order. Never empty.
    pub steps: Vec<Step>,
    /// Every value that has a thread, in the order in which they came up.
    pub values: Vec<Value>,
    pub outcome: Outcome,
    /// The changes that no message had use for, as indices into [`Scenario::changes`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unfitting_changes: Vec<usize>,
}

impl Trace {
    /// The heading in the first language, e.g. `Authorization code with PKCE`.
    pub fn title(&self) -> String {
        let titles = self
            .heading
            .iter()
            .map(|line| line.title(Language::first()));
        titles.collect::<Vec<_>>().join(": ")
    }

    /// The point of the story, in a sentence or two of the first language.
    pub fn summary(&self) -> String {
        self.story.why(Language::first())
    }

    /// The step with the index `index`, by what stays with it in another run.
    pub fn moment(&self, index: usize) -> Moment {
        moment(&self.steps, index)
    }

    /// The index of the step that `moment` is in this run.
    pub fn index_of(&self, moment: &Moment) -> Option<usize> {
        (0..self.steps.len()).find(|index| is_at(moment, &self.steps, *index))
    }

    /// Adds `wait` to `waits`, which stay in the order of this run.
    pub fn insert_wait(&self, waits: &mut Vec<ClockJump>, wait: ClockJump) {
        let index = |wait: &ClockJump| self.index_of(&wait.after).unwrap_or(usize::MAX);
        let place = waits.partition_point(|other| index(other) <= index(&wait));
        waits.insert(place, wait);
    }

    /// The party that has a lane in this run.
    pub fn actor(&self, party: Party) -> Option<&ActorProfile> {
        self.actors.iter().find(|actor| actor.party == party)
    }

    /// The name on the lane of `party`.
    pub fn actor_name(&self, party: Party) -> &str {
        self.actor(party).map_or("", |actor| &actor.name)
    }
}

/// The step with the index `index` of `steps`: its name, or the last name before it and how many
/// steps lie between.
fn moment(steps: &[Step], index: usize) -> Moment {
    let so_far = steps.iter().take(index + 1).enumerate().rev();
    let mut named = so_far.filter_map(|(at, step)| Some((at, step.name.as_deref()?)));
    match named.next() {
        Some((at, name)) if at == index => Moment::Message(name.to_owned()),
        Some((at, name)) => Moment::Message(format!("{name}.{}", index - at)),
        None => Moment::Step(index + 1),
    }
}

/// Whether the step with the index `index` of `steps` is the one that is meant by `wanted`.
pub(super) fn is_at(wanted: &Moment, steps: &[Step], index: usize) -> bool {
    *wanted == Moment::Step(index + 1) || *wanted == moment(steps, index)
}

/// The version of a trace as JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version;

/// Someone who takes part: the number in the cast of the story. A lane, a knower and the two ends
/// of a message are each one party; there may be several of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Party(pub usize);

/// The part of a party in OAuth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A person's user agent, on a desk or on a phone.
    Browser,
    /// An application: web application, page, service or device.
    Client,
    /// Someone who should not be there.
    Attacker,
    AuthorizationServer,
    /// A resource server.
    Api,
}

/// How an actor is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Appearance {
    Browser,
    Phone,
    WebApplication,
    SinglePageApplication,
    Service,
    Television,
    Thief,
    AuthorizationServer,
    Api,
}

/// One of those who take part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActorProfile {
    pub party: Party,
    pub kind: PartyKind,
    pub appearance: Appearance,
    /// The name on the lane.
    pub name: String,
    /// Where it is reached, e.g. `https://auth.example.com`, if it is reached at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// By redirects and pages, where the person and everything in the browser can see it.
    Front,
    /// Directly from server to server, or from an application to a server; a page's own request
    /// is sent by the browser, but is no redirect and stands in no address.
    Back,
    /// Not at all as the protocol has it: values come into hands for which they were not meant.
    Leak,
    /// Inside one actor.
    Inside,
}

impl Channel {
    /// How a message travels from one kind of party to another.
    pub fn between(from: PartyKind, to: PartyKind) -> Channel {
        if from == PartyKind::Browser || to == PartyKind::Browser {
            Channel::Front
        } else {
            Channel::Back
        }
    }

    /// The name of the channel, unless the step stays inside one actor.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Channel::Front => Some("front channel"),
            Channel::Back => Some("back channel"),
            Channel::Leak => Some("leak"),
            Channel::Inside => None,
        }
    }
}

/// One thing that happened: one row of the diagram.
///
/// Titles and explanations are plain text in which `` `backticks` `` mark protocol words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    pub from: Party,
    /// The same as `from` where the step happens inside one actor.
    pub to: Party,
    pub channel: Channel,
    /// The line that is told of it.
    pub line: Line,
    /// The name of what goes from one party to another, e.g. `token-request-2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The message that arrived, if one was sent; the one that was sent where nothing arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// The learner's changes to it on its way, as indices into [`Scenario::changes`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<usize>,
    /// Whether it was lost on its way.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_lost: bool,
    /// The steps of the round trip that this one belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round_trip: Option<RoundTrip>,
    /// Inquiries of the actor that makes the checks, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inquiries: Vec<Inquiry>,
    /// The checks that an actor made, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckOutcome>,
    /// Changes at the authorization server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// Uses of values in this step, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<ValueUse>,
    /// The values that each actor knows after this step.
    pub knowledge: Knowledge,
    /// When it happened on the virtual clock.
    pub at: Timestamp,
    /// Where to read more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Section>,
    /// The screen that the person sees from this step on, if it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<Screen>,
    /// The decision of the person that the run waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

fn is_false(is: &bool) -> bool {
    !is
}

impl Step {
    /// The title, in a few words of the first language.
    pub fn title(&self) -> String {
        self.line.title(Language::first())
    }

    /// Why it is done, in one paragraph of the first language.
    pub fn why(&self) -> String {
        self.line.why(Language::first())
    }

    /// Whether the message says no. Not where it says only that nobody has decided yet, which is an
    /// error only in name
    /// ([RFC 8628 section 3.5](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.5)).
    pub fn is_refused(&self) -> bool {
        self.message
            .as_ref()
            .is_some_and(|message| match message.start {
                StartLine::Response { status } if status >= 400 => !self.is_pending(),
                _ => message.kind == MessageKind::AuthorizationErrorResponse,
            })
    }

    /// Whether a check of this step failed, and not only because nobody has decided yet.
    pub fn has_failed_check(&self) -> bool {
        self.checks.iter().any(|check| check.has_failed()) && !self.is_pending()
    }

    fn is_pending(&self) -> bool {
        let message = self.message.as_ref();
        message.is_some_and(|message| message.body.contains("authorization_pending"))
    }

    /// Who made the checks: a response shows those that led to it, a request those of whoever
    /// gets it.
    pub fn checked_by(&self) -> Party {
        match &self.message {
            Some(message) if matches!(message.start, StartLine::Response { .. }) => self.from,
            _ => self.to,
        }
    }
}

/// A round trip within a step: a question that a party has to ask before it can judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inquiry {
    /// Who is asked; the one who asks, where nobody has the address.
    pub to: Party,
    pub request: InnerMessage,
    /// The answer, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<InnerMessage>,
    /// The checks of the one who is asked, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckOutcome>,
}

/// A message of an [`Inquiry`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InnerMessage {
    /// The name of the message, e.g. `introspection-request-2`.
    pub name: String,
    /// The message that arrived, or the one that was sent where nothing arrives.
    pub message: Message,
    /// The learner's changes to it on its way, as indices into [`Scenario::changes`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<usize>,
    /// Whether it was lost on its way.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_lost: bool,
}

/// A request with what came of it, as indices into [`Trace::steps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoundTrip {
    pub request: usize,
    /// The step in which the receiver makes its checks; the response where none is shown apart.
    pub judgement: usize,
    pub response: usize,
}

/// A value that has a thread through the run. Identified by its index in [`Trace::values`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Value {
    pub kind: ValueKind,
    /// The name for a reader: `access_token`, and `access_token 2` for the second one.
    pub name: String,
    /// The value itself.
    pub text: String,
    /// The token, code or verifier that this one was made from, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<usize>,
}

/// One place on a value's thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ValueUse {
    /// Index into [`Trace::values`].
    pub value: usize,
    pub how: Use,
}

/// The use of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    Made,
    Carried,
    Stored,
    Checked,
    /// Used up: it will not be accepted again.
    Spent,
    /// Withdrawn by the server.
    Revoked,
}

/// Who knows what: for each party the values it has seen, as indices into [`Trace::values`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Knowledge(Vec<(Party, Vec<usize>)>);

impl Knowledge {
    /// The values that `party` knows.
    pub fn of(&self, party: Party) -> &[usize] {
        self.iter()
            .find(|(known, _)| *known == party)
            .map_or(&[], |(_, values)| values)
    }

    /// Everybody who knows something, in the order of the cast, with what they know.
    pub fn iter(&self) -> impl Iterator<Item = (Party, &[usize])> {
        self.0
            .iter()
            .map(|(party, values)| (*party, values.as_slice()))
    }

    /// Adds a value to what `party` knows, unless it does.
    pub fn add(&mut self, party: Party, value: usize) {
        let place = self.0.partition_point(|(other, _)| *other < party);
        if self.0.get(place).is_none_or(|(other, _)| *other != party) {
            self.0.insert(place, (party, Vec::new()));
        }
        let known = &mut self.0[place].1;
        if !known.contains(&value) {
            known.push(value);
        }
    }

    /// Takes values from what `party` knows, all those for which `is_forgotten` holds.
    pub fn remove(&mut self, party: Party, is_forgotten: impl Fn(usize) -> bool) {
        let known = self.0.iter_mut().filter(|(other, _)| *other == party);
        known.for_each(|(_, values)| values.retain(|value| !is_forgotten(*value)));
    }
}

/// A drawn screen that a person looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Screen {
    /// A page of the authorization server, in the browser.
    Server(Page),
    /// The television in the device flow.
    Television(Television),
    /// The application, after the run has brought it something to show.
    Application { heading: Line, lines: Vec<String> },
}

/// The screen of the television.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Television {
    pub user_code: String,
    pub verification_uri: String,
    /// For the QR code.
    pub verification_uri_complete: String,
}

/// Where a run waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    SignIn,
    Consent,
    EnterUserCode,
}

impl Decision {
    /// The name of the step at which the run waits.
    pub fn name(self) -> &'static str {
        match self {
            Decision::SignIn => "sign-in",
            Decision::Consent => "consent",
            Decision::EnterUserCode => "user-code",
        }
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Outcome {
    /// The flow came to its end.
    Finished,
    /// The story came to its end, which is not that of every flow.
    Judged {
        /// Whether that is as the person would wish.
        is_good: bool,
        /// The verdict, in a sentence or two.
        verdict: Line,
    },
    /// An actor stopped because of an answer that it got.
    Stopped {
        /// Who stopped.
        party: Party,
        /// Why, in a sentence.
        reason: Line,
    },
}
