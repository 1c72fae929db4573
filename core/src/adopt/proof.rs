//! Tries a draft: flow's own reading of it, and every live card out and home on a copy in memory.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::extras::says_nothing;
use super::line::Marker;
use super::reading::{Found, Reading, Section};
use super::role::DONE;
use super::travel::{Journey, Texts, World, nowhere, snapshot};
use super::vicinity::{GROUP, Vicinity, is_task_file};
use super::{Draft, Place, Source, place};
use crate::board::{Board, Card, Table};
use crate::config::{self, Known};
use crate::id::TaskId;
use crate::path::RelPath;
use crate::plan::{Move, MoveKind};
use crate::snapshot::Snapshot;
use crate::workflow::{BundledScript, CardKind, Workflow};

/// What came of trying a draft.
#[derive(Debug)]
pub struct Proof {
    /// The workflow, as flow reads it.
    pub workflow: Workflow,
    /// The boards, as flow reads them.
    pub snapshot: Snapshot,
    /// How many cards went out and home to the byte.
    pub home: usize,
    /// How many cards can only leave the boards, for there is no other one. They were not tried.
    pub leaving: usize,
    /// The live cards that could not be moved, with the reason.
    pub refused: Vec<Stuck>,
    /// The cards whose journey changed something. Where there is one, the draft is not sound.
    pub lost: Vec<Stuck>,
    /// Lines that look like tasks, and belong to no stage.
    pub uncovered: Vec<Uncovered>,
}

/// A card that does not go out and home.
#[derive(Debug, Clone, Serialize)]
pub struct Stuck {
    /// Its id.
    pub id: TaskId,
    /// Where it stands.
    pub at: Place,
    /// Why.
    pub why: String,
}

/// A line that looks like a task, and belongs to no stage.
#[derive(Debug, Clone, Serialize)]
pub struct Uncovered {
    /// The line.
    pub at: Place,
    /// What it says.
    pub text: String,
    /// Whether it is ticked.
    pub ticked: bool,
    /// The heading it stands under.
    pub under: Option<String>,
}

/// Reads a draft with flow's own reader and takes every live card out and home.
///
/// # Errors
/// Why flow cannot read it, or the boards by it.
pub fn prove(
    draft: &Draft,
    sources: &[Source],
    scripts: &[BundledScript],
) -> Result<Proof, String> {
    let text = draft.text();
    let known = Known { scripts, native_gates: &[], formats: &[], script_exists: &|_| false };
    let workflow = config::load("workflow.toml", text.as_bytes(), &known)
        .map_err(|error| error.to_string())?;
    let boards = sources.iter().filter(|source| workflow.is_board(&source.path));
    let texts: Texts =
        boards.map(|source| (source.path.clone(), Arc::clone(&source.text))).collect();
    let read = snapshot(&workflow, &texts).map_err(|error| error.to_string())?;
    let mut proof = Proof {
        uncovered: uncovered(&workflow, sources, &read),
        home: 0,
        leaving: 0,
        refused: Vec::new(),
        lost: Vec::new(),
        snapshot: Snapshot::default(),
        workflow,
    };
    journeys(&mut proof, &texts, &read);
    proof.snapshot = read;
    Ok(proof)
}

/// Takes every live card to the stage behind its own that has a board, or before, and home.
fn journeys(proof: &mut Proof, texts: &Texts, read: &Snapshot) {
    let (mut refused, mut lost, mut home, mut leaving) = (Vec::new(), Vec::new(), 0, 0);
    let workflow = &proof.workflow;
    let vicinity = Vicinity::of(workflow, texts, read);
    for board in read.boards() {
        for from in (0..board.cards.len()).step_by(GROUP) {
            let group = from..(from + GROUP).min(board.cards.len());
            let texts = vicinity.around(board, group.clone());
            let near = match snapshot(workflow, &texts) {
                Ok(near) => near,
                Err(error) => {
                    refused.extend(board.cards[group].iter().map(|card| Stuck {
                        id: card.id.clone(),
                        at: Place { file: board.path.to_string(), line: card.line },
                        why: error.to_string(),
                    }));
                    continue;
                }
            };
            let world = World { workflow, texts: &texts, snapshot: &near, site: nowhere() };
            for card in board.cards[group].iter().filter(|card| !card.closed) {
                let at = Place { file: board.path.to_string(), line: card.line };
                let stuck = |why: String| Stuck { id: card.id.clone(), at: at.clone(), why };
                let alone = read.cards_of(&card.id).iter().filter(|(_, c)| !c.closed).count() == 1;
                if !alone {
                    // Which of the two is meant cannot be told.
                    refused.push(stuck("it stands on the boards more than once".to_owned()));
                    continue;
                }
                let next = workflow.next(&card.stage).filter(|stage| stage.board.is_some());
                let Some(to) = next.or_else(|| workflow.previous(&card.stage)) else {
                    leaving += 1;
                    continue;
                };
                let mov = Move {
                    id: card.id.clone(),
                    from: card.stage.clone(),
                    to: to.name.clone(),
                    kind: MoveKind::Advance,
                    why: None,
                    force: false,
                };
                match world.travel(&mov) {
                    Journey::Home => home += 1,
                    Journey::Refused(why) => refused.push(stuck(why)),
                    Journey::Lost(why) => lost.push(stuck(why)),
                }
            }
        }
    }
    (proof.home, proof.leaving) = (home, leaving);
    (proof.refused, proof.lost) = (refused, lost);
}

/// The lines of the boards that look like tasks and stand in no card.
fn uncovered(workflow: &Workflow, sources: &[Source], read: &Snapshot) -> Vec<Uncovered> {
    let mut found = Vec::new();
    let sources: HashMap<&RelPath, &Source> =
        sources.iter().map(|source| (&source.path, source)).collect();
    for board in read.boards() {
        // A file that is a task as a whole has no line that is another, nor has one that is no Markdown.
        let lines = board.format.is_markdown() && !is_task_file(workflow, &board.path);
        let Some(source) = sources.get(&board.path).filter(|_| lines) else { continue };
        let reading = Reading::of(source);
        for head in reading.heads.iter().filter(|found| !found.inside) {
            let at = head.at;
            // The heading of a stage may have a mark as a card that is done has.
            let mut headings = board.zones.iter().filter_map(|zone| zone.heading.as_ref());
            if headings.any(|heading| heading.contains(&at)) {
                continue;
            }
            let next = board.cards.partition_point(|card| card.range.end <= at);
            let is_card = board.cards.get(next).is_some_and(|card| card.range.contains(&at));
            let is_like_one = || {
                is_row(board, workflow, head)
                    || is_named(workflow, head)
                    || is_stray_row(board, &reading, head)
                    || is_item(board, workflow, head)
                    || is_other_item(board, workflow, head)
                    || is_lane_item(board, workflow, &reading, head)
                    || has_own_box(&head.head.title)
            };
            if is_card || !head.head.strong && !is_like_one() {
                continue;
            }
            found.push(Uncovered {
                at: place(&reading, at),
                text: source.text[at..reading.lines.end_of(at)].trim().to_owned(),
                ticked: head.head.ticked == Some(true),
                under: reading.section_at(at).map(|section| section.line_text.clone()),
            });
        }
    }
    found
}

/// Whether a heading begins with an id, of a prefix that is declared.
fn is_named(workflow: &Workflow, found: &Found) -> bool {
    let is_heading = matches!(found.head.marker, Marker::Heading(_));
    let prefix = found.head.id.as_ref().map(|id| &id.prefix).filter(|prefix| !prefix.is_empty());
    is_heading && prefix.is_some_and(|prefix| workflow.ids.prefixes().contains(prefix))
}

/// Whether a line is a row of a table in which a stage keeps its cards.
fn is_row(board: &Board, workflow: &Workflow, found: &Found) -> bool {
    let table = board.table_at(found.at).filter(|_| found.head.marker == Marker::Row);
    let Some(table) = table else { return false };
    let first = board.cards.partition_point(|card| card.range.start < table.rows.start);
    let has_cards =
        board.cards.get(first).is_some_and(|card| table.rows.contains(&card.range.start));
    board.zones.iter().filter(|zone| zone.range.contains(&found.at)).any(|zone| {
        let mut forms = workflow.stage(&zone.stage).card.iter();
        let own = || board.table_in(&zone.range).is_some_and(|own| own.rows == table.rows);
        forms.any(|form| form.kind == CardKind::Row) && (has_cards || own())
    })
}

/// Whether a line is a row of a table of tasks in the section of a stage, or one beside those in which
/// cards stand that is like them.
fn is_stray_row(board: &Board, reading: &Reading<'_>, found: &Found) -> bool {
    let own = |zone: &crate::board::Zone| zone.heading.is_some() && zone.range.contains(&found.at);
    let mut tables = reading.tables.iter().filter(|table| table.rows.contains(&found.at));
    let Some(table) = tables.next().filter(|_| found.head.marker == Marker::Row) else {
        return false;
    };
    board.zones.iter().any(own) && reading.has_tasks(table) || is_like_cards(board, reading, table)
}

/// Whether the column of titles in a table is called as in another, in which cards stand.
fn is_like_cards(board: &Board, reading: &Reading<'_>, table: &Table) -> bool {
    let title = |table: &Table| {
        let columns = reading.columns(table)?;
        table.columns.get(columns.title()).map(|name| name.to_lowercase())
    };
    let has_cards = |table: &&Table| {
        let first = board.cards.partition_point(|card| card.range.start < table.rows.start);
        board.cards.get(first).is_some_and(|card| table.rows.contains(&card.range.start))
    };
    let own = title(table);
    let mut others = reading.tables.iter().filter(has_cards);
    own.is_some() && others.any(|other| title(other) == own)
}

/// Whether a line is a numbered item beside cards that are bullets with nothing that sets them off, or the
/// other way about.
fn is_other_item(board: &Board, workflow: &Workflow, found: &Found) -> bool {
    let other = match found.head.marker {
        Marker::Number => "- {title}",
        Marker::Bullet => "1. {title}",
        _ => return false,
    };
    let stages = workflow.stages.iter().filter(|stage| stage.stands_on(&board.path));
    let mut forms = stages.flat_map(|stage| &stage.card).peekable();
    forms.peek().is_some() && !found.aside && forms.all(|form| form.line.source() == other)
}

/// Whether a line is an item in the section of a stage whose cards are items.
fn is_item(board: &Board, workflow: &Workflow, found: &Found) -> bool {
    let mut zones = board.zones.iter().filter(|zone| zone.range.contains(&found.at));
    let of_items = zones.any(|zone| {
        let mut forms = workflow.stage(&zone.stage).card.iter();
        zone.heading.is_some() && forms.any(|form| form.kind.is_item())
    });
    of_items && found.head.marker.is_item() && !says_nothing(&found.head.title)
}

/// Whether a line is an item below a heading that says a stage, where the cards of the board are rows, and none of
/// them stands there.
fn is_lane_item(board: &Board, workflow: &Workflow, reading: &Reading<'_>, found: &Found) -> bool {
    let stages = workflow.stages.iter().filter(|stage| stage.stands_on(&board.path));
    let mut forms = stages.flat_map(|stage| &stage.card);
    let is_lane = |section: &Section| {
        let rank = section.role.as_ref().map(|role| role.rank);
        let first = board.cards.partition_point(|card| card.range.start < section.range.start);
        let holds = |card: &Card| section.range.contains(&card.range.start);
        rank.is_some_and(|rank| rank < DONE) && !board.cards.get(first).is_some_and(holds)
    };
    let is_item = found.head.marker.is_item() && !found.aside;
    is_item
        && !says_nothing(&found.head.title)
        && forms.all(|form| form.kind == CardKind::Row)
        && reading.section_at(found.at).is_some_and(is_lane)
}

/// Whether a line begins with a box that is neither open nor ticked: `[-]`, `[~]`, `[D]`, `[x ]`. A number is that
/// of a reference.
fn has_own_box(title: &str) -> bool {
    let inner = title.strip_prefix('[');
    let inner = inner.and_then(|rest| rest.split_once("] ").or_else(|| rest.split_once("]* ")));
    inner.is_some_and(|(mark, _)| {
        let letters = mark.chars().filter(|c| c.is_alphabetic()).count();
        mark.trim().chars().count() <= 2 && letters <= 1 && !mark.contains(char::is_numeric)
    })
}
