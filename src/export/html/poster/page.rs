//! Parts of the page around the steps: its header and the menu.

use crate::export::html::element::{Element, element};
use crate::export::html::icon::{Icon, icon};
use crate::export::html::poster::button;
use crate::flow::{FLOWS, Flow};
use crate::server::policy::Profile;
use crate::simulation::trace::Trace;

/// Links for a keyboard past what comes first.
pub fn skip_links() -> [Element; 3] {
    ["steps", "details", "player"].map(|place| {
        element("a", "skip-link")
            .attribute("href", "#oauth-flow-steps")
            .text(&format!("Skip to the {place}"))
    })
}

/// The header: product, choice of the flow, settings.
pub fn header(trace: &Trace) -> Element {
    let mark = element("span", "brand-mark").attribute("aria-hidden", "true");
    let brand = element("p", "brand")
        .child(mark)
        .child(element("span", "brand-name").text("OAuth Flow Simulator"));
    let toggle = button("button is-icon-only settings-toggle")
        .attribute("part", "button")
        .attribute("aria-label", "Settings")
        .attribute("aria-expanded", "false")
        .child(icon(Icon::Settings));
    let new_seed = labelled("New seed", icon(Icon::Seed))
        .attribute("title", "Run again with other random values");
    let face = element("span", "button-face").child(icon(Icon::Link));
    let settings = element("div", "settings")
        .child(stories(trace))
        .child(profiles(trace))
        .child(new_seed)
        .child(labelled("Copy link", face))
        .child(labelled("Embed", icon(Icon::Embed)))
        .child(themes());
    element("header", "header")
        .child(brand)
        .child(flows(trace))
        .child(toggle)
        .child(settings)
}

/// Links to every flow.
pub fn menu(trace: &Trace) -> Element {
    let links = FLOWS.iter().map(|flow| {
        let link = element("a", "menu-link").attribute("href", &format!("#/{}", flow.id));
        let link = match trace.scenario.flow == flow.id {
            true => link.attribute("aria-current", "page"),
            false => link,
        };
        let tag = flow.tag().map(|tag| element("span", "menu-tag").text(tag));
        element("li", "").child(link.text(flow.short_title()).children(tag))
    });
    let heading = element("p", "menu-heading").attribute("aria-hidden", "true");
    element("nav", "menu")
        .attribute("aria-label", "Flows")
        .child(heading.text("Flows"))
        .child(element("ul", "").children(links))
}

fn labelled(label: &str, picture: Element) -> Element {
    button("button")
        .attribute("part", "button")
        .child(picture)
        .child(element("span", "button-label").text(label))
}

fn flows(trace: &Trace) -> Element {
    let options = FLOWS.iter().map(|flow| {
        let tag = flow
            .tag()
            .map(|tag| format!(" ({tag})"))
            .unwrap_or_default();
        let words = format!("{}{tag}", flow.short_title());
        option(flow.id, &words, trace.scenario.flow == flow.id)
    });
    select("Flow", "select flow-select", options)
}

fn stories(trace: &Trace) -> Element {
    let flow = Flow::parse(&trace.scenario.flow);
    let flow = flow.filter(|flow| flow.stories.len() > 1);
    let place = element("label", "story");
    let Some(flow) = flow else {
        return place;
    };
    let options = flow
        .stories
        .iter()
        .map(|story| option(story.id, story.title(), trace.scenario.story == story.id));
    place
        .child(element("span", "story-name").text("Story"))
        .child(select("Story", "select", options))
}

fn option(value: &str, words: &str, is_chosen: bool) -> Element {
    element("option", "")
        .attribute("value", value)
        .flag("selected", is_chosen)
        .text(words)
}

fn select(name: &str, class: &str, options: impl IntoIterator<Item = Element>) -> Element {
    let select = element("select", "")
        .attribute("aria-label", name)
        .children(options);
    element("span", class)
        .child(select)
        .child(icon(Icon::Expand))
}

fn profiles(trace: &Trace) -> Element {
    let options = Profile::FLOWS.map(|profile| {
        let is_chosen = trace.scenario.profile == profile;
        let words = element("span", "").text(profile.name());
        segment(
            "segment",
            "oauth-flow-profile",
            profile.summary(),
            is_chosen,
        )
        .child(words)
    });
    let meanings = Profile::FLOWS.map(|profile| {
        element("div", "")
            .child(element("dt", "").text(profile.name()))
            .child(element("dd", "").text(profile.summary()))
    });
    let name = button("profile-name")
        .attribute("aria-expanded", "false")
        .text("Server profile")
        .child(icon(Icon::Information));
    element("div", "profile")
        .child(name)
        .child(segments("What the server demands", options))
        .child(element("dl", "profile-meanings").children(meanings))
}

/// The stored theme is known to the browser alone, which marks it.
fn themes() -> Element {
    let options = [
        ("As the system", Icon::Automatic),
        ("Light", Icon::Light),
        ("Dark", Icon::Dark),
    ]
    .map(|(label, picture)| {
        segment(
            "segment is-square",
            "oauth-flow-theme",
            label,
            picture == Icon::Automatic,
        )
        .child(icon(picture))
        .child(element("span", "visually-hidden").text(label))
    });
    segments("Colours", options)
}

fn segment(class: &str, name: &str, title: &str, is_chosen: bool) -> Element {
    let input = element("input", "")
        .attribute("type", "radio")
        .attribute("name", name)
        .flag("checked", is_chosen);
    element("label", class)
        .attribute("title", title)
        .child(input)
}

fn segments(name: &str, options: impl IntoIterator<Item = Element>) -> Element {
    element("fieldset", "segments")
        .child(element("legend", "visually-hidden").text(name))
        .children(options)
}
