//! `[names]`: what cards call what flow reads and writes on them.

use super::error::Mistake;
use super::form;
use super::section::Section;
use crate::workflow::Names;
use crate::workflow::names::same;

/// `[names]`. What is declared there stands in the place of the usual names.
pub(super) fn names(root: &Section<'_>) -> Result<Names, Mistake> {
    let mut names = Names::default();
    let Some(section) = root.table("names")? else { return Ok(names) };
    section.only("names")?;
    let mut all: [(&str, &mut Vec<String>, bool); 11] = [
        ("notes", &mut names.notes, true),
        ("steps", &mut names.steps, true),
        ("completed", &mut names.completed, true),
        ("questions", &mut names.questions, true),
        ("see", &mut names.see, true),
        ("blocked", &mut names.blocked, true),
        ("assigned", &mut names.assigned, true),
        ("approved", &mut names.approved, true),
        ("rejected", &mut names.rejected, true),
        ("priority", &mut names.priority, true),
        ("priorities", &mut names.priorities, false),
    ];
    // Two things of one name could not be told apart on a card.
    let mut known: Vec<(&str, String)> = Vec::new();
    for (key, known_as, names_it) in &mut all {
        let Some(item) = section.get(key) else { continue };
        let texts = item.texts()?;
        if texts.is_empty() {
            return Err(Mistake::new(&item.span(), format!("`{key}` has no name"))
                .hint(format!("write one, or take it out: {key} = \"{}\"", first(known_as))));
        }
        let mut said = Vec::new();
        for text in texts {
            let name = form::name(&text)?;
            let plain = |c: char| c.is_alphanumeric() || " -_./".contains(c);
            if *names_it && !(name.starts_with(char::is_alphabetic) && name.chars().all(plain)) {
                return Err(text.mistake(format!("a card cannot call anything `{name}`")).hint(
                    "a name begins with a letter, and has letters, digits, blanks and -_./ only",
                ));
            }
            if let Some((other, _)) = known.iter().find(|(_, other)| same(other, name)) {
                return Err(text
                    .mistake(format!("`{name}` is a name of `{other}` already"))
                    .hint("give each a name of its own"));
            }
            if *names_it {
                known.push((key, name.to_owned()));
            }
            said.push(name.to_owned());
        }
        **known_as = said;
    }
    // What a team calls its notes is none of the usual names of its steps.
    for (key, usual, _) in all.iter_mut().filter(|(key, ..)| section.get(key).is_none()) {
        let free =
            |name: &String| !known.iter().any(|(other, own)| other != key && same(own, name));
        if usual.iter().any(free) {
            usual.retain(free);
        }
    }
    Ok(names)
}

fn first(names: &[String]) -> &str {
    names.first().map_or("High", String::as_str)
}
