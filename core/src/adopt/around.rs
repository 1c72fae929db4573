//! What is around the boards: git, and the changelog.

use super::boards::Zone;
use super::draft::Table;
use super::ids::most;
use super::reading::{Reading, folder, stem};
use super::role::words;
use super::usual::main_form;
use super::{Doubt, Source, Surroundings, place};
use crate::path::RelPath;

/// Whether a file is a changelog by its name.
pub(super) fn is_changelog(path: &RelPath) -> bool {
    matches!(words(stem(path.as_str())).join(" ").as_str(), "changelog" | "changes" | "history")
}

/// Whether a text is headed by releases or days, as a changelog is; a board of what is finished may have the same
/// name.
pub(super) fn tells_releases(text: &str) -> bool {
    let is_version = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).trim_start_matches('v');
        bare.contains('.') && bare.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut headings = text.lines().filter(|line| line.starts_with('#'));
    headings.any(|line| {
        line.to_lowercase().contains("unreleased")
            || line.split_whitespace().any(is_version)
            || line.split_whitespace().nth(1).is_some_and(is_date)
    })
}

/// Infers `[git]`.
pub(super) fn git(
    zones: &[Zone<'_, '_>],
    surroundings: &Surroundings,
    doubts: &mut Vec<Doubt>,
) -> Option<Table> {
    if !surroundings.versioned {
        return None;
    }
    let mut table = Table::new("[git]");
    match surroundings.branch.as_deref() {
        Some(branch) => {
            table.text("base", branch, "the branch that the main worktree is on", None);
            if !matches!(branch, "main" | "master" | "develop" | "trunk") {
                let text = format!("is {branch} the branch that tasks start from and merge into?");
                doubts.push(Doubt::new(text, None));
            }
        }
        None => {
            let text = "which branch tasks start from cannot be seen: add `base` to `[git]`";
            doubts.push(Doubt::new(text, None));
        }
    }
    let said = habits(zones);
    let worktrees = said.iter().filter(|(form, _)| form.contains('/') && form.contains("worktree"));
    if let Some(form) = most(worktrees.map(|(form, _)| form.clone())) {
        let at = said.iter().find(|(other, _)| *other == form).map(|(_, at)| at.clone());
        table.text("worktree", &form, "cards name such a worktree", at);
    }
    let branches = said.iter().filter(|(form, _)| !form.contains("worktree"));
    if let Some(form) = most(branches.map(|(form, _)| form.clone())).filter(|form| form != "{id}") {
        let at = said.iter().find(|(other, _)| *other == form).map(|(_, at)| at.clone());
        table.text("branch", &form, "cards name such a branch", at);
    }
    (!table.keys.is_empty()).then_some(table)
}

/// What cards say of their own branch or worktree, with `{id}` for the id.
fn habits(zones: &[Zone<'_, '_>]) -> Vec<(String, super::Place)> {
    let mut said = Vec::new();
    for zone in zones {
        for found in zone.heads() {
            let Some(id) = &found.head.id else { continue };
            for (at, line) in super::extras::body(zone.reading, found) {
                let Some(field) = super::extras::field(line) else { continue };
                let name = field.name.to_lowercase();
                if name != "branch" && name != "worktree" {
                    continue;
                }
                let value = field.value.trim().trim_matches('`');
                let plain = |c: char| c.is_ascii_alphanumeric() || "-_./#".contains(c);
                if value.contains(&id.text) && value.chars().all(plain) {
                    let form = value.replacen(&id.text, "{id}", 1);
                    said.push((form, place(zone.reading, at)));
                }
            }
        }
    }
    said
}

/// Infers `[changelog]`, from a changelog beside the boards or at the root, or from a folder of
/// fragments.
pub(super) fn changelog(
    changelogs: &[&Source],
    zones: &[Zone<'_, '_>],
    surroundings: &Surroundings,
    doubts: &mut Vec<Doubt>,
) -> Option<Table> {
    let has_ids = zones.iter().any(|zone| zone.form.id.is_some());
    if !has_ids {
        return None;
    }
    if let Some(table) = fragments(surroundings) {
        return Some(table);
    }
    let home = zones.first().map_or("", |zone| folder(zone.reading.source.path.as_str()));
    let near = |source: &&&Source| [home, ""].contains(&folder(source.path.as_str()));
    let source = changelogs.iter().filter(near).min_by_key(|s| s.path.as_str().len())?;
    let reading = Reading::of(source);
    let path = source.path.as_str();
    let unreleased =
        reading.sections.iter().find(|section| words(&section.title) == ["unreleased"]);
    let Some(unreleased) = unreleased else {
        let text = format!(
            "{path} has no section for what is not released yet, so flow writes nothing to it"
        );
        doubts.push(Doubt::new(text, None));
        return None;
    };
    let with_id = |head: &&super::line::Head| head.id.is_some() && head.strong;
    let main = main_form(reading.heads.iter().map(|f| &f.head).filter(with_id));
    let Some((form, count)) = main.filter(|(form, _)| form.ticked.is_none()) else {
        let text = format!("no entry of {path} begins with an id, so flow writes nothing to it");
        doubts.push(Doubt::new(text, place(&reading, unreleased.range.start)));
        return None;
    };
    let mut table = Table::new("[changelog]");
    let at = place(&reading, unreleased.range.start);
    table.text("file", path, "its name, and its section for what is not released yet", None);
    table.text("under", &unreleased.line_text, "the first heading that says so", at);
    let groups = reading.sections.iter().filter(|section| {
        section.level == unreleased.level + 1 && unreleased.range.contains(&section.range.start)
    });
    let signs = "#".repeat(usize::from(unreleased.level) + 1);
    let dated = |title: &str| title.rsplit_once(" - ").is_some_and(|(_, day)| is_date(day));
    let dated = most(groups.map(|group| dated(&group.title))).unwrap_or(false);
    let heading = if dated { "{section} - {date}" } else { "{section}" };
    table.text("heading", &format!("{signs} {heading}"), "as its groups are headed", None);
    table.text("entry", &form.form, format!("{count} entries begin so"), None);
    Some(table)
}

fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}

/// A folder that holds a file for each change, named after its task.
fn fragments(surroundings: &Surroundings) -> Option<Table> {
    let known = ["changelog.d", "changes", ".changes", "changelog", "fragments", "newsfragments"];
    let named = surroundings.paths.iter().filter(|path| {
        let folder = folder(path.as_str());
        let id = super::line::shape(stem(path.as_str()));
        known.contains(&folder) && id.is_some_and(|id| id.text == stem(path.as_str()))
    });
    let first: Vec<&RelPath> = named.collect();
    let folder = most(first.iter().map(|path| folder(path.as_str())))?;
    let count = first.iter().filter(|path| path.as_str().starts_with(folder)).count();
    let mut table = Table::new("[changelog]");
    let reason = format!("{count} files there are named after a task");
    table.text("fragment", &format!("{folder}/{{id}}.md"), reason, None);
    Some(table)
}
