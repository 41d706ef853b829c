//! Where the player stands in a run, and how commands move it.

use crate::player::command::{Command, Speed};

/// The facts of a step that the player has to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Whether playing stops here, because a person decides.
    pub stops: bool,
    /// Whether the step has a [name](crate::reading::marker::marker).
    pub is_named: bool,
}

/// A place in a run, and whether it moves on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    index: usize,
    count: usize,
    playing: bool,
    speed: Speed,
    acts_for_person: bool,
    loops: bool,
}

impl Cursor {
    /// Stands still at `index`, counted from 0, in a run of `count` steps; at the last step where
    /// `index` is past that.
    pub fn new(count: usize, index: usize) -> Cursor {
        let index = index.min(count.saturating_sub(1));
        Cursor {
            index,
            count,
            playing: false,
            speed: Speed::default(),
            acts_for_person: false,
            loops: false,
        }
    }

    /// The index of the step, counted from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// How many steps the run has.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether the player moves on by itself.
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// How fast it moves on.
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Whether playing goes on where a person decides.
    pub fn acts_for_person(&self) -> bool {
        self.acts_for_person
    }

    /// Whether this is the first step.
    pub fn at_first(&self) -> bool {
        self.index == 0
    }

    /// Whether this is the last step.
    pub fn at_last(&self) -> bool {
        self.index == self.last()
    }

    /// Lets playing go on where a person decides, or stop there.
    pub fn set_acts_for_person(&mut self, acts_for_person: bool) {
        self.acts_for_person = acts_for_person;
    }

    /// Lets playing go on from the first step after the last one, or end there.
    pub fn set_loops(&mut self, loops: bool) {
        self.loops = loops;
        self.playing &= loops || !self.at_last();
    }

    /// Goes over to a run of `count` steps that was made anew, to the step at `index` as far as the
    /// new run goes.
    pub fn change_run(&mut self, count: usize, index: usize) {
        self.count = count;
        self.index = index.min(self.last());
        self.playing &= !self.at_last();
    }

    /// Carries out `command`. Moving by hand stops playing.
    ///
    /// `place` tells of the step with an index. Playing stops where a person decides, unless the
    /// player acts for the person, and goes on when asked to play again.
    pub fn apply(&mut self, command: Command, place: &dyn Fn(usize) -> Place) {
        match command {
            Command::Play => self.play(),
            Command::Pause => self.playing = false,
            Command::TogglePlay if self.playing => self.playing = false,
            Command::TogglePlay => self.play(),
            Command::Next => self.go_to(self.index.saturating_add(1)),
            Command::Previous => self.go_to(self.index.saturating_sub(1)),
            Command::NextNamed => {
                let mut after = self.index.saturating_add(1)..self.count;
                self.go_to(after.find(|at| place(*at).is_named).unwrap_or(self.last()));
            }
            Command::PreviousNamed => {
                let before = (0..self.index).rev().find(|at| place(*at).is_named);
                self.go_to(before.unwrap_or_default());
            }
            Command::First => self.go_to(0),
            Command::Last => self.go_to(self.last()),
            Command::Seek(index) => self.go_to(index),
            Command::SeekTenth(tenth) => self.go_to((self.last() * tenth.min(10) + 5) / 10),
            Command::Speed(speed) => self.speed = speed,
            Command::Slower => self.speed = self.speed.changed(false),
            Command::Faster => self.speed = self.speed.changed(true),
            Command::Tick => self.tick(place),
        }
    }

    fn last(&self) -> usize {
        self.count.saturating_sub(1)
    }

    fn go_to(&mut self, index: usize) {
        self.index = index.min(self.last());
        self.playing = false;
    }

    fn play(&mut self) {
        if self.at_last() {
            self.index = 0;
        }
        self.playing = !self.at_last();
    }

    fn tick(&mut self, place: &dyn Fn(usize) -> Place) {
        if !self.playing {
            return;
        }
        self.index = if self.at_last() { 0 } else { self.index + 1 };
        let waits = place(self.index).stops && !self.acts_for_person;
        self.playing = (self.loops || !self.at_last()) && !waits;
    }
}
