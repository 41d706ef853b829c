//! The way out of a refusal, in sentences and as changes of the scenario.

use crate::protocol::edit::Edit;
use crate::protocol::message::{Field, Place};
use crate::reading::prose::unmarked;
use crate::scenario::Change;
use crate::server::mend::{Amendment, Helper, Mend};
use crate::simulation::trace::{Step, Trace};
use crate::words::lines::mend as words;
use crate::words::{Language, Line, LineId, argument};

/// The word that stands before the sentences.
pub fn label() -> &'static str {
    words::MEND.title(Language::first())
}

/// The sentences of `mend`, one for each amendment.
pub fn sentences(mend: &Mend) -> String {
    match mend {
        Mend::Amend(amendments) => {
            let lines = amendments
                .iter()
                .map(|amendment| line(amendment).to_string());
            lines.collect::<Vec<_>>().join(" ")
        }
        Mend::StartOver(kind) => {
            let message = kind.name().replace('-', " ");
            words::START_OVER
                .with(argument::MESSAGE, message)
                .to_string()
        }
        Mend::NotByTheSender(helper) => {
            let line = match helper {
                Helper::Person => words::PERSON,
                Helper::OtherPerson => words::OTHER_PERSON,
                Helper::Nobody => words::NOBODY,
                Helper::Operator => words::OPERATOR,
                Helper::Server => words::SERVER,
            };
            line.title(Language::first()).to_owned()
        }
    }
}

fn line(amendment: &Amendment) -> Line {
    match amendment {
        Amendment::Edit(Edit::Set(field)) => named(words::SET, &field.name, field.place)
            .with(argument::VALUE, unmarked(&field.value)),
        Amendment::Edit(Edit::Remove { place, name }) => named(words::REMOVE, name, *place),
        Amendment::Edit(Edit::HoldBack { seconds }) => words::WAIT.with(argument::SECONDS, seconds),
        Amendment::Edit(_) => words::REPLACE.into(),
        Amendment::Own { place, name } => named(words::OWN, name, *place),
        Amendment::Renew { place, name, with } => {
            let lines = [words::RENEW, words::RENEW_WITH];
            named_with(lines, name, *place, with)
        }
        Amendment::Sign {
            place,
            name,
            thumbprint: None,
            with,
        } => {
            let lines = [words::SIGN, words::SIGN_WITH];
            named_with(lines, name, *place, with)
        }
        Amendment::Sign {
            place,
            name,
            thumbprint: Some(thumbprint),
            with,
        } => {
            let lines = [words::SIGN_KEY, words::SIGN_KEY_WITH];
            named_with(lines, name, *place, with).with(argument::THUMBPRINT, thumbprint)
        }
    }
}

/// The first of `lines`, or the other one where there is something to say with it.
fn named_with(lines: [LineId; 2], name: &str, place: Place, with: &[(String, String)]) -> Line {
    let [bare, wordy] = lines;
    if with.is_empty() {
        return named(bare, name, place);
    }
    let members = with
        .iter()
        .map(|(name, value)| format!("`{name}`: `{}`", unmarked(value)));
    let members = members.collect::<Vec<_>>().join(", ");
    named(wordy, name, place).with(argument::MEMBERS, members)
}

fn named(line: LineId, name: &str, place: Place) -> Line {
    let place = match place {
        Place::Query => words::IN_QUERY,
        Place::Fragment => words::IN_FRAGMENT,
        Place::Header => words::IN_HEADER,
        Place::Cookie => words::IN_COOKIE,
        Place::Credentials => words::IN_CREDENTIALS,
        Place::Form => words::IN_FORM,
        Place::Json => words::IN_JSON,
    };
    line.with(argument::NAME, unmarked(name))
        .with(argument::PLACE, place.title(Language::first()))
}

/// The mend of the check that fails at the step with this index, as changes of the scenario.
/// `None` if nothing fails there, or no change of the message alone makes it pass.
pub fn changes(trace: &Trace, step: usize) -> Option<Vec<Change>> {
    let judging = trace.steps.get(step)?;
    let mend = judging.checks.iter().find_map(|check| check.mend.as_ref());
    let Mend::Amend(amendments) = mend? else {
        return None;
    };
    let judge = judging.checked_by();
    let round_trip = judging.round_trip.as_ref();
    let mut arrived = trace.steps[..step].iter();
    let judged = match round_trip {
        Some(round_trip) => trace.steps.get(round_trip.request),
        None => arrived.rfind(|other| other.to == judge && other.name.is_some()),
    };
    let judged = judged?;
    let edits = amendments.iter().map(|amendment| match amendment {
        Amendment::Edit(edit) => Some(edit.clone()),
        Amendment::Own { place, name } => Some(Edit::Set(Field {
            place: *place,
            name: name.clone(),
            value: own_value(trace, judged, name)?,
        })),
        Amendment::Renew { .. } | Amendment::Sign { .. } => None,
    });
    let changes = edits.map(|edit| {
        Some(Change {
            message: judged.name.clone()?,
            edit: edit?,
        })
    });
    changes.collect()
}

/// The newest value called `name` that the sender of the message in `step` knows; if it is no
/// secret, that anybody knows.
fn own_value(trace: &Trace, step: &Step, name: &str) -> Option<String> {
    if name == "client_id" {
        return Some(trace.scenario.names.client_id.clone());
    }
    let known = step.knowledge.of(step.from);
    let mut values = trace.values.iter().enumerate().rev();
    let own = values.find(|(index, value)| {
        let is_open = !value.kind.is_secret() || known.contains(index);
        is_open && value.kind.as_str() == name
    });
    own.map(|(_, value)| value.text.clone())
}
