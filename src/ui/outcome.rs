//! How the run ended, and who ended it.

use leptos::prelude::*;

use crate::simulation::trace::Outcome;
use crate::ui::icon::{Icon, icon};
use crate::ui::prose::prose;
use crate::ui::state::State;
use crate::ui::step_row::actor_name;

/// The end of the list; it stands out when the player is there.
#[component]
pub fn OutcomeRow() -> impl IntoView {
    let state = State::from_context();
    let reached = move || state.index() + 1 == state.run().steps.len();
    let content = move || {
        let run = state.run();
        match &run.outcome {
            Outcome::Finished => view! {
                <div class="outcome is-finished">
                    {icon(Icon::Check)}
                    <p><strong>{"The flow is complete."}</strong></p>
                </div>
            }
            .into_any(),
            Outcome::Stopped { role, reason } => {
                let who = format!("{} stopped here. ", actor_name(&run, *role));
                view! {
                    <div class="outcome is-stopped">
                        {icon(Icon::Stop)}
                        <p><strong>{who}</strong>{prose(reason)}</p>
                    </div>
                }
                .into_any()
            }
        }
    };
    view! { <div class="outcome-place" class:is-reached=reached>{content}</div> }
}
