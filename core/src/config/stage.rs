//! `[[stage]]`: one stage, and what the stages have to be among each other.

use std::collections::BTreeMap;

use super::apart::{indistinct, shared};
use super::error::Mistake;
use super::section::{Item, Section, Text};
use super::{form, settings, suggest};
use crate::board::head_width;
use crate::form::Template;
use crate::format::{FORMATS, Format, Markdown};
use crate::id::IdForm;
use crate::workflow::{
    CardKind, HeadForm, HeadingForm, MORE, Said, Spot, Stage, StageName, Standing,
};

/// What only cards on a board can have.
const BOARD_KEYS: [&str; 15] = [
    "under",
    "groups",
    "where",
    "card",
    "closed",
    "insert",
    "limit",
    "limit-with",
    "waits-for",
    "counters",
    "separator",
    "footer",
    "placeholder",
    "template",
    "stale-after",
];

/// What is known of a move when a card enters a stage.
const MOVE_HOLES: [&str; 8] = ["id", "title", "date", "actor", "branch", "worktree", "from", "to"];

/// Every stage, in order.
pub(super) fn stages(
    root: &Section<'_>,
    ids: &IdForm,
    formats: &[&'static dyn Format],
) -> Result<Vec<Stage>, Mistake> {
    let sections = root.tables("stage")?;
    let mut stages: Vec<Stage> = Vec::new();
    for section in &sections {
        let stage = stage(section, ids, formats)?;
        let name = section.need("name", "\"todo\"")?;
        if stages.iter().any(|other| other.name == stage.name) {
            return Err(Mistake::new(
                &name.span(),
                format!("the stage `{}` is there twice", stage.name),
            )
            .hint("give every stage a name of its own"));
        }
        if let (true, Some(item)) = (stages.is_empty() && stage.aside, section.get("aside")) {
            let message = "the first stage is where tasks begin, and cannot stand aside";
            return Err(Mistake::new(&item.span(), message).hint("take `aside` out"));
        }
        // A stage without a board ends the workflow, so the first one has a board.
        if stages.is_empty() && stage.ends {
            return Err(Mistake::new(
                &name.span(),
                format!("the first stage, `{}`, ends the workflow", stage.name),
            )
            .hint("begin with the stage and the board on which new tasks are written"));
        }
        if let Some(other) = stages.iter().find(|other| indistinct(other, &stage)) {
            return Err(shared(section, &stage, other)?);
        }
        stages.push(stage);
    }
    match (stages.len(), sections.last()) {
        (0 | 1, last) => {
            let span = last.map_or(0..0, |section| section.span.clone());
            let found = if last.is_some() { "one" } else { "none" };
            Err(Mistake::new(
                &span,
                format!("a workflow needs at least two stages, and this one has {found}"),
            )
            .hint("add `[[stage]]` with a `name` and a `board`"))
        }
        _ => Ok(stages),
    }
}

fn stage(
    section: &Section<'_>,
    ids: &IdForm,
    formats: &[&'static dyn Format],
) -> Result<Stage, Mistake> {
    section.only("stage")?;
    let name = StageName::new(form::name(&section.need("name", "\"todo\"")?.text()?)?);
    let board = section.text("board")?.map(|text| form::standing(&text)).transpose()?;
    let ends = section.flag("ends")?.unwrap_or(false);
    if board.is_none() {
        boardless(section, &name, ends)?;
    }
    let format = format(section, board.as_ref(), formats)?;
    let card = match (&board, format.form()) {
        (None, _) => Vec::new(),
        (_, Some(form)) => heads(section, "card", Some(form), format)?,
        (_, None) => formless(section, format)?,
    };
    let closed = heads(section, "closed", None, format)?;
    if let Some(at) = closed.iter().position(|form| card.contains(form)) {
        let text = &section.texts("closed")?[at];
        return Err(text
            .mistake("a closed card would look like a live one")
            .hint("give `closed` another form than `card`, such as `- [x]` for `- [ ]`"));
    }
    let field = match card.first() {
        // A field stands within its card's item, so that it begins where the item's text does.
        Some(form) if form.kind.is_item() || form.kind == CardKind::Row => {
            format!("{}- **{{name}}:** {{value}}", " ".repeat(head_width(form)))
        }
        _ => "**{name}**: {value}".to_owned(),
    };
    let field = section.text_or("field", &field)?;
    let under = headings(section, "under")?;
    let groups = groups(section, &under)?;
    let limit = limit(section)?;
    let on_enter = section.table("on-enter")?.unwrap_or_else(|| section.absent("on-enter"));
    on_enter.only("stage.on-enter")?;
    Ok(Stage {
        archive: archive(section, board.is_none() && ends)?,
        under,
        groups,
        field: form::template(&field, &["name", "value"], &["name", "value"])?,
        insert: insert(section, ids)?,
        counters: counters(section, limit)?,
        separator: section.text("separator")?.map(|text| form::line(&text)).transpose()?,
        footer: section.text("footer")?.map(|text| form::line(&text)).transpose()?,
        placeholder: section.text("placeholder")?.map(|text| form::line(&text)).transpose()?,
        template: section.text("template")?.map(|text| form::heading(&text)).transpose()?,
        stale_after: section.get("stale-after").map(form::duration).transpose()?,
        says: says(section)?,
        on_enter_add: fields(&on_enter, "add")?,
        on_enter_set: fields(&on_enter, "set")?,
        name,
        board,
        format,
        card,
        closed,
        limit,
        limit_with: Vec::new(),
        waits_for: Vec::new(),
        aside: section.flag("aside")?.unwrap_or(false),
        ends,
    })
}

fn headings(section: &Section<'_>, key: &str) -> Result<Vec<HeadingForm>, Mistake> {
    section.texts(key)?.iter().map(form::heading_form).collect()
}

/// Further headings of a stage. What they count would not be what the stage counts.
fn groups(section: &Section<'_>, under: &[HeadingForm]) -> Result<Vec<HeadingForm>, Mistake> {
    let groups = headings(section, "groups")?;
    for (group, text) in groups.iter().zip(section.texts("groups")?) {
        if under.is_empty() {
            let message = "`groups` stand beside a heading, and the stage has none";
            return Err(text
                .mistake(message)
                .hint("name under `under` the one that gets new cards, or take `groups` out"));
        }
        if under.contains(group) {
            let message = format!("`{group}` holds the cards of the stage already");
            return Err(text.mistake(message).hint("take it out of `under` or `groups`"));
        }
        if let Some(hole) = ["count", "limit"].into_iter().find(|hole| group.text.has(hole)) {
            let message = format!("no `{{{hole}}}` is kept true in the heading of a group");
            return Err(text.mistake(message).hint("write `{*}` for what may stand there"));
        }
    }
    Ok(groups)
}

/// The stages that others name: those that share a limit, and those behind that must have room.
pub(super) fn related(root: &Section<'_>, stages: &mut [Stage]) -> Result<(), Mistake> {
    for (nth, section) in root.tables("stage")?.iter().enumerate() {
        for key in ["limit-with", "waits-for"] {
            let mut names = Vec::new();
            for text in section.texts(key)? {
                let name = known(&text, stages)?;
                let other = &stages[name];
                let (own, limited) = (name == nth, other.limit.is_some());
                if own {
                    let message = format!("`{key}` names other stages than its own");
                    return Err(text.mistake(message).hint("take it out"));
                }
                if key == "waits-for" && !limited {
                    return Err(text
                        .mistake(format!("`{}` has no limit, and is never full", other.name))
                        .hint(format!(
                            "add `limit = 2` to `{}`, or take it out here",
                            other.name
                        )));
                }
                names.push(other.name.clone());
            }
            if let (Some(item), None, "limit-with") = (section.get(key), stages[nth].limit, key) {
                return Err(Mistake::new(&item.span(), "`limit-with` needs a `limit`")
                    .hint("add `limit = 6`, or take `limit-with` out"));
            }
            match key {
                "limit-with" => stages[nth].limit_with = names,
                _ => stages[nth].waits_for = names,
            }
        }
    }
    Ok(())
}

fn known(text: &Text<'_>, stages: &[Stage]) -> Result<usize, Mistake> {
    let at = stages.iter().position(|stage| stage.name.as_str() == text.value);
    at.ok_or_else(|| {
        let known: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
        text.mistake(format!("unknown stage `{}`", text.value))
            .hint(super::suggest::hint(text.value, &known))
    })
}

/// A stage without a board can only be one where cards leave the boards.
fn boardless(section: &Section<'_>, name: &StageName, ends: bool) -> Result<(), Mistake> {
    if !ends {
        let at = section.need("name", "\"todo\"")?.span();
        return Err(Mistake::new(&at, format!("the stage `{name}` has no `board`"))
            .hint("add `board = \"FILE.md\"`, or `ends = true` where cards leave the boards"));
    }
    match section.entries().find(|(key, _)| BOARD_KEYS.contains(&key.value)) {
        Some((key, _)) => Err(key
            .mistake(format!("`{}` needs a board, and the stage `{name}` has none", key.value))
            .hint(format!("add `board = \"FILE.md\"`, or take `{}` out", key.value))),
        None => Ok(()),
    }
}

/// `where`: what the cards of the stage say.
fn says(section: &Section<'_>) -> Result<Vec<Said>, Mistake> {
    let Some(table) = section.table("where")? else { return Ok(Vec::new()) };
    let said = table.entries().map(|(name, value)| {
        let texts = value.texts()?;
        if let Some(first) = texts.first().filter(|first| first.value.ends_with(MORE)) {
            return Err(first
                .mistake("the first value is the one that is written, and this is no whole one")
                .hint("name first what a card says that comes in, and this behind it"));
        }
        let values = texts.iter().map(|text| Ok(form::name(text)?.to_owned()));
        let values: Vec<String> = values.collect::<Result<_, Mistake>>()?;
        let said = Said::new(form::name(&name)?.to_owned(), values);
        said.ok_or_else(|| value.wrong("a value, or a list of some"))
    });
    said.collect()
}

/// How the tasks of a stage stand in its files: as it says, or as their place lets expect.
fn format(
    section: &Section<'_>,
    board: Option<&Standing>,
    formats: &[&'static dyn Format],
) -> Result<&'static dyn Format, Mistake> {
    let known = || formats.iter().chain(&FORMATS).copied();
    let Some(board) = board else { return Ok(&Markdown) };
    let Some(name) = section.text("format")? else {
        return Ok(known().find(|format| format.fits(board)).unwrap_or(&Markdown));
    };
    known().find(|format| format.name() == name.value).ok_or_else(|| {
        let names: Vec<_> = known().map(Format::name).collect();
        let near = suggest::nearest(name.value, names.iter().copied());
        name.mistake(format!("there is no format `{}`", name.value)).hint(match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("one of {}", names.join(", ")),
        })
    })
}

/// The cards of a format that has no forms to choose from: what stands in a text means nothing there.
fn formless(section: &Section<'_>, format: &dyn Format) -> Result<Vec<HeadForm>, Mistake> {
    const FORMS: [&str; 11] = [
        "under",
        "groups",
        "card",
        "closed",
        "field",
        "insert",
        "counters",
        "separator",
        "footer",
        "placeholder",
        "template",
    ];
    if let Some((key, _)) = section.entries().find(|(key, _)| FORMS.contains(&key.value)) {
        let what = format!("`{}` means nothing where every task is a file of its own", key.value);
        return Err(key
            .mistake(what)
            .hint(format!("take it out: the format is {}", format.name())));
    }
    let form = |line: &str| {
        let line = Template::parse(line).ok()?;
        Some(HeadForm { kind: CardKind::Own, line })
    };
    Ok(["{id} {title}", "{title}"].into_iter().filter_map(form).collect())
}

fn heads(
    section: &Section<'_>,
    key: &str,
    default: Option<&'static str>,
    format: &dyn Format,
) -> Result<Vec<HeadForm>, Mistake> {
    let read = |text: &Text<'_>| match format.name() == Markdown.name() {
        true => form::head(text),
        false => form::own_head(text),
    };
    match (section.get(key), default) {
        (Some(item), default) => {
            let texts = item.texts()?;
            if texts.is_empty() && default.is_some() {
                return Err(Mistake::new(&item.span(), format!("`{key}` lists no form"))
                    .hint("write the first line of a card: `### [{id}]: {title}`"));
            }
            texts.iter().map(read).collect()
        }
        (None, Some(default)) => Ok(vec![read(&section.text_or(key, default)?)?]),
        (None, None) => Ok(Vec::new()),
    }
}

fn limit(section: &Section<'_>) -> Result<Option<u32>, Mistake> {
    let Some(item) = section.get("limit") else { return Ok(None) };
    let mistake = match item.number()?.map(u32::try_from) {
        Some(Ok(limit @ 1..)) => return Ok(Some(limit)),
        Some(Ok(0)) => "with `limit = 0` no task could ever enter",
        Some(Err(_)) if item.number()?.is_some_and(|number| number < 0) => {
            "`limit` must be at least 1"
        }
        _ => "`limit` is more than flow can count",
    };
    Err(Mistake::new(&item.span(), mistake).hint("leave `limit` out for as many tasks as you like"))
}

fn counters(section: &Section<'_>, limit: Option<u32>) -> Result<Vec<Template>, Mistake> {
    let counter = |text: &Text<'_>| {
        let form = form::template(text, &["count", "limit"], &[])?;
        match (form.has("count"), form.has("limit")) {
            (false, false) => Err(text
                .mistake("this counter counts nothing")
                .hint("write `{count}` or `{limit}` where the number stands")),
            (_, true) if limit.is_none() => Err(text
                .mistake("this counter shows `{limit}`, and the stage has no `limit`")
                .hint("add `limit = 6`, or take `{limit}` out")),
            _ => Ok(form),
        }
    };
    section.texts("counters")?.iter().map(counter).collect()
}

fn insert(section: &Section<'_>, ids: &IdForm) -> Result<BTreeMap<String, Spot>, Mistake> {
    let mut spots = BTreeMap::new();
    let Some(item) = section.get("insert") else { return Ok(spots) };
    if item.is_table() {
        for (key, value) in item.table("insert".to_owned())?.entries() {
            settings::declared(&key, ids)?;
            spots.insert(key.value.to_owned(), spot(&value)?);
        }
    } else {
        spots.insert("*".to_owned(), spot(&item)?);
    }
    Ok(spots)
}

fn spot(item: &Item<'_>) -> Result<Spot, Mistake> {
    let text = item.text().map_err(|_| item.wrong("\"top\", \"bottom\" or a heading"))?;
    match text.value {
        "top" => Ok(Spot::Top),
        "bottom" => Ok(Spot::Bottom),
        heading if heading.starts_with('#') => Ok(Spot::Under(form::heading(&text)?)),
        other => {
            let near = suggest::nearest(other, ["top", "bottom"]);
            Err(text
                .mistake(format!(
                    "a card is inserted at \"top\", \"bottom\" or a heading, not `{other}`"
                ))
                .hint(match near {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("write a heading as it stands on the board: \"## {other}\""),
                }))
        }
    }
}

/// `on-enter.add` or `on-enter.set`, in the order of the file: so are the fields written.
fn fields(on_enter: &Section<'_>, key: &str) -> Result<Vec<(String, Template)>, Mistake> {
    let Some(table) = on_enter.table(key)? else { return Ok(Vec::new()) };
    table
        .entries()
        .map(|(name, value)| {
            let value = form::template(&value.text()?, &MOVE_HOLES, &[])?;
            Ok((form::name(&name)?.to_owned(), value))
        })
        .collect()
}

/// Where the text of a card goes; to be on the safe side, into a file of its own.
fn archive(section: &Section<'_>, leaves: bool) -> Result<Option<Template>, Mistake> {
    let Some(item) = section.get("archive") else {
        let default = section.text_or("archive", "archive/{id}.md")?;
        return if leaves { form::task_path(&default).map(Some) } else { Ok(None) };
    };
    match item.flag() {
        Ok(false) => Ok(None),
        Ok(true) => Err(Mistake::new(&item.span(), "`archive` is a path, or `false`")
            .hint("write where the text goes: `archive = \"archive/{id}.md\"`")),
        Err(_) if !leaves => Err(Mistake::new(
            &item.span(),
            "`archive` means nothing here: cards do not leave the boards in this stage",
        )
        .hint("archive in a stage with `ends = true` and without a `board`")),
        Err(_) => form::task_path(&item.text()?).map(Some),
    }
}
