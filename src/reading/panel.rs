//! The parts of a step's details: which there are, in which order, and where each is shown.

use crate::simulation::trace::Step;

/// A part of a step's details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Panel {
    /// The screens that a person looks at.
    Screens,
    /// Why the step is made, in one paragraph.
    Why,
    /// The values that are made.
    NewValues,
    /// Changes that the learner makes to the message.
    Changes,
    /// The message.
    Sent,
    /// The inquiries before the checks were made.
    Inquiries,
    /// The checks of whoever got it.
    Checks,
    /// Changes at the server.
    Effects,
    /// Access tokens opened.
    Tokens,
    /// The values that each party knows now.
    Knowledge,
    /// The refresh tokens of one authorization.
    Family,
    /// Sections to read.
    References,
}

/// The medium that shows the details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// The details of the current step, beside the diagram.
    Inspector,
    /// The page on paper: every step's details, below its row.
    Print,
    /// Pages that need no script.
    StaticForm,
}

use Medium::{Inspector, Print, StaticForm};

/// Every panel in its order, and where it is shown.
pub static PANELS: &[(Panel, &[Medium])] = &[
    (Panel::Why, &[Inspector, Print, StaticForm]),
    (Panel::Screens, &[Inspector]),
    (Panel::NewValues, &[Inspector]),
    (Panel::Changes, &[Inspector, Print]),
    (Panel::Sent, &[Inspector, Print, StaticForm]),
    (Panel::Inquiries, &[Inspector, Print, StaticForm]),
    (Panel::Checks, &[Inspector, Print, StaticForm]),
    (Panel::Effects, &[Inspector, Print]),
    (Panel::Tokens, &[Inspector, Print]),
    (Panel::Knowledge, &[Inspector]),
    (Panel::Family, &[Inspector]),
    (Panel::References, &[Inspector, Print, StaticForm]),
];

/// The panels of `step` in `medium`, in their order. Screens come before the explanation where a
/// person has to act; what happens inside an actor comes before the message that it is about.
pub fn panels(step: &Step, medium: Medium) -> Vec<Panel> {
    let shown = PANELS.iter().filter(|(_, media)| media.contains(&medium));
    let mut panels: Vec<Panel> = shown.map(|(panel, _)| *panel).collect();
    panels.sort_by_key(|panel| match panel {
        Panel::Screens if step.decision.is_some() => 0,
        Panel::Why | Panel::Screens => 1,
        Panel::Inquiries | Panel::Checks | Panel::Effects if step.from == step.to => 2,
        Panel::NewValues | Panel::Changes | Panel::Sent => 3,
        Panel::Inquiries | Panel::Checks | Panel::Effects => 4,
        Panel::Tokens | Panel::Knowledge | Panel::Family | Panel::References => 5,
    });
    panels
}
