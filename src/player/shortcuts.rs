//! Which key does what.

use crate::player::command::Command;

/// A key as it was pressed, and where the focus was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyPress<'a> {
    /// The key's value as the browser names it, e.g. `ArrowRight`.
    pub key: &'a str,
    /// Whether Control, Alt or Meta was held: such keys belong to the browser.
    pub with_modifier: bool,
    /// Whether Shift was held. Most keys are what they are with or without it.
    pub with_shift: bool,
    /// Whether the focus is where keys have a meaning of their own: text, a slider, a list.
    pub in_text_field: bool,
    /// Whether the focus is on a button or a link, which take Space for themselves.
    pub on_button: bool,
    /// Whether the focus is in a list that Tab stops at once, such as that of the steps.
    pub in_list: bool,
}

/// The action that a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAction {
    Do(Command),
    /// Moves the focus to the next step of the list, or to the one before, without going there.
    MoveFocus {
        forward: bool,
    },
    /// Fills the screen, or leaves that again.
    ToggleFullScreen,
    /// Shows or hides the list of keys.
    ToggleHelp,
    /// Closes what is open.
    Close,
}

/// The key that not every frame may use.
pub const FILL_SCREEN: &str = "F";

/// The keys for a reader, and what they do.
pub static KEYS: &[(&str, &str)] = &[
    ("Space or K", "Play or pause"),
    ("→ or .", "One step forward"),
    ("← or ,", "One step back"),
    ("Shift+→", "Forward to the next main step"),
    ("Shift+←", "Back to the main step before"),
    ("Home", "Go to the first step"),
    ("End", "Go to the last step"),
    ("0 to 9", "Go to so many tenths of the run"),
    ("↑ or ↓", "Move in the list that has the focus"),
    ("[ or ]", "Play slower or faster"),
    (FILL_SCREEN, "Fill the screen, or leave it"),
    ("?", "Show or hide this list"),
    ("Esc", "Close what is open"),
];

/// The action that `press` asks for; `None` where the key is not the player's.
///
/// Each letter means one thing: other players go from chapter to chapter with the brackets, which
/// mean the speed here, so that only the arrows with Shift go from one named step to another.
pub fn action(press: &KeyPress) -> Option<KeyAction> {
    if press.with_modifier {
        return None;
    }
    if press.key == "Escape" {
        return Some(KeyAction::Close);
    }
    if press.in_text_field {
        return None;
    }
    match press.key {
        " " if press.on_button => None,
        " " | "k" | "K" => Some(KeyAction::Do(Command::TogglePlay)),
        "ArrowRight" if press.with_shift => Some(KeyAction::Do(Command::NextNamed)),
        "ArrowLeft" if press.with_shift => Some(KeyAction::Do(Command::PreviousNamed)),
        "ArrowRight" | "." => Some(KeyAction::Do(Command::Next)),
        "ArrowLeft" | "," => Some(KeyAction::Do(Command::Previous)),
        "Home" => Some(KeyAction::Do(Command::First)),
        "End" => Some(KeyAction::Do(Command::Last)),
        "[" => Some(KeyAction::Do(Command::Slower)),
        "]" => Some(KeyAction::Do(Command::Faster)),
        "ArrowUp" | "ArrowDown" if press.in_list => Some(KeyAction::MoveFocus {
            forward: press.key == "ArrowDown",
        }),
        "f" | "F" => Some(KeyAction::ToggleFullScreen),
        "?" => Some(KeyAction::ToggleHelp),
        key => {
            let tenth = key.parse().ok().filter(|tenth| *tenth < 10)?;
            Some(KeyAction::Do(Command::SeekTenth(tenth)))
        }
    }
}
