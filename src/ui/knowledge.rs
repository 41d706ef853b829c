//! Who knows what after a step; what somebody has just learned is marked.

use leptos::prelude::*;

use crate::player::thread::{known_by, newly_known};
use crate::simulation::trace::{ActorProfile, Trace};
use crate::ui::chip::chip_with;
use crate::ui::icon::{Icon, icon};
use crate::ui::kind::role_class;

/// One card per actor.
pub fn knowledge(trace: &Trace, step: usize) -> AnyView {
    let cards: Vec<AnyView> = trace
        .actors
        .iter()
        .map(|actor| card(trace, step, actor))
        .collect();
    view! {
        <section class="panel">
            <h3>{"Who knows what now"}</h3>
            <ul class="knowledge">{cards}</ul>
        </section>
    }
    .into_any()
}

fn card(trace: &Trace, step: usize, actor: &ActorProfile) -> AnyView {
    let new = newly_known(trace, step, actor.role);
    let chips: Vec<AnyView> = known_by(trace, step, actor.role)
        .iter()
        .filter_map(|value| chip_with(trace, *value, new.contains(value)))
        .collect();
    let nothing = chips
        .is_empty()
        .then(|| view! { <span class="nothing">{"nothing yet"}</span> });
    view! {
        <li class=format!("knower {}", role_class(actor.role))>
            <span class="knower-name">{icon(Icon::from(actor.appearance))}{actor.name.clone()}</span>
            <div class="knower-values">{chips}{nothing}</div>
        </li>
    }
    .into_any()
}
