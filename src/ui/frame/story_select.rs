//! The choice of the story, in a flow that has more than one.

use leptos::prelude::*;

use crate::flow::Flow;
use crate::player::address;
use crate::scenario::{Person, Scenario};
use crate::ui::control::select::{option, select};
use crate::ui::dom::bridge::as_view;
use crate::ui::state::State;

/// Select under its name; nothing where there is nothing to choose.
#[component]
pub fn StorySelect() -> impl IntoView {
    let state = State::from_context();
    // The select stays, and keeps the focus, as long as the flow does.
    let shown = Memo::new(move |_| state.run().scenario.flow.clone());
    let choice = move || {
        let flow = shown.with(|flow| Flow::parse(flow))?;
        if flow.stories.len() < 2 {
            return None;
        }
        let options = flow.stories.iter().map(|story| {
            option(story.id, story.title(), move || {
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
        Some(view! {
            <span class="story-name">{"Story"}</span>
            {as_view(select("Story", "", options, choose))}
        })
    };
    view! { <label class="story">{choice}</label> }
}
