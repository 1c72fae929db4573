//! Why there is no plan, in words.

use std::borrow::Cow;
use std::collections::BTreeSet;

use flow_core::board::Domain;
use flow_core::id::TaskId;
use flow_core::plan::{MoveKind, PlanError, Spot};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::render::page::{BOLD, DIM, Line, PLAIN, Page};
use crate::render::table;
use crate::render::typed::Typed;

/// How many of those that could be meant are shown.
const SHOWN: usize = 20;

/// An error of planning in words.
pub(super) fn plan(error: PlanError, typed: &Typed) -> Failure {
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
            let mut commands: Vec<_> =
                ids.iter().take(SHOWN).map(|id| typed.instead(&asked, id)).collect();
            if ids.len() > SHOWN {
                commands.push(format!("… and {} more: type more of its words", ids.len() - SHOWN));
            }
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
            let cells = || {
                holders.iter().map(|h| -> [Cow<'_, str>; 3] {
                    let boxes = format!("{}/{} boxes", h.done, h.boxes);
                    [h.id.as_str().into(), h.title.trim().into(), boxes.into()]
                })
            };
            let widths = table::widths(cells(), &[(1, 20)], 80);
            let mut page = Page::default();
            for row in cells() {
                page.push(table::row("  ", &row, &widths, [BOLD, PLAIN, DIM]));
            }
            let holders_data: Vec<Value> = holders
                .iter()
                .map(|h| {
                    let boxes = json!({ "done": h.done, "total": h.boxes });
                    json!({ "id": h.id, "title": h.title.trim(), "boxes": boxes })
                })
                .collect();
            let hint = holders.first().map(|h| match h.alone {
                true => format!("flow advance {}", h.id),
                false => format!("flow advance {} --from {stage}", h.id),
            });
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
            let hint = match &why {
                Domain::Structure { .. } | Domain::Marker { .. } => {
                    "indent the line with blanks, as its neighbours are"
                }
                Domain::Title => "shorten the title to one line, without marks of the other form",
                Domain::Mark => "begin it with another word",
                Domain::Lined => "give it an id: flow id TASK; or write its title on one line",
                Domain::Undefined { .. } => "define the label, or take it off the id",
                Domain::Lines => "move those lines to where the card may keep them, such as a file",
                Domain::Column { .. } | Domain::Behind { .. } => {
                    "add the column to the table, or take the field off the card"
                }
                Domain::Twice { .. } => "keep one of the two",
                Domain::More { .. } => "say no more than that, or leave it",
                Domain::Value { .. } => "write it in other words, or take it off the card",
                Domain::NoTable => {
                    "write the table on the board: a line of names, a line of dashes"
                }
                Domain::Sections { .. } => {
                    "say it in a field: flow set ID FIELD=VALUE; or give the stage a form with lines"
                }
                Domain::File => "keep the task on a board: name one in workflow.toml",
                Domain::Heading { .. } => {
                    "write it a level deeper, or give the stage cards that are items"
                }
                Domain::Handle { .. } => "give it an id: flow id TASK",
                Domain::Nested { .. } => "write it into the text below, or as a list of words",
                Domain::Reads => "write the lines that look like fields or boxes in other words",
            };
            let failure = Failure::new("form", Exit::Refused, why.to_string()).hint(hint);
            if line == 0 { failure } else { failure.at(&board, line) }
        }
        PlanError::NoForm { id, stage, board, line } => {
            let message = match id.is_handle() {
                true => format!("this card has no id, and every form of {stage} has one"),
                false => format!("no form of {stage} has a place for the id {id}"),
            };
            let form = if id.is_handle() { "without `{id}`" } else { "with `{id}`" };
            Failure::new("no-form", Exit::Refused, message)
                .at(&board, line)
                .hint(format!("add a form {form} to `card` of the stage {stage} in workflow.toml"))
        }
        PlanError::Unclosed { board, line, what } => {
            let message =
                format!("this {what} is never closed and would swallow the cards after it");
            Failure::new("unclosed", Exit::Refused, message)
                .at(&board, line)
                .hint(format!("close the {what} within the card"))
        }
        PlanError::Board(error) => super::board(error),
        PlanError::Mismatch(_) => {
            refused("mismatch").hint("see what is wrong on the boards: flow check")
        }
        PlanError::NothingToUndo => refused("nothing-to-undo").hint("see what was done: flow log"),
        PlanError::Touched { id, way, .. } => refused("touched").hint(match way {
            Some((MoveKind::Back, to)) => {
                format!("move it back with what was added: flow back {id} --to {to} --why TEXT")
            }
            Some((_, to)) => {
                format!("move it on with what was added: flow advance {id} --to {to}")
            }
            None => format!("see what was done to it, and edit it by hand: flow log {id}"),
        }),
        PlanError::NoMove { asked } => Failure::new("no-move", Exit::Usage, message)
            .details(json!({ "asked": asked }))
            .hint("see which there are: flow log"),
        PlanError::NeverMade { seq } => refused("nothing-to-undo")
            .details(json!({ "seq": seq }))
            .hint("see what was done: flow log"),
        PlanError::TakenBack { seq, by, next } => {
            refused("taken-back").details(json!({ "seq": seq, "by": by })).hint(match next == by {
                true => format!("to make it again, take that one back: flow undo {by}"),
                false => {
                    format!("to make it again, take back first what came since: flow undo {next}")
                }
            })
        }
        PlanError::MovedOn { id, seq, by } => refused("moved-on")
            .details(json!({ "id": id, "seq": seq, "by": by }))
            .hint(format!("take what came since back first: flow undo {by}")),
        PlanError::Elsewhere { id, seq, places } => refused("elsewhere")
            .page(spots(&places))
            .details(json!({ "id": id, "seq": seq, "places": spots_data(&places) }))
            .hint(match places.is_empty() {
                true => format!("see what became of it: flow log {id}"),
                false => format!("see where it can go from there: flow show {id}"),
            }),
        PlanError::Gated { id, seq, to } => refused("gated")
            .details(json!({ "id": id, "seq": seq, "to": to }))
            .hint(format!("move it on, so that they are asked: flow advance {id} --to {to}")),
        PlanError::Fault(error) => super::fault(error),
    }
}

/// What to type where several places could be meant.
fn which(places: &[Spot], id: &TaskId, typed: &Typed) -> String {
    let stages: Vec<&str> = places.iter().map(|spot| spot.stage.as_str()).collect();
    let told: BTreeSet<&&str> = stages.iter().collect();
    if told.len() < places.len() {
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
