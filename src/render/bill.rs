//! What a repository would have executed, and whether its user trusts it.

use anstyle::AnsiColor;
use flow_core::trust::{Before, Claim, Runs, TrustError};
use serde_json::{Value, json};

use super::diff;
use super::page::{Line, Page};
use super::typed::quoted;
use crate::failure::{Exit, Failure};
use crate::outcome::Body;

/// What a repository would have executed, and whether its user trusts it.
pub struct Trusted {
    /// The repository.
    pub root: String,
    /// What would run, and what was agreed to before.
    pub claim: Claim,
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
        let mut all = json!({ "root": self.root, "trusted": trusted, "answer": answer });
        if let (Value::Object(all), Value::Object(claim)) = (&mut all, data(&self.claim)) {
            all.extend(claim);
        }
        all
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        let unseen = Answer::Granted { seen: false };
        if [Answer::Already, Answer::NotYet, unseen].contains(&self.answer) {
            page.append(listed(&self.claim));
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

/// A claim as data.
pub fn data(claim: &Claim) -> Value {
    let runs = claim.runs.iter().map(|runs| step(runs, claim.since(runs)));
    let changes = claim
        .changes()
        .into_iter()
        .map(|(path, then, now)| json!({ "path": path, "diff": diff::between(path, then, now) }));
    let before = match claim.before {
        Before::Nothing => "nothing",
        Before::Known(_) => "known",
        Before::Lost => "lost",
    };
    json!({
        "digest": claim.digest,
        "runs": runs.collect::<Vec<_>>(),
        "before": before,
        "gone": claim.gone().map(|runs| step(runs, Some("gone"))).collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
        "unusable": claim.unusable.as_ref().map(ToString::to_string),
        "pinned": claim.pinned,
    })
}

fn step(runs: &Runs, since: Option<&str>) -> Value {
    json!({
        "role": runs.role,
        "name": runs.name,
        "what": runs.what,
        "script": runs.script,
        "asks": runs.asks,
        "imports": runs.imports,
        "unreadable": runs.unreadable,
        "since": since,
    })
}

/// What would run, each with what it asks for, and what is otherwise than it was agreed to.
pub fn listed(claim: &Claim) -> Page {
    let gone: Vec<&Runs> = claim.gone().collect();
    let all = || claim.runs.iter().chain(gone.iter().copied());
    let roles = all().map(|runs| runs.role.chars().count()).max().unwrap_or(0);
    let names = all().map(|runs| runs.name.chars().count()).max().unwrap_or(0);
    let mut page = Page::default();
    let mut list = |runs: &Runs, since: Option<&str>| {
        let what: Vec<String> = runs.what.iter().map(|word| quoted(word)).collect();
        let what = if runs.role == "git" { runs.what.join(" ") } else { what.join(" ") };
        let kind = if runs.script { "script " } else { "runs " };
        let line = match since {
            Some("new") => Line::default().good("+ "),
            Some("changed") => Line::default().warn("~ "),
            Some("gone") => Line::default().styled(AnsiColor::Red.on_default(), "- "),
            _ => Line::blanks(2),
        };
        let line = line.dim(format!("{:roles$}  ", runs.role));
        let line = line.bold(format!("{:names$}  ", runs.name)).dim(kind).plain(what);
        let told = since.filter(|since| *since != "same");
        page.push(line.warn(told.map(|since| format!("  ({since})")).unwrap_or_default()));
        let more = Line::blanks(roles + names + 8);
        for (word, list) in [("asks ", &runs.asks), ("imports ", &runs.imports)] {
            if !list.is_empty() {
                page.push(more.clone().dim(word).plain(list.join(", ")));
            }
        }
        if let Some(why) = &runs.unreadable {
            page.push(more.warn("cannot be read ").plain(why));
        }
    };
    claim.runs.iter().for_each(|runs| list(runs, claim.since(runs)));
    gone.iter().for_each(|runs| list(runs, Some("gone")));
    for (path, then, now) in claim.changes() {
        page.gap();
        page.append(diff::page(&diff::between(path, then, now)));
    }
    if claim.before == Before::Lost {
        page.gap();
        page.text(0, "it is not what you have agreed to; what that was is no longer known");
    }
    page.append(notes(claim));
    page
}

/// Why what should have given trust does not.
fn notes(claim: &Claim) -> Page {
    let mut page = Page::default();
    let mut note = |text: String| {
        page.gap();
        page.push(Line::default().warn("warning  ").plain(text).prose(9));
    };
    if let Some(error) = &claim.unusable {
        note(format!("the record of what you trust is not used: {error}"));
    }
    if let Some(pin) = &claim.pinned {
        note(match claim.pin_is_digest() {
            true => format!("FLOW_TRUST names another state, {pin}; this one is {}", claim.digest),
            false => format!(
                "FLOW_TRUST is `{pin}`, which is no digest: one is `sha256:` and 64 digits of 0 to 9 and a to f"
            ),
        });
    }
    page
}

/// The failure where the user has not agreed.
pub fn untrusted(claim: &Claim) -> Failure {
    let message = match claim.before {
        Before::Nothing => {
            "this repository brings what would be executed, and you have not yet said that you \
             trust it"
        }
        Before::Known(_) | Before::Lost => {
            "what this repository would have executed has changed since you trusted it"
        }
    };
    let hint = "look at what would run, and agree to it: flow trust".to_owned();
    let hint = match claim.unusable.as_ref().map(mend) {
        Some(mend) => format!("{mend}\nthen {hint}"),
        None => hint,
    };
    Failure::new("untrusted", Exit::Untrusted, message)
        .page(listed(claim))
        .details(data(claim))
        .hint(hint)
}

/// The failure where the record of a user's trust cannot be used.
pub fn unusable(error: &TrustError) -> Failure {
    Failure::new("trust-store", Exit::Failed, format!("your trust cannot be recorded: {error}"))
        .details(json!({ "error": error.to_string() }))
        .hint(mend(error))
}

/// What makes the record usable again.
fn mend(error: &TrustError) -> String {
    let shell = |path: &std::path::Path| quoted(&path.to_string_lossy());
    match error {
        TrustError::Within { .. } => {
            "name a folder outside the repository in XDG_STATE_HOME, or unset it".to_owned()
        }
        TrustError::Writable { path } => {
            format!("see that nobody else has written there, then: chmod go-w {}", shell(path))
        }
        TrustError::Foreign { path } => {
            format!("see whose it is: ls -ld {}", shell(path))
        }
        TrustError::Damaged { path, .. } => {
            let path = shell(path);
            format!("look at it, or move it away and trust anew: mv {path} {path}.damaged")
        }
        TrustError::Newer { .. } => "use the newer flow that wrote it".to_owned(),
        TrustError::Io { .. } => {
            "let your user write to $XDG_STATE_HOME/flow, or ~/.local/state/flow".to_owned()
        }
    }
}
