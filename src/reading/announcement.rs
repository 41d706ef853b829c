//! A step in words, for those who hear the page.

use crate::reading::change::changes;
use crate::reading::checks::Checks;
use crate::reading::ending::ending;
use crate::reading::prose::plain;
use crate::simulation::trace::{Decision, Step, Trace};

/// The words for arriving at the step with the index `step`: which one it is, who
/// does what, what was checked, and what the run waits for or ends with.
pub fn announcement(trace: &Trace, step: usize) -> String {
    let (index, count) = (step, trace.steps.len());
    let Some(step) = trace.steps.get(index) else {
        return String::new();
    };
    let mut sentences = vec![
        format!("Step {} of {count}.", index + 1),
        happening(trace, step),
    ];
    let changes = changes(trace, step).into_iter();
    sentences.extend(changes.map(|change| format!("On its way: {}", change.text)));
    sentences.extend(Checks::at(trace, step).as_ref().map(verdict));
    sentences.extend(step.decision.map(|decision| call(decision).to_owned()));
    if index + 1 == count {
        let ending = ending(trace);
        sentences.push(ending.verdict);
        sentences.extend(ending.reason.map(|reason| sentence(&reason)));
    }
    plain(&sentences.join(" "))
}

/// Sender, receiver, message and channel in one sentence.
fn happening(trace: &Trace, step: &Step) -> String {
    let from = trace.actor_name(step.from);
    let title = sentence(&step.title());
    match step.channel.name() {
        Some(channel) => {
            let to = trace.actor_name(step.to);
            format!("{from} to {to}, {channel}: {title}")
        }
        None => format!("{from}: {title}"),
    }
}

fn verdict(checks: &Checks) -> String {
    match checks.failed() {
        None => format!("Checked: {}.", checks.verdict()),
        Some(check) => format!(
            "Checked: this fails: {} {}",
            sentence(&check.statement),
            sentence(&check.detail)
        ),
    }
}

/// The call to the person that the run waits for.
fn call(decision: Decision) -> &'static str {
    match decision {
        Decision::SignIn => "Now the person signs in.",
        Decision::Consent => "Now the person approves or denies.",
        Decision::EnterUserCode => "Now the person types the user code.",
    }
}

/// `text` with a full stop if it has no mark at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let end = if text.is_empty() || text.ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{text}{end}")
}
