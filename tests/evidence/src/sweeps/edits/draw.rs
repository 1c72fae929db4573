//! Draws what people do in a trial.

use std::path::{Path, PathBuf};

use fastrand::Rng;

use crate::ground::Kind;
use crate::people::{Change, Edit, How, Script};

/// What people do in a trial.
pub struct Drawn {
    /// While flow is at work.
    pub script: Script,
    /// The file that an editor opened before, and what it writes to it once flow has ended.
    pub held: Option<(PathBuf, String)>,
    /// Whether each edit adds whole lines, away from the card that moves, and takes nothing away.
    pub apart: bool,
}

/// The card that moves: texts of its first and its last line.
pub fn card(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Archive | Kind::Fragment => ("Mend the net", "All holes found"),
        Kind::Row => ("Oil the winch", "Oil the winch"),
        Kind::Refile | Kind::UndoRefile => ("A new pier", "Of oak"),
        Kind::Line => ("Call the pilot", "Call the pilot"),
        Kind::IntoFile => ("Sound the", "At low tide"),
        Kind::OutOfFile => ("Tar the hull", "Two barrels"),
        _ => ("Count the boats", "Look out of the window"),
    }
}

/// The files that a transition changes, the source first, and some that it does not.
fn files(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Forward | Kind::WithoutGit | Kind::Worktree => &["TODO.md", "DOING.md", "REVIEW.md"],
        Kind::Home | Kind::Undo | Kind::UndoWorktree => &["DOING.md", "TODO.md", "REVIEW.md"],
        Kind::Archive => &["REVIEW.md", "archive/FEAT-003.md", "CHANGELOG.md", "TODO.md"],
        Kind::Fragment => &["REVIEW.md", "archive/FEAT-003.md", "changes/FEAT-003.md", "TODO.md"],
        Kind::Row => &["PLAN.md", "TODO.md"],
        Kind::Refile => &["tasks/FEAT-008.md", "filed/FEAT-008.md", "TODO.md"],
        Kind::UndoRefile => &["filed/FEAT-008.md", "tasks/FEAT-008.md", "TODO.md"],
        Kind::Line => &["todo.txt", "done.txt", "TODO.md"],
        Kind::IntoFile => &["NOTED.md", "kept/FEAT-010.md", "TODO.md"],
        Kind::OutOfFile => &["kept/FEAT-012.md", "SHOWN.md", "TODO.md"],
        Kind::Write | Kind::Split => &["TODO.md", "DOING.md"],
        Kind::Drop => &["TODO.md", "archive/FEAT-001.md", "DOING.md"],
        Kind::Document | Kind::UndoDocument => {
            &["TODO.md", "planning_docs/FEAT-001_count_the_boats.md", "DOING.md"]
        }
        Kind::Merge => &["REVIEW.md", "archive/FEAT-001.md", "TODO.md", "DOING.md"],
    }
}

/// Draws a trial of a kind that meets so many boundaries.
pub fn draw(kind: Kind, root: &Path, boundaries: usize, number: u64, random: &mut Rng) -> Drawn {
    let token = |n: usize| format!("tok-{number}-{n}.");
    let files = files(kind);
    let mut apart = true;
    let mut script = Script::default();
    let mut at = random.usize(..boundaries);
    let count = if random.u8(..10) < 3 { 2 } else { 1 };
    for n in 0..count {
        let token = token(n);
        script.marks.push(token.clone());
        let path = root.join(files[random.usize(..files.len())]);
        if random.u8(..10) < 6 {
            let change = line(&token, random);
            edit(&mut script, &mut apart, path, at, boundaries, change, &token, random);
        } else {
            apart = false;
            let change = touching(kind, &path, &token, random);
            match change {
                Ok(change) => {
                    edit(&mut script, &mut apart, path, at, boundaries, change, &token, random);
                }
                Err(how) => script.edits.push(Edit { at, path, how }),
            }
        }
        at = random.usize(at..boundaries);
    }
    script.marks.push(card(kind).1.to_owned());
    if random.u8(..10) < 2 {
        script.kill = Some(random.usize(at..boundaries));
    }
    let held = (random.u8(..10) < 2).then(|| {
        let token = token(9);
        script.marks.push(token.clone());
        (root.join(files[random.usize(..files.len())]), format!("{token} held\n"))
    });
    Drawn { script, held, apart }
}

/// A line of its own, away from most things.
fn line(token: &str, random: &mut Rng) -> Change {
    let replace = |from: &str, to: &str| Change::Replace(from.into(), to.into());
    match random.u8(..4) {
        0 => replace("\n", &format!("\n{token} on top\n")),
        1 => {
            let bell = "The bell rings twice\n";
            replace(bell, &format!("{bell}  - {token}\n"))
        }
        2 => replace("\n\n", &format!("\n\n{token} near the top\n\n")),
        _ => Change::End(format!("{token} below\n")),
    }
}

/// An edit of what the transition touches as well: a change of the text, or worse.
fn touching(kind: Kind, path: &Path, token: &str, random: &mut Rng) -> Result<Change, How> {
    let replace = |from: &str, to: String| Ok(Change::Replace(from.into(), to));
    let (first, last) = card(kind);
    match random.u8(..20) {
        0 | 1 => replace(last, format!("{last} {token}")),
        2 => replace(first, format!("{first} {token}")),
        3 => replace("- [ ] Look", format!("- [x] {token} Look")),
        4 | 5 => Ok(Change::Cut(first.into(), last.into())),
        6 => Ok(Change::Double(first.into(), last.into())),
        7 => Ok(Change::End(format!("\n### [FEAT-001]: Count the boats\n\n{token} by hand\n"))),
        8 => replace("**Active: ", format!("**Active: {token} ")),
        9 => replace("*Nobody works.*", format!("*Nobody works {token}.*")),
        10 => replace("## Active\n", format!("## Active\n\n{token}\n")),
        11 => replace("## Habits", format!("{token}\n\n## Habits")),
        12 => replace("## Waiting\n", format!("## Waiting\n{token}\n")),
        13 => Ok(Change::End(format!("<<<<<<< ours\n{token}\n=======\n>>>>>>> theirs\n"))),
        14 => replace("### Added\n", format!("### Added\n\n- {token}\n")),
        15 => Err(How::Remove),
        16 => Err(How::Make(String::new())),
        17 => Err(How::Make(format!("{token} by hand\n"))),
        18 => Err(How::Folder(format!("{token} in a folder\n"))),
        _ => Err(How::Link(path.with_file_name("harbour.txt"))),
    }
}

/// Makes a change in one of the ways of editors.
#[expect(clippy::too_many_arguments, reason = "all that a draw depends on")]
fn edit(
    script: &mut Script,
    apart: &mut bool,
    path: PathBuf,
    at: usize,
    boundaries: usize,
    change: Change,
    token: &str,
    random: &mut Rng,
) {
    let mut push = |at: usize, how: How| script.edits.push(Edit { at, path: path.clone(), how });
    match random.u8(..10) {
        0..=3 => push(at, How::InPlace(change)),
        4..=6 => push(at, How::ByRename(change)),
        way => {
            push(at, How::Open);
            let later = random.usize(at..boundaries);
            push(
                later,
                match way {
                    7 => How::WriteHeld(format!("{token} held\n")),
                    8 => How::Save(change),
                    _ => How::SaveByRename(change),
                },
            );
            *apart &= way == 7;
        }
    }
}
