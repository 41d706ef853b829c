//! Whole pages: one for each flow under each profile, and one that lists them.
//!
//! The pages stand in one folder, which stands beside the simulator's own page: all addresses are
//! relative, and the pages work wherever the folders are put. No script is in them, and nothing
//! that the strictest Content Security Policy refuses.

use crate::export::html::class::role_class;
use crate::export::html::element::{Element, element};
use crate::export::html::rail::heads;
use crate::export::html::steps::{Setting, outcome, steps};
use crate::flow::{FLOWS, Flow};
use crate::server::policy::Profile;
use crate::simulation::trace::{ActorProfile, Trace};

/// The name of the style sheet, beside the pages.
pub const STYLE_SHEET: &str = "static.css";

/// The name of the list of all flows, beside the pages.
pub const LIST: &str = "index.html";

const PRODUCT: &str = "OAuth Flow Simulator";
const SIMULATOR: &str = "../index.html";
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'";

/// The name of the page of a flow: the profile under which a first visitor sees the flow goes
/// without saying.
pub fn file_name(flow: Flow, profile: Profile) -> String {
    if profile == flow.default_profile {
        format!("{}.html", flow.id)
    } else {
        format!("{}.{}.html", flow.id, profile.id())
    }
}

/// The run as a page.
pub fn page(trace: &Trace) -> String {
    let scenario = &trace.scenario;
    let (flow, profile) = (scenario.flow, scenario.profile);
    let head = element("div", "introduction")
        .child(element("h1", "").text(trace.title))
        .child(element("p", "lede").prose(trace.summary))
        .child(profiles(flow, profile))
        .child(
            element("p", "open").child(
                element("a", "")
                    .attribute("href", &state(flow, profile))
                    .text("Run it in the simulator"),
            ),
        );
    let actors = element("section", "")
        .child(element("h2", "").text("Who takes part"))
        .child(element("ul", "actors").children(trace.actors.iter().map(actor)))
        .child(element("p", "legend").text(
            "A dashed arrow goes through the browser (front channel), a solid one from one \
             server to another (back channel); a square is something that happens inside one \
             actor.",
        ));
    let lanes = format!("happening lanes-{}", trace.actors.len());
    let happening = element("section", &lanes)
        .child(element("h2", "").text("What happens"))
        .child(heads(trace))
        .child(steps(trace, Setting::Page))
        .child(outcome(trace));
    let title = format!("{} ({}), step by step", trace.title, profile.name());
    let description = format!(
        "{} Every message and every check, as a running authorization server made them.",
        trace.summary.replace('`', "")
    );
    document(&title, &description, Some(flow), [head, actors, happening])
}

/// The page that lists all flows.
pub fn list() -> String {
    let head = element("div", "introduction")
        .child(element("h1", "").text("OAuth flows, step by step"))
        .child(element("p", "lede").text(
            "Every message that is sent and every check that is made, as a running \
             authorization server and its clients made them. These pages need no script.",
        ));
    let flows = element("section", "").children(FLOWS.iter().map(|flow| entry(*flow)));
    document(
        "OAuth flows, step by step",
        "OAuth 2.0 and 2.1 flows with every message as sent and every check of the server.",
        None,
        [head, flows],
    )
}

fn entry(flow: Flow) -> Element {
    let name = element("a", "")
        .attribute("href", &file_name(flow, flow.default_profile))
        .text(flow.title);
    element("div", "entry")
        .child(element("h2", "").child(name))
        .child(element("p", "").prose(flow.summary))
        .child(profiles(flow, flow.default_profile))
}

/// The same flow under the other profiles.
fn profiles(flow: Flow, current: Profile) -> Element {
    let links = Profile::FLOWS.iter().map(|profile| {
        let link = link(&file_name(flow, *profile), profile.name());
        let link = match *profile == current {
            true => link.attribute("aria-current", "page"),
            false => link,
        };
        element("li", "").child(link)
    });
    element("nav", "profiles")
        .attribute("aria-label", &format!("{} under", flow.short_title))
        .child(element("ul", "").children(links))
}

fn actor(actor: &ActorProfile) -> Element {
    let name = element("strong", role_class(actor.role)).text(&actor.name);
    let item = element("li", "").child(name);
    match &actor.origin {
        Some(origin) => item.text(" ").child(element("code", "").text(origin)),
        None => item,
    }
}

fn link(address: &str, words: &str) -> Element {
    element("a", "").attribute("href", address).text(words)
}

/// Where the simulator shows the flow.
fn state(flow: Flow, profile: Profile) -> String {
    format!("{SIMULATOR}#/{}?profile={}", flow.id, profile.id())
}

fn document(
    title: &str,
    description: &str,
    current: Option<Flow>,
    content: impl IntoIterator<Item = Element>,
) -> String {
    let body = element("body", "oauth-flow static-form")
        .child(header(current))
        .child(element("main", "").children(content))
        .child(element("footer", "").child(element("p", "").text(
            "Made by the simulator’s own server. Names, keys and tokens are for show and open \
             nothing.",
        )));
    let page = element("html", "")
        .attribute("lang", "en")
        .child(head(title, description))
        .child(body);
    format!("<!doctype html>\n{}", page.html())
}

fn head(title: &str, description: &str) -> Element {
    let meta = |name: &str, content: &str| {
        element("meta", "")
            .attribute("name", name)
            .attribute("content", content)
    };
    let linked = |kind: &str, address: &str| {
        element("link", "")
            .attribute("rel", kind)
            .attribute("href", address)
    };
    let policy = element("meta", "")
        .attribute("http-equiv", "Content-Security-Policy")
        .attribute("content", POLICY);
    element("head", "")
        .child(element("meta", "").attribute("charset", "utf-8"))
        .child(policy)
        .child(meta("viewport", "width=device-width, initial-scale=1"))
        .child(meta("color-scheme", "light dark"))
        .child(element("title", "").text(&format!("{title} · {PRODUCT}")))
        .child(meta("description", description))
        .child(linked("icon", "../icon.svg"))
        .child(linked("stylesheet", STYLE_SHEET))
}

fn header(current: Option<Flow>) -> Element {
    let links = FLOWS.iter().map(|flow| {
        let link = link(&file_name(*flow, flow.default_profile), flow.short_title);
        let link = match current {
            Some(current) if current == *flow => link.attribute("aria-current", "page"),
            _ => link,
        };
        element("li", "").child(link)
    });
    let flows = element("nav", "flows")
        .attribute("aria-label", "Flows")
        .child(element("ul", "").children(links));
    element("header", "")
        .child(element("p", "product").child(link(SIMULATOR, PRODUCT)))
        .child(flows)
}
