//! A move, made or only planned, as data and as a page.

use flow_core::apply::{Kept, Recovery};
use flow_core::gate::{GateReport, Verdict};
use flow_core::plan::{FileChange, MoveKind, Plan, Renamed};
use serde_json::{Value, json};

use super::diff::{self, unified};
use super::page::{Line, Page};
use super::{gates, recovery};
use crate::outcome::Body;

/// A move: its plan, what its gates said, and what became of it.
pub struct Transition {
    /// The plan.
    pub plan: Plan,
    /// What the gates said.
    pub reports: Vec<GateReport>,
    /// What became of it.
    pub state: State,
    /// What to type next.
    pub next: Vec<String>,
}

/// What became of a move.
pub enum State {
    /// It is done.
    Applied {
        /// Its number in the journal.
        seq: u64,
        /// What the after-scripts said.
        after: Vec<String>,
        /// Late edits that were kept apart.
        kept: Vec<Kept>,
        /// What was recovered before.
        recovered: Vec<Recovery>,
    },
    /// It was only planned: everything it would do is shown.
    Planned,
    /// Only its gates were asked.
    Asked,
}

impl Transition {
    /// The late edits that were kept apart, by this move or by a recovery on its way.
    pub fn kept(&self) -> impl Iterator<Item = &Kept> {
        let (own, recovered): (&[Kept], &[Recovery]) = match &self.state {
            State::Applied { kept, recovered, .. } => (kept, recovered),
            State::Planned | State::Asked => (&[], &[]),
        };
        recovered.iter().flat_map(|recovery| &recovery.kept).chain(own)
    }

    fn agrees(&self) -> bool {
        self.reports.iter().all(GateReport::agrees)
    }

    /// What the gates warned of, by gate.
    fn warnings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.reports.iter().flat_map(|r| r.warnings.iter().map(|w| (r.name.as_str(), w.as_str())))
    }

    /// The move, or, where nothing moves, each card that is called otherwise.
    fn headings(&self) -> Vec<Line> {
        let given = &self.plan.given;
        if given.is_empty() {
            return vec![self.heading()];
        }
        let undoes = self.plan.reverts.map(|seq| format!("  (undoes {seq})")).unwrap_or_default();
        let line = |one: &Renamed| {
            let line = Line::default().plain(format!("{} → ", one.from)).bold(&one.to);
            line.dim(format!("  {}{undoes}", one.title))
        };
        given.iter().map(line).collect()
    }

    fn heading(&self) -> Line {
        let mov = &self.plan.mov;
        let title = self.plan.task.title.trim();
        if let Some(writing) = &self.plan.writing {
            let undoes = self.plan.reverts.map(|seq| format!("  (undoes {seq})"));
            let line = Line::default().bold(mov.id.as_str());
            let line = line.plain(format!("  {}", writing.verb)).dim(format!("  {title}"));
            return line.dim(undoes.unwrap_or_default());
        }
        let line = Line::default()
            .bold(mov.id.as_str())
            .plain(format!("  {} → ", mov.from))
            .bold(mov.to.as_str());
        let line = line.dim(format!("  {title}"));
        match (mov.kind, self.plan.reverts) {
            (MoveKind::Undo, Some(seq)) => line.dim(format!("  (undoes {seq})")),
            _ => line,
        }
    }
}

impl Body for Transition {
    fn data(&self) -> Value {
        let Plan { mov, task, files, externals, notes, reverts, given, .. } = &self.plan;
        let given: Vec<Value> = given
            .iter()
            .map(|one| json!({ "from": one.from, "to": one.to, "title": one.title, "board": one.board }))
            .collect();
        let planned = matches!(self.state, State::Planned);
        let mut effects: Vec<Value> = files.iter().map(|file| effect(file, planned)).collect();
        effects.extend(externals.iter().map(|external| {
            json!({ "kind": external.kind, "summary": external.summary, "change": "perform" })
        }));
        let warnings: Vec<Value> =
            self.warnings().map(|(g, message)| json!({ "gate": g, "message": message })).collect();
        let (applied, seq, after, recovered): (_, _, _, Vec<Value>) = match &self.state {
            State::Applied { seq, after, recovered, .. } => {
                (true, Some(*seq), after.clone(), recovered.iter().map(recovery::data).collect())
            }
            _ => (false, None, Vec::new(), Vec::new()),
        };
        let kept: Vec<&String> = self.kept().map(|kept| &kept.file).collect();
        json!({
            "id": mov.id,
            "title": task.title.trim(),
            "from": mov.from,
            "to": mov.to,
            "why": mov.why,
            "board": task.board,
            "gates": gates::data(&self.reports),
            "effects": effects,
            "notes": notes,
            "warnings": warnings,
            "after": after,
            "kept": kept,
            "recovered": recovered,
            "applied": applied,
            "seq": seq,
            "reverts": reverts,
            "given": given,
            "next": self.next,
        })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        self.headings().into_iter().for_each(|line| page.push(line));
        match &self.state {
            State::Applied { after, .. } => {
                self.effects(&mut page, ("wrote", "added", "removed", "done"));
                self.remarks(&mut page);
                for line in after {
                    page.push(Line::blanks(2).dim("after    ").plain(line));
                }
            }
            State::Planned => {
                page.append(gates::page(&self.reports, &self.plan.task.board));
                self.remarks(&mut page);
                for file in &self.plan.files {
                    page.gap();
                    page.append(diff::page(&unified(file)));
                }
                page.gap();
                self.effects(&mut page, ("would write", "would add", "would remove", "would"));
                page.push(Line::default().dim("nothing was changed: this was a dry run"));
            }
            State::Asked => {
                page.append(gates::page(&self.reports, &self.plan.task.board));
                self.remarks(&mut page);
                if self.reports.is_empty() {
                    page.push(Line::blanks(2).dim("no gates stand before this move"));
                }
            }
        }
        if self.agrees() {
            for (nth, next) in self.next.iter().enumerate() {
                let lead = if nth == 0 { "next: " } else { "then: " };
                page.push(Line::default().link(lead).plain(next));
            }
        }
        page
    }
}

impl Transition {
    /// What is done, or would be.
    fn effects(&self, page: &mut Page, words: (&str, &str, &str, &str)) {
        let width = [words.0, words.1, words.2, words.3].map(str::len).into_iter().max();
        let width = width.unwrap_or(0).max("warning".len());
        for file in &self.plan.files {
            let word = match (file.existed, file.remains) {
                (_, false) => words.2,
                (false, true) => words.1,
                (true, true) => words.0,
            };
            let line = Line::blanks(2).dim(format!("{word:width$}  "));
            page.push(line.plain(file.path.as_str()));
        }
        for external in &self.plan.externals {
            let line = Line::blanks(2).dim(format!("{:width$}  ", words.3));
            page.push(line.plain(&external.summary));
        }
    }

    /// Notes of the plan and warnings of the gates.
    fn remarks(&self, page: &mut Page) {
        for (gate, message) in self.warnings() {
            page.push(
                Line::blanks(2).warn("warning  ").plain(format!("{gate}: {message}")).prose(11),
            );
        }
        for note in &self.plan.notes {
            page.push(Line::blanks(2).dim("note     ").plain(note).prose(11));
        }
        if matches!(self.state, State::Applied { .. }) {
            for report in &self.reports {
                if let Verdict::Skip { message } = &report.verdict {
                    let what = format!("{}: {message}", report.name);
                    page.push(Line::blanks(2).dim("skipped  ").plain(what).prose(11));
                }
            }
        }
    }
}

/// A file's change as data.
pub(super) fn effect(file: &FileChange, with_diff: bool) -> Value {
    let change = match (file.existed, file.remains) {
        (_, false) => "delete",
        (false, true) => "create",
        (true, true) => "edit",
    };
    let mut effect = json!({ "kind": "file", "path": file.path, "change": change });
    if with_diff {
        effect["diff"] = json!(unified(file));
    }
    effect
}
