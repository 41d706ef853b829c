//! How the run ended, and who ended it.

use crate::simulation::trace::{Outcome, Trace};
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::prose::prose;
use crate::ui::diagram::lifelines::lifelines;
use crate::ui::dom::markup::{Markup, element};
use crate::ui::state::State;

/// The end of the list; it stands out when the player is there.
pub fn outcome_row() -> Markup {
    let state = State::from_context();
    let rail = element("div", "rail")
        .attribute("aria-hidden", "true")
        .content(move || lifelines(&state.run()));
    let place = element("div", "outcome-place")
        .bind_class("is-reached", move || {
            state.index() + 1 == state.run().steps.len()
        })
        .content(move || vec![outcome(&state.run())]);
    element("div", "outcome-row").child(rail).child(place)
}

fn outcome(trace: &Trace) -> Markup {
    let words = element("p", "");
    match &trace.outcome {
        Outcome::Finished => element("div", "outcome is-finished")
            .child(icon(Icon::Check))
            .child(words.child(element("strong", "").text("The flow is complete."))),
        Outcome::Judged { is_good, verdict } => {
            let (class, picture) = match is_good {
                true => ("outcome is-finished", Icon::Check),
                false => ("outcome is-stopped", Icon::Stop),
            };
            let verdict = element("strong", "").text(verdict);
            element("div", class)
                .child(icon(picture))
                .child(words.child(verdict))
        }
        Outcome::Stopped { party, reason } => {
            let who = format!("{} stopped here. ", trace.actor_name(*party));
            let words = words
                .child(element("strong", "").text(&who))
                .children(prose(reason));
            element("div", "outcome is-stopped")
                .child(icon(Icon::Stop))
                .child(words)
        }
    }
}
