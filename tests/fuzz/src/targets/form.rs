//! Forms: any pattern, any line.

use flow_core::form::{Grammar, Hole, Piece, Template};

use crate::shape::Shape;
use crate::{Law, law};

/// The first line is the form; the others are read by it, and fill its holes.
pub fn run(input: &[u8]) -> Law {
    let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
    let mut shape = Shape::default();
    let mut lines = text.split('\n');
    let source = lines.next().unwrap_or_default();
    let lines: Vec<&str> = lines.collect();
    let form = match Template::parse(source) {
        Ok(form) => form,
        Err(error) => {
            shape.error(&error.to_string());
            return Ok(shape.signature());
        }
    };
    law!(form.source() == source, "the form has another source");
    for hole in form.holes().take(4) {
        shape.see((hole.optional, hole.width > 0, grammar(hole, 0) == Grammar::Digits));
    }
    shape.count(form.pieces().len());
    for line in lines.iter().take(4) {
        let hit = captures(&form, line)?;
        shape.see(hit.is_some());
    }
    let mut values = lines.iter().cycle();
    let mut next = 0usize;
    let written = form.expand(|hole| {
        next += 1;
        Some(match grammar(hole, 0) {
            Grammar::Digits => (next * 7919).to_string(),
            _ => values.next().copied().unwrap_or_default().to_owned(),
        })
    });
    let found = captures(&form, &written)?;
    if reads_back(&form) {
        let Some(found) = found else { return Err(format!("{written:?} is not read back")) };
        // What was found may be cut up in another way, but it is written as the same line.
        let mut found = found.into_iter();
        let again = form.expand(|_| found.next());
        law!(again == written, "{written:?} is read as {again:?}");
    }
    Ok(shape.signature())
}

fn grammar(hole: &Hole, _: usize) -> Grammar {
    match hole.name.as_str() {
        "count" | "limit" => Grammar::Digits,
        _ => Grammar::Anything,
    }
}

/// Digits are read as far as they go; a form that puts more of them behind cannot be read back.
fn reads_back(form: &Template) -> bool {
    let digits = |piece: &Piece| match piece {
        Piece::Hole(hole) => hole.name == "count" || hole.name == "limit",
        Piece::Text(_) => false,
    };
    form.pieces().windows(2).all(|two| match &two[1] {
        Piece::Text(text) => !digits(&two[0]) || !text.starts_with(|c: char| c.is_ascii_digit()),
        Piece::Hole(_) => !digits(&two[0]),
    })
}

/// The texts of the holes, where the line is in the form.
fn captures(form: &Template, line: &str) -> Result<Option<Vec<String>>, String> {
    let Some(found) = form.captures(line.as_bytes(), 0, &grammar) else { return Ok(None) };
    let names: Vec<&str> = form.holes().map(|hole| hole.name.as_str()).collect();
    let theirs: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    law!(names == theirs, "{line:?} gives {theirs:?} for the holes {names:?}");
    let mut at = 0;
    let mut texts = Vec::new();
    for (name, range) in found {
        let bytes = line.as_bytes().get(range.clone());
        law!(range.start >= at && bytes.is_some(), "{line:?}: {name} is at {range:?}");
        at = range.end;
        texts.push(String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned());
    }
    Ok(Some(texts))
}
