//! What the reader is told of what happens on the stage.

use crate::server::check::CheckOutcome;
use crate::simulation::lines::Telling;
use crate::simulation::trace::PartyKind;
use crate::spec::Section;
use crate::words::argument;
use crate::words::lines::raw;

/// What the reader is told of a request with all that comes of it.
#[derive(Clone)]
pub struct Narration {
    pub request: Telling,
    /// Told apart where the checks are what the flow is about; otherwise they stand with the
    /// answer.
    pub judgement: Option<Telling>,
    /// For an answer that is no refusal.
    pub answer: Telling,
    /// For a refusal with this `error` at this check, where the flow expects one; otherwise the
    /// failed check speaks for itself.
    pub refusal: fn(error: &str, failed_check: &str) -> Option<Telling>,
}

/// Builds a [`Telling`].
pub fn tell(title: impl Into<String>, why: impl Into<String>, references: &[Section]) -> Telling {
    let line = raw::TOLD
        .with(argument::TITLE, title.into())
        .with(argument::WHY, why.into());
    Telling {
        line,
        references: references.to_vec(),
    }
}

impl Narration {
    /// A narration without a judgement of its own and without expected refusals.
    pub fn new(request: Telling, answer: Telling) -> Narration {
        Narration {
            request,
            judgement: None,
            answer,
            refusal: |_, _| None,
        }
    }

    /// Shows the checks as a step of their own.
    #[must_use]
    pub fn with_judgement(mut self, judgement: Telling) -> Narration {
        self.judgement = Some(judgement);
        self
    }

    /// Says what is told of refusals that the flow expects.
    #[must_use]
    pub fn with_refusal(mut self, refusal: fn(&str, &str) -> Option<Telling>) -> Narration {
        self.refusal = refusal;
        self
    }
}

/// What is told of a refusal that the flow has no words of its own for. On a page of the server
/// there is no error code for the application.
pub fn refusal_telling(
    receiver: Option<PartyKind>,
    error: &str,
    is_page: bool,
    failed: &CheckOutcome,
) -> Telling {
    let who = if receiver == Some(PartyKind::Api) {
        "The API"
    } else {
        "The authorization server"
    };
    let title = if is_page {
        format!("{who} refuses, on a page of its own")
    } else {
        format!("{who} refuses: `{error}`")
    };
    tell(
        title,
        format!(
            "What has to hold: {}. What was seen: {}",
            failed.statement, failed.detail
        ),
        &[failed.section],
    )
}
