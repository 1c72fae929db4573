//! Reads other documents of the repository for flow's scripts: planning documents, reports, notes.
//!
//! A path is looked for in the task's worktree first, then in the repository root, and never leads
//! out of them. What stands in code, comments and quotes is not seen.

mod document;
mod front;
mod glob;
mod outline;
#[cfg(test)]
mod tests;
mod yaml;

use flow_core::fault::Fault;
use flow_core::plugin::Plugin;
use flow_core::question::{Asking, Question, text};
use serde_json::{Value, json};

use crate::document::Document;
use crate::outline::{CheckBox, Section, outline};

/// Reads Markdown documents for scripts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Markdown;

impl Plugin for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn questions(&self) -> Vec<Question> {
        vec![
            Question::new("md", "exists", 1..=1, exists),
            Question::new("md", "glob", 1..=1, |asking, args| {
                glob::glob(asking, text(args, 0)?).map(Value::from)
            }),
            Question::new("md", "sections", 1..=1, sections),
            Question::new("md", "boxes", 1..=2, boxes),
            Question::new("md", "front_matter", 1..=1, front_matter),
        ]
    }
}

fn exists(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    Ok(Value::Bool(document::find(asking, text(args, 0)?)?.is_some_and(|file| file.is_file())))
}

/// Every section with the boxes that stand directly in it.
fn sections(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    let document = Document::read(asking, text(args, 0)?)?;
    let sections = outline(&document.text).sections;
    Ok(sections
        .iter()
        .map(|section| {
            let boxes: Vec<Value> = section.boxes.iter().map(box_in_section).collect();
            json!({
                "name": section.name,
                "level": section.level,
                "line": section.line,
                "boxes": boxes,
            })
        })
        .collect())
}

/// Every box of the document, or of a section and those below it.
fn boxes(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    let document = Document::read(asking, text(args, 0)?)?;
    let outline = outline(&document.text);
    let alone = outline.loose.iter().map(|found| box_anywhere(found, None));
    if args.len() < 2 {
        let sectioned = outline.sections.iter().flat_map(|section| {
            section.boxes.iter().map(|found| box_anywhere(found, Some(&section.name)))
        });
        return Ok(alone.chain(sectioned).collect());
    }
    let name = text(args, 1)?.trim();
    let within = outline.within(name);
    if within.is_empty() {
        // An empty list would let a gate pass that counts the boxes left open.
        return Err(no_section(&document.path, name, &outline.sections));
    }
    Ok(within
        .iter()
        .flat_map(|section| {
            section.boxes.iter().map(|found| box_anywhere(found, Some(&section.name)))
        })
        .collect())
}

fn no_section(path: &str, name: &str, sections: &[Section]) -> Fault {
    let names: Vec<String> =
        sections.iter().take(20).map(|section| format!("`{}`", section.name)).collect();
    let hint = if names.is_empty() {
        "it has no section at all".to_owned()
    } else {
        format!("it has: {}", names.join(", "))
    };
    Fault::refused(format!("{path} has no section `{name}`")).hint(hint)
}

fn box_in_section(found: &CheckBox) -> Value {
    json!({ "text": found.text, "done": found.done, "line": found.line })
}

fn box_anywhere(found: &CheckBox, section: Option<&str>) -> Value {
    json!({ "text": found.text, "done": found.done, "line": found.line, "section": section })
}

/// The front matter as a map; null where there is none.
fn front_matter(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    let document = Document::read(asking, text(args, 0)?)?;
    match front::matter(&document.text) {
        Ok(found) => Ok(found.map_or(Value::Null, Value::Object)),
        Err(error) => Err(Fault::failed(format!(
            "{}:{}: cannot read the front matter: {}",
            document.path, error.line, error.message
        ))),
    }
}
