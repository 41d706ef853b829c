//! Inputs that nobody sends, for everything that reads one: made of real ones, spoiled in the ways
//! in which fuzzers spoil bytes. Each target says in its table what has to hold.
//!
//! `make fuzz` gives each target `FUZZ_SECONDS` and prints a table; without that, each gets a share
//! of `REQUESTS`, and the same inputs every time. Other inputs come of another `FUZZ_SEED`. One that
//! goes wrong is made as short as it can be and printed with the seed.
//!
//! No coverage leads the choice: that takes a nightly compiler, which not everybody has.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::dice::Dice;
use crate::parsers::TARGETS;

/// What is read, and what has to hold of it.
pub struct Target {
    pub name: &'static str,
    /// Real inputs, to begin with.
    pub corpus: &'static [&'static str],
    /// Texts that have a meaning somewhere in such an input.
    pub words: &'static [&'static str],
    /// What is wrong with the answer to an input, if something is.
    pub holds: fn(&[u8]) -> Result<(), String>,
}

/// How much is tried.
pub enum Share {
    Inputs(usize),
    Time(Duration),
}

impl Share {
    /// What the environment says; else `inputs`.
    pub fn or(inputs: usize) -> Share {
        let seconds = std::env::var("FUZZ_SECONDS").ok();
        match seconds.map(|text| text.parse().expect("FUZZ_SECONDS is a number")) {
            Some(seconds) => Share::Time(Duration::from_secs(seconds)),
            None => Share::Inputs(inputs),
        }
    }

    pub fn is_used_up(&self, inputs: usize, started: Instant) -> bool {
        match self {
            Share::Inputs(most) => inputs >= *most,
            Share::Time(most) => started.elapsed() >= *most,
        }
    }
}

/// Where the choices come from: always the same, unless another one is wanted.
pub fn seed() -> u64 {
    let wanted = std::env::var("FUZZ_SEED").ok();
    wanted.map_or(0xf022, |text| text.parse().expect("FUZZ_SEED is a number"))
}

/// A line of the table.
pub fn report(target: &str, inputs: usize, started: Instant, findings: usize) {
    let seconds = started.elapsed().as_secs_f32();
    println!("{target:<48} {inputs:>9} {seconds:>8.1} {findings:>8}");
}

/// Spoils `input` once.
fn spoil(input: &mut Vec<u8>, dice: &mut Dice, target: &Target) {
    const EDGES: &[&str] = &[
        "\u{0}",
        "\u{7f}",
        "\u{e9}",
        "\u{1f600}",
        "\u{202e}",
        "%00",
        "%",
        "%zz",
        "\r\n",
        "\t",
        " ",
        "\"",
        "\\",
        "#",
        "?",
        "&",
        "=",
        ";",
        ":",
        "/",
        "//",
        "..",
        "@",
        "+",
        "[",
        "{",
        "-1",
        "0",
        "1e999",
        "18446744073709551616",
        "null",
        "true",
        "none",
        "\\ud800",
    ];
    let start = dice.below(input.len() + 1);
    let end = (start + dice.below(8)).min(input.len());
    match dice.below(9) {
        0 => drop(input.drain(start..end)),
        1 => {
            let bytes = dice.bytes(end - start);
            input.splice(start..end, bytes);
        }
        2 => {
            let word = dice.one_of(EDGES);
            input.splice(start..start, word.bytes());
        }
        3 | 4 if !target.words.is_empty() => {
            let word = dice.one_of(target.words);
            input.splice(start..end, word.bytes());
        }
        5 => {
            let copy = input[start..end].to_vec();
            let times = 1 + dice.below(40);
            input.splice(end..end, copy.repeat(times));
        }
        6 => {
            let other = dice.one_of(target.corpus).as_bytes();
            let from = dice.below(other.len() + 1);
            input.truncate(start);
            input.extend(&other[from..]);
        }
        7 => input.truncate(start),
        _ => {
            if let Some(byte) = input.get_mut(start) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
}

fn verdict(target: &Target, input: &[u8]) -> Result<(), String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| (target.holds)(input)));
    outcome.unwrap_or_else(|_| Err("it panics".to_owned()))
}

/// The fewest bytes of `input` with which something is still wrong, as far as leaving out goes.
fn shortest(target: &Target, input: &[u8]) -> Vec<u8> {
    shorten(input, |fewer| verdict(target, fewer).is_err())
}

/// `items` with as many left out as `is_wrong` lets go.
pub fn shorten<T: Clone>(items: &[T], is_wrong: impl Fn(&[T]) -> bool) -> Vec<T> {
    let mut items = items.to_vec();
    let mut length = items.len().div_ceil(2);
    while length > 0 {
        let mut start = 0;
        while start < items.len() {
            let mut fewer = items.clone();
            fewer.drain(start..(start + length).min(items.len()));
            if is_wrong(&fewer) {
                items = fewer;
            } else {
                start += length;
            }
        }
        length = if length == 1 { 0 } else { length.div_ceil(2) };
    }
    items
}

/// The first input that goes wrong, if one does, in words.
fn try_out(target: &Target, share: &Share, seed: u64) -> Option<String> {
    let started = Instant::now();
    let mut dice = Dice::new(seed);
    let mut inputs = 0;
    // The real ones first, as they are.
    let mut real = target.corpus.iter().map(|input| input.as_bytes().to_vec());
    loop {
        let input = real.next().unwrap_or_else(|| {
            let mut input = dice.one_of(target.corpus).as_bytes().to_vec();
            for _ in 0..=dice.below(5) {
                spoil(&mut input, &mut dice, target);
            }
            input
        });
        inputs += 1;
        if verdict(target, &input).is_err() {
            report(target.name, inputs, started, 1);
            let input = shortest(target, &input);
            let reason = verdict(target, &input).err().unwrap_or_default();
            let text = String::from_utf8_lossy(&input);
            let name = target.name;
            return Some(format!(
                "{name}: {reason}\ninput {inputs} of seed {seed}: {text:?}\nas bytes: {input:?}"
            ));
        }
        if share.is_used_up(inputs, started) {
            report(target.name, inputs, started, 0);
            return None;
        }
    }
}

#[test]
fn every_parser_takes_every_input() {
    println!("{:<48} {:>9} {:>8} findings", "target", "inputs", "seconds");
    let share = Share::or(crate::requests() / 40);
    let findings: Vec<String> = TARGETS
        .iter()
        .filter_map(|target| try_out(target, &share, seed()))
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}
