//! Every error of the core has a code, an exit and something to type next.

use std::io;

use flow_core::apply::ApplyError;
use flow_core::board::{BoardError, Domain, Mismatch, OpenError};
use flow_core::fault::{Fault, FaultKind};
use flow_core::flow::FlowError;
use flow_core::id::{IdForm, TaskId};
use flow_core::journal::JournalError;
use flow_core::path::RelPath;
use flow_core::plan::{Holder, PlanError, Spot};
use flow_core::snapshot::SnapshotError;
use flow_core::trust::{Before, Claim, Texts};
use flow_core::within::Astray;
use flow_core::workflow::StageName;

use super::in_words;
use crate::failure::Exit;
use crate::render::Typed;

fn id() -> TaskId {
    let form = IdForm::new(IdForm::DEFAULT, Vec::new()).expect("a form");
    form.read("PERF-7").expect("an id")
}

fn board() -> RelPath {
    RelPath::new("TODO.md").expect("a path")
}

fn spot(stage: &str) -> Spot {
    Spot { stage: StageName::new(stage), board: board(), line: 12 }
}

fn denied() -> io::Error {
    io::ErrorKind::PermissionDenied.into()
}

fn plans() -> Vec<(PlanError, &'static str, Exit)> {
    let (todo, done) = (StageName::new("todo"), StageName::new("done"));
    let mismatch = Mismatch::Other { board: "TODO.md".into(), id: id() };
    let holder = Holder { id: id(), title: "Pool".into(), done: 5, boxes: 6, alone: true };
    let places = vec![spot("todo"), spot("review")];
    let asked = || "perf-7".to_owned();
    let why = Domain::Structure { line: 2 };
    let stage = todo.clone();
    let heading = || "## A".to_owned();
    let no_heading =
        BoardError::NoHeading { board: board(), stage, heading: heading(), empty: heading() };
    let two = BoardError::TwoHeadings { board: board(), stage: todo.clone(), lines: vec![1, 9] };
    vec![
        (PlanError::NoCard { asked: asked(), near: vec![id()] }, "no-card", Exit::Failed),
        (PlanError::NoCard { asked: asked(), near: Vec::new() }, "no-card", Exit::Failed),
        (PlanError::Ambiguous { asked: asked(), ids: vec![id(), id()] }, "ambiguous", Exit::Usage),
        (PlanError::Duplicate { id: id(), places: places.clone() }, "duplicate", Exit::Refused),
        (PlanError::Closed { id: id(), place: spot("todo") }, "closed", Exit::Refused),
        (PlanError::NotThere { id: id(), from: todo.clone(), places }, "not-there", Exit::Lost),
        (
            PlanError::Illegal { from: todo.clone(), to: done, reachable: Vec::new() },
            "illegal",
            Exit::Refused,
        ),
        (
            PlanError::NoStage { id: id(), stage: todo.clone(), way: "next" },
            "no-stage",
            Exit::Refused,
        ),
        (
            PlanError::Full { stage: todo, limit: 1, count: 1, holders: vec![holder] },
            "full",
            Exit::Refused,
        ),
        (PlanError::Conflict { board: board(), line: 3 }, "conflict", Exit::Refused),
        (PlanError::Form { board: board(), line: 3, why }, "form", Exit::Refused),
        (
            PlanError::NoForm {
                id: id(),
                stage: StageName::new("review"),
                board: board(),
                line: 3,
            },
            "no-form",
            Exit::Refused,
        ),
        (PlanError::Unclosed { board: board(), line: 3, what: "fence" }, "unclosed", Exit::Refused),
        (PlanError::Mismatch(mismatch), "mismatch", Exit::Refused),
        (PlanError::NothingToUndo, "nothing-to-undo", Exit::Refused),
        (
            PlanError::Touched { id: id(), board: board(), line: 3, way: None },
            "touched",
            Exit::Refused,
        ),
        (PlanError::Fault(Fault::refused("no")), "refused", Exit::Refused),
        (no_heading.into(), "no-heading", Exit::Failed),
        (two.into(), "two-headings", Exit::Failed),
    ]
}

fn faults() -> Vec<(Fault, &'static str, Exit)> {
    let fault = |kind| Fault::failed("no").kind(kind);
    vec![
        (fault(FaultKind::Refused), "refused", Exit::Refused),
        (fault(FaultKind::Failed), "failed", Exit::Failed),
        (fault(FaultKind::Lost), "lost", Exit::Lost),
        (fault(FaultKind::NeedsPerson), "needs-person", Exit::Person),
        (fault(FaultKind::Interrupted), "interrupted", Exit::Interrupted),
    ]
}

fn snapshots() -> Vec<(SnapshotError, &'static str, Exit)> {
    vec![
        (OpenError::Missing(board()).into(), "no-board", Exit::Failed),
        (OpenError::Astray(Astray::NotRegular(board())).into(), "board", Exit::Failed),
        (OpenError::Astray(Astray::Outside(board())).into(), "board", Exit::Failed),
        (
            OpenError::Astray(Astray::TooLarge { path: board(), bytes: 1 }).into(),
            "board",
            Exit::Failed,
        ),
        (OpenError::NotUtf8 { path: board(), line: 1, column: 1 }.into(), "board", Exit::Failed),
        (
            OpenError::Astray(Astray::Io { path: board(), error: denied() }).into(),
            "board",
            Exit::Failed,
        ),
    ]
}

fn others() -> Vec<(FlowError, &'static str, Exit)> {
    let claim = Claim {
        runs: Vec::new(),
        digest: "sha256:0".into(),
        texts: Texts::default(),
        before: Before::Nothing,
        unusable: None,
        pinned: None,
    };
    let path = || "/repo/.git/flow".into();
    let unfinished = ApplyError::Unfinished { message: "a".into(), hint: "b".into() };
    let left = ApplyError::Left { message: "a".into(), hint: "b".into() };
    let write = ApplyError::Write { path: "TODO.md".into(), error: denied() };
    vec![
        (FlowError::Lost { message: "gone".into() }, "lost", Exit::Lost),
        (FlowError::Untrusted(Box::new(claim)), "untrusted", Exit::Untrusted),
        (FlowError::State { path: path(), error: denied() }, "state", Exit::Failed),
        (JournalError::Io { path: path(), error: denied() }.into(), "journal", Exit::Failed),
        (
            JournalError::Corrupt { path: path(), settled: false }.into(),
            "journal-damaged",
            Exit::Person,
        ),
        (JournalError::Newer { path: path(), version: 9 }.into(), "journal-newer", Exit::Person),
        (ApplyError::Moved("TODO.md".into()).into(), "lost", Exit::Lost),
        (ApplyError::Fault(Fault::failed("no")).into(), "failed", Exit::Failed),
        (
            ApplyError::Journal(JournalError::Corrupt { path: path(), settled: false }).into(),
            "journal-damaged",
            Exit::Person,
        ),
        (write.into(), "write", Exit::Failed),
        (unfinished.into(), "unfinished", Exit::Person),
        (left.into(), "left", Exit::Person),
    ]
}

#[test]
fn every_error_has_a_code_an_exit_and_something_to_do_next() {
    let mut all = others();
    all.extend(plans().into_iter().map(|(error, code, exit)| (error.into(), code, exit)));
    all.extend(faults().into_iter().map(|(error, code, exit)| (error.into(), code, exit)));
    all.extend(snapshots().into_iter().map(|(error, code, exit)| (error.into(), code, exit)));
    for (error, code, exit) in all {
        let shown = format!("{error:?}");
        let failure = in_words(error, &Typed::verb("advance"));
        assert_eq!((failure.code, failure.exit), (code, exit), "{shown}");
        assert!(failure.hint.is_some_and(|hint| !hint.is_empty()), "{shown}");
        assert!(!failure.message.is_empty(), "{shown}");
        let retry = exit == Exit::Lost && code != "not-there";
        assert_eq!(failure.retryable, retry, "{shown}");
    }
}

#[test]
fn a_full_stage_names_who_holds_it_and_what_to_type() {
    let (full, ..) = plans().remove(8);
    let failure = in_words(full.into(), &Typed::verb("advance"));
    let page = crate::render::failure::page(&failure).styled();
    let page = anstream::adapter::strip_str(&page).to_string();
    assert_eq!(
        page,
        "error: todo is full: 1 of 1\n  PERF-7  Pool  5/6 boxes\nhelp: flow advance PERF-7\n"
    );
}

#[test]
fn a_duplicate_gets_one_command_for_each_place() {
    let (duplicate, ..) = plans().remove(3);
    let failure = in_words(duplicate.into(), &Typed::verb("advance"));
    let hint = failure.hint.expect("a hint");
    assert_eq!(hint, "flow advance PERF-7 --from todo\nflow advance PERF-7 --from review");
    assert_eq!(failure.details["places"][1]["line"], 12);
}
