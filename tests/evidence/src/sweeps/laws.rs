//! What has to hold after every trial.

use std::time::Instant;

use crate::ground::{Ground, Said};
use crate::picture::Picture;
use crate::results::Tally;

/// How a recovered repository looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// As before the transition.
    Before,
    /// As after it.
    After,
}

/// Whether a repository is all-before or all-after.
///
/// # Errors
/// Where it is neither, with what differs.
pub fn side(ground: &Ground) -> Result<Side, String> {
    let now = Picture::of(ground);
    if now == ground.before {
        return Ok(Side::Before);
    }
    if now == ground.after {
        return Ok(Side::After);
    }
    Err(format!(
        "neither all-before nor all-after\n  against before:\n{}\n  against after:\n{}",
        indented(&ground.before.differences(&now)),
        indented(&ground.after.differences(&now)),
    ))
}

/// Recovers, and holds the repository to the laws: all-before or all-after; recovering again changes
/// nothing; and nothing is in the way of making the transition now, if it was not made.
///
/// # Errors
/// With the law that was broken.
pub fn recovered(ground: &Ground, tally: &mut Tally) -> Result<Side, String> {
    let begun = Instant::now();
    let said = ground.flow(&["recover"], None);
    // git's own time, and the removal of worktrees, are told apart.
    let what = if ground.kind.is_plain() { "recovery" } else { "recovery with git" };
    tally.time(what, begun.elapsed());
    if said.code != Some(0) {
        return Err(format!("the recovery failed: {said:?}"));
    }
    let side = side(ground).map_err(|what| format!("after the recovery: {what}"))?;
    let again = ground.flow(&["recover", "--json"], None);
    if again.code != Some(0) || !again.text.contains("\"nothing\"") {
        return Err(format!("a second recovery was not idle: {again:?}"));
    }
    let still = self::side(ground).map_err(|what| format!("after a second recovery: {what}"))?;
    if still != side {
        return Err("a second recovery changed something".into());
    }
    match side {
        Side::After => tally.one("finished"),
        Side::Before => {
            tally.one("taken back");
            let said = ground.play(None);
            made(ground, &said).map_err(|what| format!("made once more: {what}"))?;
        }
    }
    Ok(side)
}

/// A command that ends with 0 has made the transition, all of it.
///
/// # Errors
/// Where it has not, or did not end with 0.
pub fn made(ground: &Ground, said: &Said) -> Result<(), String> {
    if said.code != Some(0) {
        return Err(format!("the transition was not made: {said:?}"));
    }
    match side(ground)? {
        Side::After => Ok(()),
        Side::Before => Err(format!("a false success: {said:?}")),
    }
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("    {line}\n")).collect()
}
