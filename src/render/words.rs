//! Errors of the core in words: what is wrong, a stable code, how flow ends, and what to type next.

use flow_core::apply::ApplyError;
use flow_core::board::{BoardError, OpenError};
use flow_core::config::ConfigError;
use flow_core::fault::{Fault, FaultKind};
use flow_core::flow::FlowError;
use flow_core::id::TaskId;
use flow_core::journal::JournalError;
use flow_core::plan::{PlanError, Spot};
use flow_core::snapshot::SnapshotError;
use serde_json::{Value, json};

use super::page::{Line, Page};
use super::typed::Typed;
use super::{bill, gates};
use crate::failure::{At, Exit, Failure};

/// An error in words; `typed` is the command that was given, for what to type next.
pub fn in_words(error: FlowError, typed: &Typed) -> Failure {
    match error {
        FlowError::Snapshot(error) => snapshot(error),
        FlowError::Plan(error) => plan(error, typed),
        FlowError::Refused(judgement) => gates::refused(&judgement, typed),
        FlowError::Lost { message } => {
            Failure::new("lost", Exit::Lost, message).hint("look where it is now: flow status")
        }
        FlowError::Untrusted(bill) => {
            let message = "this repository brings what would be executed, and you have not yet \
                           said that you trust it";
            Failure::new("untrusted", Exit::Untrusted, message)
                .page(bill::listed(&bill.runs))
                .details(json!({ "runs": bill.runs, "digest": bill.digest }))
                .hint("look at what would run, and agree to it: flow trust")
        }
        FlowError::Apply(error) => apply(error),
        FlowError::Journal(error) => journal(&error),
        FlowError::State { .. } => Failure::new("state", Exit::Failed, error.to_string())
            .hint("let your user write there, and try again"),
        FlowError::Fault(error) => fault(error),
    }
}

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        in_words(error, &Typed::verb("advance"))
    }
}

impl From<Fault> for Failure {
    fn from(error: Fault) -> Self {
        fault(error)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let ConfigError { file, line, column, source_line, width, message, hint } = error;
        let at = At { file, line, column, width, text: Some(source_line) };
        let mut failure = Self::new("workflow", Exit::Failed, message);
        failure.at = Some(Box::new(at));
        failure.hint = hint;
        failure
    }
}

fn fault(error: Fault) -> Failure {
    let (code, exit, next) = match error.kind {
        FaultKind::Refused => ("refused", Exit::Refused, "see what is wrong: flow check"),
        FaultKind::Failed => ("failed", Exit::Failed, "see what is wrong: flow check"),
        FaultKind::Lost => ("lost", Exit::Lost, "look where things are now: flow status"),
        FaultKind::NeedsPerson => ("needs-person", Exit::Person, "see what is left: flow check"),
        FaultKind::Interrupted => return interrupted(),
    };
    Failure::new(code, exit, error.message).hint(error.hint.unwrap_or_else(|| next.to_owned()))
}

/// The user has asked to stop.
pub fn interrupted() -> Failure {
    Failure::new("interrupted", Exit::Interrupted, "interrupted; nothing was changed")
        .hint("give the same command again")
}

fn journal(error: &JournalError) -> Failure {
    let (code, exit, hint) = match error {
        JournalError::Io { .. } => {
            ("journal", Exit::Failed, "let your user read and write there, and try again")
        }
        JournalError::Corrupt { .. } => (
            "journal-damaged",
            Exit::Person,
            "restore the file from a backup, or move it away once the boards are as they should be: flow check",
        ),
        JournalError::Newer { .. } => {
            ("journal-newer", Exit::Failed, "use the newer flow that wrote it")
        }
    };
    Failure::new(code, exit, error.to_string()).hint(hint)
}

fn apply(error: ApplyError) -> Failure {
    match error {
        ApplyError::Fault(error) => fault(error),
        ApplyError::Journal(error) => journal(&error),
        ApplyError::Moved(_) => {
            let message = format!("{error}; everything was taken back");
            Failure::new("lost", Exit::Lost, message).hint("give the same command again")
        }
        ApplyError::Write { .. } => {
            let message = format!("{error}; everything was taken back");
            Failure::new("write", Exit::Failed, message)
                .hint("see that the folder can be written and the disk has room, and try again")
        }
        ApplyError::Unfinished { message, hint } => {
            let message = format!("the move is committed, and one thing is left: {message}");
            Failure::new("unfinished", Exit::Person, message)
                .details(json!({ "committed": true }))
                .hint(hint)
        }
    }
}

fn snapshot(error: SnapshotError) -> Failure {
    let message = error.to_string();
    match error {
        SnapshotError::Open(OpenError::Missing(path)) => {
            Failure::new("no-board", Exit::Failed, message)
                .details(json!({ "board": path }))
                .hint(format!("make the file, or mend its name in workflow.toml: {path}"))
        }
        SnapshotError::Open(OpenError::NotUtf8 { path, line, .. }) => {
            Failure::new("board", Exit::Failed, message)
                .at(&path, line)
                .hint(format!("save {path} as UTF-8"))
        }
        SnapshotError::Open(error) => {
            let hint = match error {
                OpenError::TooLarge { path, .. } => {
                    format!("move what is closed out of {path}")
                }
                OpenError::Io { path, .. } => format!("let your user read {path}"),
                _ => "a board is a file within the repository; mend workflow.toml".to_owned(),
            };
            Failure::new("board", Exit::Failed, message).hint(hint)
        }
        SnapshotError::Board(BoardError::NoHeading { board, heading, .. }) => {
            Failure::new("no-heading", Exit::Failed, message)
                .details(json!({ "board": board, "heading": heading }))
                .hint(format!("write `{heading}` into {board}, or mend `under` in workflow.toml"))
        }
        SnapshotError::Board(BoardError::TwoHeadings { board, lines, .. }) => {
            Failure::new("two-headings", Exit::Failed, message)
                .details(json!({ "board": board, "lines": lines }))
                .at(&board, lines.last().copied().unwrap_or(1))
                .hint(format!("keep one of them in {board}"))
        }
    }
}

fn plan(error: PlanError, typed: &Typed) -> Failure {
    let message = error.to_string();
    let refused = |code| Failure::new(code, Exit::Refused, message.clone());
    match error {
        PlanError::NoCard { asked, near } => {
            let hint = match near.first() {
                Some(near) => format!("is {near} meant? flow show {near}"),
                None => "see which there are: flow list".to_owned(),
            };
            Failure::new("no-card", Exit::Failed, message)
                .details(json!({ "asked": asked, "near": near }))
                .hint(hint)
        }
        PlanError::Ambiguous { asked, ids } => {
            let commands: Vec<_> = ids.iter().map(|id| typed.with(id)).collect();
            Failure::new("ambiguous", Exit::Usage, message)
                .details(json!({ "asked": asked, "ids": ids }))
                .hint(commands.join("\n"))
        }
        PlanError::Duplicate { id, places } => {
            let hint = which(&places, &id, typed);
            refused("duplicate")
                .page(spots(&places))
                .details(json!({ "id": id, "places": spots_data(&places) }))
                .hint(hint)
        }
        PlanError::Closed { id, place } => refused("closed")
            .at(&place.board, place.line)
            .details(json!({ "id": id, "places": spots_data(&[place]) }))
            .hint(format!("open it again on the board, or leave it: flow show {id}")),
        PlanError::NotThere { id, from, places } => {
            let hint = which(&places, &id, typed);
            let mut failure = Failure::new("not-there", Exit::Lost, message)
                .page(spots(&places))
                .details(json!({ "id": id, "from": from, "places": spots_data(&places) }))
                .hint(hint);
            // Whether it was ever there cannot be told; the same command will not find it there.
            failure.retryable = false;
            failure
        }
        PlanError::Illegal { from, to, reachable } => {
            let names: Vec<_> = reachable.iter().map(|stage| stage.as_str()).collect();
            let hint = match names.as_slice() {
                [] => "allow a move in workflow.toml".to_owned(),
                names => {
                    format!("from {from} it can go to {}: --to {}", names.join(", "), names[0])
                }
            };
            refused("illegal")
                .details(json!({ "from": from, "to": to, "reachable": reachable }))
                .hint(hint)
        }
        PlanError::NoStage { id, stage, way } => refused("no-stage")
            .details(json!({ "id": id, "stage": stage, "way": way }))
            .hint(format!("see where it can go: flow show {id}")),
        PlanError::Full { stage, limit, count, holders } => {
            let width = holders.iter().map(|h| h.id.as_str().chars().count()).max().unwrap_or(0);
            let mut page = Page::default();
            for holder in &holders {
                let boxes = format!("{}/{} boxes", holder.done, holder.boxes);
                let line = Line::blanks(2).bold(format!("{:width$}", holder.id.as_str()));
                page.push(line.plain(format!("  {}  ", holder.title.trim())).dim(boxes));
            }
            let holders_data: Vec<Value> = holders
                .iter()
                .map(|h| {
                    let boxes = json!({ "done": h.done, "total": h.boxes });
                    json!({ "id": h.id, "title": h.title.trim(), "boxes": boxes })
                })
                .collect();
            let hint = holders.first().map(|h| format!("flow advance {}", h.id));
            refused("full")
                .page(page)
                .details(json!({
                    "stage": stage, "limit": limit, "count": count, "holders": holders_data,
                }))
                .hint(hint.unwrap_or_else(|| "raise `limit` in workflow.toml".to_owned()))
        }
        PlanError::Conflict { board, line } => {
            Failure::new("conflict", Exit::Refused, "a merge left a conflict marker on the board")
                .at(&board, line)
                .hint(format!("keep what is right of both sides in {board}, delete the markers"))
        }
        PlanError::Form { board, line, why } => {
            Failure::new("form", Exit::Refused, why.to_string())
                .at(&board, line)
                .hint("indent the line with blanks, as its neighbours are")
        }
        PlanError::Unclosed { board, line, what } => {
            let message =
                format!("this {what} is never closed and would swallow the cards after it");
            Failure::new("unclosed", Exit::Refused, message)
                .at(&board, line)
                .hint(format!("close the {what} within the card"))
        }
        PlanError::Mismatch(_) => {
            refused("mismatch").hint("see what is wrong on the boards: flow check")
        }
        PlanError::NothingToUndo => refused("nothing-to-undo").hint("see what was done: flow log"),
        PlanError::Touched { .. } => refused("touched")
            .hint("take it back by hand, or move the task back: flow back ID --why TEXT"),
        PlanError::Fault(error) => fault(error),
    }
}

/// What to type where several places could be meant.
fn which(places: &[Spot], id: &TaskId, typed: &Typed) -> String {
    let mut stages: Vec<&str> = places.iter().map(|spot| spot.stage.as_str()).collect();
    stages.dedup();
    if stages.len() < places.len() {
        return "take all but one of them off the board, and see: flow check".to_owned();
    }
    let commands: Vec<_> = stages.iter().map(|stage| typed.leaving(id, stage)).collect();
    commands.join("\n")
}

fn spots(places: &[Spot]) -> Page {
    let mut page = Page::default();
    for spot in places {
        let place = format!("{}:{}", spot.board, spot.line);
        page.push(Line::blanks(2).link(place).plain(format!("  {}", spot.stage)));
    }
    page
}

fn spots_data(places: &[Spot]) -> Vec<Value> {
    let data = |s: &Spot| json!({ "stage": s.stage, "board": s.board, "line": s.line });
    places.iter().map(data).collect()
}
