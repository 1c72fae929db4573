//! Mutated boards: real-like boards, damaged as people damage them, through cut, convert and reinsert,
//! and home again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fastrand::Rng;
use flow_core::workflow::Workflow;

use crate::boards::Sample;
use crate::driver::caught;
use crate::journey::{self, Tale, World};
use crate::workflows::{joined, named};

/// What a sweep over mutants came to.
#[derive(Debug, Default)]
pub struct Totals {
    /// Mutants tried.
    pub tried: AtomicU64,
    /// Moves out and home that were made.
    pub moves: AtomicU64,
    /// Mutants on which at least one card moved.
    pub moved: AtomicU64,
    /// Mutants on which every move was refused, with nothing changed.
    pub refused: AtomicU64,
    /// Mutants that are no boards of their workflow any more, or have no live card left.
    pub idle: AtomicU64,
}

/// A mutant: boards of a workflow, and the input of `convert` that shows them.
pub struct Mutant {
    workflow: Arc<Workflow>,
    name: String,
    boards: Vec<String>,
    pick: usize,
}

impl Mutant {
    /// The mutant of a seed. Each seed is a case of its own.
    pub fn of(seed: u64, samples: &[Sample], real: &[Sample]) -> Self {
        // Neighbouring seeds must not give neighbouring choices.
        let mut rng = Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x0f10_f10f);
        let from = if real.is_empty() || rng.bool() { samples } else { real };
        let sample = &from[rng.usize(0..from.len())];
        let workflow =
            named(&sample.workflow).unwrap_or_else(|| unreachable!("samples name their workflows"));
        let mut boards = sample.boards.clone();
        for _ in 0..rng.usize(1..=5) {
            let at = rng.usize(0..boards.len());
            let other = boards[rng.usize(0..boards.len())].clone();
            boards[at] = damage(&mut rng, &boards[at], &other);
        }
        Self { workflow, name: sample.workflow.clone(), boards, pick: rng.usize(..) >> 1 }
    }

    /// Takes cards out and home.
    ///
    /// # Errors
    /// Says which law does not hold.
    pub fn travel(&self) -> Result<Tale, String> {
        let texts: Vec<&str> = self.boards.iter().map(String::as_str).collect();
        let world = World::new(self.workflow.clone(), &texts);
        caught(|| journey::travel(&world, self.pick, 2))
    }

    /// Its boards, as an input of `convert`.
    pub fn input(&self) -> Vec<u8> {
        let texts = self.boards.iter().map(String::as_str);
        joined(&std::iter::once(self.name.as_str()).chain(texts).collect::<Vec<_>>())
    }
}

impl Totals {
    /// Counts a mutant.
    pub fn add(&self, tale: &Tale) {
        let count =
            |counter: &AtomicU64, by: usize| counter.fetch_add(by as u64, Ordering::Relaxed);
        count(&self.tried, 1);
        count(&self.moves, tale.moved);
        let which = match (tale.moved, tale.refused) {
            (1.., _) => &self.moved,
            (0, 1..) => &self.refused,
            (0, 0) => &self.idle,
        };
        count(which, 1);
    }
}

/// Lines that people type, paste and forget.
const STRAY: [&str; 24] = [
    "```",
    "~~~",
    "<!--",
    "-->",
    "---",
    "- - -",
    "***",
    "===",
    "> quoted",
    "[FEAT-001]: /url",
    "- [ ] **FEAT-001**: Typed again",
    "### [BUG-007]: Typed again",
    "- A-1: typed again",
    "**Status**: Red",
    "**Next Steps**:",
    "  - **Why:** so",
    "text that goes on",
    "\t- under a tab",
    "      - deep",
    "1. one",
    "<div>",
    "*No tasks in progress.*",
    "**Current Active: 12/6**",
    "\u{202e}turned\u{2066}",
];

/// One thing that a person does to a board in passing.
fn damage(rng: &mut Rng, text: &str, other: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        lines.push("\n".into());
    }
    let at = rng.usize(0..lines.len());
    let line = lines[at].clone();
    match rng.u8(0..24) {
        // A line is typed again, with a word left out, or with another.
        0 => lines[at] = line.split_inclusive(' ').skip(1).collect(),
        1 => lines[at] = line.replacen(' ', " another ", 1),
        // A counter lies, or an id is given twice.
        2 => lines[at] = line.chars().map(|c| if c.is_ascii_digit() { '7' } else { c }).collect(),
        // Blank lines go, and come.
        3 => lines.retain(|line| !line.trim().is_empty() || rng.bool()),
        4 => lines.insert(at, "\n".into()),
        5 => lines.insert(at, "  \n".into()),
        // A fence is left open; its end is lost; something is pasted.
        6..=9 => {
            let stray = rng.choice(STRAY).unwrap_or_default();
            lines.insert(at, format!("{stray}\n"));
        }
        10 => lines.retain(|line| !line.trim_start().starts_with("```") || rng.bool()),
        // Editors: tabs, line ends, a byte order mark, no last newline, blanks at ends.
        11 => lines[at] = line.replace("  ", "\t"),
        12 => lines.iter_mut().for_each(|line| *line = line.replace("    ", "\t")),
        13 => lines[at] = line.replace('\n', "\r\n"),
        14 => return text.replace("\r\n", "\n").replace('\n', "\r\n"),
        15 => return format!("\u{feff}{text}"),
        16 => return text.trim_end().to_owned(),
        17 => lines[at] = line.replace('\n', "  \n"),
        // Indentation slips.
        18 => lines[at] = format!("{}{line}", " ".repeat(rng.usize(1..5))),
        19 => lines[at] = line.strip_prefix(' ').unwrap_or(&line).to_owned(),
        // A heading at another level, a marker of another kind.
        20 => lines[at] = line.replacen('#', "##", 1),
        21 => lines[at] = line.replacen("- ", ["* ", "+ ", "-  ", "1. "][rng.usize(0..4)], 1),
        // A block of lines is moved, or copied from another board.
        22 => {
            let block: Vec<String> =
                lines.drain(at..(at + rng.usize(1..8)).min(lines.len())).collect();
            let to = rng.usize(0..=lines.len());
            drop(lines.splice(to..to, block));
        }
        _ => {
            let theirs: Vec<&str> = other.split_inclusive('\n').collect();
            let from = rng.usize(0..=theirs.len());
            let block = theirs[from..(from + rng.usize(1..12)).min(theirs.len())].iter();
            let block: Vec<String> = block.map(|line| (*line).to_owned()).collect();
            drop(lines.splice(at..at, block));
        }
    }
    lines.concat()
}
