//! Which files are boards, and where on them the stages are.

use super::LeftAlone;
use super::extras::says_nothing;
use super::line::{Head, Marker};
use super::reading::{Found, Reading, Section, folder, main_form};
use super::role::{DONE, Role, names_board, role, stage_name, words};
use crate::markdown::BlockKind;

/// A stage, found.
pub(super) struct Zone<'r, 'a> {
    /// Its file.
    pub reading: &'r Reading<'a>,
    /// The section that holds its cards; `None` where they stand anywhere.
    pub section: Option<&'r Section>,
    /// Its place in the order.
    pub rank: u8,
    /// Its name.
    pub name: String,
    /// Why it is this stage.
    pub why: String,
    /// The first line of its cards.
    pub form: Head,
    /// Whether the form was read off its own cards.
    pub own_form: bool,
    /// How many live cards stand there.
    pub cards: usize,
}

impl<'r> Zone<'r, '_> {
    /// The lines in it that begin as a card of it does, ticked ones included.
    pub fn heads(&self) -> impl Iterator<Item = &'r Found> {
        let range = match self.section {
            Some(section) => section.body..section.range.end,
            None => self.reading.outline.start..self.reading.source.text.len(),
        };
        let (marker, has_id, boxed) =
            (self.form.marker, self.form.id.is_some(), self.form.ticked.is_some());
        let heads: Vec<&'r Found> = self.reading.heads_in(&range).collect();
        heads.into_iter().filter(move |found| {
            let head = &found.head;
            let fits = match (head.id.is_some(), has_id) {
                (true, true) => head.strong,
                // Beside cards with ids a box alone tells a card.
                (false, true) => boxed && head.ticked.is_some(),
                (_, false) => head.ticked.is_some() == boxed,
            };
            head.marker == marker && fits
        })
    }
}

/// Whether the name of a file says that its tables tell how far tasks are.
pub(super) fn names_kept(stem: &str) -> bool {
    const WORDS: [&str; 15] = [
        "status",
        "progress",
        "plan",
        "queue",
        "ledger",
        "milestones",
        "backlog",
        "bugs",
        "todo",
        "aufgaben",
        "tareas",
        "tarefas",
        "taches",
        "任务",
        "задачи",
    ];
    names_board(stem) || words(stem).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Why a board is left alone beside another.
pub(super) const LESSER: &str =
    "it looks like a board too, but another holds more: a repository has one workflow";

/// What was chosen, and what was not.
pub(super) struct Choice<'r, 'a> {
    /// How much the stages hold.
    pub weight: usize,
    /// The stages, in their order.
    pub zones: Vec<Zone<'r, 'a>>,
    /// Files whose name or look says board, and that are none, or another one.
    pub left: Vec<LeftAlone>,
}

/// Finds the stages of the boards that hold most.
pub(super) fn choose<'r, 'a>(readings: &'r [Reading<'a>]) -> Choice<'r, 'a> {
    let mut candidates: Vec<Vec<Zone<'r, 'a>>> = Vec::new();
    let mut left = Vec::new();
    let mut single: Vec<Zone<'r, 'a>> = Vec::new();
    for reading in readings {
        let sections = sectioned(reading);
        let zone = alone(reading);
        if let (Err(why), Err(other)) = (&sections, &zone) {
            let why = other.as_ref().or(why.as_ref());
            left.extend(why.map(|why| LeftAlone::new(reading, why.clone())));
        }
        candidates.extend(sections.ok());
        single.extend(zone.ok());
    }
    // Files of one folder, each named after a stage of its own, are one board.
    let mut folders: Vec<Vec<Zone<'r, 'a>>> = Vec::new();
    for zone in single {
        let path = zone.reading.source.path.as_str();
        let is_stage = role(zone.reading.stem()).is_some();
        let mate = folders.iter_mut().find(|zones| {
            is_stage
                && zones.iter().all(|other| {
                    folder(other.reading.source.path.as_str()) == folder(path)
                        && role(other.reading.stem()).is_some()
                        && other.rank != zone.rank
                })
        });
        match mate {
            Some(zones) => zones.push(zone),
            None => folders.push(vec![zone]),
        }
    }
    candidates.extend(folders);
    let score = |zones: &[Zone<'_, '_>]| {
        let cards = zones.iter().map(|z| z.cards * if z.form.id.is_some() { 3 } else { 1 });
        let depth = zones.iter().map(|z| z.reading.source.path.as_str().matches('/').count()).max();
        let weight = cards.sum::<usize>() + 10 * zones.len();
        (weight, std::cmp::Reverse(depth))
    };
    // The first of equals: files come in the order of their paths.
    let known = |zones: &Vec<Zone<'_, '_>>| zones.iter().any(|zone| zone.own_form);
    for zone in candidates.iter().filter(|zones| !known(zones)).flatten() {
        left.push(LeftAlone::new(zone.reading, "no card stands on it".to_owned()));
    }
    candidates.retain(known);
    let best = (0..candidates.len()).rev().max_by_key(|&at| score(&candidates[at]));
    let mut zones = best.map(|at| candidates.swap_remove(at)).unwrap_or_default();
    let weight = score(&zones).0;
    let taken = |reading: &Reading<'_>| {
        zones.iter().any(|zone| std::ptr::eq(zone.reading.source, reading.source))
    };
    for other in candidates.iter().flatten().filter(|zone| !taken(zone.reading)) {
        if !left.iter().any(|known: &LeftAlone| known.file == other.reading.source.path) {
            left.push(LeftAlone::new(other.reading, LESSER.to_owned()));
        }
    }
    left.retain(|left| !zones.iter().any(|zone| zone.reading.source.path == left.file));
    settle(&mut zones);
    Choice { weight, zones, left }
}

/// Puts stages in order, and gives each a form and a name of its own.
fn settle(zones: &mut [Zone<'_, '_>]) {
    zones.sort_by_key(|zone| zone.rank);
    let known = main_form(zones.iter().filter(|z| z.own_form).map(|z| &z.form)).map(|(f, _)| f);
    for at in 0..zones.len() {
        if let (false, Some(form)) = (zones[at].own_form, &known) {
            zones[at].form = form.clone();
        }
        let name = zones[at].name.clone();
        let twins = zones[..at].iter().filter(|zone| zone.name == name).count();
        if twins > 0 {
            zones[at].name = format!("{name}-{}", twins + 1);
        }
    }
}

/// A file as the board of one stage, the one that its name says.
///
/// # Errors
/// Why it is none; `None` where nothing ever said that it might be.
fn alone<'r, 'a>(reading: &'r Reading<'a>) -> Result<Zone<'r, 'a>, Option<String>> {
    if !names_board(reading.stem()) {
        return Err(None);
    }
    let said = role(reading.stem());
    let Role { rank, word } =
        said.clone().unwrap_or_else(|| Role { rank: 2, word: "todo".to_owned() });
    let own = reading.sections.iter().filter(|section| {
        section.level > 1 && section.alone && section.role.as_ref().is_some_and(|r| r.rank == rank)
    });
    let open = |found: &&Found| found.head.strong && found.head.ticked != Some(true);
    let count = |section: &Section| {
        reading.heads_in(&(section.body..section.range.end)).filter(open).count()
    };
    let own = own.max_by_key(|section| (count(section), std::cmp::Reverse(section.line)));
    let whole = reading.outline.start..reading.source.text.len();
    // What a list of finished work holds is what is past.
    let past = |found: &&Found| rank < DONE && reading.is_past(found.at, DONE);
    let elsewhere = reading.heads_in(&whole).filter(open).filter(|found| !past(found)).count();
    // Where work is under way, a section that is named like its file holds it, however long the lists
    // of what is past may be; a list of things to do may be spread over many sections.
    let shows_nothing = |range| {
        let mut shown = reading.shown(range);
        shown.all(|(_, line)| says_nothing(line) || is_rule(line))
    };
    let blank = |section: &Section| shows_nothing(section.body..section.range.end);
    let own = own.filter(|section| match count(section) {
        0 => elsewhere == 0 || rank > 3 && blank(section),
        count => rank > 3 || count * 2 >= elsewhere,
    });
    let range = own.map_or(whole, |section| section.body..section.range.end);
    let heads: Vec<&Found> = reading.heads_in(&range).filter(|found| !past(found)).collect();
    let mut main = main_form(heads.iter().map(|found| &found.head).filter(|head| head.strong));
    let template = reading.template().map(|(_, head, _)| head);
    if let Some((form, _)) = &main
        && form.id.is_none()
        && own.is_none()
        && !mostly(reading, form)
    {
        main = None;
    }
    if main.is_none() && own.is_none() && rank <= 3 {
        // A list of things to do, and hardly anything else.
        main = main_form(heads.iter().map(|found| &found.head))
            .filter(|(form, count)| *count > 1 && mostly(reading, form));
    }
    let is_empty = match (own, &reading.sections[..]) {
        (Some(own), _) => blank(own),
        (None, [title]) => said.is_some() && title.level == 1 && blank(title),
        _ => false,
    };
    let form = match (&main, &template) {
        (Some((form, _)), _) => form.clone(),
        (None, Some(form)) if is_empty => form.clone(),
        // How its cards will look is said by the other boards.
        (None, None) if is_empty => unknown().ok_or(None)?,
        _ => return Err(Some(free_notes(reading))),
    };
    let own_form = main.is_some() || template.is_some();
    let file = reading.source.path.as_str();
    let why = match (own, said.is_some()) {
        (Some(section), _) => {
            format!("the file's name and `{}` both say {word}", section.line_text)
        }
        (None, true) => {
            format!("the name of {file} says {word}, and its cards stand in any section")
        }
        (None, false) => format!("{file} is a list of tasks; nothing in it says another stage"),
    };
    let mut zone = Zone {
        reading,
        section: own,
        rank,
        name: if said.is_some() { stage_name(reading.stem()) } else { word },
        why,
        form,
        own_form,
        cards: 0,
    };
    let live = |found: &&Found| rank >= DONE || found.head.ticked != Some(true);
    zone.cards = zone.heads().filter(live).count();
    Ok(zone)
}

/// The form of a card that nobody has written yet.
fn unknown() -> Option<Head> {
    super::line::head("### [A-1]: x", BlockKind::Heading(3))
}

fn is_rule(line: &str) -> bool {
    line.len() > 2 && line.bytes().all(|b| matches!(b, b'-' | b'*' | b'_' | b' '))
}

fn free_notes(reading: &Reading<'_>) -> String {
    let lines = reading.shown(0..reading.source.text.len()).count();
    match lines {
        0 => "it is empty".to_owned(),
        _ => {
            "free notes: no section named after a stage holds lines with an id or a checkbox, and \
              lists of tasks are not most of it"
                .to_owned()
        }
    }
}

/// Whether most of what a file shows is lines of this form and what hangs below them.
fn mostly(reading: &Reading<'_>, form: &Head) -> bool {
    let text = &reading.source.text;
    let blocks = reading.outline.blocks.iter().filter(|block| {
        let raw = &text[block.range.start..reading.lines.end_of(block.range.start)];
        super::line::head(raw, block.kind).is_some_and(|head| {
            head.marker == form.marker && head.ticked.is_some() == form.ticked.is_some()
        })
    });
    let lines = |range| reading.shown(range).filter(|(_, line)| !line.starts_with('#')).count();
    let own: usize = match form.marker {
        // The two lines above its rows are the table's as well.
        Marker::Row => {
            let rows = reading.heads.iter().filter(|found| found.head.marker == Marker::Row);
            rows.count() + 2 * reading.tables.len()
        }
        _ => blocks.map(|block| lines(block.range.clone())).sum(),
    };
    own * 2 > lines(reading.outline.start..text.len())
}

/// A file whose sections are stages.
///
/// # Errors
/// Why it is none; `None` where nothing ever said that it might be.
fn sectioned<'r, 'a>(reading: &'r Reading<'a>) -> Result<Vec<Zone<'r, 'a>>, Option<String>> {
    let staged = |level: u8| -> Vec<&'r Section> {
        let own = reading.sections.iter().filter(|section| section.level == level);
        let lane =
            |s: &&Section| reading.kanban || s.role.as_ref().is_some_and(|role| role.rank <= DONE);
        own.filter(|section| section.alone).filter(lane).collect()
    };
    let ranks = |sections: &[&Section]| {
        let mut ranks: Vec<Option<u8>> =
            sections.iter().map(|s| s.role.as_ref().map(|role| role.rank)).collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks.len()
    };
    let level = (1..=6).rev().max_by_key(|&level| ranks(&staged(level))).unwrap_or(2);
    let level = if reading.kanban { 2 } else { level };
    let sections = staged(level);
    if ranks(&sections) < 2 && !(reading.kanban && sections.len() > 1) {
        return Err(None);
    }
    let within = |section: &Section| {
        let range = section.body..section.range.end;
        let heads: Vec<&'r Found> = reading.heads_in(&range).collect();
        heads.into_iter()
    };
    let all = sections.iter().flat_map(|section| within(section).map(|found| &found.head));
    let found = headed(reading, &sections).or_else(|| main_form(all));
    // How the cards of such a board look is known before the first is written.
    let fresh = || Some((super::line::head(reading.fresh_card()?, BlockKind::Item)?, 0));
    let is_fresh = found.is_none();
    let Some((form, count)) = found.or_else(fresh) else {
        return Err(Some("its sections are named after stages, and no card stands in any".into()));
    };
    let board = reading.kanban || names_board(reading.stem());
    let sure = form.strong && count > 1 || board || ranks(&sections) > 2 && form.strong;
    if !sure || matches!(form.marker, Marker::Heading(_)) && form.id.is_none() && !board {
        let why = "some of its headings are named after stages, but its name is no board's, and its \
                   lines have neither ids nor checkboxes";
        return Err(Some(why.into()));
    }
    let mut rank = 0;
    let mut zones: Vec<Zone<'r, 'a>> = Vec::new();
    for section in sections {
        // A lane without a known name keeps its place behind the one before it.
        rank = section.role.as_ref().map_or(rank, |role| role.rank);
        let why = match &section.role {
            Some(role) => format!("the heading `{}` says {}", section.line_text, role.word),
            None => format!("the lane `{}` of a Kanban board, by its place", section.line_text),
        };
        let own = main_form(within(section).map(|f| &f.head).filter(|h| alike(h, &form)));
        let mut zone = Zone {
            reading,
            section: Some(section),
            rank,
            name: stage_name(&section.title),
            why,
            own_form: own.is_some() || is_fresh,
            form: own.map_or_else(|| form.clone(), |(form, _)| form),
            cards: 0,
        };
        let ticked = |found: &&Found| rank >= DONE || found.head.ticked != Some(true);
        zone.cards = zone.heads().filter(ticked).count();
        zones.push(zone);
    }
    rest(reading, &form, level, &mut zones);
    Ok(zones)
}

/// The form of cards that are headings without ids: every line of the stages stands below one, and none
/// of them names a group of cards.
fn headed(reading: &Reading<'_>, sections: &[&Section]) -> Option<(Head, usize)> {
    const GROUPS: [&str; 20] = [
        "high",
        "medium",
        "low",
        "priority",
        "critical",
        "urgent",
        "features",
        "bugs",
        "phase",
        "sprint",
        "week",
        "must",
        "should",
        "could",
        "general",
        "misc",
        "other",
        "blockers",
        "improvements",
        "docs",
    ];
    let level = sections.first()?.level + 1;
    let mut titles: Vec<&Found> = Vec::new();
    for section in sections {
        let range = section.body..section.range.end;
        let heads: Vec<&Found> = reading.heads_in(&range).collect();
        let is_title = |found: &&&Found| found.head.marker == Marker::Heading(level);
        let first = heads.iter().find(is_title).map_or(range.end, |found| found.at);
        if heads.iter().any(|found| found.at < first) {
            return None;
        }
        titles.extend(heads.iter().filter(is_title));
    }
    let named = |found: &&Found| {
        let words = super::role::words(&found.head.title);
        words.iter().any(|word| GROUPS.contains(&word.as_str()))
    };
    let twice = titles
        .iter()
        .enumerate()
        .any(|(at, found)| titles[..at].iter().any(|other| other.head.title == found.head.title));
    let free = titles.iter().all(|found| found.head.id.is_none() && found.head.ticked.is_none());
    (titles.len() > 1 && free && !twice && !titles.iter().any(named))
        .then(|| (titles[0].head.clone(), titles.len()))
}

/// Whether two lines could be cards of one board.
fn alike(head: &Head, form: &Head) -> bool {
    head.marker == form.marker
        && head.id.is_some() == form.id.is_some()
        && head.ticked.is_some() == form.ticked.is_some()
}

/// Where cards stand in other sections too and no section is the first stage, all else below the title
/// is.
fn rest<'r, 'a>(reading: &'r Reading<'a>, form: &Head, level: u8, zones: &mut Vec<Zone<'r, 'a>>) {
    if zones.iter().any(|zone| zone.rank <= 3) {
        return;
    }
    let titles = reading.sections.iter().filter(|s| s.level < level && s.alone);
    for title in titles {
        let whole = title.body..title.range.end;
        if !zones.iter().all(|z| z.section.is_some_and(|s| whole.contains(&s.range.start))) {
            continue;
        }
        let free = |found: &&Found| {
            let taken = zones.iter().filter_map(|zone| zone.section);
            let mut taken = taken.filter(|section| section.range.contains(&found.at));
            taken.next().is_none()
                && alike(&found.head, form)
                && found.head.ticked != Some(true)
                && !reading.is_past(found.at, DONE)
        };
        let cards = reading.heads_in(&whole).filter(free).count();
        if cards > 0 {
            let why =
                format!("cards below `{}` stand in no other stage's section", title.line_text);
            let (section, form) = (Some(title), form.clone());
            let name = "todo".to_owned();
            zones.insert(
                0,
                Zone { reading, section, rank: 2, name, why, form, own_form: true, cards },
            );
            return;
        }
    }
}
