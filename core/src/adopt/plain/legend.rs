//! A line that tells which signs or words say a stage: `Status: ✅ Done · 🔄 In progress · 🔒 Blocked`.

use super::super::line::Marker;
use super::super::meaning::Meaning;
use super::super::reading::Reading;
use super::super::role::{role, stage_name, words};

/// What a sign or a word says, as a legend tells it.
pub(super) struct Told {
    /// As it stands in a cell.
    pub value: String,
    /// What it means.
    pub meaning: Meaning,
    /// Where that is told.
    pub at: usize,
}

/// What the legends of a file tell: every part of such a line says a stage.
pub(super) fn legend(reading: &Reading<'_>) -> Vec<Told> {
    let lines = reading.shown(reading.outline.start..reading.outline.end);
    let told = lines.filter(|(_, line)| !line.starts_with('|')).filter_map(|(at, line)| {
        let (label, rest) = line.split_once(':')?;
        let label = words(label);
        let is_label = |word: &String| LABELS.contains(&word.as_str());
        if label.len() > 3 || !label.iter().any(is_label) {
            return None;
        }
        let rest = rest.trim_start_matches(['*', '_']).trim_end_matches('.');
        let parts = rest.split(PARTS).map(str::trim).filter(|part| !part.is_empty());
        let told = parts.map(|part| one(part, at)).collect::<Option<Vec<Told>>>()?;
        (told.len() > 1).then_some(told)
    });
    told.flatten().chain(listed(reading)).collect()
}

/// The same of items that say nothing but a sign and its stage, where several do.
fn listed(reading: &Reading<'_>) -> Vec<Told> {
    let items = reading.heads.iter().filter(|found| found.head.marker == Marker::Bullet);
    let told = items.filter_map(|found| {
        let line = &reading.source.text[found.at..reading.lines.end_of(found.at)];
        let said = line.trim().trim_start_matches(['-', '*', '+']).trim();
        let told = one(said, found.at)?;
        (!said.starts_with('[') && !told.value.contains(char::is_alphanumeric)).then_some(told)
    });
    let told: Vec<Told> = told.collect();
    if told.len() > 1 { told } else { Vec::new() }
}

/// What such a line begins with.
const LABELS: [&str; 8] =
    ["status", "statuses", "state", "states", "stages", "legend", "key", "workflow"];
/// What parts what it tells.
const PARTS: [char; 7] = ['·', '|', ',', ';', '•', '/', '→'];

/// A part of a legend: a sign and what it says, or a word that says it itself.
fn one(part: &str, at: usize) -> Option<Told> {
    let bare = part.trim_matches(['`', '*', '"']);
    let first = bare.find(char::is_alphanumeric)?;
    let (sign, said) = bare.split_at(first);
    let sign = sign.trim().trim_matches(['=', '-', '–', '—', '`', '(', ' ']);
    let said = said.trim_matches(['`', '*', ')', ' ']);
    let meaning = Meaning { name: stage_name(said), rank: Some(role(said)?.rank) };
    let value = if sign.is_empty() { said } else { sign };
    Some(Told { value: value.to_owned(), meaning, at })
}
