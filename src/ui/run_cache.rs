//! A run, made once for all that show it.

use std::cell::RefCell;
use std::ops::Deref;
use std::sync::{Arc, Weak};

use crate::names::Naming;
use crate::player::address;
use crate::run::{BadScenario, simulate};
use crate::scenario::Scenario;
use crate::simulation::trace::Trace;

/// A trace that many views share. Two are equal when they are the same run.
#[derive(Clone, Debug)]
pub struct Run(Arc<Trace>);

impl PartialEq for Run {
    fn eq(&self, other: &Run) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Run {
    type Target = Trace;

    fn deref(&self) -> &Trace {
        &self.0
    }
}

thread_local! {
    /// The runs that are shown somewhere.
    static SHOWN: RefCell<Vec<Weak<Trace>>> = const { RefCell::new(Vec::new()) };
}

/// The run of `scenario`: where another widget shows it already, that one.
///
/// # Errors
/// The scenario names a flow or a story that there is not.
pub fn make_run(scenario: &Scenario) -> Result<Run, BadScenario> {
    SHOWN.with_borrow_mut(|shown| {
        shown.retain(|run| run.strong_count() > 0);
        let mut runs = shown.iter().filter_map(Weak::upgrade);
        let known = runs.find(|run| run.scenario == *scenario);
        if let Some(run) = known {
            return Ok(Run(run));
        }
        let run = Arc::new(simulate(scenario)?);
        shown.push(Arc::downgrade(&run));
        Ok(Run(run))
    })
}

/// The state that `fragment` leads to, with its run. `None` where only the whole simulator can play
/// it.
pub fn read(fragment: &str, naming: &Naming) -> Option<(address::Parsed, Run)> {
    let mut parsed = address::parse(fragment);
    let complaints = naming.apply(&mut parsed.address.scenario);
    parsed.complaints.extend(complaints);
    let run = match make_run(&parsed.address.scenario) {
        Err(BadScenario::Elsewhere) => return None,
        run => run.expect("what an address names can be played"),
    };
    address::settle(&mut parsed, &run);
    Some((parsed, run))
}

/// The flow that a first visitor sees, for a page that has loaded the wrong module.
pub fn usual(naming: &Naming) -> (address::Parsed, Run) {
    let (mut parsed, run) = read("", naming).expect("every module has the flows of the page");
    parsed.complaints.push(BadScenario::Elsewhere.to_string());
    (parsed, run)
}
