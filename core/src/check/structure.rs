//! `conflict-markers` and `unclosed-fence`: what makes a board read otherwise than it looks.

use super::Problem;
use crate::board::{Board, conflict_marker};
use crate::markdown::Unclosed;
use crate::snapshot::Snapshot;

/// Boards on which a merge left its markers. As for writing, a marker counts wherever it stands: a
/// merge knows no fences.
pub(super) fn conflicts(snapshot: &Snapshot) -> Vec<Problem> {
    let boards = snapshot.boards().iter().filter_map(|board| {
        let line = conflict_marker(&board.text)?;
        let message = format!(
            "{} has conflict markers that were committed or never resolved; until they are gone, no \
             card moves on or off this board",
            board.path
        );
        let fix = format!(
            "at {}:{line}, keep the cards of both sides and delete the lines `<<<<<<<`, `=======` \
             and `>>>>>>>`",
            board.path
        );
        Some(Problem::error("conflict-markers", message, fix).at(&board.path, line))
    });
    boards.collect()
}

/// Fences and comments that nobody closed.
pub(super) fn unclosed(snapshot: &Snapshot) -> Vec<Problem> {
    let boards = snapshot.boards().iter();
    boards
        .flat_map(|board| {
            let open = board.outline.unclosed.iter().filter(|open| !is_quoted(board, open));
            open.map(|open| one(board, open))
        })
        .collect()
}

fn is_quoted(board: &Board, open: &Unclosed) -> bool {
    board.text[board.lines.start_of(open.at)..open.at].contains('>')
}

fn one(board: &Board, open: &Unclosed) -> Problem {
    let line = board.lines.number(open.at);
    let before = board.cards.partition_point(|card| card.range.start <= open.at);
    let card = board.cards[..before].iter().rev().find(|card| card.range.contains(&open.at));
    let what = if open.comment { "comment" } else { "code fence" };
    // CommonMark closes a fence with the item that holds it, but nobody sees that.
    let opaque = &board.outline.opaque;
    let opaque = opaque.get(opaque.partition_point(|range| range.end <= open.at));
    let opaque = opaque.filter(|range| range.contains(&open.at));
    let end = opaque.map_or(board.text.len(), |range| range.end);
    let last = board.text_before(end, open.at).map_or(line, |last| board.lines.number(last.start));
    let reach = match card {
        Some(card) if end <= card.range.end || last <= board.lines.number(card.range.end - 1) => {
            format!("the rest of {}", card.id)
        }
        _ => format!("everything to line {last}"),
    };
    let message = format!("the {what} that opens here is never closed, and hides {reach}");
    let text = &board.text[open.at..];
    let mark = text.trim_start().chars().next().unwrap_or('`');
    let closing = match open.comment {
        true => "-->".to_owned(),
        false => text.trim_start().chars().take_while(|&c| c == mark).collect(),
    };
    let prefix = &board.text[board.lines.start_of(open.at)..open.at];
    let blanks = prefix.chars().count() + text.len() - text.trim_start_matches(' ').len();
    let indent = match blanks {
        0 => String::new(),
        1 => ", behind 1 blank,".to_owned(),
        blanks => format!(", behind {blanks} blanks,"),
    };
    let fix = format!(
        "add a line with {closing}{indent} where the {what} should end, at the latest after {}:{last}",
        board.path
    );
    let problem = Problem::warning("unclosed-fence", message, fix).at(&board.path, line);
    Problem { id: card.map(|card| card.id.clone()), ..problem }
}
