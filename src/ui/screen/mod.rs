//! What the person sees, drawn as the devices they look at. Here the learner acts as the person.

pub mod answer;
pub mod frame;
pub mod server_page;
pub mod television;

use crate::server::page::Page;
use crate::simulation::trace::{Appearance, Screen, Step, Television, Trace};
use crate::ui::control::icon::{Icon, icon};
use crate::ui::dom::markup::{Markup, element};
use crate::ui::screen::frame::{browser_frame, phone_frame, television_frame};
use crate::ui::screen::server_page::server_page;
use crate::ui::screen::television::television;
use crate::ui::state::Run;
use crate::words::Line;

/// The screens at a step: those that changed in it, and those that a person has to act on. A
/// television and the phone beside it stay in sight.
pub fn screens(run: &Run, step: &Step, index: usize) -> Option<Markup> {
    let is_living_room = takes_part(run, Appearance::Television);
    let active = step.decision.is_some();
    if !is_living_room && step.screen.is_none() && !active {
        return None;
    }
    let page = latest(run, index, page_of);
    let done = latest(run, index, application_of);
    let shows_application = done.is_some_and(|(at, _)| page.is_none_or(|(before, _)| before < at));
    let mut devices: Vec<Markup> = Vec::new();
    if let Some((_, (heading, lines))) = done.filter(|_| is_living_room || shows_application) {
        let content = application(&heading.to_string(), lines);
        devices.push(if is_living_room {
            television_frame(content)
        } else {
            browser_frame(&run.scenario.names.client_host, content)
        });
    } else if let Some(shown) = television_at(run, index) {
        devices.push(television(shown));
    }
    if let Some((_, page)) = page.filter(|_| is_living_room || !shows_application) {
        devices.push(server_device(run, page, active));
    }
    if devices.is_empty() {
        return None;
    }
    let mut section = element("section", "screens")
        .class_if("is-active", active)
        .attribute("aria-label", "On the screen");
    if active {
        let person = &run.scenario.names.person;
        section = section.child(
            element("p", "screen-hint")
                .child(icon(Icon::Person))
                .text(&format!("You are {person}: act here, or press Next step.")),
        );
    }
    let is_pair = devices.len() > 1;
    let devices = element("div", "devices").children(devices);
    Some(section.child(devices.class_if("is-pair", is_pair)))
}

/// The newest screen of a sort at or before a step, with the index of its step.
fn latest<'a, T>(
    trace: &'a Trace,
    index: usize,
    sort: fn(&'a Screen) -> Option<T>,
) -> Option<(usize, T)> {
    let steps = trace.steps.iter().enumerate().take(index + 1).rev();
    steps
        .filter_map(|(at, step)| Some((at, sort(step.screen.as_ref()?)?)))
        .next()
}

fn page_of(screen: &Screen) -> Option<&Page> {
    if let Screen::Server(page) = screen {
        Some(page)
    } else {
        None
    }
}

fn television_of(screen: &Screen) -> Option<&Television> {
    if let Screen::Television(shown) = screen {
        Some(shown)
    } else {
        None
    }
}

fn application_of(screen: &Screen) -> Option<(&Line, &[String])> {
    if let Screen::Application { heading, lines } = screen {
        Some((heading, lines))
    } else {
        None
    }
}

/// What the television shows at a step, for whoever has to type it.
pub fn television_at(trace: &Trace, index: usize) -> Option<&Television> {
    latest(trace, index, television_of).map(|(_, shown)| shown)
}

fn takes_part(trace: &Trace, appearance: Appearance) -> bool {
    let mut actors = trace.actors.iter();
    actors.any(|actor| actor.appearance == appearance)
}

fn server_device(run: &Run, page: &Page, active: bool) -> Markup {
    let host = &run.scenario.names.authorization_server_host;
    let content = server_page(run, page, active);
    if takes_part(run, Appearance::Phone) {
        phone_frame(host, content)
    } else {
        browser_frame(host, content)
    }
}

fn application(heading: &str, lines: &[String]) -> Markup {
    let lines = lines.iter().map(|line| element("li", "").text(line));
    element("div", "page is-application")
        .child(element("p", "page-heading").text(heading))
        .child(element("ul", "page-lines").children(lines))
}
