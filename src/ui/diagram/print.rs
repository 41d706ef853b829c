//! What the details of a step say, on paper: the same for every step, below its row.

use crate::simulation::trace::Step;
use crate::ui::control::prose::prose;
use crate::ui::dom::markup::{Markup, element};
use crate::ui::inspector::checks::checks;
use crate::ui::inspector::message_view::message_view;
use crate::ui::inspector::references;
use crate::ui::inspector::token_view::tokens;
use crate::ui::state::Run;

/// Why the step is made, its message, its checks, the tokens in it, and where to read more.
pub fn written(run: &Run, step: &Step) -> Markup {
    let message = step.message.as_ref();
    element("div", "written")
        .child(element("p", "why").children(prose(&step.why())))
        .children(message.map(|message| message_view(run, message)))
        .children(checks(run, step))
        .children(tokens(run, step))
        .children(references(step))
}
