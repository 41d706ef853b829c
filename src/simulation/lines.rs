//! Which line is told of what happens: chosen by what was sent, checked, changed and answered.
//!
//! A flow has tables of lines, each with the conditions under which it is true. Where none is, the
//! kind of message or the failed check speaks for itself.

use crate::protocol::message::{Message, StartLine};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::server::check::CheckOutcome;
use crate::server::effect::Effect;
use crate::server::page::Page;
use crate::spec::Section;
use crate::words::lines::messages as defaults;
use crate::words::{Argument, Line, LineId, argument};

/// A line of a table: what is told where all its conditions hold.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub line: LineId,
    /// Sections to read.
    pub sections: &'static [Section],
    /// All of them have to hold.
    pub when: &'static [When],
}

/// The lines of a request with all that comes of it; the first one that is true is told.
#[derive(Clone, Copy, Debug)]
pub struct Lines {
    pub request: &'static [Told],
    /// Of the receiver's checks, where they are what the flow is about. Where there is nothing,
    /// the checks stand with the answer.
    pub judgement: &'static [Told],
    /// Of an answer that refuses nothing.
    pub answer: &'static [Told],
    /// Of an answer that refuses.
    pub refusal: &'static [Told],
}

/// Lines of which none is special.
pub const PLAIN: Lines = Lines {
    request: &[],
    judgement: &[],
    answer: &[],
    refusal: &[],
};

/// Lines with what only their teller knows.
#[derive(Clone, Debug)]
pub struct Narration {
    pub lines: &'static Lines,
    pub arguments: Vec<(Argument, String)>,
}

/// A condition of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The message, or the request that is answered, has a field of this name.
    Carries(&'static str),
    Lacks(&'static str),
    /// The message, or the request that is answered, has a field of this name and value.
    Has(&'static str, &'static str),
    /// The answer has a field of this name.
    Returns(&'static str),
    /// The answer, or else the message, is of this kind.
    Is(MessageKind),
    /// The answer is this page.
    Shows(PageKind),
    /// The check, called `name` or `table.name`, was made, and may have failed.
    Checked(&'static str),
    /// The check has failed.
    RefusedBy(&'static str),
    /// The server has made a value of this kind in place of another one.
    Replaces(ValueKind),
    /// The server takes a refresh token that has been replaced for some time, which no answer shows
    /// before one comes.
    ReuseIsForgiven,
}

/// Which page of the server's own an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    SignIn,
    Consent,
    UserCode,
    DeviceConsent,
    DeviceDone,
    /// Something is told there and nothing is asked that a flow knows of.
    Other,
}

/// A line that is told of a step, with the sections to read.
#[derive(Clone, Debug)]
pub struct Telling {
    pub line: Line,
    pub references: Vec<Section>,
}

/// The facts by which a line is chosen.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub told_of: ToldOf,
    /// The message, or the request that is judged or answered.
    pub message: &'a Message,
    pub answer: Option<&'a Message>,
    pub checks: &'a [CheckOutcome],
    pub effects: &'a [Effect],
    pub page: Option<&'a Page>,
    /// Seconds for which the server takes a refresh token that has been replaced.
    pub grace_seconds: u64,
}

/// Which part of a request with all that comes of it a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldOf {
    Message,
    Judgement,
    Answer,
}

/// A line that is always true where it is told.
pub const fn tell(line: LineId, sections: &'static [Section]) -> Told {
    Told {
        line,
        sections,
        when: &[],
    }
}

impl Told {
    /// The line under conditions.
    #[must_use]
    pub const fn when(self, when: &'static [When]) -> Told {
        Told { when, ..self }
    }

    /// The line with an argument that only its teller knows.
    #[must_use]
    pub fn with(self, argument: Argument, value: impl ToString) -> Telling {
        Telling::from(self).with(argument, value)
    }
}

impl Telling {
    /// Adds an argument that only its teller knows.
    #[must_use]
    pub fn with(mut self, argument: Argument, value: impl ToString) -> Telling {
        self.line = self.line.with(argument, value);
        self
    }
}

impl From<Told> for Telling {
    fn from(told: Told) -> Telling {
        Telling {
            line: Line::from(told.line),
            references: told.sections.to_vec(),
        }
    }
}

impl Lines {
    /// The lines with an argument that only their teller knows.
    #[must_use]
    pub fn with(&'static self, argument: Argument, value: impl ToString) -> Narration {
        Narration {
            lines: self,
            arguments: vec![(argument, value.to_string())],
        }
    }
}

impl From<&'static Lines> for Narration {
    fn from(lines: &'static Lines) -> Narration {
        Narration {
            lines,
            arguments: Vec::new(),
        }
    }
}

impl PageKind {
    /// The kind of `page`.
    pub fn of(page: &Page) -> PageKind {
        match page {
            Page::SignIn { .. } => PageKind::SignIn,
            Page::Consent { .. } => PageKind::Consent,
            Page::UserCode { .. } => PageKind::UserCode,
            Page::DeviceConsent { .. } => PageKind::DeviceConsent,
            Page::DeviceDone { .. } => PageKind::DeviceDone,
            Page::Message { .. } | Page::Refused { .. } => PageKind::Other,
        }
    }
}

impl Narration {
    /// The line for what is seen.
    pub fn tell(&self, seen: &Seen<'_>) -> Telling {
        let table = match (seen.told_of, seen.failed()) {
            (ToldOf::Message, _) => self.lines.request,
            (ToldOf::Judgement, _) => self.lines.judgement,
            (ToldOf::Answer, None) => self.lines.answer,
            (ToldOf::Answer, Some(_)) => self.lines.refusal,
        };
        let mut telling = seen.choose(table);
        telling.line.fill(|argument| {
            let mut known = self.arguments.iter();
            let (_, value) = known.find(|(known, _)| *known == argument)?;
            Some(value.clone())
        });
        telling
    }
}

impl Narration {
    /// The line for the checks, where they are told apart from the answer.
    pub fn judgement(&self, seen: &Seen<'_>) -> Option<Telling> {
        (!self.lines.judgement.is_empty()).then(|| self.tell(seen))
    }
}

impl<'a> Seen<'a> {
    /// A message on its way.
    pub fn message(message: &'a Message) -> Seen<'a> {
        Seen {
            told_of: ToldOf::Message,
            message,
            answer: None,
            checks: &[],
            effects: &[],
            page: None,
            grace_seconds: 0,
        }
    }

    /// The first of `table` that is true, or else what is true of everything of its kind.
    pub fn choose(&self, table: &[Told]) -> Telling {
        let is_true = |told: &&Told| told.when.iter().all(|when| self.holds(*when));
        let told = table.iter().find(is_true);
        told.map_or_else(|| self.default_telling(), |told| Telling::from(*told))
    }

    fn failed(&self) -> Option<&CheckOutcome> {
        self.checks.iter().find(|check| check.has_failed())
    }

    fn holds(&self, when: When) -> bool {
        match when {
            When::Carries(name) => value_of(self.message, name).is_some(),
            When::Lacks(name) => value_of(self.message, name).is_none(),
            When::Has(name, value) => value_of(self.message, name).as_deref() == Some(value),
            When::Returns(name) => {
                let answer = self.answer.and_then(|answer| value_of(answer, name));
                answer.is_some()
            }
            When::Is(kind) => self.answer.unwrap_or(self.message).kind == kind,
            When::Shows(kind) => self.page.map(PageKind::of) == Some(kind),
            When::Checked(name) => {
                let mut made = self.checks.iter().filter(|check| !check.was_skipped());
                made.any(|check| is_called(check, name))
            }
            When::RefusedBy(name) => self.failed().is_some_and(|check| is_called(check, name)),
            When::ReuseIsForgiven => self.grace_seconds > 0,
            When::Replaces(kind) => self
                .effects
                .iter()
                .any(|effect| effect.kind == kind && effect.replaces.is_some()),
        }
    }

    fn default_telling(&self) -> Telling {
        match (self.told_of, self.failed()) {
            (ToldOf::Judgement, _) => Telling::from(tell(defaults::CHECKS_MESSAGE, &[])),
            (ToldOf::Answer, Some(failed)) => self.refusal(failed),
            _ => {
                let line = match self.page.map(PageKind::of) {
                    Some(PageKind::SignIn) => defaults::SHOWS_SIGN_IN_PAGE,
                    Some(PageKind::Consent | PageKind::DeviceConsent) => {
                        defaults::SHOWS_CONSENT_PAGE
                    }
                    Some(PageKind::UserCode) => defaults::ASKS_FOR_USER_CODE,
                    Some(PageKind::DeviceDone) => defaults::NOTES_DECISION,
                    Some(PageKind::Other) | None => {
                        line_of(self.answer.unwrap_or(self.message).kind)
                    }
                };
                Telling::from(tell(line, &[]))
            }
        }
    }

    /// The failed check in its own words. On a page of the server there is no error code for the
    /// application.
    fn refusal(&self, failed: &CheckOutcome) -> Telling {
        let answer = self.answer.unwrap_or(self.message);
        let line = if self.page.is_some() {
            defaults::SERVER_REFUSES_ON_A_PAGE
        } else if answer.kind == MessageKind::ResourceErrorResponse {
            defaults::API_REFUSES
        } else {
            defaults::SERVER_REFUSES
        };
        let error = value_of(answer, "error").unwrap_or_else(|| status_of(answer));
        let line = Line::from(line)
            .with(argument::STATEMENT, failed.statement.to_string())
            .with(argument::DETAIL, &failed.detail)
            .with(argument::ERROR, error);
        Telling {
            line,
            references: vec![failed.section],
        }
    }
}

/// Whether the check is the one called `name`, or `table.name`.
fn is_called(check: &CheckOutcome, name: &str) -> bool {
    match name.split_once('.') {
        Some((table, name)) => check.table == table && check.name == name,
        None => check.name == name,
    }
}

/// The value of the first field of `message` that is called `name`.
fn value_of(message: &Message, name: &str) -> Option<String> {
    let fields = message.fields().into_iter();
    let mut fields = fields.filter(|field| field.name == name);
    fields.next().map(|field| field.value)
}

/// The status of a response whose answer is in nothing else.
fn status_of(message: &Message) -> String {
    match message.start {
        StartLine::Response { status } => status.to_string(),
        StartLine::Request { .. } | StartLine::Navigation { .. } => String::new(),
    }
}

/// The line that is true of every message of a kind.
fn line_of(kind: MessageKind) -> LineId {
    match kind {
        MessageKind::MetadataRequest => defaults::METADATA_REQUEST,
        MessageKind::MetadataResponse => defaults::METADATA_RESPONSE,
        MessageKind::AuthorizationRequest => defaults::AUTHORIZATION_REQUEST,
        MessageKind::PushedAuthorizationRequest => defaults::PUSHED_AUTHORIZATION_REQUEST,
        MessageKind::PushedAuthorizationResponse => defaults::PUSHED_AUTHORIZATION_RESPONSE,
        MessageKind::AuthorizationResponse => defaults::AUTHORIZATION_RESPONSE,
        MessageKind::AuthorizationErrorResponse => defaults::AUTHORIZATION_ERROR_RESPONSE,
        MessageKind::PageRequest => defaults::PAGE_REQUEST,
        MessageKind::PageResponse => defaults::PAGE_RESPONSE,
        MessageKind::RegistrationRequest => defaults::REGISTRATION_REQUEST,
        MessageKind::RegistrationResponse => defaults::REGISTRATION_RESPONSE,
        MessageKind::TokenRequest => defaults::TOKEN_REQUEST,
        MessageKind::TokenResponse => defaults::TOKEN_RESPONSE,
        MessageKind::TokenErrorResponse => defaults::TOKEN_ERROR_RESPONSE,
        MessageKind::DeviceAuthorizationRequest => defaults::DEVICE_AUTHORIZATION_REQUEST,
        MessageKind::DeviceAuthorizationResponse => defaults::DEVICE_AUTHORIZATION_RESPONSE,
        MessageKind::RevocationRequest => defaults::REVOCATION_REQUEST,
        MessageKind::RevocationResponse => defaults::REVOCATION_RESPONSE,
        MessageKind::IntrospectionRequest => defaults::INTROSPECTION_REQUEST,
        MessageKind::IntrospectionResponse => defaults::INTROSPECTION_RESPONSE,
        MessageKind::ResourceRequest => defaults::RESOURCE_REQUEST,
        MessageKind::ResourceResponse => defaults::RESOURCE_RESPONSE,
        MessageKind::PushedAuthorizationErrorResponse
        | MessageKind::RegistrationErrorResponse
        | MessageKind::DeviceAuthorizationErrorResponse
        | MessageKind::RevocationErrorResponse
        | MessageKind::IntrospectionErrorResponse
        | MessageKind::ResourceErrorResponse => defaults::ERROR_RESPONSE,
        MessageKind::AccessToken => defaults::ACCESS_TOKEN,
        MessageKind::ApplicationRequest => defaults::APPLICATION_REQUEST,
        MessageKind::ApplicationResponse => defaults::APPLICATION_RESPONSE,
    }
}
