//! Whole pages: one for each flow under each profile, and one that lists them.
//!
//! The pages stand in one folder, which stands beside the simulator's own page: all addresses are
//! relative, and the pages work wherever the folders are put. No script is in them, and nothing
//! that the strictest Content Security Policy refuses.

use crate::export::html::class::party_class;
use crate::export::html::document::{Document, SIMULATOR, link};
use crate::export::html::element::{Element, element};
use crate::export::html::neighbour::Neighbours;
use crate::export::html::rail::heads;
use crate::export::html::steps::{Setting, outcome, steps};
use crate::flow::{FLOWS, Flow};
use crate::reading::legend::{MEANINGS, Sign};
use crate::reading::prose::plain;
use crate::server::policy::Profile;
use crate::simulation::trace::{ActorProfile, Channel, Trace};

/// The name of the page of a flow: the profile under which a first visitor sees the flow goes
/// without saying.
pub fn file_name(flow: &Flow, profile: Profile) -> String {
    if profile == flow.default_profile {
        format!("{}.html", flow.id)
    } else {
        format!("{}.{}.html", flow.id, profile.id())
    }
}

/// The run as a page.
pub fn page(trace: &Trace) -> String {
    let scenario = &trace.scenario;
    let (flow, profile) = (Flow::parse(&scenario.flow), scenario.profile);
    let run = link(&state(&scenario.flow, profile), "Run it in the simulator");
    let introduction = element("div", "introduction")
        .child(element("h1", "").text(&trace.title()))
        .child(element("p", "lede").prose(&trace.summary()))
        .children(flow.map(|flow| profiles(flow, Some(profile))))
        .child(element("p", "open").child(run));
    let actors = element("section", "")
        .child(element("h2", "").text("Who takes part"))
        .child(element("ul", "actors").children(trace.actors.iter().map(actor)));
    let short = element("section", "")
        .child(element("h2", "").text("In short"))
        .child(overview(trace));
    let lanes = format!("happening lanes-{}", trace.actors.len());
    let happening = element("section", &lanes)
        .child(element("h2", "").text("What happens"))
        .child(legend(trace))
        .child(heads(trace))
        .child(steps(trace, Setting::Page))
        .child(outcome(trace));
    let document = Document {
        title: format!("{}, {}", trace.title(), profile.name()),
        description: format!(
            "{} Every message and every check, as a running authorization server made them.",
            plain(&trace.summary())
        ),
        flow: flow.map(|flow| (flow, Neighbours::of(flow, profile))),
        content: vec![introduction, actors, short, happening],
    };
    document.html()
}

/// The page that lists all flows.
pub fn list() -> String {
    let title = "OAuth flows, step by step";
    let introduction = element("div", "introduction")
        .child(element("h1", "").text(title))
        .child(element("p", "lede").text(
            "Every message that is sent and every check that is made, as a running \
             authorization server and its clients made them. These pages need no script.",
        ));
    let flows = element("section", "entries").children(FLOWS.iter().map(|flow| entry(flow)));
    let document = Document {
        title: title.to_owned(),
        description: "OAuth 2.0 and 2.1 flows with every message as sent and every check of the \
                      server."
            .to_owned(),
        flow: None,
        content: vec![introduction, flows],
    };
    document.html()
}

fn entry(flow: &Flow) -> Element {
    let name = link(&file_name(flow, flow.default_profile), flow.title());
    element("div", "entry")
        .child(element("h2", "").child(name))
        .child(element("p", "").prose(flow.usual_story().summary()))
        .child(profiles(flow, None))
}

/// The same flow under every profile.
fn profiles(flow: &Flow, current: Option<Profile>) -> Element {
    let links = Profile::FLOWS.iter().map(|profile| {
        let link = link(&file_name(flow, *profile), profile.name());
        let link = match current == Some(*profile) {
            true => link.attribute("aria-current", "page"),
            false => link,
        };
        element("li", "").child(link)
    });
    element("nav", "profiles")
        .attribute("aria-label", &format!("{} under", flow.short_title()))
        .child(element("ul", "").children(links))
}

fn actor(actor: &ActorProfile) -> Element {
    let name = element("strong", "").text(&actor.name);
    let item = element("li", party_class(actor.kind)).child(name);
    match &actor.origin {
        Some(origin) => item.text(" ").child(element("code", "").text(origin)),
        None => item,
    }
}

/// The steps by their titles, each a link to where it is told.
fn overview(trace: &Trace) -> Element {
    let links = trace.steps.iter().enumerate().map(|(index, step)| {
        let link = element("a", "")
            .attribute("href", &format!("#step-{}", index + 1))
            .prose(&step.title());
        element("li", "").child(link)
    });
    element("nav", "overview")
        .attribute("aria-label", "Steps")
        .child(element("ol", "").children(links))
}

/// How the diagram is read.
fn legend(trace: &Trace) -> Element {
    let has_leak = trace.steps.iter().any(|step| step.channel == Channel::Leak);
    let items = MEANINGS.iter().filter_map(|meaning| {
        let class = match meaning.sign {
            Sign::FrontChannel => "sample is-front",
            Sign::BackChannel => "sample",
            Sign::Inside => "sample is-node",
            Sign::Leak if has_leak => "sample is-leak",
            Sign::Leak | Sign::Exposed => return None,
        };
        let sample = element("span", class).attribute("aria-hidden", "true");
        Some(element("li", "").child(sample).text(&meaning.words()))
    });
    element("ul", "legend").children(items)
}

/// Where the simulator shows the flow.
fn state(flow: &str, profile: Profile) -> String {
    format!("{SIMULATOR}#/{flow}?profile={}", profile.id())
}
