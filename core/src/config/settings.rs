//! `boards`, `env`, `[check]`, `[git]`, `[ids]` and `[changelog]`.

use std::collections::BTreeMap;

use super::error::Mistake;
use super::section::{Item, Section, Text};
use super::{form, suggest};
use crate::form::{Piece, Template};
use crate::id::IdForm;
use crate::problem::RULES;
use crate::workflow::{BoardsAt, ChangelogSettings, ChangelogTarget, GitSettings, Level, Registry};

/// `boards = "main"` or `"here"`.
pub(super) fn boards(root: &Section<'_>) -> Result<BoardsAt, Mistake> {
    let text = root.text_or("boards", "main")?;
    match text.value {
        "main" => Ok(BoardsAt::Main),
        "here" => Ok(BoardsAt::Here),
        other => Err(text
            .mistake(format!("`boards` is \"main\" or \"here\", not \"{other}\""))
            .hint("\"main\" takes the main worktree's boards, \"here\" those of each worktree")),
    }
}

/// `env`: the variables that scripts may read.
pub(super) fn env(root: &Section<'_>) -> Result<Vec<String>, Mistake> {
    let names = root.texts("env")?;
    names
        .iter()
        .map(|text| match form::name(text)? {
            name if name.contains(['=', '$']) || name.contains(char::is_whitespace) => Err(text
                .mistake(format!("`{name}` is no name of an environment variable"))
                .hint("write its name alone, such as \"CI\"")),
            name => Ok(name.to_owned()),
        })
        .collect()
}

/// `[check]`: how much a problem of each code counts.
pub(super) fn check(root: &Section<'_>) -> Result<BTreeMap<String, Level>, Mistake> {
    let Some(section) = root.table("check")? else { return Ok(BTreeMap::new()) };
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    let level = |(key, item): (Text<'_>, Item<'_>)| {
        if !codes.contains(&key.value) {
            let mistake = key.mistake(format!("`flow check` knows no code `{}`", key.value));
            return Err(mistake.hint(suggest::hint(key.value, &codes)));
        }
        let text = item.text()?;
        let level = match text.value {
            "off" => Level::Off,
            "warning" => Level::Warning,
            "error" => Level::Error,
            other => {
                let what = format!("`{}` is \"off\", \"warning\" or \"error\"", key.value);
                return Err(text
                    .mistake(format!("{what}, not \"{other}\""))
                    .hint(suggest::hint(other, &["off", "warning", "error"])));
            }
        };
        Ok((key.value.to_owned(), level))
    };
    section.entries().map(level).collect()
}

/// `[git]`.
pub(super) fn git(root: &Section<'_>) -> Result<GitSettings, Mistake> {
    let section = root.table("git")?.unwrap_or_else(|| root.absent("git"));
    section.only("git")?;
    let base = section.text("base")?;
    let base = base.map(|text| form::name(&text).map(str::to_owned)).transpose()?;
    let branch = section.text_or("branch", "{id}")?;
    if form::name(&branch)?.contains(char::is_whitespace) {
        return Err(branch.mistake("a branch's name has no blanks"));
    }
    Ok(GitSettings {
        base,
        branch: form::per_task(&branch)?,
        worktree: form::task_path(&section.text_or("worktree", ".worktrees/{id}")?)?,
        discard: section.texts("discard")?.iter().map(form::discard).collect::<Result<_, _>>()?,
    })
}

/// `[ids]`.
pub(super) fn ids(root: &Section<'_>) -> Result<(IdForm, Option<Registry>), Mistake> {
    const HOLES: [&str; 3] = ["prefix", "number", "suffix"];
    let section = root.table("ids")?.unwrap_or_else(|| root.absent("ids"));
    section.only("ids")?;
    let text = section.text_or("form", IdForm::DEFAULT)?;
    let checked = form::template(&text, &HOLES, &["number"])?;
    form::names_things(&text, &checked)?;
    let mut prefixes: Vec<String> = Vec::new();
    for text in section.texts("prefixes")? {
        let prefix = prefix(&text, &checked)?;
        if prefixes.contains(&prefix) {
            return Err(text.mistake(format!("the prefix `{prefix}` is there twice")));
        }
        prefixes.push(prefix);
    }
    if !prefixes.is_empty() && !checked.has("prefix") {
        return Err(text
            .mistake("there are prefixes, but the form has no `{prefix}`")
            .hint("write `{prefix}` where it stands, or take `prefixes` out"));
    }
    let form =
        IdForm::new(text.value, prefixes).map_err(|error| form::refused(&text, &HOLES, &error))?;
    let table = section.table("registry")?;
    let registry = table.map(|table| registry(&table, checked.has("prefix"))).transpose()?;
    Ok((form, registry))
}

/// Boards are searched for ids by their capitals, so a prefix in small letters would find none. One of
/// several parts is found where a dash follows it.
fn prefix(text: &Text<'_>, ids: &Template) -> Result<String, Mistake> {
    let name = form::name(text)?;
    let rest = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let is_part =
        |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase()) && part.chars().all(rest);
    let is_hole = |piece: &Piece| matches!(piece, Piece::Hole(hole) if hole.name == "prefix");
    let mut pieces = ids.pieces().iter().skip_while(|piece| !is_hole(piece)).skip(1);
    let parted = pieces.next() == Some(&Piece::Text("-".to_owned())) || !name.contains('-');
    if name.split('-').all(is_part) && parted {
        return Ok(name.to_owned());
    }
    Err(text.mistake(format!("`{name}` is no prefix")).hint(
        "a prefix is a capital, then capitals, digits and `_`, without the dash: \"FEAT\"; where a \
         dash follows it in the form, it may have parts: \"WEB-API\"",
    ))
}

fn registry(section: &Section<'_>, prefixed: bool) -> Result<Registry, Mistake> {
    section.only("ids.registry")?;
    let row = section.need("row", "\"| {prefix} | {next} |\"")?.text()?;
    let needed: &[_] = if prefixed { &["prefix", "next"] } else { &["next"] };
    Ok(Registry {
        board: form::path(&section.need("board", "\"TODO.md\"")?.text()?)?,
        under: form::heading(&section.need("under", "\"## ID Registry\"")?.text()?)?,
        row: form::template(&row, &["prefix", "next", "*"], needed)?,
    })
}

/// `[changelog]`.
pub(super) fn changelog(
    root: &Section<'_>,
    ids: &IdForm,
) -> Result<Option<ChangelogSettings>, Mistake> {
    let Some(section) = root.table("changelog")? else { return Ok(None) };
    section.only("changelog")?;
    let target = match (section.text("file")?, section.text("fragment")?) {
        (Some(file), None) => ChangelogTarget::File(form::path(&file)?),
        (None, Some(fragment)) => ChangelogTarget::Fragment(form::task_path(&fragment)?),
        (Some(file), Some(fragment)) => {
            let later = if file.span.start < fragment.span.start { fragment } else { file };
            return Err(later
                .mistake("`changelog` has both `file` and `fragment`")
                .hint("keep `file` for one changelog, or `fragment` for a file a task"));
        }
        (None, None) => {
            return Err(Mistake::new(&section.span, "`changelog` does not say where entries go")
                .hint("add `file = \"CHANGELOG.md\"`, or `fragment = \"changelog.d/{id}.md\"`"));
        }
    };
    let heading = section.text_or("heading", "### {section} - {date}")?;
    form::heading(&heading)?;
    let entry = section.text_or("entry", "- **{id}: {title}**")?;
    let mut sections = BTreeMap::new();
    if let Some(table) = section.table("sections")? {
        for (key, value) in table.entries() {
            declared(&key, ids)?;
            sections.insert(key.value.to_owned(), form::name(&value.text()?)?.to_owned());
        }
    }
    Ok(Some(ChangelogSettings {
        target,
        under: form::heading(&section.text_or("under", "## [Unreleased]")?)?,
        heading: form::template(&heading, &["section", "date"], &[])?,
        entry: form::template(&entry, &["id", "title"], &["id"])?,
        sections,
    }))
}

/// A key that stands for a prefix: a declared one, or `*` for all others.
pub(super) fn declared(key: &Text<'_>, ids: &IdForm) -> Result<(), Mistake> {
    let known: Vec<&str> = ids.prefixes().iter().map(String::as_str).collect();
    if key.value == "*" || known.is_empty() || known.contains(&key.value) {
        return Ok(());
    }
    Err(key.mistake(format!("unknown prefix `{}`", key.value)).hint(
        match suggest::nearest(key.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "declare it in `[ids] prefixes`; there are {} and `*` for all others",
                suggest::listed(&known)
            ),
        },
    ))
}
