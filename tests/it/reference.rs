//! The reference of workflow.toml has every key, with an example, and every example runs.

use flow::core::config::TABLES;
use flow::core::form::Template;
use flow::core::workflow::{CardKind, ChangelogTarget, Said, Stage, Standing, Workflow};
use toml::{Table, Value};

use crate::book::{blocks, read, whole};
use crate::scenario::Scenario;

const PAGE: &str = include_str!("../../docs/workflow.md");

/// The part of the page that tells of a table, without its heading.
fn section(table: &str) -> &'static str {
    let heading = match table.split('.').next().unwrap_or_default() {
        "" => "The top".to_owned(),
        name @ ("stage" | "transition") => format!("`[[{name}]]`"),
        name @ ("gate" | "hook" | "after") => format!("`[{name}.NAME]`"),
        name => format!("`[{name}]`"),
    };
    let mut parts = PAGE.split("\n## ");
    let part = parts.find(|part| part.lines().next().is_some_and(|line| line.contains(&heading)));
    part.unwrap_or_else(|| panic!("nothing tells of {heading}"))
}

/// The keys in the first column of a section's table of keys.
fn listed(section: &str) -> Vec<&str> {
    let mut rows = Vec::new();
    let mut lines = section.lines();
    while lines.by_ref().any(|line| line.starts_with("| key |")) {
        rows.extend(lines.by_ref().take_while(|line| line.starts_with('|')));
    }
    let cells = rows.into_iter().filter_map(|row| row.split('|').nth(1));
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

/// The tables of a name in an example: of `stage.on-enter`, that of each stage.
fn tables<'a>(example: &'a Table, name: &str) -> Vec<&'a Table> {
    let mut found = vec![example];
    for part in name.split('.').filter(|part| !part.is_empty()) {
        let inner = found.into_iter().filter_map(|table| table.get(part));
        found = inner
            .flat_map(|value| match value {
                Value::Array(values) => values.iter().filter_map(Value::as_table).collect(),
                other => other.as_table().into_iter().collect::<Vec<_>>(),
            })
            .collect();
    }
    // Each gate, hook and after-script has a table of its own.
    match name {
        "gate" | "hook" | "after" => {
            found.into_iter().flat_map(Table::values).filter_map(Value::as_table).collect()
        }
        _ => found,
    }
}

/// What the examples of a section set in the tables of a name.
fn set(section: &str, name: &str) -> Vec<String> {
    let examples = blocks(section).map(|block| block.parse::<Table>().expect("it is TOML"));
    let keys = examples.flat_map(|example| {
        let tables = tables(&example, name);
        tables.into_iter().flat_map(Table::keys).cloned().collect::<Vec<_>>()
    });
    keys.collect()
}

#[test]
fn every_key_is_listed_and_shown() {
    for (table, keys) in TABLES {
        let part = section(table);
        let (listed, set) = (listed(part), set(part, table));
        for key in *keys {
            // A table of its own has a part of its own.
            if TABLES.iter().any(|(name, _)| name == key) || *key == "check" {
                section(key);
                continue;
            }
            let told = match table.split_once('.') {
                Some((_, inner)) => {
                    let row = part.lines().find(|l| l.starts_with(&format!("| `{inner}`")));
                    listed.contains(&&*format!("{inner}.{key}"))
                        || row.is_some_and(|row| row.contains(&format!("`{key}`")))
                }
                None if *key == "on-enter" => listed.iter().any(|l| l.starts_with("on-enter.")),
                None => listed.contains(key),
            };
            assert!(told, "no row tells of `{key}` of [{table}]");
            // Only gates need others, and hooks run no command: what they share is shown there.
            let shown = set.contains(&(*key).to_owned()) || matches!(*table, "hook" | "after");
            assert!(shown, "no example has `{key}` of [{table}]");
        }
        // What is listed of a table within another one is listed with that.
        for key in listed.into_iter().filter(|_| !table.contains('.')) {
            let known = |table: &str, key: &str| {
                TABLES.iter().any(|(name, keys)| *name == table && keys.contains(&key))
            };
            let is_key = match key.split_once('.') {
                Some((inner, key)) => known(&format!("{table}.{inner}"), key),
                None => known(table, key),
            };
            assert!(is_key, "a row tells of `{key}`, and [{table}] has no such key");
        }
    }
}

/// A line by example, with something in each hole.
fn line(form: &Template, id: &str, cards: usize, stage: &Stage) -> String {
    form.expand(|hole| {
        Some(match hole.name.as_str() {
            "id" => id.to_owned(),
            "title" => "Mend the roof".to_owned(),
            "count" => cards.to_string(),
            "limit" => stage.limit.unwrap_or_default().to_string(),
            _ => String::new(),
        })
    })
}

/// The head of a table whose rows have this form, with a column for each field of these stages.
fn head(form: &Template, fields: &[&str]) -> String {
    let cells = form.source().trim().trim_matches('|').split('|').map(str::trim);
    let names = cells.flat_map(|cell| match cell {
        "{id}" => vec!["Id"],
        "{title}" => vec!["Title"],
        "{*}" if fields.is_empty() => vec!["Note"],
        "{*}" => fields.to_vec(),
        other => panic!("{other}"),
    });
    let names: Vec<&str> = names.collect();
    format!("| {} |\n|{}\n", names.join(" | "), "---|".repeat(names.len()))
}

/// A card of a stage: its whole text.
fn card(stage: &Stage, id: &str) -> String {
    let form = &stage.card[0];
    if form.kind == CardKind::Row {
        let said: Vec<&str> = stage.says.iter().map(Said::value).collect();
        let rest = if said.is_empty() { String::new() } else { said.join(" | ") };
        let row = form.line.expand(|hole| {
            Some(match hole.name.as_str() {
                "id" => id.to_owned(),
                "title" => "Mend the roof".to_owned(),
                _ => rest.clone(),
            })
        });
        return format!("{row}\n");
    }
    let mut text = format!("{}\n", line(&form.line, id, 0, stage));
    for said in &stage.says {
        let field = stage.field.expand(|hole| {
            Some(if hole.name == "name" { said.name.clone() } else { said.value().to_owned() })
        });
        text += &format!("{field}\n");
    }
    text
}

/// A card of a stage whose files are no lists of Markdown: a file, or a line.
fn plain(stage: &Stage, id: &str) -> String {
    if !stage.keeps_files() {
        return format!("{}\n", line(&stage.card[0].line, id, 0, stage));
    }
    let said = stage.says.iter().map(|said| format!("{}: {}\n", said.name, said.value()));
    format!("---\nid: {id}\n{}---\n\n# Mend the roof\n", said.collect::<String>())
}

/// The boards of a workflow: one card in its first stage, and all others empty.
fn boards(workflow: &Workflow, id: &str) -> Vec<(String, String)> {
    let mut boards: Vec<(String, String)> = Vec::new();
    for (nth, stage) in workflow.stages.iter().enumerate() {
        let Some(path) = stage.board.as_ref().and_then(Standing::sample) else { continue };
        let cards = usize::from(nth == 0);
        if stage.keeps_files() || !stage.format.is_markdown() {
            if cards > 0 {
                boards.push((path.to_string(), plain(stage, id)));
            } else if !stage.keeps_files()
                && !boards.iter().any(|(other, _)| other == path.as_str())
            {
                boards.push((path.to_string(), String::new()));
            }
            continue;
        }
        if !boards.iter().any(|(other, _)| other == path.as_str()) {
            boards.push((path.to_string(), format!("# {}\n\n", stage.name)));
        }
        let shares = |other: &&Stage| other.board == stage.board && other.under == stage.under;
        let is_first = workflow.stages.iter().find(shares).is_some_and(|s| s.name == stage.name);
        let Some((_, text)) = boards.iter_mut().find(|(other, _)| other == path.as_str()) else {
            continue;
        };
        for counter in &stage.counters {
            *text += &format!("{}\n\n", line(counter, id, cards, stage));
        }
        if let Some(under) = stage.under.first().filter(|_| is_first) {
            let heading = "#".repeat(usize::from(under.level));
            *text += &format!("{heading} {}\n\n", line(&under.text, id, cards, stage).trim());
        }
        if stage.card[0].kind == CardKind::Row && is_first {
            let all = workflow.stages.iter().filter(shares).flat_map(|stage| &stage.says);
            let mut fields: Vec<&str> = all.map(|said| said.name.as_str()).collect();
            fields.dedup();
            *text += &head(&stage.card[0].line, &fields);
        }
        match &stage.placeholder {
            _ if cards > 0 => *text += &format!("{}\n", card(stage, id)),
            Some(empty) => *text += &format!("{empty}\n\n"),
            None => {}
        }
        if let Some(heading) = &stage.template {
            *text += &format!("{heading}\n\n```markdown\n### [TASK-XXX]: Title\n```\n\n");
        }
    }
    if let Some(registry) = &workflow.registry {
        let row = registry.row.expand(|hole| {
            Some(match hole.name.as_str() {
                "prefix" => workflow.ids.prefixes()[0].clone(),
                "next" => "008".to_owned(),
                _ => "all of it".to_owned(),
            })
        });
        let rows = format!("{}\n\n| Prefix | Next | For |\n|---|---|---|\n{row}\n", registry.under);
        match boards.iter_mut().find(|(path, _)| *path == registry.board.as_str()) {
            Some((_, text)) => *text += &format!("\n{rows}"),
            None => boards.push((registry.board.to_string(), rows)),
        }
    }
    boards
}

/// Runs an example: its boards are read and sound, and, where no script has a say, the card goes to the
/// next stage and home to the byte.
fn run(block: &str) {
    let text = whole(block);
    let workflow = read("docs/workflow.md", &text);
    let prefix = workflow.ids.prefixes().first().map_or("TASK", String::as_str);
    let id = workflow.ids.write(prefix, 7, "");
    let scenario = Scenario::new();
    scenario.file("workflow.toml", &text);
    for (path, text) in boards(&workflow, &id) {
        scenario.file(&path, text);
    }
    if let Some(ChangelogTarget::File(path)) = workflow.changelog.as_ref().map(|c| &c.target) {
        scenario.file(path.as_str(), "# Changes\n\n## [Unreleased]\n");
    }
    for script in text.split('"').filter(|text| text.ends_with(".rhai")) {
        scenario.file(script, "// Agrees to everything.\n");
    }
    scenario.commit("Begin");
    let first = &workflow.stages[0];
    scenario.flow(&["check"]).ok().says("all is well");
    scenario.flow(&["status"]).ok().says(first.name.as_str());
    let tasks = scenario.flow(&["list", "--json"]).ok().data()["tasks"].clone();
    let named = if first.card[0].has_id() { id.as_str() } else { "mend-the-roof" };
    assert_eq!(tasks.as_array().map(Vec::len), Some(1), "{text}\n{tasks}");
    assert_eq!((&tasks[0]["id"], &tasks[0]["title"]), (&named.into(), &"Mend the roof".into()));
    let before = scenario.files();
    let step = workflow.transition(&first.name, &workflow.stages[1].name);
    let plain = step.is_some_and(|step| step.gates.is_empty() && step.hooks.is_empty());
    if plain {
        scenario.flow(&["advance", named]).ok();
        scenario.flow(&["check"]).ok();
        scenario.flow(&["undo"]).ok();
        assert_eq!(scenario.files(), before, "{text}");
    }
}

#[test]
fn every_example_runs() {
    let examples: Vec<&str> = blocks(PAGE).collect();
    assert!(examples.len() > 10, "only {} examples were found", examples.len());
    for block in examples {
        run(block);
    }
}
