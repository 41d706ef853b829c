//! Commands of the player, and how fast it plays.

/// A command to the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Plays on; at the end of the run, plays it again from the first step.
    Play,
    Pause,
    TogglePlay,
    /// One step forward.
    Next,
    /// One step back.
    Previous,
    /// On to the next step that has a name, or else to the last step.
    NextNamed,
    /// Back to the step before that has a name, or else to the first step.
    PreviousNamed,
    First,
    Last,
    /// Goes to the step with this index, counted from 0, or to the last one.
    Seek(usize),
    /// Goes to so many tenths of the run.
    SeekTenth(usize),
    Speed(Speed),
    Slower,
    Faster,
    /// The time of one step has passed.
    Tick,
}

/// At the normal speed a step stays as long as it takes to skim its explanation, between these: a
/// reader who wants longer pauses, and a player that stands still seems broken.
const LEAST_MILLISECONDS: usize = 2_500;
const MOST_MILLISECONDS: usize = 9_000;
const MILLISECONDS_PER_WORD: usize = 200;

/// How fast the player plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    Half,
    #[default]
    Normal,
    Double,
    Quadruple,
}

impl Speed {
    /// Every speed, slowest first.
    pub const ALL: [Speed; 4] = [Speed::Half, Speed::Normal, Speed::Double, Speed::Quadruple];

    /// The speed for a reader, e.g. `2×`.
    pub fn label(self) -> &'static str {
        match self {
            Speed::Half => "0.5×",
            Speed::Normal => "1×",
            Speed::Double => "2×",
            Speed::Quadruple => "4×",
        }
    }

    /// The speed that is so many times the normal one, e.g. `0.5`.
    pub fn parse(factor: &str) -> Option<Speed> {
        let is_wanted = |speed: &Speed| speed.label().strip_suffix('×') == Some(factor);
        Speed::ALL.into_iter().find(is_wanted)
    }

    /// The next one in [`Speed::ALL`], or the one before it; the last one stays the last.
    pub(super) fn changed(self, is_faster: bool) -> Speed {
        let at = Speed::ALL.iter().position(|speed| *speed == self);
        let at = at.unwrap_or_default();
        let wanted = if is_faster {
            at + 1
        } else {
            at.saturating_sub(1)
        };
        Speed::ALL.get(wanted).copied().unwrap_or(self)
    }

    /// How long a step whose explanation has so many words stays while the player plays.
    pub fn step_milliseconds(self, words: usize) -> usize {
        let normal = words.saturating_mul(MILLISECONDS_PER_WORD);
        let normal = normal.clamp(LEAST_MILLISECONDS, MOST_MILLISECONDS);
        match self {
            Speed::Half => normal * 2,
            Speed::Normal => normal,
            Speed::Double => normal / 2,
            Speed::Quadruple => normal / 4,
        }
    }
}
