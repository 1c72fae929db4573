//! A failure as a page: what is wrong, where it stands, what to type next.

use super::page::{Line, Page};
use crate::failure::{At, Failure};

/// The page of a failure.
pub fn page(failure: &Failure) -> Page {
    let mut page = Page::default();
    let mut lines = failure.message.lines();
    let first = lines.next().unwrap_or_default();
    page.push(Line::default().bad("error").bold(": ").bold(first).prose(7));
    for line in lines {
        page.push(Line::blanks(2).plain(line));
    }
    if let Some(at) = &failure.at {
        place(at, &mut page);
    }
    page.append(failure.page.clone());
    if let Some(hint) = &failure.hint {
        for (nth, line) in hint.lines().enumerate() {
            let lead = if nth == 0 { "help: " } else { "      " };
            page.push(Line::default().link(lead).plain(line));
        }
    }
    page
}

/// The place, the line itself, and carets below what is meant.
fn place(at: &At, page: &mut Page) {
    let column = if at.text.is_some() { format!(":{}", at.column) } else { String::new() };
    page.push(Line::blanks(2).link(format!("{}:{}{column}", at.file, at.line)));
    let Some(text) = &at.text else { return };
    let number = at.line.to_string();
    page.push(Line::blanks(2).dim(format!("{number} | ")).plain(text));
    // Tabs are kept, so that the carets stand below their characters however wide a tab is.
    let lead = text.chars().take(at.column.saturating_sub(1));
    let lead: String = lead.map(|c| if c == '\t' { c } else { ' ' }).collect();
    let gutter = " ".repeat(number.len());
    let carets = "^".repeat(at.width.clamp(1, 60));
    page.push(Line::blanks(2).dim(format!("{gutter} | ")).plain(lead).bad(carets));
}
