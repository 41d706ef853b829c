//! The player's bar at the first step.

use crate::export::html::element::{Element, element};
use crate::export::html::icon::{Icon, icon};
use crate::export::html::poster::{button, classes, part};
use crate::player::command::Speed;
use crate::reading::prose::plain;
use crate::simulation::trace::Trace;

const JUMPS: [(&str, &str); 3] = [
    ("1 min", "Let 1 minute pass after this step"),
    ("10 min", "Let 10 minutes pass after this step"),
    ("1 h", "Let 1 hour pass after this step"),
];

/// All controls of the player.
pub fn bar(trace: &Trace) -> Element {
    let buttons = element("div", "player-buttons")
        .child(step_button("First step", Icon::First, true))
        .child(step_button("Previous step", Icon::Previous, true))
        .child(named_button("player-button is-play", "Play", Icon::Play))
        .child(step_button("Next step", Icon::Next, false))
        .child(step_button("Last step", Icon::Last, false));
    let more = button("player-button player-more")
        .attribute("part", "button")
        .attribute("aria-label", "More controls")
        .attribute("aria-expanded", "false")
        .child(icon(Icon::More));
    let count = element("span", "player-count")
        .attribute("aria-hidden", "true")
        .text(&format!("1 / {}", trace.steps.len()));
    let keys = button("button is-icon-only")
        .attribute("part", "button")
        .attribute("aria-label", "Keys")
        .attribute("title", "Keys (?)")
        .child(icon(Icon::Keyboard));
    let extras = element("div", "player-extras")
        .child(speed())
        .child(act_for_me(trace))
        .child(clock(trace))
        .child(keys);
    part("div", "player", "toolbar")
        .attribute("role", "group")
        .attribute("aria-label", "Player")
        .child(buttons)
        .child(track(trace))
        .child(count)
        .child(more)
        .child(extras)
}

fn named_button(class: &str, name: &str, picture: Icon) -> Element {
    button(class)
        .attribute("part", "button")
        .attribute("aria-label", name)
        .attribute("title", name)
        .child(icon(picture))
}

fn step_button(name: &str, picture: Icon, is_over: bool) -> Element {
    let class = match picture {
        Icon::First | Icon::Last => "player-button is-end",
        _ => "player-button",
    };
    let button = named_button(class, name, picture);
    match is_over {
        true => button.attribute("aria-disabled", "true"),
        false => button,
    }
}

fn track(trace: &Trace) -> Element {
    let marks = trace.steps.iter().map(|step| {
        let class = classes([
            ("track-mark", true),
            ("is-decision", step.decision.is_some()),
            ("is-failed", step.has_failed_check()),
        ]);
        element("i", &class)
    });
    let marks = element("div", "track-marks")
        .attribute("aria-hidden", "true")
        .children(marks);
    let count = trace.steps.len().to_string();
    let title = trace.steps.first().map(|step| plain(&step.title()));
    let words = format!("Step 1 of {count}: {}", title.unwrap_or_default());
    let slider = element("input", "")
        .attribute("type", "range")
        .attribute("min", "1")
        .attribute("step", "1")
        .attribute("aria-label", "Step")
        .attribute("max", &count)
        .attribute("aria-valuetext", &words)
        .attribute("value", "1");
    part("div", "track", "scrubber")
        .child(marks)
        .child(element("i", "track-done"))
        .child(slider)
}

fn speed() -> Element {
    let options = Speed::ALL.map(|speed| {
        element("option", "")
            .attribute("value", speed.label())
            .flag("selected", speed == Speed::default())
            .text(speed.label())
    });
    let select = element("select", "")
        .attribute("aria-label", "Speed")
        .children(options);
    element("span", "select")
        .attribute("title", "Speed")
        .child(select)
        .child(icon(Icon::Expand))
}

fn act_for_me(trace: &Trace) -> Element {
    let is_idle = trace.steps.iter().all(|step| step.decision.is_none());
    let input = element("input", "")
        .attribute("type", "checkbox")
        .attribute("role", "switch");
    element("label", "switch")
        .attribute(
            "title",
            "Playing goes on where a person signs in, consents or types a code",
        )
        .flag("hidden", is_idle)
        .child(input)
        .child(element("span", "switch-track").attribute("aria-hidden", "true"))
        .text("Act for me")
}

fn clock(trace: &Trace) -> Element {
    let at = trace.steps.first().map(|step| step.at.to_string());
    let time = element("span", "clock-time")
        .child(icon(Icon::Clock))
        .child(element("span", "visually-hidden").text("Time on the virtual clock: "))
        .child(element("time", "").text(&at.unwrap_or_default()));
    let label = element("span", "clock-label")
        .attribute("aria-hidden", "true")
        .text("Let pass after this step");
    let jumps = JUMPS.map(|(words, name)| {
        button("clock-jump")
            .attribute("aria-label", name)
            .attribute("title", name)
            .text(words)
    });
    element("div", "clock")
        .attribute("role", "group")
        .attribute("aria-label", "Virtual clock")
        .child(time)
        .child(label)
        .children(jumps)
}
