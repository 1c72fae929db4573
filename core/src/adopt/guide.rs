//! Texts that tell of a board, and are none.

use std::collections::{BTreeSet, HashMap};

use super::extras::field;
use super::line::{Head, Marker};
use super::reading::{Found, Reading, Section};
use super::role::{DONE, words};
use super::unheaded::label;
use crate::markdown::{BlockKind, Lines, Outline};

/// Words by which a text says that it explains something.
const GUIDES: [&str; 8] =
    ["guide", "guidelines", "policy", "policies", "rules", "howto", "conventions", "handbook"];
/// What stands between a word and what it means.
const MEANS: [&str; 5] = [":", " - ", " — ", " – ", " = "];

/// Why a file without ids tells of a board and is none, if it does so.
pub(super) fn explains(reading: &Reading<'_>, form: &Head) -> Option<String> {
    if form.id.is_some() || reading.kanban {
        return None;
    }
    if is_guide(reading, form.ticked.is_some()) {
        return Some("its name or its title says that it explains how work goes".to_owned());
    }
    let is_item = form.marker.is_item();
    if !is_item || form.ticked.is_some() {
        return None;
    }
    if repeats(reading) {
        return Some("its items explain the stages, and are no tasks".to_owned());
    }
    if tells_one(reading) {
        return Some("its items are what is said of one task (`**Name**: value`)".to_owned());
    }
    tells_fields(reading).then(|| {
        "its items say the same under one heading after the other (`**Name:** value`): they are what is said of \
         a task, and the tasks are headings without ids, which are cards only below stages"
            .to_owned()
    })
}

/// Whether the name says so, or the one title, where no boxes say otherwise.
fn is_guide(reading: &Reading<'_>, boxed: bool) -> bool {
    let named = words(reading.stem());
    let mut titles = reading.sections.iter().filter(|section| section.level == 1);
    let title = titles.next().filter(|_| titles.next().is_none() && !boxed);
    let title = title.map(|title| words(&title.title)).unwrap_or_default();
    let how =
        matches!(&title[..], [first, next, ..] if first == "how" && (next == "to" || next == "we"));
    let says = |word: &String| GUIDES.contains(&word.as_str());
    how || named.iter().any(says) || title.last().is_some_and(says)
}

/// What an item means by its first words, where it explains them.
fn term(title: &str) -> Option<&str> {
    let cut = MEANS.iter().filter_map(|sign| title.find(sign)).min()?;
    Some(title[..cut].trim_matches(['*', '_', '`', ' ']))
}

/// Whether the items tell the same of every stage: who, how many.
fn repeats(reading: &Reading<'_>) -> bool {
    let lanes = reading.sections.iter().filter(|section| section.role.is_some());
    let said = lanes.map(|lane| {
        let range = lane.body..lane.range.end;
        let heads = reading.heads_in(&range);
        heads.map(|found| term(&found.head.title)).collect::<Option<BTreeSet<&str>>>()
    });
    let said: Vec<Option<BTreeSet<&str>>> =
        said.filter(|terms| terms.as_ref().is_none_or(|terms| !terms.is_empty())).collect();
    let Some(Some(first)) = said.first() else { return false };
    said.len() > 1 && first.len() > 1 && said.iter().all(|terms| terms.as_ref() == Some(first))
}

/// Whether most items are fields, of which some stand under several headings.
fn tells_fields(reading: &Reading<'_>) -> bool {
    let mut said: HashMap<String, (BTreeSet<usize>, usize)> = HashMap::new();
    let mut items = 0;
    for found in reading.heads.iter().filter(|found| found.head.marker == Marker::Bullet) {
        items += 1;
        let line = &reading.source.text[found.at..reading.lines.end_of(found.at)];
        if let Some(field) = field(line.trim_end()) {
            let (under, count) = said.entry(field.name.to_lowercase()).or_default();
            under.insert(reading.sections.partition_point(|s| s.range.start < found.at));
            *count += 1;
        }
    }
    let again = said.values().filter(|(under, _)| under.len() > 1).map(|(_, count)| count);
    again.sum::<usize>() * 2 > items
}

/// Whether most items are fields that a task has, or those below the headings of stages are.
fn tells_one(reading: &Reading<'_>) -> bool {
    let bullets = || reading.heads.iter().filter(|found| found.head.marker == Marker::Bullet);
    let said = bullets().map(|found| is_field(reading, found).is_some_and(|known| known));
    let said: Vec<bool> = said.collect();
    if said.iter().filter(|known| **known).count() * 2 > said.len() {
        return true;
    }
    let lanes = reading.sections.iter().filter(|section| section.role.is_some());
    let lanes = lanes.map(|lane| {
        let is_own =
            |found: &&Found| reading.section_at(found.at).is_some_and(|s| s.line == lane.line);
        bullets().filter(is_own).map(|found| is_field(reading, found)).collect()
    });
    let lanes: Vec<Vec<Option<bool>>> = lanes.filter(|said: &Vec<_>| !said.is_empty()).collect();
    let are_fields = |said: &Vec<Option<bool>>| {
        said.iter().all(Option::is_some) && said.iter().filter(|f| **f == Some(true)).count() > 1
    };
    !lanes.is_empty() && lanes.iter().all(are_fields)
}

/// Whether an item is a field that a task has; `None` where it is none at all.
fn is_field(reading: &Reading<'_>, found: &Found) -> Option<bool> {
    const FIELDS: [&str; 25] = [
        "task",
        "item",
        "title",
        "id",
        "spec",
        "plan",
        "goal",
        "description",
        "status",
        "state",
        "stage",
        "progress",
        "priority",
        "owner",
        "assignee",
        "assigned to",
        "started",
        "created",
        "updated",
        "due",
        "branch",
        "worktree",
        "estimate",
        "next step",
        "next steps",
    ];
    let line = &reading.source.text[found.at..reading.lines.end_of(found.at)];
    field(line.trim_end()).map(|field| FIELDS.contains(&field.name.to_lowercase().as_str()))
}

/// Whether a section tells the rules of a stage, or of work at all.
pub(super) fn tells_rules(section: &Section) -> bool {
    const RULES: [&str; 4] = ["policy", "policies", "criteria", "rules"];
    let said = section.title.to_lowercase();
    let mut said = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    said.any(|word| RULES.contains(&word)) || defines(&section.title)
}

/// Where the items begin that stand below a line in bold which tells when a task is done.
pub(super) fn criteria(text: &str, lines: &Lines, outline: &Outline) -> Vec<usize> {
    if !text.contains("**") {
        return Vec::new();
    }
    let (mut found, mut is_below) = (Vec::new(), false);
    let mut blocks = outline.blocks.iter().peekable();
    for line in lines.within(outline.start..outline.end) {
        while blocks.next_if(|block| block.range.start < line.start).is_some() {}
        let begins = blocks.peek().filter(|block| block.range.start == line.start);
        let shown = text[line.clone()].trim_end();
        match begins.map(|block| block.kind) {
            Some(BlockKind::Item) if is_below => found.push(line.start),
            Some(BlockKind::Item) => {}
            Some(_) => is_below = false,
            // What is indented belongs to an item, and a blank line parts nothing.
            None if shown.is_empty() || shown.starts_with([' ', '\t']) => {}
            None => is_below = label(shown).is_some_and(defines),
        }
    }
    found
}

/// Takes a last section that is called a review, behind what is finished, for what is told of that: its items have no
/// boxes, and the tasks have.
pub(super) fn look_back(sections: &mut [Section], heads: &mut [Found]) {
    let is_done = |section: &Section| section.role.as_ref().is_some_and(|role| role.rank == DONE);
    let Some(last) = sections.iter().rposition(|section| section.role.is_some()) else { return };
    let (before, section) = sections.split_at_mut(last);
    let (section, has_done) = (&mut section[0], before.iter().any(is_done));
    let own = |found: &&mut Found| section.range.contains(&found.at);
    let (own, others): (Vec<&mut Found>, Vec<&mut Found>) = heads.iter_mut().partition(own);
    let is_plain =
        |head: &Head| head.marker.is_item() && head.ticked.is_none() && head.id.is_none();
    let own: Vec<&mut Found> =
        own.into_iter().filter(|found| found.at > section.range.start).collect();
    let others: Vec<&Head> =
        others.iter().map(|f| &f.head).filter(|head| head.marker.is_item()).collect();
    let boxes = others.iter().filter(|head| head.ticked.is_some()).count();
    if words(&section.title) == ["review"]
        && has_done
        && !own.is_empty()
        && own.iter().all(|found| is_plain(&found.head))
        && boxes * 2 > others.len()
    {
        section.role = None;
        own.into_iter().for_each(|found| found.aside = true);
    }
}

/// Whether the title of a section tells when a task or a whole is done, or can be begun: its boxes are no tasks.
fn defines(title: &str) -> bool {
    const DEFINED: [&str; 22] = [
        "definition of done",
        "definition of ready",
        "success criteria",
        "acceptance criteria",
        "exit criteria",
        "completion criteria",
        "erfolgskriterien",
        "akzeptanzkriterien",
        "abnahmekriterien",
        "critères de succès",
        "critères de réussite",
        "critères d acceptation",
        "criterios de éxito",
        "criterios de aceptación",
        "critérios de sucesso",
        "critérios de aceitação",
        "criteri di successo",
        "criteri di accettazione",
        "критерии",
        "验收标准",
        "成功标准",
        "完成标准",
    ];
    let said = words(title).join(" ");
    said == "dod" || DEFINED.iter().any(|name| said.contains(name))
}

/// Whether boxes below the heading of a section are no tasks: it defines what is done, or explains signs.
pub(super) fn has_no_tasks(section: &Section) -> bool {
    const LEGENDS: [&str; 8] = [
        "legend",
        "legende",
        "légende",
        "legenda",
        "leyenda",
        "status key",
        "status legend",
        "图例",
    ];
    defines(&section.title) || LEGENDS.contains(&words(&section.title).join(" ").as_str())
}

/// Whether the heading of a section says that it holds what is told beside tasks.
pub(super) fn says_notes(section: &Section) -> bool {
    const NOTES: [&str; 55] = [
        "contents",
        "table of contents",
        "toc",
        "inhalt",
        "índice",
        "sommaire",
        "目录",
        "note",
        "notes",
        "link",
        "links",
        "useful links",
        "quick links",
        "resource",
        "resources",
        "reference",
        "references",
        "see also",
        "further reading",
        "related",
        "related documents",
        "related docs",
        "sources",
        "legend",
        "key",
        "glossary",
        "definitions",
        "labels",
        "tags",
        "priorities",
        "priority levels",
        "priority key",
        "severity levels",
        "status key",
        "status legend",
        "rule",
        "rules",
        "conventions",
        "guidelines",
        "guide",
        "how it works",
        "how this works",
        "how to use",
        "how to use this file",
        "usage",
        "about",
        "about this file",
        "limits",
        "current limits",
        "limitations",
        "known limitations",
        "constraints",
        "assumptions",
        "principles",
        "non goals",
    ];
    section.level > 1 && NOTES.contains(&words(&section.title).join(" ").as_str())
}
