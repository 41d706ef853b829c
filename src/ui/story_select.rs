//! The choice of the story, in a flow that has more than one.

use leptos::prelude::{Get, GetUntracked, Memo};

use crate::player::address::{self, Address};
use crate::scenario::Scenario;
use crate::ui::markup::{Markup, element};
use crate::ui::select::{option, select};
use crate::ui::state::State;

/// A select under its name; nothing where there is nothing to choose.
pub fn story_select() -> Markup {
    let state = State::from_context();
    // The select stays, and keeps the focus, as long as the flow does.
    let flow = Memo::new(move |_| state.run().scenario.flow);
    element("label", "story").content(move || {
        let stories = flow.get().stories;
        if stories.len() < 2 {
            return Vec::new();
        }
        let options = stories.iter().map(|story| {
            option(story.id, story.title, move || {
                state.run().scenario.story == *story
            })
        });
        let choose = move |id: &str| {
            if let Some(story) = flow.get_untracked().story(id) {
                let shown = state.run_untracked().scenario.clone();
                // Time that passes after the steps of one story means nothing in another one.
                let scenario = Scenario {
                    story,
                    clock_jumps: Vec::new(),
                    ..shown
                };
                let first_step = Address {
                    scenario,
                    step: 1,
                    marker: None,
                };
                state.go_to(&address::format(&first_step));
            }
        };
        let name = element("span", "story-name").text("Story");
        vec![name, select("Story", "", options, choose)]
    })
}
