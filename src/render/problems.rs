//! What `flow check` found.

use std::collections::BTreeMap;

use flow_core::check::{Problem, Severity};
use serde_json::{Value, json};

use super::page::{Line, Page};
use crate::outcome::Body;

/// What is not as it should be.
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// How many are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|problem| problem.severity == severity).count()
    }
}

impl Body for Problems {
    fn data(&self) -> Value {
        json!({
            "problems": self.0,
            "errors": self.count(Severity::Error),
            "warnings": self.count(Severity::Warning),
        })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        let mut boards: BTreeMap<Option<&str>, Vec<&Problem>> = BTreeMap::new();
        for problem in &self.0 {
            boards.entry(problem.board.as_deref()).or_default().push(problem);
        }
        for (_, mut problems) in boards {
            problems.sort_by_key(|problem| problem.line);
            page.gap();
            for problem in problems {
                tell(problem, &mut page);
            }
        }
        page.gap();
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        page.push(match (errors, warnings) {
            (0, 0) => Line::default().good("all is well"),
            (0, _) => Line::default().warn(counted(warnings, "warning")),
            (_, 0) => Line::default().bad(counted(errors, "error")),
            _ => {
                let line = Line::default().bad(counted(errors, "error"));
                line.plain(", ").warn(counted(warnings, "warning"))
            }
        });
        page
    }
}

fn tell(problem: &Problem, page: &mut Page) {
    let Problem { code, severity, board, line, id: _, message, fix } = problem;
    let place = match (board, line) {
        (Some(board), Some(line)) => format!("{board}:{line}  "),
        (Some(board), None) => format!("{board}  "),
        _ => String::new(),
    };
    let line = Line::default().link(place);
    let line = match severity {
        Severity::Error => line.bad("error"),
        Severity::Warning => line.warn("warning"),
    };
    page.push(line.plain(format!(" {code}  {message}")).prose(2));
    for line in fix.lines() {
        page.push(Line::blanks(2).dim(line));
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
