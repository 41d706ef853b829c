//! The choice of the story, in a flow that has more than one.

use leptos::prelude::{Memo, With};

use crate::flow::Flow;
use crate::player::address;
use crate::scenario::{Person, Scenario};
use crate::ui::control::select::{option, select};
use crate::ui::dom::markup::{Markup, element};
use crate::ui::state::State;

/// A select under its name; nothing where there is nothing to choose.
pub fn story_select() -> Markup {
    let state = State::from_context();
    // The select stays, and keeps the focus, as long as the flow does.
    let shown = Memo::new(move |_| state.run().scenario.flow.clone());
    element("label", "story").content(move || {
        let Some(flow) = shown.with(|flow| Flow::parse(flow)) else {
            return Vec::new();
        };
        if flow.stories.len() < 2 {
            return Vec::new();
        }
        let options = flow.stories.iter().map(|story| {
            option(story.id, story.title, move || {
                state.run().scenario.story == story.id
            })
        });
        let choose = move |id: &str| {
            if let Some(story) = flow.story(id) {
                state.go_to(&address::first_step_of(Scenario {
                    story: story.id.to_owned(),
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
