//! The board parser: any text, any workflow.

use std::ops::Range;
use std::sync::Arc;

use flow_core::board::{
    Board, Card, conflict_marker, counter_edits, counters, cut, insert, registry_rows, same_but_one,
};
use flow_core::edit::{EditedText, apply, inverse};
use flow_core::format::{Format, TaskFile};
use flow_core::markdown::BlockKind;
use flow_core::path::RelPath;
use flow_core::workflow::{CardKind, Stage, Workflow};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::shape::Shape;
use crate::workflows::parts;
use crate::{Law, law};

/// Reads each text as each board of the workflow.
pub fn run(input: &[u8]) -> Law {
    let Some((workflow, texts)) = parts(input) else { return Ok(0) };
    let mut shape = Shape::default();
    let mut boards: Vec<RelPath> =
        workflow.stages.iter().filter_map(|s| s.board.as_ref()?.sample()).collect();
    boards.dedup();
    for (index, path) in boards.into_iter().enumerate() {
        let Some(text) = texts.get(index % texts.len().max(1)) else { continue };
        let text: Arc<str> = Arc::from(*text);
        match Board::parse(path.clone(), text.clone(), &workflow) {
            Ok(board) => laws(&board, &workflow, &mut shape)?,
            Err(error) => shape.error(&error.to_string()),
        }
    }
    Ok(shape.signature())
}

fn laws(board: &Board, workflow: &Workflow, shape: &mut Shape) -> Result<(), String> {
    let again = Board::parse(board.path.clone(), board.text.clone(), workflow);
    let again = again.map_err(|error| format!("the second time: {error}"))?;
    law!(told(&again) == told(board), "the second time differs");
    lines(board)?;
    if board.format.is_markdown() {
        blocks(board)?;
    }
    cards(board)?;
    let line = conflict_marker(&board.text);
    law!(line.is_none_or(|line| line <= board.text.lines().count()), "a conflict past the end");
    if let Some(registry) = &workflow.registry {
        shape.count(registry_rows(board, registry).len());
    }
    let stages = workflow.stages.iter().filter(|stage| stage.stands_on(&board.path));
    for stage in stages {
        stage_laws(board, stage, workflow, shape)?;
    }
    let kind = |wanted: fn(BlockKind) -> bool| {
        board.outline.blocks.iter().filter(|block| wanted(block.kind)).count().min(4)
    };
    shape.count(kind(|kind| matches!(kind, BlockKind::Heading(_))));
    shape.count(kind(|kind| kind == BlockKind::Item));
    shape.count(kind(|kind| kind == BlockKind::Rule));
    shape.count(board.cards.len().min(8));
    shape.see(board.strangers.is_empty());
    shape.count(board.outline.opaque.len().min(4));
    shape.count(board.outline.unclosed.len());
    shape.see(board.outline.start > 3);
    Ok(())
}

/// What is known of a board's cards.
fn told(board: &Board) -> Vec<String> {
    let tell = |card: &Card| {
        let Card { id, stage, range, title, width, closed, .. } = card;
        format!("{id} {stage} {range:?} {title:?} {width} {closed}")
    };
    board.cards.iter().map(tell).collect()
}

/// The lines are what a plain search for newlines says.
fn lines(board: &Board) -> Result<(), String> {
    let mut at = 0;
    for (index, line) in board.text.split_inclusive('\n').enumerate() {
        for byte in [at, at + line.len() - 1] {
            law!(board.lines.number(byte) == index + 1, "byte {byte} is on another line");
            law!(board.lines.start_of(byte) == at, "the line of byte {byte} begins elsewhere");
            law!(board.lines.end_of(byte) == at + line.len(), "the line of {byte} ends elsewhere");
        }
        at += line.len();
    }
    Ok(())
}

/// Whether a range is one of whole lines.
fn whole(board: &Board, range: &Range<usize>) -> bool {
    let text = board.text.as_bytes();
    let begins =
        range.start == board.outline.start || text.get(range.start.wrapping_sub(1)) == Some(&b'\n');
    let ends = range.end == text.len() || range.end > 0 && text.get(range.end - 1) == Some(&b'\n');
    range.start <= range.end && range.end <= text.len() && begins && ends
}

/// The blocks are those that CommonMark sees, but for what boards read in their own way: a `---` under a
/// paragraph separates where it is not longer than that, a shorter one is text, and nothing begins behind a lone carriage return.
fn blocks(board: &Board) -> Result<(), String> {
    let (text, start) = (&board.text, board.outline.start);
    let mut stack: Vec<TagEnd> = Vec::new();
    let mut expected: Vec<(BlockKind, usize)> = Vec::new();
    for (event, range) in Parser::new_ext(&text[start..], Options::empty()).into_offset_iter() {
        let (at, end) = (range.start + start, range.end + start);
        let line = board.lines.start_of(at).max(start);
        let first = text[line..at].trim().is_empty();
        let top = stack.is_empty();
        match &event {
            Event::Start(Tag::Heading { level, .. }) if top => {
                let own = text[at..end].trim_start().starts_with('#');
                let last = text[at..end].trim_end().rsplit('\n').next().unwrap_or_default();
                let level = *level as u8;
                let above = text[at..end].trim_end().strip_suffix(last).unwrap_or_default();
                let is_line = above.trim_ascii_end().lines().count() == 1
                    && !above.trim_ascii_end().contains('\r');
                if own || level == 1 || last.trim().len() > 3 && is_line {
                    expected.extend(first.then_some((BlockKind::Heading(level), line)));
                } else if last.trim().len() > 2 && last.trim().bytes().all(|b| b == b'-') {
                    let at = at + text[at..end].trim_end().len() - 1;
                    expected.push((BlockKind::Rule, board.lines.start_of(at)));
                }
            }
            Event::Start(Tag::Item) if stack.len() == 1 => {
                expected.extend(first.then_some((BlockKind::Item, line)));
            }
            Event::Rule if top => expected.extend(first.then_some((BlockKind::Rule, line))),
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::BlockQuote(_)) => {
                let within = text[line..at].contains('\r');
                let hidden = at == end || within || board.outline.is_opaque(at);
                law!(hidden, "byte {at} is in code, HTML or a quote and does not count as such");
            }
            _ => {}
        }
        match event {
            Event::Start(tag) => stack.push(tag.to_end()),
            Event::End(_) => drop(stack.pop()),
            _ => {}
        }
    }
    let seen: Vec<_> = board.outline.blocks.iter().map(|b| (b.kind, b.range.start)).collect();
    law!(seen == expected, "the blocks are {seen:?}, and CommonMark has {expected:?}");
    let ranges = board.outline.blocks.iter().map(|block| &block.range);
    for range in ranges.chain(&board.outline.opaque) {
        law!(whole(board, range), "{range:?} is not of whole lines");
    }
    let apart = board.outline.opaque.windows(2).all(|two| two[0].end <= two[1].start);
    law!(apart, "what is opaque overlaps");
    Ok(())
}

fn cards(board: &Board) -> Result<(), String> {
    let text = &board.text;
    for card in &board.cards {
        let Card { range, title, head_end, id, .. } = card;
        if board.format.name() == TaskFile.name() {
            file(board, card)?;
            continue;
        }
        law!(whole(board, range), "{id}: {range:?} is not of whole lines");
        let inside = range.start < *head_end && *head_end <= range.end;
        // A heading may have several lines, and their underline.
        let under = text[range.start..*head_end].trim_end().rsplit('\n').next().unwrap_or_default();
        let is_under = !under.trim().is_empty() && under.trim().trim_matches(['=', '-']).is_empty();
        let ends = *head_end == board.lines.end_of(range.start)
            || matches!(card.kind, CardKind::Heading(_)) && is_under;
        law!(inside && ends, "{id}: its head ends elsewhere");
        law!(title.start >= range.start && title.end <= *head_end, "{id}: its title is elsewhere");
        law!(text.get(title.clone()).is_some(), "{id}: its title splits a character");
        let told = id.is_handle() || text[range.start..*head_end].contains(id.as_str());
        law!(told, "{id} is not in its own head");
        law!(!board.outline.is_opaque(range.start), "{id} begins in code");
        let last = board.lines.start_of(range.end - 1)..range.end;
        law!(last.start < *head_end || !board.is_blank(&last), "{id} ends in a blank line");
        law!(board.lines.number(range.start) == card.line, "{id}: its line is another");
        let task = board.task(card);
        law!(task.title == board.title(card), "{id}: its task has another title");
        let within = card.line..=board.lines.number(range.end - 1);
        let fields = task.fields.iter().map(|field| field.line);
        let boxes = task.boxes.iter().map(|tick| tick.line);
        let sections = task.sections.iter().map(|section| section.line);
        let notes = task.notes.iter().map(|note| note.line);
        for line in fields.chain(boxes).chain(sections).chain(notes) {
            law!(within.contains(&line), "{id}: line {line} is not in the card");
        }
    }
    for two in board.cards.windows(2) {
        let (one, next) = (&two[0].range, &two[1].range);
        // A card may lie within another, where a stage reads headings of two levels.
        let apart = one.end <= next.start || next.end <= one.end;
        law!(one.start < next.start && apart, "{} and {} cross", two[0].id, two[1].id);
    }
    Ok(())
}

/// A task that is a whole file; what it says stands anywhere in it.
fn file(board: &Board, card: &Card) -> Result<(), String> {
    let (text, id) = (&board.text, &card.id);
    law!(card.range == (0..text.len()) && board.cards.len() == 1, "{id} is not the whole file");
    law!(text.get(card.title.clone()).is_some(), "{id}: its title splits a character");
    law!(board.lines.number(card.title.start) == card.line, "{id}: its line is another");
    let task = board.task(card);
    law!(task.title == board.title(card), "{id}: its task has another title");
    let lines = text.lines().count().max(1);
    let said = task.fields.iter().all(|field| (1..=lines).contains(&field.line));
    law!(said, "{id}: a field stands past the end");
    Ok(())
}

fn stage_laws(
    board: &Board,
    stage: &Stage,
    workflow: &Workflow,
    shape: &mut Shape,
) -> Result<(), String> {
    shape.count(counters(board, stage).len());
    let edits = counter_edits(board, stage, 41);
    let edits: Vec<_> = edits.into_iter().map(|edit| (edit.range, edit.new)).collect();
    let counted = edited(board, &edits)?;
    if let Ok(counted) = Board::parse(board.path.clone(), counted.into(), workflow) {
        law!(counter_edits(&counted, stage, 41).is_empty(), "{}: counters still lie", stage.name);
    }
    for card in board.cards.iter().filter(|card| card.stage == stage.name).take(4) {
        let taken = cut(board, card, stage);
        let (id, range) = (&card.id, &taken.range);
        let covers = range.start <= card.range.start && card.range.end <= range.end;
        law!(covers, "{id}: the cut {range:?} does not take the whole card {:?}", card.range);
        let around = [range.start..card.range.start, card.range.end..range.end];
        for gap in around.iter().flat_map(|gap| board.lines.within(gap.clone())) {
            let nothing = board.is_blank(&gap) || board.rule_at(gap.start).is_some();
            law!(nothing, "{id}: the cut takes {:?} too", board.slice(&gap));
        }
        let text = edited(board, &[(range.clone(), taken.new.clone())])?;
        let Ok(left) = Board::parse(board.path.clone(), text.into(), workflow) else { continue };
        shape.see(same_but_one(board, &left, Some(card), None).is_ok());
        let whole = format!("{}\n", board.slice(&card.range).trim_end_matches(['\n', '\r']));
        let placed = insert(&left, stage, id.prefix(), &whole);
        let text = placed.edit.new.get(placed.offset..);
        let arrives = text.is_some_and(|text| text.starts_with(whole.trim_end()));
        law!(arrives, "{id} is not where it is said to be put");
        let lines = left.lines.within(placed.edit.range.clone());
        law!(lines.count() <= 1, "{id}: putting it in replaces several lines");
        edited(&left, &[(placed.edit.range, placed.edit.new)])?;
    }
    Ok(())
}

/// The text after edits, which splices lead to and back from, to the byte.
fn edited(board: &Board, edits: &[(Range<usize>, String)]) -> Result<String, String> {
    let before = board.text.as_bytes();
    let mut text = EditedText::new(Arc::from(before));
    let mut sorted: Vec<_> = edits.iter().collect();
    sorted.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, new) in sorted {
        law!(board.text.get(range.clone()).is_some(), "an edit of {range:?} splits the text");
        text.replace(range.clone(), new.as_bytes());
    }
    let (splices, after) = (text.splices(), text.after());
    law!(apply(before, &splices).as_deref() == Some(&after[..]), "the splices lead elsewhere");
    let back = apply(&after, &inverse(&splices));
    law!(back.as_deref() == Some(before), "the splices do not lead back");
    String::from_utf8(after).map_err(|error| format!("an edit leaves no text: {error}"))
}
