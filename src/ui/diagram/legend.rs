//! The meaning of the lines, and the names of those who take part.

use leptos::prelude::*;

use crate::reading::legend::{MEANINGS, Meaning, Sign};
use crate::ui::control::colours::party_class;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::session::Session;

/// The legend: beside the actors, and in full where that is too narrow for it. The style sheet says
/// which of the two shows, and puts the full one below the steps where the short one shows too.
#[component]
pub fn Legend(class: &'static str) -> impl IntoView {
    let meanings = MEANINGS.into_iter().filter(|one| one.sign != Sign::Leak);
    let items = meanings.map(|meaning| view! { <Entry meaning /> });
    view! {
        <ul class=class aria-label="Legend">
            {items.collect_view()}
        </ul>
    }
}

#[component]
fn Entry(meaning: Meaning) -> impl IntoView {
    let sign = match meaning.sign {
        Sign::FrontChannel => view! { <span class="legend-line is-front"></span> }.into_any(),
        Sign::BackChannel => view! { <span class="legend-line"></span> }.into_any(),
        Sign::Inside => view! { <span class="legend-node"></span> }.into_any(),
        Sign::Leak => view! { <span class="legend-line is-leak"></span> }.into_any(),
        Sign::Exposed => view! { <IconView icon=Icon::Exposed /> }.into_any(),
    };
    view! {
        <li
            class:legend-more=meaning.sign == Sign::Inside
            class:legend-exposed=meaning.sign == Sign::Exposed
        >
            {sign}
            <span>
                {meaning.name}
                <span class="legend-noun">{meaning.noun}</span>
                <span class="legend-more">{meaning.more}</span>
            </span>
        </li>
    }
}

/// The names of those who take part, beside the legend.
#[component]
pub fn Names() -> impl IntoView {
    let session = Session::from_context();
    view! {
        <ul class="legend is-beside is-names" aria-label="Who takes part">
            {move || {
                let run = session.run();
                let names = run.actors.iter().map(|actor| {
                    view! {
                        <li class=format!("legend-actor {}", party_class(actor.kind))>
                            <IconView icon=Icon::from(actor.appearance) />
                            {actor.name.clone()}
                        </li>
                    }
                });
                names.collect_view().into_any()
            }}
        </ul>
    }
}
