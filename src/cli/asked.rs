//! Which task, and which move, a person asks for: what `advance`, `back` and `verify` share.

use clap::Args;
use clap_complete::ArgValueCompleter;
use flow_core::apply::Kept;
use flow_core::finished::Answer;
use flow_core::flow::{Flow, FlowError, Outcome as Moved, Request};
use flow_core::id::{Resolution, TaskId};
use flow_core::journal::{Entry, Logged};
use flow_core::plan::{Move, MoveKind, Plan, PlanError};
use flow_core::workflow::BoardsAt;

use super::complete;
use crate::failure::{Exit, Failure};
use crate::outcome::{Body, Outcome};
use crate::render::kept_apart;
use crate::render::mend::Mending;
use crate::render::page::Page;
use crate::render::transition::{State, Transition};
use crate::render::{Printer, Typed, in_words, quoted, refused};

/// The task and the move.
#[derive(Debug, Clone, Args)]
pub struct Asked {
    /// The task, such as PERF-007 or just 7, or several: A,B,C; inside a task's worktree it may be
    /// left out
    #[arg(value_name = "ID", add = ArgValueCompleter::new(complete::ids))]
    id: Option<String>,
    /// The stage to go to [default: the one after, or, going back, before]
    #[arg(long, value_name = "STAGE", add = ArgValueCompleter::new(complete::stages))]
    to: Option<String>,
    /// The stage to leave, where the id stands on several boards
    #[arg(long, value_name = "STAGE", add = ArgValueCompleter::new(complete::stages))]
    from: Option<String>,
}

impl Asked {
    /// What was asked for, to be typed again.
    pub fn typed(&self) -> String {
        let options = [("--to", &self.to), ("--from", &self.from)].into_iter();
        let options = options.filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let options = options.map(|(name, value)| format!("{name} {}", quoted(value)));
        self.id.iter().cloned().chain(options).collect::<Vec<_>>().join(" ")
    }

    /// The same for each of several tasks, where several are named: `A-1,A-2`.
    pub fn several(&self) -> Option<Vec<(String, Self)>> {
        let ids = super::batch::ids(self.id.as_deref())?;
        let one = |id: String| (id.clone(), Self { id: Some(id), ..self.clone() });
        Some(ids.into_iter().map(one).collect())
    }

    /// The request that this means; `verb` is the command, for what to type next.
    pub fn request(
        self,
        flow: &Flow,
        kind: MoveKind,
        why: Option<String>,
        verb: &str,
    ) -> Result<Request, Failure> {
        for stage in self.to.iter().chain(&self.from) {
            known_stage(flow, stage)?;
        }
        let id = match self.id {
            Some(id) => id,
            None => task_here(flow, verb)?,
        };
        Ok(Request { id, from: self.from, to: self.to, kind, why, force: false })
    }
}

/// The task whose worktree flow was run in.
pub fn task_here(flow: &Flow, verb: &str) -> Result<String, Failure> {
    let snapshot = flow.look()?;
    flow.task_here(&snapshot).ok_or_else(|| {
        // No example names a real task: what is typed unread would move it.
        let message = "no task is named, and this is no task's worktree";
        Failure::new("usage", Exit::Usage, message)
            .hint(format!("name one that flow status shows: flow {verb} ID"))
    })
}

/// Refuses a stage that the workflow does not have.
pub fn known_stage(flow: &Flow, name: &str) -> Result<(), Failure> {
    if flow.workflow().find_stage(name).is_some() {
        return Ok(());
    }
    let stages = flow.stage_names();
    let names: Vec<&str> = stages.iter().map(|stage| stage.as_str()).collect();
    let message = format!("there is no stage `{name}`");
    Err(Failure::new("unknown-stage", Exit::Usage, message)
        .details(serde_json::json!({ "asked": name, "stages": names }))
        .hint(format!("the stages are {}", names.join(", "))))
}

/// An error in words; where no card has the id because its task is finished, it says that.
pub fn explained(flow: &Flow, error: FlowError, typed: &Typed) -> Failure {
    let asked = match &error {
        FlowError::Plan(PlanError::NoCard { asked, .. }) => {
            let handle = || asked.contains(char::is_alphanumeric).then(|| TaskId::handle(asked));
            flow.workflow().ids.read(asked).or_else(handle)
        }
        _ => None,
    };
    let failure = in_words(error, typed);
    let (Some(id), Ok(snapshot)) = (asked, flow.look()) else { return failure };
    let told = flow.finished(&snapshot, &id);
    if told.answer != Answer::Yes {
        return failure;
    }
    failure.hint(format!("{id} is finished: {}\nsee how it came there: flow log {id}", told.why))
}

/// Does what may need the user's trust. Where it does, and somebody is there, it asks, and a yes
/// goes on with the same command; nothing was done before.
fn with_trust<T>(
    flow: &Flow,
    printer: Printer,
    act: impl Fn() -> Result<T, FlowError>,
) -> Result<Result<T, FlowError>, Failure> {
    match act() {
        Err(FlowError::Untrusted(claim)) => match super::trust::asked(flow, &claim, printer)? {
            true => Ok(act()),
            false => Ok(Err(FlowError::Untrusted(claim))),
        },
        done => Ok(done),
    }
}

/// Makes the move.
pub fn make(
    flow: &Flow,
    request: &Request,
    verb: &'static str,
    printer: Printer,
) -> Result<Outcome, Failure> {
    let typed = Typed::request(verb, request);
    let moved = with_trust(flow, printer, || flow.advance(request))?;
    let moved = moved.map_err(|error| explained(flow, error, &typed))?;
    settled(verb, told(flow, moved))
}

/// How a move that was made ends: well, unless a late edit was kept apart, which a person has to look
/// at.
pub fn settled(verb: &'static str, body: Transition) -> Result<Outcome, Failure> {
    let kept: Vec<Kept> = body.kept().cloned().collect();
    if kept.is_empty() {
        return Ok(Outcome::new(verb, body));
    }
    let mut failure = kept_apart("the move is done", &kept).details(body.data());
    failure.shown = Some(Box::new(body));
    Err(failure)
}

/// How a mending ends, as [`settled`] does: where an error is left, it was not enough.
pub fn mended(verb: &'static str, body: Mending) -> Result<Outcome, Failure> {
    let kept = body.kept();
    if kept.is_empty() {
        let exit = if body.leaves_errors() { Exit::Refused } else { Exit::Done };
        return Ok(Outcome::new(verb, body).exit(exit));
    }
    let mut failure = kept_apart("the boards are mended", &kept).details(body.data());
    failure.shown = Some(Box::new(body));
    Err(failure)
}

/// What was done, and what comes next.
pub fn told(flow: &Flow, moved: Moved) -> Transition {
    let Moved { plan, reports, applied, after, recovered } = moved;
    let next = next_steps(flow, &plan);
    let state = State::Applied { seq: applied.entry.seq, after, kept: applied.kept, recovered };
    Transition { plan, reports, state, next }
}

/// The task that is meant; it need not stand on any board any more.
pub fn in_log(flow: &Flow, entries: &[Logged], asked: &str) -> Result<TaskId, Failure> {
    let form = &flow.workflow().ids;
    let names = |entry: &Entry| {
        let given = entry.given.iter().flat_map(|one| [one.from.clone(), one.to.clone()]);
        given.chain([entry.id.clone()]).collect::<Vec<_>>()
    };
    let ids: Vec<_> = entries
        .iter()
        .filter(|logged| !logged.entry.is_mend())
        .flat_map(|logged| names(&logged.entry))
        .map(|name| form.recorded(&name))
        .collect();
    match flow_core::id::resolve(asked, ids.iter()) {
        Resolution::One(id) => Ok(id),
        _ => Ok(flow_core::plan::resolve(&flow.look()?, asked).map_err(FlowError::from)?),
    }
}

/// Plans and judges the move, and makes nothing of it: a dry run, where all of it is shown, or only
/// a question to its gates. It comes behind `others`, and joins them where it can be made.
pub fn ask(
    flow: &Flow,
    request: &Request,
    verb: &'static str,
    state: State,
    others: &mut Vec<Move>,
    printer: Printer,
) -> Result<Outcome, Failure> {
    let typed = Typed::request(verb, request);
    let judged = with_trust(flow, printer, || flow.verify_behind(others, request))?;
    let (judgement, plan) = judged.map_err(|error| explained(flow, error, &typed))?;
    let moves = if verb == "verify" { Typed::request("advance", request) } else { typed.clone() };
    let next = vec![moves.with(&plan.mov.id)];
    let refusal = (!judgement.agrees()).then(|| refused(&judgement, &typed));
    if refusal.is_none() {
        others.push(plan.mov.clone());
    }
    let is_dry_run = matches!(state, State::Planned);
    let body = Transition { plan, reports: judgement.reports, state, next };
    let Some(failure) = refusal else { return Ok(Outcome::new(verb, body)) };
    let mut failure = failure.details(body.data());
    if is_dry_run {
        // Its page has the reasons already.
        failure.page = Page::default();
        failure.shown = Some(Box::new(body));
    }
    Err(failure)
}

/// What to type after a move.
fn next_steps(flow: &Flow, plan: &Plan) -> Vec<String> {
    let id = &plan.mov.id;
    let workflow = flow.workflow();
    // What was undone may have brought the card, or its id.
    let is_gone = || flow.look().is_ok_and(|boards| boards.cards_of(id).is_empty());
    if plan.mov.kind == MoveKind::Undo && is_gone() {
        return vec!["flow list".to_owned()];
    }
    if plan.mov.kind == MoveKind::Id || plan.writing.is_some() {
        return vec![format!("flow show {id}")];
    }
    let Some(next) = workflow.next(&plan.mov.to) else { return Vec::new() };
    if workflow.transition(&plan.mov.to, &next.name).is_none() {
        return Vec::new();
    }
    let worktree = workflow.worktree_of(id);
    let made = plan.externals.iter().any(|external| external.summary.contains(&worktree));
    // Where each worktree has boards of its own, this card stands on the ones here.
    let shared = workflow.boards == BoardsAt::Main;
    let work = shared && made && flow.site().root.join(&worktree).is_dir();
    let enter = work.then(|| format!("cd {}", quoted(&worktree)));
    enter.into_iter().chain([format!("flow advance {id}")]).collect()
}
