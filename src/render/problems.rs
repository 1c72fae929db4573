//! What `flow check` found.

use std::collections::BTreeMap;

use flow_core::apply::Recovery;
use flow_core::doctor::Finding;
use flow_core::problem::{Problem, Severity};
use serde_json::{Value, json};

use super::page::{Line, Page};
use super::recovery;
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

/// What `flow doctor` found, and did.
pub struct Findings {
    /// What was found.
    pub findings: Vec<Finding>,
    /// What was recovered first.
    pub recovered: Option<Recovery>,
}

impl Body for Findings {
    fn data(&self) -> Value {
        json!({
            "findings": self.findings,
            "needs_doing": self.findings.iter().filter(|finding| finding.needs_doing()).count(),
            "recovered": self.recovered.as_ref().map(recovery::data),
        })
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        if self.recovered.is_some() {
            let recovery = self.recovered.clone();
            page.append(recovery::Recovered { recovery, dry_run: false }.page(width));
        }
        for finding in &self.findings {
            page.gap();
            if finding.mended {
                let place = finding.problem.board.as_deref().unwrap_or_default();
                let line = Line::default().link(place).good("  mended ");
                let Problem { code, message, .. } = &finding.problem;
                page.push(line.plain(format!("{code}  {message}")).prose(2));
            } else {
                tell(&finding.problem, &mut page);
            }
        }
        page.gap();
        let count = self.findings.iter().filter(|finding| finding.needs_doing()).count();
        page.push(match count {
            0 if self.findings.iter().all(|finding| finding.mended) => {
                Line::default().good("all is well")
            }
            0 => Line::default().good("nothing has to be done"),
            1 => Line::default().bad("1 thing has to be done"),
            _ => Line::default().bad(format!("{count} things have to be done")),
        });
        let mends = |f: &&Finding| f.mends && !f.mended;
        if self.findings.iter().any(|finding| mends(&finding)) {
            page.push(Line::default().link("next: ").plain("flow doctor --fix"));
        }
        page
    }
}

fn tell(problem: &Problem, page: &mut Page) {
    let Problem { code, severity, board, line, message, fix, .. } = problem;
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
