//! With which marker the items of a stage begin: `-`, `*   `, `1.`, `1)`.

use super::boards::Zone;
use super::ids::most;
use super::reading::Found;

/// The marker that most items of the stage have, or of the board where it has none, with the blanks behind
/// it; `None` for the usual one.
fn mark<'a>(zone: &Zone<'a, '_>) -> Option<&'a str> {
    let text: &'a str = &zone.reading.source.text;
    let mark = |found: &Found| {
        let is_item = found.head.marker.is_item();
        let line = text[found.at..].lines().next().filter(|_| is_item)?;
        let line = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = line.strip_prefix(['-', '*', '+', '.', ')'])?;
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        (1..=4).contains(&blanks).then(|| &line[..1 + blanks])
    };
    let own: Vec<&str> = zone.heads().filter_map(mark).collect();
    let all = || zone.reading.heads.iter().filter_map(mark).collect();
    let marks: Vec<&str> = if own.is_empty() { all() } else { own };
    most(marks.into_iter()).filter(|mark| !["- ", ". "].contains(mark))
}

/// The sign of such a marker, where it is one of bullets.
pub(super) fn sign(zone: &Zone<'_, '_>) -> Option<char> {
    mark(zone).and_then(|mark| mark.chars().next()).filter(|sign| matches!(sign, '*' | '+'))
}

/// Forms of items with that marker.
pub(super) fn signed(forms: &[String], zone: &Zone<'_, '_>) -> Vec<String> {
    let Some(mark) = mark(zone) else { return forms.to_vec() };
    let usual = if mark.starts_with(['.', ')']) { ". " } else { "- " };
    let signed = |form: &String| {
        let rest = form.trim_start_matches(|c: char| c.is_ascii_digit());
        match rest.strip_prefix(usual) {
            Some(words) => format!("{}{mark}{words}", &form[..form.len() - rest.len()]),
            None => form.clone(),
        }
    };
    forms.iter().map(signed).collect()
}
