//! The choice of the story, in a flow that has more than one.

use leptos::prelude::*;

use crate::flow::Flow;
use crate::player::address;
use crate::scenario::{Person, Scenario};
use crate::ui::control::select::{Choice, Select};
use crate::ui::session::Session;

/// Select under its name; nothing where there is nothing to choose.
#[component]
pub fn StorySelect() -> impl IntoView {
    let session = Session::from_context();
    // The select stays, and keeps the focus, as long as the flow does.
    let shown = Memo::new(move |_| session.run().scenario.flow.clone());
    view! {
        <label class="story">
            {move || {
                let flow = shown.with(|flow| Flow::parse(flow))?;
                (flow.stories.len() > 1).then(|| view! { <StoriesOf flow /> }.into_any())
            }}
        </label>
    }
}

#[component]
fn StoriesOf(flow: &'static Flow) -> impl IntoView {
    let session = Session::from_context();
    let choices = flow.stories.iter().map(|story| Choice {
        value: story.id,
        label: story.title().to_owned(),
    });
    let chosen = Signal::derive(move || {
        let run = session.run();
        flow.story(&run.scenario.story).map_or("", |story| story.id)
    });
    let choose = move |id: String| {
        if let Some(story) = flow.story(&id) {
            session.go_to(&address::first_step_of(Scenario {
                story: story.id.to_owned(),
                // What happens at the steps of one story means nothing in another one.
                clock_jumps: Vec::new(),
                changes: Vec::new(),
                person: Person::default(),
                ..untrack(|| session.run()).scenario.clone()
            }));
        }
    };
    view! {
        <span class="story-name">{"Story"}</span>
        <Select name="Story" choices=choices.collect() chosen choose />
    }
}
