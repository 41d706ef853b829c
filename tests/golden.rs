//! Every story of every flow under every profile, as text that has been read once by eye. A change shows as a
//! difference; `UPDATE_GOLDEN=1 cargo test --no-default-features --test golden` takes it over.

use std::fmt::Write as _;
use std::path::PathBuf;

use oauth_flow_simulator::flow::story::USUAL;
use oauth_flow_simulator::flow::{Flow, Story, stories};
use oauth_flow_simulator::reading::mend::sentences;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::check::Verdict;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::trace::{Outcome, Party, PartyKind, Step, Trace};

fn text_of(trace: &Trace) -> String {
    let mut text = format!("{}\n{}\n", trace.title(), trace.summary());
    for actor in &trace.actors {
        let origin = actor.origin.as_deref().unwrap_or("not reached");
        let _ = writeln!(text, "{:?}: {} ({origin})", actor.kind, actor.name);
    }
    for (index, step) in trace.steps.iter().enumerate() {
        text.push('\n');
        write_step(&mut text, index, step, trace);
    }
    text.push('\n');
    write_outcome(&mut text, trace);
    text
}

fn write_outcome(text: &mut String, trace: &Trace) {
    let _ = match &trace.outcome {
        Outcome::Stopped { party, reason } => {
            let role = kind(trace, *party);
            writeln!(text, "Stopped {{ role: {role:?}, reason: {reason:?} }}")
        }
        outcome => writeln!(text, "{outcome:?}"),
    };
}

fn kind(trace: &Trace, party: Party) -> PartyKind {
    trace.actor(party).expect("it has a lane").kind
}

fn write_step(text: &mut String, index: usize, step: &Step, trace: &Trace) {
    let number = index + 1;
    let (from, to) = (kind(trace, step.from), kind(trace, step.to));
    let (channel, at) = (step.channel, step.at);
    let _ = writeln!(
        text,
        "== {number}. {} [{from:?} -> {to:?}, {channel:?}, {at}]",
        step.title()
    );
    let _ = writeln!(text, "{}", step.why());
    let _ = writeln!(text, "references: {:?}", step.references);
    if let Some(message) = &step.message {
        let _ = writeln!(text, "--- {:?}\n{}\n---", message.kind, message.raw());
    }
    for inquiry in &step.inquiries {
        let asked = kind(trace, inquiry.to);
        for inner in std::iter::once(&inquiry.request).chain(&inquiry.response) {
            let (kind, message) = (inner.message.kind, inner.message.raw());
            let _ = writeln!(text, "--- asks {asked:?}: {kind:?}\n{message}\n---");
        }
    }
    for check in &step.checks {
        let mark = match check.verdict {
            Verdict::Passed => "pass",
            Verdict::Failed => "FAIL",
            Verdict::Skipped => "skip",
        };
        let _ = writeln!(
            text,
            "{mark} {} ({}): {}",
            check.name, check.section, check.detail
        );
        if let Some(mend) = &check.mend {
            let _ = writeln!(text, "mend: {}", sentences(mend));
        }
    }
    for used in &step.uses {
        let _ = writeln!(text, "{:?} {}", used.how, trace.values[used.value].name);
    }
    for (party, known) in step.knowledge.iter() {
        let names: Vec<&str> = known
            .iter()
            .map(|value| trace.values[*value].name.as_str())
            .collect();
        let _ = writeln!(text, "{:?} knows {}", kind(trace, party), names.join(", "));
    }
    if let Some(screen) = &step.screen {
        let _ = writeln!(text, "screen: {screen:?}");
    }
    if let Some(decision) = &step.decision {
        let _ = writeln!(text, "decision: {decision:?}");
    }
}

#[test]
fn every_story_under_every_profile_is_the_one_that_was_reviewed() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut differences = Vec::new();
    for (flow, story) in stories() {
        for profile in Profile::FLOWS {
            let scenario = Scenario {
                story: story.id.to_owned(),
                profile,
                ..flow.scenario()
            };
            let actual = text_of(&simulate(&scenario).expect("the flow is in the list"));
            let file = folder.join(file_name(flow, story, profile));
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::create_dir_all(&folder).expect("the folder can be made");
                std::fs::write(&file, &actual).expect("the file can be written");
            }
            let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
            if let Some(difference) = first_difference(&reviewed, &actual) {
                differences.push(format!("{}: {difference}", file.display()));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The usual story of a flow goes without its name.
fn file_name(flow: &Flow, story: &Story, profile: Profile) -> String {
    let mut parts = vec![flow.id, story.id, profile.id(), "txt"];
    parts.retain(|part| *part != USUAL);
    parts.join(".")
}

fn first_difference(reviewed: &str, actual: &str) -> Option<String> {
    if reviewed == actual {
        return None;
    }
    let line = reviewed
        .lines()
        .zip(actual.lines())
        .position(|(left, right)| left != right);
    let line = line.unwrap_or_else(|| reviewed.lines().count().min(actual.lines().count()));
    let was = reviewed.lines().nth(line).unwrap_or("nothing");
    let is = actual.lines().nth(line).unwrap_or("nothing");
    Some(format!("line {}:\n  was {was}\n  is  {is}", line + 1))
}
