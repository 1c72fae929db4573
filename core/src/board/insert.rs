//! Puts a card on a board.

use std::ops::Range;

use super::{Board, Card, Edit, Table, is_filler};
use crate::workflow::{CardKind, Heading, Spot, Stage};

/// Where a card goes, and a remark where that is not quite where the workflow says.
#[derive(Debug)]
pub struct Placed {
    /// The edit that puts it there.
    pub edit: Edit,
    /// Where the card's own text begins within the edit's.
    pub offset: usize,
    /// For people.
    pub note: Option<String>,
}

/// The edit that puts a card's text into the zone of its stage, at the spot that the workflow gives
/// for its prefix. The text ends in a line end.
pub fn insert(board: &Board, stage: &Stage, prefix: &str, card: &str) -> Placed {
    let zone = zone_or_all(board, stage);
    let said = stage.insert.get(prefix).or_else(|| stage.insert.get("*"));
    // Where nothing is said of a prefix, and its cards have a part of their own, a new one comes behind them.
    let last = || if said.is_none() { last_of(board, stage, &zone, prefix) } else { None };
    if let Some(form) = stage.card.first()
        && form.kind == CardKind::Row
        && let Some(table) = board.table_of(stage).filter(|table| table.is_within(&zone))
    {
        let own = match said {
            Some(Spot::Under(heading)) => table_under(board, stage, heading),
            _ => last().and_then(|card| board.table_at(card.range.start)),
        };
        // The row is one for the columns of the stage's table.
        let table = own.filter(|own| own.columns == table.columns).unwrap_or(table);
        let top = said == Some(&Spot::Top);
        let at = if top { table.rows.start } else { table.rows.end };
        let (edit, offset) = match said_empty(board, stage, &zone, &table.rows) {
            Some(range) => {
                // A board without a final newline stays without one.
                let ends = board.text[range.clone()].ends_with('\n');
                let card = if ends { card } else { card.trim_end_matches(['\n', '\r']) };
                (Edit { range, new: card.to_owned() }, 0)
            }
            None => after(board, at, "", card),
        };
        return Placed { edit, offset, note: None };
    }
    if let Some(last) = last() {
        let (edit, offset) = after(board, last.range.end, &between(board, stage, &zone), card);
        return Placed { edit, offset, note: None };
    }
    let mut note = None;
    let mut chosen = said.cloned().unwrap_or(Spot::Bottom);
    let mut span = zone.clone();
    if let Spot::Under(heading) = &chosen {
        let whole = whole(board);
        let mut hits = board.find_heading(heading, &whole).into_iter();
        match hits.find(|at| board.is_within(&stage.name, at.start)) {
            Some(at) => {
                let zone = board.zone_around(&stage.name, at.start);
                let end = zone.map_or(whole.end, |zone| zone.range.end);
                span = at.end..board.outline.section_end(heading.level, at.end, end);
                chosen = Spot::Bottom;
            }
            None => {
                note = Some(format!(
                    "{} has no heading `{heading}`; the card goes elsewhere",
                    board.path
                ));
                chosen = match stage.insert.get("*") {
                    Some(Spot::Top) => Spot::Top,
                    _ => Spot::Bottom,
                };
            }
        }
    }
    let (edit, offset) = at_spot(board, stage, &span, chosen == Spot::Top, card);
    Placed { edit, offset, note }
}

/// The first table below a heading in the place of a stage.
fn table_under<'b>(board: &'b Board, stage: &Stage, heading: &Heading) -> Option<&'b Table> {
    let mut hits = board.find_heading(heading, &whole(board)).into_iter();
    let at = hits.find(|at| board.is_within(&stage.name, at.start))?;
    let end = board.outline.section_end(heading.level, at.end, board.outline.end);
    board.table_in(&(at.end..end))
}

/// The last card of a prefix, where each prefix of a stage has a part of its own below a heading that names no day.
fn last_of<'b>(
    board: &'b Board,
    stage: &'b Stage,
    zone: &'b Range<usize>,
    prefix: &str,
) -> Option<&'b Card> {
    let headings: Vec<&Range<usize>> = board.outline.headings().map(|(_, at)| at).collect();
    let mut parts: Vec<(usize, &Card)> = Vec::new();
    for card in board.cards_in(&stage.name, zone) {
        let above = headings.partition_point(|heading| heading.start < card.range.start);
        let same = |one: &Card| one.id.prefix().eq_ignore_ascii_case(card.id.prefix());
        match parts.iter_mut().find(|(part, last)| *part == above || same(last)) {
            Some((part, last)) if *part == above && same(last) => *last = card,
            Some(_) => return None,
            None => parts.push((above, card)),
        }
    }
    let names_day = |part: usize| {
        let heading = part.checked_sub(1).map(|at| board.slice(headings[at]));
        heading.is_none_or(|text| text.contains(|c: char| c.is_ascii_digit()))
    };
    if parts.len() < 2 || prefix.is_empty() || parts.iter().any(|(part, _)| names_day(*part)) {
        return None;
    }
    let own = |(_, card): &(usize, &Card)| card.id.prefix().eq_ignore_ascii_case(prefix);
    parts.into_iter().find(own).map(|(_, card)| card)
}

/// What says that a table is empty in which no card stands: a row that fills it, or a line behind it.
fn said_empty(
    board: &Board,
    stage: &Stage,
    zone: &Range<usize>,
    rows: &Range<usize>,
) -> Option<Range<usize>> {
    if board.cards_in(&stage.name, zone).next().is_some() {
        return None;
    }
    let line = placeholder(board, stage, zone)?;
    if rows.contains(&line.start) {
        return Some(line);
    }
    let between = board.text.get(rows.end..line.start)?;
    between.trim().is_empty().then_some(rows.end..line.end)
}

/// A span up to what is folded away in it (`<details>`), where a card stands before that: a new one behind it would
/// not be seen.
fn unfolded(board: &Board, stage: &Stage, span: &Range<usize>) -> Range<usize> {
    let folded = board.text[span.clone()].find("\n<details").map(|at| span.start..span.start + at);
    let holds = |open: &Range<usize>| board.cards_in(&stage.name, open).next().is_some();
    folded.filter(holds).unwrap_or_else(|| span.clone())
}

/// The edit that puts a text at the top or the bottom of a span of its stage's zone, and where within
/// the edit's own text it begins.
pub(super) fn at_spot(
    board: &Board,
    stage: &Stage,
    span: &Range<usize>,
    top: bool,
    card: &str,
) -> (Edit, usize) {
    let eol = board.line_end();
    let span = &unfolded(board, stage, span);
    if let (true, Some(first)) = (top, board.cards_in(&stage.name, span).next()) {
        return ahead(first, &between(board, stage, span), card);
    }
    if let Some(last) = board.cards_in(&stage.name, span).next_back() {
        return after(board, last.range.end, &between(board, stage, span), card);
    }
    // Another stage's section within this one is not the place.
    let span = &(span.start..board.own_end(&stage.name, span));
    if let Some(line) = placeholder(board, stage, span) {
        return (Edit { range: line, new: card.to_owned() }, 0);
    }
    // Behind the cards of a stage that shares the place: all that stood there is ticked.
    let kind = stage.card.first().map(|form| form.kind);
    let beside = |card: &&Card| {
        Some(card.kind) == kind
            && span.contains(&card.range.start)
            && board.is_shared(&card.stage, &stage.name)
    };
    if let Some(last) = board.cards.iter().rfind(beside) {
        return after(board, last.range.end, &between(board, stage, span), card);
    }
    // No card yet: after the text that stands there, else after the heading.
    let mut at = span.end;
    while let Some(line) = board.text_before(at, span.start) {
        if board.rule_at(line.start).is_none() {
            at = line.end;
            break;
        }
        at = line.start;
    }
    let heading_end = board.text_before(at, 0).map_or(0, |line| line.end);
    let at = if at <= span.start || board.text_before(at, span.start).is_none() {
        heading_end
    } else {
        at
    };
    let lead = if is_start(board, at) { "" } else { eol };
    let (mut edit, offset) = after(board, at, lead, card);
    let next = at..board.lines.end_of(at.min(board.text.len().saturating_sub(1)));
    if at < board.text.len() && !board.is_blank(&next) {
        edit.new.push_str(eol);
    }
    (edit, offset)
}

/// The edit that puts a card's text beside another card of its stage, before or behind it, with what
/// stands between two cards.
pub(crate) fn beside(
    board: &Board,
    stage: &Stage,
    other: &Card,
    behind: bool,
    card: &str,
) -> Placed {
    let gap = gap(board, stage);
    let (edit, offset) =
        if behind { after(board, other.range.end, &gap, card) } else { ahead(other, &gap, card) };
    Placed { edit, offset, note: None }
}

/// The edit that puts lines behind a byte of a board, beginning on a line of their own.
pub fn line_after(board: &Board, at: usize, lines: &str) -> Placed {
    let (edit, offset) = after(board, at, "", lines);
    Placed { edit, offset, note: None }
}

/// Where the cards of a stage stand on a board, up to the first group of it below its heading.
pub(super) fn zone_or_all(board: &Board, stage: &Stage) -> Range<usize> {
    let Some(zone) = board.zone_of(&stage.name) else { return whole(board) };
    let groups = board.zones_of(&stage.name).skip(1).map(|group| group.whole().start);
    let first = groups.filter(|at| zone.range.contains(at)).min();
    zone.range.start..first.unwrap_or(zone.range.end)
}

fn whole(board: &Board) -> Range<usize> {
    board.outline.start..board.outline.end
}

/// Inserts before another card.
fn ahead(next: &Card, gap: &str, card: &str) -> (Edit, usize) {
    let at = next.range.start;
    (Edit { range: at..at, new: format!("{card}{gap}") }, 0)
}

/// Inserts after the line that ends at `at`, which may be the last and lack its line end.
fn after(board: &Board, at: usize, lead: &str, card: &str) -> (Edit, usize) {
    let eol = board.line_end();
    let open = !is_start(board, at) && !board.text[..at].ends_with('\n');
    let mut new = if open { format!("{eol}{lead}") } else { lead.to_owned() };
    let offset = new.len();
    // A board without a final newline stays without one.
    new.push_str(if open { card.trim_end_matches(['\n', '\r']) } else { card });
    (Edit { range: at..at, new }, offset)
}

/// Whether nothing stands before `at`, but for a byte order mark.
fn is_start(board: &Board, at: usize) -> bool {
    board.text[..at].trim_start_matches('\u{feff}').is_empty()
}

/// What stands between two cards of a stage on a board.
pub(crate) fn gap(board: &Board, stage: &Stage) -> String {
    between(board, stage, &whole(board))
}

/// What stands between two cards: what the board shows where that agrees with the workflow.
fn between(board: &Board, stage: &Stage, span: &Range<usize>) -> String {
    let eol = board.line_end();
    let cards = board.cards_in(&stage.name, span);
    let pairs = cards.clone().zip(cards.skip(1));
    // A card may lie within another, where a stage reads headings of two levels: no gap there.
    let gaps: Vec<&str> =
        pairs.filter_map(|(one, two)| board.text.get(one.range.end..two.range.start)).collect();
    let seen = gaps.into_iter().rev().find(|gap| match &stage.separator {
        Some(separator) => gap.trim() == separator.trim(),
        None => gap.lines().all(|line| line.trim().is_empty() || is_rule(line)),
    });
    match (seen, &stage.separator) {
        (Some(gap), _) => gap.to_owned(),
        (None, Some(separator)) => format!("{eol}{separator}{eol}{eol}"),
        // Items follow one another; headings have a blank line before them.
        (None, None) => match stage.card.first().map(|form| form.kind) {
            Some(CardKind::Heading(_)) | None => eol.to_owned(),
            Some(_) => String::new(),
        },
    }
}

/// Whether a line is a rule, by itself.
pub(crate) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3
        && ["-", "*", "_"].iter().any(|mark| line.split(mark).all(|part| part.trim().is_empty()))
}

/// The line that says that the stage is empty: the declared one, or one that reads like one. A line
/// in a fence or within a comment says nothing; a comment of one line may be the placeholder.
pub(super) fn placeholder(
    board: &Board,
    stage: &Stage,
    span: &Range<usize>,
) -> Option<Range<usize>> {
    let text = |line: &Range<usize>| board.text[line.clone()].trim().to_owned();
    let outline = &board.outline;
    let hidden = |line: &Range<usize>| {
        outline.is_opaque(line.start) && !outline.opaque.iter().any(|range| range == line)
    };
    let lines = || board.lines.within(span.clone()).filter(|line| !hidden(line));
    let declared = stage.placeholder.as_ref();
    let has_rows = stage.card.first().is_some_and(|form| form.kind == CardKind::Row);
    let fills = |line: &Range<usize>| {
        has_rows && board.table_at(line.start).is_some() && is_filler(&board.text[line.clone()])
    };
    let is_declared =
        |line: &Range<usize>| declared.is_some_and(|declared| text(line) == declared.trim());
    let found = lines().find(is_declared);
    found.or_else(|| lines().find(|line| says_empty(&text(line)) || fills(line)))
}

/// Whether a line reads as `*No tasks in progress.*` or `<!-- Nothing here -->`. It is going to be
/// replaced, so a rule (`*No more than six tasks.*`) must never be taken for it.
pub(crate) fn says_empty(line: &str) -> bool {
    let wrapped =
        line.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).or_else(|| {
            let rest = line.strip_prefix(['*', '_', '('])?;
            rest.strip_suffix(['*', '_', ')'])
        });
    let words = wrapped.unwrap_or_default().to_lowercase();
    if says_none(&words) {
        return true;
    }
    // What there is instead may be told behind a dash.
    let words = words.split_once(['—', '–']).map_or(&*words, |(before, _)| match before.trim() {
        "none" => "none",
        _ => &words,
    });
    let words: Vec<&str> =
        words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // What may stand beside it says which, where and when, and nothing else.
    let is_place = |words: &[&str]| {
        words.iter().enumerate().all(|(at, word)| {
            let names_stage = at > 0 && words[at - 1] == "in" && at + 1 == words.len();
            names_stage || PLACES.split_whitespace().any(|place| place == *word)
        })
    };
    match &words[..] {
        ["none" | "empty" | "nothing", rest @ ..] => is_place(rest),
        ["no", rest @ ..] => {
            let at = rest.iter().take(2).position(|word| THINGS.contains(word));
            at.is_some_and(|at| is_place(&rest[..at]) && is_place(&rest[at + 1..]))
        }
        _ => false,
    }
}

/// What there may be none of.
const THINGS: [&str; 8] = ["task", "tasks", "card", "cards", "item", "items", "issues", "work"];

/// The words in which a line tells which, where and when there is nothing.
const PLACES: &str = "
    active added all as at available awaiting been blocked completed current currently done far
    finished for here in is list moment new now of open other pending planned present progress
    queued ready review right scheduled section so stage the this to today waiting yet";

/// Whether a short text in Chinese, Japanese or Korean says that there is nothing: `当前无任务`. What is not needed, or
/// cannot be, begins alike.
fn says_none(text: &str) -> bool {
    const BEFORE: [&str; 4] = ["当前", "目前", "现在", "暂时"];
    const RULES: [&str; 6] = ["无需", "无法", "无论", "没有必要", "無需", "無法"];
    let text = text.trim().trim_matches(['（', '）', '。', '.']);
    let bare = BEFORE.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let begins = ["无", "無", "暂无", "暫無", "没有", "沒有"].iter().any(|no| bare.starts_with(no));
    let ends = ["なし", "ありません", "없음"].iter().any(|no| bare.ends_with(no));
    let is_rule = RULES.iter().any(|rule| bare.starts_with(rule));
    (begins && !is_rule || ends) && bare.chars().count() <= 16
}

/// The cards before and after a byte of a stage's zone, within that.
pub(crate) fn around<'a>(
    board: &'a Board,
    stage: &Stage,
    at: usize,
) -> (Option<&'a Card>, Option<&'a Card>) {
    let zone = board.zone_around(&stage.name, at).map(|zone| &zone.range);
    let is_here = |card: &&Card| zone.is_none_or(|zone| zone.contains(&card.range.start));
    let own = board.cards.iter().filter(|card| card.stage == stage.name);
    let mut own = own.filter(is_here);
    let before = own.clone().rfind(|card| card.range.end <= at);
    let after = own.find(|card| card.range.start >= at);
    (before, after)
}
