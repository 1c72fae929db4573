//! `flow assign`, `claim`, `release` and `handoff`: whose task it is.

use super::{About, Verb, note};
use crate::fault::{Fault, FaultKind};
use crate::find::{self, Choice, Waits};
use crate::plan::{Desk, Pen, PlanError};
use crate::site::NOBODY;
use crate::snapshot::Snapshot;

/// Gives a task to somebody, whoever had it.
#[derive(Debug, Clone)]
pub struct Assign {
    /// The task.
    pub about: About,
    /// To whom.
    pub to: String,
}

impl Verb for Assign {
    fn name(&self) -> &'static str {
        "assign"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        give(pen, &self.to)
    }
}

/// Takes a task that nobody has: of several who try, one gets it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The task.
    pub about: About,
}

impl Verb for Claim {
    fn name(&self) -> &'static str {
        "claim"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let actor = desk.site().actor.clone();
        nameless(desk);
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        let id = pen.task().id.clone();
        match holder(pen) {
            Some(who) if is_same(&who, &actor) => {
                desk.note(format!("{id} is yours already"));
                Ok(())
            }
            Some(who) => Err(Fault::failed(format!("{id} is taken: {who} has it"))
                .kind(FaultKind::Lost)
                .hint("take another: flow next --claim")
                .into()),
            None => give(pen, &actor),
        }
    }
}

/// Takes the first task that nobody has, that waits for nothing, and for which there is room: of several
/// who try at once, each gets another.
pub struct ClaimNext<'f> {
    /// Who waits for whom, on the boards as they are under the lock.
    pub waits: &'f dyn Fn(&Snapshot) -> Waits,
}

impl Verb for ClaimNext<'_> {
    fn name(&self) -> &'static str {
        "claim"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let (actor, snapshot) = (desk.site().actor.clone(), desk.snapshot());
        let waits = (self.waits)(snapshot);
        let choice = find::next(desk.workflow(), snapshot, &waits, &actor);
        let names = &desk.workflow().names;
        let free = choice
            .candidates
            .iter()
            .find(|candidate| find::holder(names, candidate.task).is_none());
        let Some(free) = free else { return Err(nothing(&choice).into()) };
        let (id, stage) = (&free.task.id, &free.task.stage);
        nameless(desk);
        give(desk.take_id(id, Some(stage))?, &actor)
    }
}

/// Why there is nothing to take.
fn nothing(choice: &Choice<'_>) -> Fault {
    let own = choice.candidates.first();
    let waiting = match choice.blocked {
        0 => String::new(),
        1 => "; one task waits for others".to_owned(),
        blocked => format!("; {blocked} tasks wait for others"),
    };
    let (why, hint) = match (choice.full.first(), own) {
        (Some((stage, limit, holders)), own) => {
            let hint = match (own, holders.first()) {
                (Some(own), _) => format!("go on with what is yours: flow show {}", own.task.id),
                (None, Some(task)) => format!("finish one first: flow show {}", task.id),
                (None, None) => "have one released that was claimed: flow status".to_owned(),
            };
            (format!("{stage} is full, or its places are claimed: {limit}"), hint)
        }
        (None, Some(own)) => (
            "there is nothing that nobody has".to_owned(),
            format!("go on with what is yours: flow show {}", own.task.id),
        ),
        (None, None) => {
            ("there is nothing to take".to_owned(), "see what waits: flow blocked".to_owned())
        }
    };
    Fault::refused(format!("{why}{waiting}")).hint(hint)
}

/// Gives back a task that one has.
#[derive(Debug, Clone)]
pub struct Release {
    /// The task.
    pub about: About,
}

impl Verb for Release {
    fn name(&self) -> &'static str {
        "release"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let actor = desk.site().actor.clone();
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        own(pen, &actor)?;
        let name = pen.field_name(&pen.names().assigned);
        pen.unset(&name)
    }
}

/// Hands a task on, with a note of how far it is.
#[derive(Debug, Clone)]
pub struct Handoff {
    /// The task.
    pub about: About,
    /// To whom; `None` to whoever takes it.
    pub to: Option<String>,
    /// How far it is.
    pub note: String,
}

impl Verb for Handoff {
    fn name(&self) -> &'static str {
        "handoff"
    }

    fn write(&self, desk: &mut Desk<'_>) -> Result<(), PlanError> {
        let site = desk.site();
        let pen = desk.take(&self.about.id, self.about.from.as_ref())?;
        own(pen, &site.actor)?;
        let text = crate::plan::spoken(&self.note)?;
        let text = match &self.to {
            Some(to) => {
                give(pen, to)?;
                format!("{} → {}: {text}", site.actor, to.trim())
            }
            None => {
                let name = pen.field_name(&pen.names().assigned);
                pen.unset(&name)?;
                format!("{} → whoever takes it: {text}", site.actor)
            }
        };
        note::write(pen, site, &text)
    }
}

/// Tells who claims without a name that anybody else without one has the task as well.
fn nameless(desk: &mut Desk<'_>) {
    if desk.site().actor == NOBODY {
        desk.note("nobody knows who you are: set FLOW_ACTOR=NAME, or git config user.name NAME");
    }
}

/// Writes whose task it is.
pub(super) fn give(pen: &mut Pen<'_>, to: &str) -> Result<(), PlanError> {
    if is_nobody(to) {
        return Err(Fault::refused(format!("`{to}` names nobody"))
            .hint(format!("to give it back: flow release {}", pen.task().id))
            .into());
    }
    pen.put(&pen.names().assigned, to)
}

/// Who has the task.
pub(super) fn holder(pen: &Pen<'_>) -> Option<String> {
    let said = pen.field(&pen.field_name(&pen.names().assigned));
    said.map(|said| said.trim().to_owned()).filter(|said| !is_nobody(said))
}

/// Refuses a task that somebody else has.
fn own(pen: &Pen<'_>, actor: &str) -> Result<(), Fault> {
    let id = &pen.task().id;
    match holder(pen) {
        Some(who) if !is_same(&who, actor) => {
            Err(Fault::refused(format!("{id} is not yours: {who} has it"))
                .hint(format!("to take it over: flow assign {id} --to NAME")))
        }
        _ => Ok(()),
    }
}

/// Whether two names are those of one person: letter case does not count, and `@ada` is ada.
pub fn is_same(one: &str, other: &str) -> bool {
    let bare = |name: &str| name.trim().trim_start_matches('@').to_lowercase();
    bare(one) == bare(other)
}

/// Whether a value names nobody.
pub fn is_nobody(said: &str) -> bool {
    let said = said.trim().to_lowercase();
    ["", "none", "nobody", "unassigned", "open", "free", "n/a", "tbd", "-", "—", "[]", "?"]
        .contains(&said.as_str())
}
