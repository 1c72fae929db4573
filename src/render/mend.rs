//! Boards that were mended, or would be, as data and as a page.

use flow_core::apply::{Applied, Kept};
use flow_core::flow::Mended;
use flow_core::plan::MoveKind;
use flow_core::problem::Severity;
use serde_json::{Map, Value, json};

use super::diff::{self, unified};
use super::page::{Line, Page};
use super::problems::Problems;
use super::{recovery, transition};
use crate::outcome::Body;

/// A mending, or the taking back of one.
pub struct Mending {
    /// What was done, or would be.
    done: Mended,
    /// What is left.
    left: Problems,
    /// Whether it was only looked at.
    dry_run: bool,
}

impl Mending {
    /// What was mended, or in a dry run would be.
    pub fn new(mut done: Mended, dry_run: bool) -> Self {
        let left = Problems(std::mem::take(&mut done.left));
        Self { done, left, dry_run }
    }

    /// The problems that are left, or would be.
    pub fn left(&self) -> &Problems {
        &self.left
    }

    /// The late edits that were kept apart.
    pub fn kept(&self) -> Vec<Kept> {
        let recovered = self.done.recovered.iter().flat_map(|recovery| &recovery.kept);
        let own = self.done.applied.iter().flat_map(|applied: &Applied| &applied.kept);
        recovered.chain(own).cloned().collect()
    }

    /// Whether an error is left, or would be.
    pub fn leaves_errors(&self) -> bool {
        !self.is_undo() && self.left.count(Severity::Error) > 0
    }

    fn is_undo(&self) -> bool {
        self.done.mend.kind == MoveKind::Undo
    }
}

impl Body for Mending {
    fn data(&self) -> Value {
        let Mended { mend, applied, recovered, .. } = &self.done;
        let files = mend.files.iter();
        let effects: Vec<Value> =
            files.map(|file| transition::effect(file, self.dry_run)).collect();
        let kept: Vec<String> = self.kept().into_iter().map(|kept| kept.file).collect();
        let recovered: Vec<Value> = recovered.iter().map(recovery::data).collect();
        let data = match self.is_undo() {
            true => json!({ "id": null, "title": mend.title, "from": null, "to": null }),
            false => {
                let mut data = self.left.data();
                data["mended"] = json!(mend.problems);
                data
            }
        };
        let more = json!({
            "effects": effects,
            "notes": mend.notes,
            "kept": kept,
            "recovered": recovered,
            "applied": applied.is_some(),
            "seq": applied.as_ref().map(|applied| applied.entry.seq),
            "reverts": mend.reverts,
        });
        let objects = [data, more].into_iter().filter_map(|value| match value {
            Value::Object(map) => Some(map),
            _ => None,
        });
        Value::Object(objects.flatten().collect::<Map<_, _>>())
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        let mend = &self.done.mend;
        if let Some(seq) = mend.reverts {
            let line = Line::default().bold("mend").dim(format!("  {}", mend.title));
            page.push(line.dim(format!("  (undoes {seq})")));
        }
        let word = if self.dry_run { "would mend" } else { "mended" };
        for problem in &mend.problems {
            let board = problem.board.as_deref().unwrap_or_default();
            let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
            let told = Line::default().link(format!("{board}{line}  ")).good(format!("{word} "));
            page.push(told.plain(format!("{}  {}", problem.code, problem.message)).prose(2));
        }
        for note in &mend.notes {
            page.push(Line::blanks(2).dim("note     ").plain(note).prose(11));
        }
        if self.dry_run {
            for file in &mend.files {
                page.gap();
                page.append(diff::page(&unified(file)));
            }
        } else {
            for file in &mend.files {
                page.push(Line::blanks(2).dim("wrote    ").plain(file.path.as_str()));
            }
        }
        if !self.is_undo() {
            if mend.files.is_empty() {
                page.push(Line::default().dim("nothing has just one right answer"));
            }
            page.gap();
            match self.dry_run && self.left.0.is_empty() && !mend.files.is_empty() {
                true => page.push(Line::default().good("all would be well then")),
                false => page.append(self.left.page(width)),
            }
        }
        if self.dry_run && !mend.files.is_empty() {
            page.push(Line::default().dim("nothing was changed: this was a dry run"));
            let next = match mend.reverts {
                Some(seq) => format!("flow undo {seq}"),
                None => "flow check --fix".to_owned(),
            };
            page.push(Line::default().link("next: ").plain(next));
        }
        if let (Some(applied), false) = (&self.done.applied, self.is_undo()) {
            let back = format!("take it back with flow undo {}", applied.entry.seq);
            page.push(Line::default().dim(back));
        }
        page
    }
}
