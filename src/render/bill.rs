//! What a repository would have executed, and whether its user trusts it.

use flow_core::trust::{Bill, Runs};
use serde_json::{Value, json};

use super::page::{Line, Page};
use super::typed::quoted;
use crate::outcome::Body;

/// What a repository would have executed, and whether its user trusts it.
pub struct Trusted {
    /// The repository.
    pub root: String,
    /// What would run.
    pub bill: Bill,
    /// What became of the question.
    pub answer: Answer,
}

/// Whether the user trusts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// There is nothing to trust.
    Nothing,
    /// It is trusted already.
    Already,
    /// It was trusted just now.
    Granted {
        /// Whether the user has seen the list already, beside the question.
        seen: bool,
    },
    /// It is not, and was not.
    NotYet,
    /// It was, and is no more.
    Revoked,
}

impl Body for Trusted {
    fn data(&self) -> Value {
        let trusted =
            matches!(self.answer, Answer::Nothing | Answer::Already | Answer::Granted { .. });
        let answer = match self.answer {
            Answer::Nothing => "nothing",
            Answer::Already => "already",
            Answer::Granted { .. } => "granted",
            Answer::NotYet => "not-yet",
            Answer::Revoked => "revoked",
        };
        json!({
            "root": self.root,
            "trusted": trusted,
            "answer": answer,
            "digest": self.bill.digest,
            "runs": self.bill.runs,
        })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        let unseen = Answer::Granted { seen: false };
        if [Answer::Already, Answer::NotYet, unseen].contains(&self.answer) {
            page.append(listed(&self.bill.runs));
        }
        page.push(match self.answer {
            Answer::Nothing => Line::default()
                .plain("there is nothing to trust: workflow.toml runs no commands and no scripts of its own"),
            Answer::Already => Line::default().good("trusted").plain(", as it stands now"),
            Answer::Granted { .. } => Line::default()
                .good("trusted")
                .plain(format!(" in {}; any change of it asks again", self.root)),
            Answer::NotYet => Line::default().warn("not trusted"),
            Answer::Revoked => Line::default().plain("no longer trusted"),
        });
        page
    }
}

/// What would run, one line each.
pub fn listed(runs: &[Runs]) -> Page {
    let width = |text: fn(&Runs) -> &str| runs.iter().map(|r| text(r).chars().count()).max();
    let roles = width(|runs| runs.role).unwrap_or(0);
    let names = width(|runs| runs.name.as_str()).unwrap_or(0);
    let mut page = Page::default();
    for Runs { role, name, what, script } in runs {
        let what: Vec<String> = what.iter().map(|word| quoted(word)).collect();
        let kind = if *script { "script " } else { "runs " };
        let line = Line::blanks(2).dim(format!("{role:roles$}  ")).bold(format!("{name:names$}  "));
        page.push(line.dim(kind).plain(what.join(" ")));
    }
    page
}
