//! The way out of a refusal, in sentences.

use crate::protocol::edit::Edit;
use crate::protocol::message::Place;
use crate::server::mend::{Amendment, Helper, Mend};
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
                Helper::Operator => words::OPERATOR,
            };
            line.title(Language::first()).to_owned()
        }
    }
}

fn line(amendment: &Amendment) -> Line {
    match amendment {
        Amendment::Edit(Edit::Set(field)) => {
            named(words::SET, &field.name, field.place).with(argument::VALUE, &field.value)
        }
        Amendment::Edit(Edit::Remove { place, name }) => named(words::REMOVE, name, *place),
        Amendment::Edit(Edit::HoldBack { seconds }) => words::WAIT.with(argument::SECONDS, seconds),
        Amendment::Edit(_) => words::REPLACE.into(),
        Amendment::Own { place, name } => named(words::OWN, name, *place),
        Amendment::Renew { place, name, with } => {
            let lines = [words::RENEW, words::RENEW_WITH];
            named_with(lines, name, *place, with)
        }
        Amendment::Sign { place, name, with } => {
            let lines = [words::SIGN, words::SIGN_WITH];
            named_with(lines, name, *place, with)
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
        .map(|(name, value)| format!("`{name}`: `{value}`"));
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
    line.with(argument::NAME, name)
        .with(argument::PLACE, place.title(Language::first()))
}
