//! How a run ended, in words.

use crate::simulation::trace::{Outcome, Trace};

/// End of a run, as all pens say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Whether it is as the person would wish.
    pub is_good: bool,
    /// The outcome of the run, in a sentence or two.
    pub verdict: String,
    /// Why somebody stopped, in a sentence in which `` `backticks` `` mark protocol words.
    pub reason: Option<String>,
}

/// The end of the run.
pub fn ending(trace: &Trace) -> Ending {
    match &trace.outcome {
        Outcome::Finished => Ending {
            is_good: true,
            verdict: "The flow is complete.".to_owned(),
            reason: None,
        },
        Outcome::Judged { is_good, verdict } => Ending {
            is_good: *is_good,
            verdict: verdict.to_string(),
            reason: None,
        },
        Outcome::Stopped { party, reason } => Ending {
            is_good: false,
            verdict: format!("{} stopped here.", trace.actor_name(*party)),
            reason: Some(reason.to_string()),
        },
    }
}
