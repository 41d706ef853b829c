//! The choice of the story, in a flow that has more than one.

use leptos::prelude::{Get, Memo};

use crate::flow::FLOWS;
use crate::player::address;
use crate::scenario::{Person, Scenario};
use crate::ui::control::select::{option, select};
use crate::ui::dom::markup::{Markup, element};
use crate::ui::state::State;

/// A select under its name; nothing where there is nothing to choose.
pub fn story_select() -> Markup {
    let state = State::from_context();
    // The select stays, and keeps the focus, as long as the flow does.
    let place = Memo::new(move |_| {
        let shown = state.run().scenario.flow;
        FLOWS.iter().position(|flow| *flow == shown).unwrap_or(0)
    });
    element("label", "story").content(move || {
        let flow = FLOWS[place.get()];
        if flow.stories.len() < 2 {
            return Vec::new();
        }
        let options = flow.stories.iter().map(|story| {
            option(story.id, story.title, move || {
                state.run().scenario.story == *story
            })
        });
        let choose = move |id: &str| {
            if let Some(story) = flow.story(id) {
                state.go_to(&address::first_step_of(Scenario {
                    story,
                    // What happens at the steps of one story means nothing in another one.
                    clock_jumps: Vec::new(),
                    person: Person::default(),
                    ..state.run_untracked().scenario.clone()
                }));
            }
        };
        let name = element("span", "story-name").text("Story");
        vec![name, select("Story", "", options, choose)]
    })
}
