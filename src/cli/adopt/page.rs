//! What `flow adopt` tells.

use flow_core::adopt::{Doubt, LeftAlone, Proof, Stuck, Uncovered};
use flow_core::path::RelPath;
use serde_json::{Value, json};

use super::{Adopted, WORKFLOW};
use crate::failure::{Exit, Failure};
use crate::outcome::Body;
use crate::render::page::{Line, Page};
use crate::render::problems::Problems;

/// The most lines of a kind that a page lists; `--json` has them all.
const MOST: usize = 12;

impl Body for Adopted {
    fn data(&self) -> Value {
        json!({
            "root": self.root,
            "files": self.files,
            "workflow": self.text,
            "tables": self.draft.tables,
            "stages": self.stages(),
            "doubts": self.doubts,
            "left": self.left,
            "unread": unread_data(&self.unread),
            "uncovered": self.proof.uncovered,
            "proof": { "home": self.proof.home, "leaving": self.proof.leaving, "refused": self.proof.refused },
            "check": Problems(self.problems.clone()).data(),
            "kept": self.kept,
            "written": self.written,
        })
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        if !self.shown {
            page.append(self.found(width));
            page.gap();
        }
        let next = || Line::default().link("next: ");
        if self.written {
            page.push(Line::default().good("wrote ").plain(WORKFLOW));
            page.push(next().plain("flow status"));
        } else if self.kept {
            let what = format!("{WORKFLOW} is there already; it stays as it is");
            page.push(Line::default().warn(what));
        } else {
            page.push(Line::default().dim("nothing was written"));
            page.push(next().plain("flow adopt --write"));
        }
        page
    }
}

impl Adopted {
    fn stages(&self) -> Vec<Value> {
        let stage = |stage: &flow_core::workflow::Stage| {
            json!({
                "name": stage.name,
                "board": stage.board.as_ref().map(ToString::to_string),
                "live": self.proof.snapshot.live(&stage.name).count(),
            })
        };
        self.proof.workflow.stages.iter().map(stage).collect()
    }

    /// All that was found out.
    pub(super) fn found(&self, width: usize) -> Page {
        let mut page = Page::default();
        page.text(0, &self.text);
        page.gap();
        for stage in &self.proof.workflow.stages {
            let live = self.proof.snapshot.live(&stage.name).count();
            let line = Line::default().bold(stage.name.as_str());
            page.push(match &stage.board {
                Some(board) => line.plain(format!("  {}, {board}", counted(live, "live task"))),
                None => line.dim("  off the boards"),
            });
        }
        page.gap();
        let home = format!(
            "{} went out and home on a copy, to the byte",
            counted(self.proof.home, "task")
        );
        page.push(Line::default().good(home));
        if self.proof.leaving > 0 {
            let what = format!(
                "{} can only leave the boards, for there is no other one; that was not tried",
                counted(self.proof.leaving, "task")
            );
            page.push(Line::default().dim(what).prose(2));
        }
        listed(&mut page, "cannot be moved", &self.proof.refused, |stuck: &Stuck| {
            (format!("{}:{}", stuck.at.file, stuck.at.line), format!("{}: {}", stuck.id, stuck.why))
        });
        listed(&mut page, "doubtful", &self.doubts, |doubt: &Doubt| {
            (doubt.at.as_ref().map(ToString::to_string).unwrap_or_default(), doubt.text.clone())
        });
        let (ticked, open): (Vec<_>, Vec<_>) =
            self.proof.uncovered.iter().partition(|line| line.ticked);
        listed(
            &mut page,
            "looks like a task, and no stage covers it",
            &open,
            |line: &&Uncovered| (line.at.to_string(), line.text.clone()),
        );
        listed(&mut page, "ticked, and no stage covers it", &ticked, |line: &&Uncovered| {
            (line.at.to_string(), line.text.clone())
        });
        listed(&mut page, "left alone", &self.left, |left: &LeftAlone| {
            (left.file.to_string(), left.why.clone())
        });
        listed(&mut page, "not read", &self.unread, |(file, why): &(RelPath, String)| {
            (file.to_string(), why.clone())
        });
        page.gap();
        page.push(Line::default().bold("what flow check finds"));
        page.append(Problems(self.problems.clone()).page(width));
        page
    }
}

/// Lists what a person should look at, up to a number.
fn listed<T>(page: &mut Page, title: &str, all: &[T], tell: impl Fn(&T) -> (String, String)) {
    if all.is_empty() {
        return;
    }
    page.gap();
    page.push(Line::default().bold(format!("{title} ({})", all.len())));
    for one in all.iter().take(MOST) {
        let (place, text) = tell(one);
        let line = Line::blanks(2);
        let line = if place.is_empty() { line } else { line.link(place).plain("  ") };
        page.push(line.plain(text).prose(4));
    }
    if all.len() > MOST {
        let more = format!("and {} more: flow adopt --json", all.len() - MOST);
        page.push(Line::blanks(2).dim(more));
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn unread_data(unread: &[(RelPath, String)]) -> Vec<Value> {
    unread.iter().map(|(file, why)| json!({ "file": file.to_string(), "why": why })).collect()
}

/// A repository without boards.
pub(super) fn no_board(files: usize, left: &[LeftAlone], unread: &[(RelPath, String)]) -> Failure {
    let mut page = Page::default();
    listed(&mut page, "left alone", left, |left| (left.file.to_string(), left.why.clone()));
    listed(&mut page, "not read", unread, |(file, why)| (file.to_string(), why.clone()));
    let read = match files {
        0 => "there is no Markdown here".to_owned(),
        1 => "the one Markdown file here is no board".to_owned(),
        _ => format!("none of the {files} Markdown files here is a board"),
    };
    Failure::new("no-board", Exit::Failed, format!("{read}; nothing was written"))
        .page(page)
        .details(json!({ "files": files, "left": left, "unread": unread_data(unread) }))
        .hint(match left.is_empty() && unread.is_empty() && files > 0 {
            true => {
                "a list of tasks is known by its name, such as TODO.md, or by headings named after stages; or \
                 begin with boards of flow's own: flow init"
            }
            false => "begin with boards of flow's own: flow init",
        })
}

/// The draft cannot be read by flow itself.
pub(super) fn unread(why: &str, text: &str) -> Failure {
    let mut page = Page::default();
    page.text(2, why);
    Failure::new(
        "unread",
        Exit::Failed,
        "the boards here cannot be read by what was inferred; nothing was written",
    )
    .page(page)
    .details(json!({ "why": why, "workflow": text }))
    .hint("take the draft, and write it to an end by hand: flow adopt --json")
}

/// A card did not come home.
pub(super) fn unsound(proof: &Proof, text: &str) -> Failure {
    let mut page = Page::default();
    listed(&mut page, "does not come home", &proof.lost, |stuck| {
        (stuck.at.to_string(), format!("{}: {}", stuck.id, stuck.why))
    });
    let message = "by this workflow a task would not come home as it was; nothing was written";
    Failure::new("unsound", Exit::Failed, message)
        .page(page)
        .details(json!({ "lost": proof.lost, "workflow": text }))
        .hint("report this; the boards are untouched")
}
