//! The state of the page: a scenario, the run that follows from it, and where the player stands.
//!
//! Everything else on the page is derived from these. All changes go through the methods here, so
//! that the address, the announcement and the motion follow from one place.

use std::rc::Rc;

use leptos::prelude::*;

use crate::names::Naming;
use crate::player::address::{self, Address};
use crate::player::command::Command;
use crate::player::cursor::{Cursor, Place};
use crate::reading::announcement::announcement;
use crate::reading::marker::{self, is_named, marker};
use crate::reading::value_path::thread;
use crate::run::BadScenario;
use crate::scenario::{ClockJump, Person, Scenario};
use crate::simulation::trace::Use;
use crate::ui::control::tabs::Tab;
use crate::ui::dom::browser::{self, History};
pub use crate::ui::run_cache::Run;
use crate::ui::run_cache::{make_run, read, usual};

/// A value with its thread through the run.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenValue {
    /// Index into [`Trace::values`](crate::simulation::trace::Trace::values).
    pub value: usize,
    /// The steps that it goes through, with what is done there.
    pub uses: Vec<(usize, Use)>,
}

/// The place in which the run is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A page of its own, whose address follows the run.
    Page,
    /// A part of somebody else's page.
    Widget,
}

/// Gives the steps of a run their details, or takes them away.
type PutOnPaper = Rc<dyn Fn(bool)>;

/// The signals of one page or widget, passed down as context.
#[derive(Clone, Copy)]
pub struct Session {
    pub frame: Frame,
    /// Names that the author of the page around a widget gave.
    naming: StoredValue<Naming>,
    /// Names of the steps where playing stops; those where a person decides unless set.
    pauses: StoredValue<Option<String>>,
    scenario: RwSignal<Scenario>,
    cursor: RwSignal<Cursor>,
    run: Memo<Run>,
    index: Memo<usize>,
    chosen_name: RwSignal<Option<String>>,
    chosen: Memo<Option<ChosenValue>>,
    /// Whether the current step is the one after the step before: its arrow is drawn.
    has_arrived: RwSignal<bool>,
    is_script: StoredValue<bool>,
    announcement: RwSignal<String>,
    complaints: RwSignal<Vec<String>>,
    help_open: RwSignal<bool>,
    put_on_paper: StoredValue<Option<PutOnPaper>, LocalStorage>,
    chosen_tab: RwSignal<(Option<usize>, Tab)>,
}

impl Session {
    /// The state that `fragment` leads to, in a world with these names.
    pub fn new(fragment: &str, naming: Naming, frame: Frame) -> Session {
        let (parsed, first_run) = read(fragment, &naming).unwrap_or_else(|| usual(&naming));
        let index = parsed.address.step.saturating_sub(1);
        let cursor = RwSignal::new(Cursor::new(first_run.steps.len(), index));
        let scenario = RwSignal::new(parsed.address.scenario);
        let run = Memo::new(move |previous: Option<&Run>| {
            let scenario = scenario.get();
            let kept = previous.unwrap_or(&first_run);
            if kept.scenario == scenario {
                kept.clone()
            } else {
                make_run(&scenario).unwrap_or_else(|_| kept.clone())
            }
        });
        let index = Memo::new(move |_| {
            let last = run.with(|run| run.steps.len().saturating_sub(1));
            cursor.with(Cursor::index).min(last)
        });
        let chosen_name = RwSignal::new(None::<String>);
        let chosen = Memo::new(move |_| {
            let name = chosen_name.get()?;
            run.with(|run| {
                let value = run.values.iter().position(|value| value.name == name)?;
                Some(ChosenValue {
                    value,
                    uses: thread(run, value),
                })
            })
        });
        Session {
            frame,
            naming: StoredValue::new(naming),
            pauses: StoredValue::new(None),
            scenario,
            cursor,
            run,
            index,
            chosen_name,
            chosen,
            has_arrived: RwSignal::new(false),
            is_script: StoredValue::new(false),
            announcement: RwSignal::new(String::new()),
            complaints: RwSignal::new(parsed.complaints),
            help_open: RwSignal::new(false),
            put_on_paper: StoredValue::new_local(None),
            chosen_tab: RwSignal::new((None, Tab::Request)),
        }
    }

    /// The state of the page or widget that the calling component is part of.
    pub fn from_context() -> Session {
        expect_context()
    }

    /// The run as it is now.
    pub fn run(self) -> Run {
        self.run.get()
    }

    /// The index of the current step, always inside the run.
    pub fn index(self) -> usize {
        self.index.get()
    }

    /// Whether the current step is the last one.
    pub fn is_at_end(self) -> bool {
        self.run.with(|run| self.index.get() + 1 == run.steps.len())
    }

    /// A part of the player's state.
    pub fn cursor<T>(self, part: impl FnOnce(&Cursor) -> T) -> T {
        self.cursor.with(part)
    }

    /// The value whose thread is lit.
    pub fn chosen(self) -> Option<ChosenValue> {
        self.chosen.get()
    }

    /// Whether `value` is the one whose thread is lit.
    pub fn is_chosen(self, value: usize) -> bool {
        self.chosen
            .with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.value == value))
    }

    /// Whether the thread that is lit goes through the step with this index.
    pub fn has_thread_at(self, step: usize) -> bool {
        self.chosen.with(|chosen| {
            let mut uses = chosen.iter().flat_map(|chosen| &chosen.uses);
            uses.any(|(index, _)| *index == step)
        })
    }

    /// Lights the thread of `value`, or lets go of it where it is lit already.
    pub fn toggle_value(self, value: usize) {
        let name = self
            .run
            .with_untracked(|run| run.values.get(value).map(|v| v.name.clone()));
        self.chosen_name
            .update(|chosen| *chosen = if *chosen == name { None } else { name });
    }

    /// Lets go of the chosen value; tells whether there was one.
    pub fn release_value(self) -> bool {
        let was_chosen = self.chosen_name.with_untracked(Option::is_some);
        self.chosen_name.set(None);
        was_chosen
    }

    /// Carries out a command of the player.
    pub fn perform(self, command: Command) {
        let history = match command {
            Command::Seek(_) => History::Push,
            _ => History::Replace,
        };
        self.perform_with(command, history);
    }

    /// Carries out a command of the player; `history` says how the address follows.
    pub fn perform_with(self, command: Command, history: History) {
        let run = self.run.get_untracked();
        let before = self.index.get_untracked();
        self.cursor
            .update(|cursor| cursor.apply(command, &|index| self.place(&run, index)));
        let after = self.index.get_untracked();
        if before != after {
            self.arrive(before, history);
        }
    }

    /// Goes on from a decision: what the person did becomes part of the scenario, the run is made
    /// again, and the next step shows what came of it.
    pub fn answer(self, act: impl FnOnce(&mut Person)) {
        // The screen of a step that is over stays for a picture or two, and can be pressed twice.
        if !waits_at(&self.run.get_untracked(), self.index.get_untracked()) {
            return;
        }
        let mut scenario = self.scenario.get_untracked();
        act(&mut scenario.person);
        let before = self.index.get_untracked();
        self.replace_run(scenario, before + 1);
        self.arrive(before, History::Push);
    }

    /// Makes the run again from a changed scenario and stays at the step, as far as there is one.
    pub fn change(self, edit: impl FnOnce(&mut Scenario)) {
        let mut scenario = self.scenario.get_untracked();
        edit(&mut scenario);
        let before = self.index.get_untracked();
        self.replace_run(scenario, before);
        self.arrive(before, History::Push);
    }

    /// Lets time pass after the current step.
    pub fn let_time_pass(self, seconds: u64) {
        let run = self.run.get_untracked();
        let after = run.moment(self.index.get_untracked());
        self.change(|scenario| {
            let jumps = &mut scenario.clock_jumps;
            match jumps.iter_mut().find(|jump| jump.after == after) {
                Some(jump) => jump.seconds = jump.seconds.saturating_add(seconds),
                None => run.insert_wait(jumps, ClockJump { after, seconds }),
            }
        });
    }

    /// Takes back the time that passes after a step, counted from 1.
    pub fn take_time_back(self, after_step: usize) {
        let after = self.run.get_untracked().moment(after_step - 1);
        self.change(|scenario| scenario.clock_jumps.retain(|jump| jump.after != after));
    }

    /// Lets playing stop at the steps with these names, with white space between. Returns the first
    /// that the run does not have.
    pub fn set_pauses(self, names: Option<String>) -> Option<String> {
        let run = self.run.get_untracked();
        let mut given = names.iter().flat_map(|names| names.split_whitespace());
        let unknown = given.find(|name| marker::find(&run, name).is_none());
        let unknown = unknown.map(str::to_owned);
        self.pauses.set_value(names);
        unknown
    }

    fn place(self, run: &Run, index: usize) -> Place {
        let stops = self.pauses.with_value(|names| match names {
            None => waits_at(run, index),
            Some(names) => marker(run, index)
                .is_some_and(|name| names.split_whitespace().any(|one| one == name)),
        });
        Place {
            stops,
            is_named: is_named(run, index),
        }
    }

    /// Lets playing go on from the first step after the last one, or end there.
    pub fn set_loops(self, loops: bool) {
        self.cursor.update(|cursor| cursor.set_loops(loops));
    }

    /// Switches whether the player acts where a person decides.
    pub fn toggle_acting(self) {
        self.cursor
            .update(|cursor| cursor.set_acts_for_person(!cursor.acts_for_person()));
    }

    /// Whether the player moves on by itself.
    pub fn is_playing(self) -> bool {
        self.cursor.with(Cursor::playing)
    }

    /// Whether the current step came after the one before it: its arrow is being drawn.
    pub fn has_arrived(self) -> bool {
        self.has_arrived.get()
    }

    /// The text that a screen reader says next.
    pub fn announcement(self) -> String {
        self.announcement.get()
    }

    /// The complaints about the address.
    pub fn complaints(self) -> Vec<String> {
        self.complaints.get()
    }

    /// Takes note of the complaints.
    pub fn dismiss_complaints(self) {
        self.complaints.set(Vec::new());
    }

    /// The tab of the exchange that the reader chose last, and at which step.
    pub fn chosen_tab(self) -> (Option<usize>, Tab) {
        self.chosen_tab.get()
    }

    /// Shows a tab of the exchange.
    pub fn choose_tab(self, step: usize, tab: Tab) {
        self.chosen_tab.set((Some(step), tab));
    }

    /// Whether the list of keys is open.
    pub fn shows_help(self) -> bool {
        self.help_open.get()
    }

    /// Shows or hides the list of keys.
    pub fn toggle_help(self) {
        self.help_open.update(|open| *open = !*open);
    }

    /// Hides the list of keys.
    pub fn close_help(self) {
        self.help_open.set(false);
    }

    /// Gives every step its details, as paper needs them, or takes them away again: at once,
    /// because a script that prints leaves the page no turn before the paper is laid out.
    pub fn put_on_paper(self, is_on_paper: bool) {
        if let Some(put_on_paper) = self.put_on_paper.get_value() {
            put_on_paper(is_on_paper);
        }
    }

    /// Says how the steps get their details.
    pub fn set_put_on_paper(self, put_on_paper: impl Fn(bool) + 'static) {
        self.put_on_paper.set_value(Some(Rc::new(put_on_paper)));
    }

    /// Goes to the state that `fragment` leads to, as when the reader pressed Back.
    pub fn open(self, fragment: &str) {
        if fragment == untrack(|| self.fragment()) {
            return;
        }
        let Some((parsed, _)) = self.naming.with_value(|naming| read(fragment, naming)) else {
            return self.leave_to_the_whole(fragment);
        };
        self.replace_run(
            parsed.address.scenario,
            parsed.address.step.saturating_sub(1),
        );
        self.complaints.set(parsed.complaints);
        self.has_arrived.set(false);
        self.announce();
    }

    /// Goes to what `fragment` leads to, in a world with other names where `naming` has some, and
    /// stays at the step: at that of the same name, or else of the same number. Playing goes on.
    pub fn stay_in(self, fragment: &str, naming: Option<Naming>) {
        if let Some(naming) = naming {
            self.naming.set_value(naming);
        }
        let Some((parsed, run)) = self.naming.with_value(|naming| read(fragment, naming)) else {
            return self.leave_to_the_whole(fragment);
        };
        let before = self.index.get_untracked();
        let name = marker(&self.run.get_untracked(), before);
        let index = name.and_then(|name| marker::find(&run, &name));
        self.scenario.set(parsed.address.scenario);
        self.cursor
            .update(|cursor| cursor.change_run(run.steps.len(), index.unwrap_or(before)));
        self.complaints.set(parsed.complaints);
        self.has_arrived.set(false);
        self.announce();
    }

    /// Lets a script of the page around act: it moves the widget, and not that page.
    pub fn by_script(self, act: impl FnOnce(Session)) {
        let before = self.index.get_untracked();
        act(self);
        self.is_script
            .set_value(self.index.get_untracked() != before);
    }

    /// Whether a script has brought the player to where it is, asked once.
    pub fn take_script(self) -> bool {
        let was_script = self.is_script.get_value();
        self.is_script.set_value(false);
        was_script
    }

    /// Goes to the state that `fragment` leads to because the reader has chosen it.
    pub fn go_to(self, fragment: &str) {
        self.open(fragment);
        browser::write_fragment(fragment, History::Push);
    }

    /// The fragment that leads back to this state.
    pub fn fragment(self) -> String {
        format_fragment(self.scenario.get(), self.index.get())
    }

    /// Leaves `fragment` to the whole simulator: a page starts again with it, at the address that
    /// it has by then. A widget's element asks for it beforehand.
    fn leave_to_the_whole(self, fragment: &str) {
        match self.frame {
            Frame::Page => browser::tell_scripts("oauth-flow:elsewhere", fragment),
            Frame::Widget => self
                .complaints
                .set(vec![BadScenario::Elsewhere.to_string()]),
        }
    }

    fn replace_run(self, scenario: Scenario, index: usize) {
        self.scenario.set(scenario);
        let count = self.run.with_untracked(|run| run.steps.len());
        self.cursor.update(|cursor| {
            cursor.change_run(count, index);
            cursor.apply(Command::Pause, &|_| Place::default());
        });
    }

    /// After a move from the step `before`: the arrow is drawn, the address follows, and the step
    /// is announced unless the player plays.
    fn arrive(self, before: usize, history: History) {
        let index = self.index.get_untracked();
        self.has_arrived.set(index == before + 1);
        if self.frame == Frame::Page {
            browser::write_fragment(&untrack(|| self.fragment()), history);
        }
        self.complaints.set(Vec::new());
        self.announce();
    }

    /// Has a screen reader say what was wrong with the address.
    pub fn announce_complaints(self) {
        // By the time that there is a page, a widget can be gone.
        if let Some(complaints) = self.complaints.try_get_untracked()
            && !complaints.is_empty()
        {
            self.announcement.set(complaints.join(" "));
        }
    }

    fn announce(self) {
        let text = if self.cursor.with_untracked(Cursor::playing) {
            String::new()
        } else {
            let index = self.index.get_untracked();
            let step = self.run.with_untracked(|run| announcement(run, index));
            let mut complaints = self.complaints.get_untracked();
            complaints.push(step);
            complaints.join(" ")
        };
        self.announcement.set(text);
    }
}

/// Whether a person decides at the step with this index.
pub fn waits_at(run: &Run, index: usize) -> bool {
    run.steps
        .get(index)
        .is_some_and(|step| step.decision.is_some())
}

fn format_fragment(scenario: Scenario, index: usize) -> String {
    address::format(&Address {
        scenario,
        step: index + 1,
        marker: None,
    })
}
