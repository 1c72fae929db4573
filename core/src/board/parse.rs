//! Reads a text as a board: its zones, and the cards in them.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::{Board, BoardError, Card, Found, Stranger, Unplaced, Zone, head};
use crate::format::{Format, Markdown};
use crate::id::{IdForm, TaskId};
use crate::markdown::{Block, BlockKind, Lines, Outline};
use crate::path::RelPath;
use crate::workflow::{CardKind, HeadingForm, Said, Stage, Workflow};

impl Board {
    /// Reads a text as the board of every stage that has it.
    ///
    /// # Errors
    /// When a stage's heading stands there never or twice.
    pub fn parse(path: RelPath, text: Arc<str>, workflow: &Workflow) -> Result<Self, BoardError> {
        let board = Self::parse_past_faults(path, text, workflow);
        board.faults.first().map_or(Ok(()), |fault| Err(fault.clone()))?;
        Ok(board)
    }

    /// Reads a text as the board of every stage that has it, as far as their sections can be told.
    pub fn parse_past_faults(path: RelPath, text: Arc<str>, workflow: &Workflow) -> Self {
        let lines = Lines::of(&text);
        let own = workflow.stages.iter().filter(|stage| stage.stands_on(&path));
        let own: Vec<&Stage> = own.collect();
        let format = own.first().map_or(&Markdown as &dyn Format, |stage| stage.format);
        let outline = match format.is_markdown() {
            true => Outline::of(&text, &lines),
            false => Outline::none(&text),
        };
        let mut board = Self {
            path,
            text,
            lines,
            outline,
            zones: Vec::with_capacity(own.len()),
            cards: Vec::new(),
            strangers: Vec::new(),
            unplaced: Vec::new(),
            faults: Vec::new(),
            format,
            tables: Vec::new(),
            front: OnceLock::new(),
        };
        if own.iter().any(|stage| stage.forms().any(|form| form.kind == CardKind::Row)) {
            board.tables = super::tables(&board.text, &board.lines, &board.outline);
        }
        for stage in &own {
            match board.zone(stage, &workflow.ids) {
                Ok(zone) => board.zones.push(zone),
                Err(fault) => board.faults.push(fault),
            }
        }
        // What is a stage's own section is no group of another.
        for stage in &own {
            board.add_groups(stage, &workflow.ids);
        }
        board.read_cards(&own, &workflow.ids);
        board
    }

    /// Reads the cards, once all zones are known: only then is it known which lies within which.
    fn read_cards(&mut self, own: &[&Stage], ids: &IdForm) {
        let (mut found, mut unplaced) = (Vec::new(), Vec::new());
        for alike in read_alike(own) {
            let (_, stage) = alike[0];
            let Some(zone) = self.zone_of(&stage.name) else { continue };
            let is_anywhere = zone.heading.is_none();
            let mut cards = self.format.cards(self, stage, ids);
            // A line that says that the stage is empty may look like a card: `- [ ] (none)`.
            let says: Vec<&str> =
                alike.iter().filter_map(|(_, s)| s.placeholder.as_deref()).collect();
            let head = |card: &Card| self.text[card.range.start..card.head_end].trim();
            if !says.is_empty() {
                cards.retain(|found| !says.iter().any(|said| said.trim() == head(&found.card)));
            }
            // A stage that has the whole board has not what stands in another's section.
            if is_anywhere {
                let doubt = self.in_doubt();
                let is_in_doubt = |at: usize| doubt.iter().any(|section| section.contains(&at));
                cards.retain(|found| !is_in_doubt(found.card.range.start));
            }
            found.reserve_exact(cards.len());
            for Found { card, declared, says } in cards {
                if !declared {
                    self.strangers.push(Stranger { id: card.id.to_string(), line: card.line });
                    continue;
                }
                let said = |(_, stage): &(usize, &Stage)| self.says(&card, stage);
                if let Some((nth, stage)) = alike.iter().find(|own| said(own) == Some(true)) {
                    found.push((Card { stage: stage.name.clone(), ..card }, says, *nth));
                } else if !card.closed && alike.iter().any(|own| said(own) == Some(false)) {
                    let asked = alike.iter().flat_map(|(_, stage)| &stage.says);
                    unplaced.push((card.line, self.unplaced(&card, asked)));
                }
            }
        }
        // Where stages share a place, a card is that stage's whose form says most of it.
        found.sort_by_key(|(card, says, nth)| (card.range.start, Reverse(*says), *nth));
        found.dedup_by_key(|(card, ..)| card.range.start);
        self.cards = found.into_iter().map(|(card, ..)| card).collect();
        let cards = &self.cards;
        let is_free = |line: usize| cards.binary_search_by_key(&line, |card| card.line).is_err();
        self.strangers.sort_by_key(|stranger| stranger.line);
        self.strangers.dedup_by_key(|stranger| stranger.line);
        self.strangers.retain(|stranger| is_free(stranger.line));
        unplaced.sort_by_key(|(line, _)| *line);
        unplaced.dedup_by_key(|(line, _)| *line);
        unplaced.retain(|(line, _)| is_free(*line));
        self.unplaced = unplaced.into_iter().map(|(_, unplaced)| unplaced).collect();
        // In small letters, most of what is shaped like an id is none (`utf-8`).
        let is_small = |id: &TaskId| id.prefix().contains(|c: char| c.is_ascii_lowercase());
        let upper = |id: &TaskId| id.prefix().to_uppercase();
        let prefixes: BTreeSet<String> = match self.strangers.is_empty() {
            true => BTreeSet::new(),
            false => cards.iter().map(|card| upper(&card.id)).collect(),
        };
        self.strangers.retain(|stranger| {
            let id = ids.in_head(stranger.id.as_bytes(), 0).map(|found| found.id);
            id.is_none_or(|id| !is_small(&id) || prefixes.contains(&upper(&id)))
        });
    }

    /// The sections that a stage has twice.
    fn in_doubt(&self) -> Vec<Range<usize>> {
        let lines: BTreeSet<usize> = self
            .faults
            .iter()
            .flat_map(|fault| match fault {
                BoardError::TwoHeadings { lines, .. } => &lines[..],
                BoardError::NoHeading { .. } => &[],
            })
            .copied()
            .collect();
        let twice = self
            .outline
            .headings()
            .filter(|(_, at)| !lines.is_empty() && lines.contains(&self.lines.number(at.start)));
        let section = |(level, at): (u8, &Range<usize>)| {
            at.end..self.outline.section_end(level, at.end, self.outline.end)
        };
        twice.map(section).collect()
    }

    /// A card that says nothing of what is asked for, with what it says instead.
    fn unplaced<'a>(&self, card: &Card, mut asked: impl Iterator<Item = &'a Said>) -> Unplaced {
        let fields = self.format.task(self, card).fields;
        let own = |said: &Said| {
            fields.iter().find(|field| field.name.eq_ignore_ascii_case(&said.name)).cloned()
        };
        Unplaced { id: card.id.to_string(), line: card.line, said: asked.find_map(own) }
    }

    /// Whether a card says what the cards of a stage say; `None` where it says nothing of the kind.
    fn says(&self, card: &Card, stage: &Stage) -> Option<bool> {
        let mut own = true;
        for said in &stage.says {
            own &= said.fits(&self.format.field(self, card, &said.name)?);
        }
        Some(own)
    }

    /// The headings in the document that have one of these forms.
    fn hits(&self, forms: &[HeadingForm]) -> Vec<(u8, Range<usize>)> {
        let here = self.outline.start..self.outline.end;
        let here = self.outline.headings().filter(|(_, at)| here.contains(&at.start));
        let hits = here.filter(|(_, at)| {
            let line = self.text[(*at).clone()].trim();
            forms.iter().any(|form| form.read(line).is_some())
        });
        hits.map(|(level, at)| (level, at.clone())).collect()
    }

    fn twice(&self, stage: &Stage, hits: &[(u8, Range<usize>)]) -> BoardError {
        BoardError::TwoHeadings {
            board: self.path.clone(),
            stage: stage.name.clone(),
            lines: hits.iter().map(|(_, at)| self.lines.number(at.start)).collect(),
        }
    }

    /// The zone below a heading.
    fn below(&self, stage: &Stage, level: u8, heading: Range<usize>, ids: &IdForm) -> Zone {
        let end = self.outline.section_end(level, heading.end, self.outline.end);
        Zone {
            stage: stage.name.clone(),
            range: self.above_footer(stage, heading.end..end, ids),
            heading: Some(heading),
            counters: stage.counters.clone(),
        }
    }

    /// What of a section stands above its footer: the last line of that kind with text behind it, where no
    /// card begins.
    fn above_footer(&self, stage: &Stage, range: Range<usize>, ids: &IdForm) -> Range<usize> {
        let Some(footer) = &stage.footer else { return range };
        let forms = head::Heads::of(stage);
        // A heading above those of cards ends the last card as well, and begins something else.
        let level = stage.forms().filter_map(|form| match form.kind {
            CardKind::Heading(level) => Some(level),
            _ => None,
        });
        let level = level.min().unwrap_or(1);
        let is_head = |block: &Block| {
            let line = block.range.start..self.lines.end_of(block.range.start);
            match block.kind {
                BlockKind::Heading(own) => own >= level,
                BlockKind::Rule => false,
                BlockKind::Item => forms.read(&self.text, &line, block.kind, ids).is_some(),
            }
        };
        let blocks = self.outline.blocks.iter().filter(|block| range.contains(&block.range.start));
        // Where no card stands, the title of the file comes first.
        let title =
            blocks.clone().next().filter(|first| matches!(first.kind, BlockKind::Heading(_)));
        let last = blocks.rev().find(|block| is_head(block)).or(title).map(|block| block.range.end);
        let tables = self.tables.iter().filter(|_| forms.has_rows()).map(|table| table.rows.end);
        let tables = tables.filter(|end| range.contains(&end.saturating_sub(1)));
        let from = tables.chain(last).max().unwrap_or(range.start).min(range.end);
        let mut above =
            self.outline.headings().filter(|(own, at)| at.start >= from && *own < level);
        let end = above.next().map_or(range.end, |(_, at)| at.start.min(range.end));
        let is_footer = |line: &Range<usize>| {
            self.text[line.clone()].trim() == footer.trim()
                && !self.outline.is_opaque(line.start)
                && !self.is_blank(&(line.end..end))
        };
        match self.lines.within(from..end).filter(is_footer).last() {
            Some(line) => range.start..line.start,
            None => range,
        }
    }

    /// The zones of a stage beside its own. Stages that share their place share these.
    fn add_groups(&mut self, stage: &Stage, ids: &IdForm) {
        for form in &stage.groups {
            let mut hits = self.hits(std::slice::from_ref(form));
            let taken = |at: &Range<usize>| {
                let own = |zone: &&Zone| zone.heading.as_ref() == Some(at);
                self.zones.iter().find(own).is_some_and(|zone| {
                    zone.stage == stage.name || !self.is_shared(&zone.stage, &stage.name)
                })
            };
            hits.retain(|(_, at)| !taken(at));
            if hits.len() > 1 && !form.text.has("*") {
                self.faults.push(self.twice(stage, &hits));
                continue;
            }
            let zones: Vec<_> =
                hits.into_iter().map(|(level, at)| self.below(stage, level, at, ids)).collect();
            self.zones.extend(zones);
        }
    }

    fn zone(&self, stage: &Stage, ids: &IdForm) -> Result<Zone, BoardError> {
        let Some(first) = stage.under.first() else {
            return Ok(Zone {
                stage: stage.name.clone(),
                heading: None,
                range: self.above_footer(stage, self.outline.start..self.outline.end, ids),
                counters: stage.counters.clone(),
            });
        };
        let mut hits = self.hits(&stage.under);
        match hits.len() {
            0 => Err(BoardError::NoHeading {
                board: self.path.clone(),
                stage: stage.name.clone(),
                heading: first.to_string(),
                empty: first.first(stage.limit),
            }),
            1 => {
                let (level, at) = hits.remove(0);
                Ok(self.below(stage, level, at, ids))
            }
            _ => Err(self.twice(stage, &hits)),
        }
    }

    /// The headings, items and rows in the zone of a stage that have its forms.
    pub(crate) fn markdown_cards(&self, stage: &Stage, ids: &IdForm) -> Vec<Found> {
        let mut cards = Vec::new();
        let heads = head::Heads::of(stage);
        for zone in self.zones_of(&stage.name) {
            cards.extend(self.cards_of(stage, zone, &heads, ids));
        }
        cards
    }

    fn cards_of(
        &self,
        stage: &Stage,
        zone: &Zone,
        heads: &head::Heads,
        ids: &IdForm,
    ) -> Vec<Found> {
        let mut cards = Vec::new();
        let blocks = &self.outline.blocks;
        let from = blocks.partition_point(|block| block.range.start < zone.range.start);
        for block in blocks[from..].iter().take_while(|b| b.range.start < zone.range.end) {
            let line = block.range.start..self.lines.end_of(block.range.start);
            // An item may begin with a quote or with code (`- > said`): there is no title to read.
            if self.outline.is_opaque(line.start) {
                continue;
            }
            let Some(head) = heads.read(&self.text, &line, block.kind, ids) else {
                continue;
            };
            if !self.is_own(&stage.name, line.start) {
                continue;
            }
            let number = self.lines.number(line.start);
            // A heading may have its underline below it.
            let (head_end, end) = match block.kind {
                BlockKind::Heading(level) => {
                    let head_end = block.range.end;
                    let end = self.outline.section_end(level, head_end, zone.range.end);
                    (head_end, self.own_end(&stage.name, &(head_end..end)))
                }
                _ => (line.end, block.range.end),
            };
            let end = self.trim(head_end, end);
            let card = Card {
                id: head.id,
                stage: stage.name.clone(),
                closed: head.closed,
                kind: head.kind,
                id_at: head.id_at,
                title: head.title,
                range: line.start..end,
                head_end,
                width: head.width,
                line: number,
            };
            cards.push(Found { card, declared: head.declared, says: head.says });
        }
        if heads.has_rows() {
            cards.extend(self.read_rows(stage, zone, heads, ids));
        }
        cards
    }

    fn read_rows(
        &self,
        stage: &Stage,
        zone: &Zone,
        heads: &head::Heads,
        ids: &IdForm,
    ) -> Vec<Found> {
        let mut cards = Vec::new();
        let first = self.tables.partition_point(|table| table.rows.end <= zone.range.start);
        let tables = self.tables[first..].iter().map(|table| table.rows.clone());
        let tables = tables.take_while(|rows| rows.start < zone.range.end);
        let rows = tables.flat_map(|rows| self.lines.within(rows).collect::<Vec<_>>());
        let own = |line: &Range<usize>| {
            zone.range.contains(&line.start) && self.is_own(&stage.name, line.start)
        };
        for line in rows.filter(own).collect::<Vec<_>>() {
            let Some(head) = heads.read_row(&self.text, &line, ids) else { continue };
            let number = self.lines.number(line.start);
            let card = Card {
                id: head.id,
                stage: stage.name.clone(),
                closed: head.closed,
                kind: head.kind,
                id_at: head.id_at,
                title: head.title,
                head_end: line.end,
                range: line,
                width: 0,
                line: number,
            };
            cards.push(Found { card, declared: head.declared, says: head.says });
        }
        cards
    }

    /// Takes blank lines and rules off the end of a card: they separate it from what follows.
    fn trim(&self, from: usize, mut end: usize) -> usize {
        while let Some(last) = self.text_before(end, from) {
            if self.rule_at(last.start).is_none() {
                return last.end;
            }
            end = last.start;
        }
        from
    }
}

/// Stages on whose cards the same is read, each with its place among all. What has the form of a card in one
/// of them has it in all: it is read once, and what it says decides.
fn read_alike<'a>(own: &[&'a Stage]) -> Vec<Vec<(usize, &'a Stage)>> {
    let mut groups: Vec<Vec<(usize, &Stage)>> = Vec::new();
    for (nth, stage) in own.iter().enumerate() {
        match groups.iter_mut().find(|group| group[0].1.reads_as(stage)) {
            Some(group) => group.push((nth, *stage)),
            None => groups.push(vec![(nth, *stage)]),
        }
    }
    groups
}
