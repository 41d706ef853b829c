//! Who knows what after a step; what somebody has just learned, and what is of no use any more, is
//! marked.

use leptos::prelude::*;

use crate::reading::knowledge::{Knower, KnownValue, knowledge};
use crate::ui::control::chip::Chip;
use crate::ui::control::colours::party_class;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::inspector::shown_step::{ShownStep, reading};

/// One card per actor.
#[component]
pub fn KnowledgePanel(shown: ShownStep) -> impl IntoView {
    let knowers = reading(shown, |trace, _, index| knowledge(trace, index));
    view! {
        <section class="panel">
            <h3>{"Who knows what now"}</h3>
            <ul class="knowledge">{move || cards(knowers.get())}</ul>
        </section>
    }
}

fn cards(knowers: Vec<Knower>) -> AnyView {
    // Tab stops at the first value alone.
    let mut chips_before = 0;
    let cards = knowers.into_iter().map(|knower| {
        let is_first = chips_before == 0;
        chips_before += knower.values.len();
        view! { <KnowerCard knower is_first/> }
    });
    cards.collect_view().into_any()
}

#[component]
fn KnowerCard(knower: Knower, is_first: bool) -> impl IntoView {
    let Knower { actor, values } = knower;
    let nothing = values
        .is_empty()
        .then(|| view! { <span class="nothing">{"nothing"}</span> });
    let chips = values.into_iter().enumerate().map(|(index, known)| {
        let KnownValue {
            value,
            is_new,
            ended_by,
        } = known;
        let is_passed = !is_first || index != 0;
        view! { <Chip value is_new ended_by is_passed/> }
    });
    let chips = chips.collect_view();
    view! {
        <li class="knower" class=(party_class(actor.kind), true)>
            <span class="knower-name">
                <IconView icon=Icon::from(actor.appearance)/>
                {actor.name}
            </span>
            <div class="knower-values">{chips} {nothing}</div>
        </li>
    }
}
