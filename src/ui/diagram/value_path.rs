//! The chosen value and every place it goes.

use crate::player::command::Command;
use crate::simulation::trace::Use;
use crate::ui::control::chip::chip;
use crate::ui::control::colours::kind_class;
use crate::ui::control::copy_button::copy_button;
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::prose::plain;
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, button, element};
use crate::ui::state::{ChosenValue, Run, State};

const USES: [(Use, &str); 6] = [
    (Use::Made, "Made"),
    (Use::Carried, "Carried"),
    (Use::Stored, "Stored"),
    (Use::Checked, "Checked"),
    (Use::Spent, "Spent"),
    (Use::Revoked, "Revoked"),
];

/// The strip below the steps; nothing while no value is chosen.
pub fn thread_strip() -> Markup {
    let state = State::from_context();
    element("div", "thread-place").content(move || {
        let chosen = state.chosen();
        chosen
            .and_then(|chosen| strip(state, &state.run(), &chosen))
            .into_iter()
            .collect()
    })
}

fn strip(state: State, run: &Run, chosen: &ChosenValue) -> Option<Markup> {
    let value = run.values.get(chosen.value)?;
    let from = value.parent.and_then(|parent| chip(run, parent));
    let from = from.map(|chip| {
        element("span", "thread-parent")
            .text("made from ")
            .child(chip)
    });
    let release = button("button is-icon-only", move |event| {
        browser::leave(&event);
        let _ = state.release_value();
    });
    let head = element("div", "thread-head")
        .child(element("strong", "thread-name").text(&value.name))
        .children(from)
        .child(element("code", "thread-text").text(&value.text))
        .child(copy_button("Copy value", value.text.clone()))
        .child(
            release
                .attribute("aria-label", "Let go of this value")
                .child(icon(Icon::Cross)),
        );
    let places = USES.iter().filter_map(|(how, label)| {
        let mut steps = chosen.uses.iter().filter(|one| one.1 == *how).peekable();
        steps.peek()?;
        let links: Vec<Markup> = steps
            .map(|(index, _)| step_link(state, run, *index))
            .collect();
        let place = element("li", "").child(element("span", "thread-use").text(label));
        Some(place.children(links))
    });
    let strip = element("section", "thread")
        .class_if(kind_class(value.kind), true)
        .attribute("aria-label", "Where this value goes")
        .child(head)
        .child(element("ul", "thread-places").children(places));
    Some(strip)
}

fn step_link(state: State, run: &Run, index: usize) -> Markup {
    let title = run
        .steps
        .get(index)
        .map(|step| plain(&step.title()))
        .unwrap_or_default();
    button("step-link", move |_| state.perform(Command::Seek(index)))
        .attribute("title", &title)
        .attribute("aria-label", &format!("Go to step {}", index + 1))
        .bind("aria-current", move || {
            (state.index() == index).then(|| "step".to_owned())
        })
        .text(&(index + 1).to_string())
}
