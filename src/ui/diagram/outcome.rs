//! How the run ended, and who ended it.

use leptos::prelude::*;

use crate::reading::ending::{Ending, ending};
use crate::reading::rail::lanes;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::prose::Prose;
use crate::ui::diagram::lifelines::Lifelines;
use crate::ui::session::Session;

/// The end of the list; it stands out when the player is there.
#[component]
pub fn OutcomeRow() -> impl IntoView {
    let session = Session::from_context();
    let lanes = Memo::new(move |_| lanes(&session.run()));
    let ending = Memo::new(move |_| ending(&session.run()));
    let is_reached = Memo::new(move |_| session.is_at_end());
    view! {
        <div class="outcome-row">
            <div class="rail" part="diagram" aria-hidden="true">
                {move || view! { <Lifelines lanes=lanes.get() /> }.into_any()}
            </div>
            <div class="outcome-place" class:is-reached=is_reached>
                {move || view! { <Outcome ending=ending.get() /> }.into_any()}
            </div>
        </div>
    }
}

#[component]
fn Outcome(ending: Ending) -> impl IntoView {
    let (class, icon) = match ending.is_good {
        true => ("outcome is-finished", Icon::Check),
        false => ("outcome is-stopped", Icon::Stop),
    };
    let reason = ending.reason.map(|reason| {
        view! {
            {" "}
            <Prose text=reason />
        }
    });
    view! {
        <div class=class>
            <IconView icon />
            <p>
                <strong>{ending.verdict}</strong>
                {reason}
            </p>
        </div>
    }
}
