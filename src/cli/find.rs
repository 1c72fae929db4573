//! `flow next`, `ready`, `blocked`, `mine` and `search`: which tasks there are to take, and which fit.

use flow_core::find::{Query, next};
use flow_core::flow::{Flow, Wrote};
use flow_core::snapshot::Snapshot;
use flow_core::task::Task;

use super::asked::explained;
use super::show::whole;
use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;
use crate::render::Typed;
use crate::render::found::{Blocked, Chosen, Found, Waiting};

/// Say what to take now: what is nearly done first, then what waits for nothing, by priority and age
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow next
  flow next --claim              take the first that nobody has, and show it whole
  flow next --claim --json       for an agent; exit code 3: there is nothing to take

There is room only under the limit of the stage that it would go to: what is claimed there
counts.")]
pub struct Next {
    /// Take it: of several who try at once, each gets another
    #[arg(long)]
    claim: bool,
    /// Show what would be taken, and take nothing
    #[arg(long, requires = "claim")]
    dry_run: bool,
}

/// List what can be taken now, the best first
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow ready
  flow ready --json")]
pub struct Ready {}

/// List the tasks that wait for others, and for which
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow blocked")]
pub struct Waits {}

/// List the tasks that are yours, by FLOW_ACTOR or git's user.name
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow mine
  FLOW_ACTOR=agent-3 flow mine")]
pub struct Mine {}

/// Find tasks by what they say
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow search connection pool            both words, anywhere on the card
  flow search '\"connection pool\"'        these words as they are
  flow search stage:review prefix:BUG
  flow search assigned:ada is:blocked
  flow search '/pool(ing|ed)/' -is:ready

FIELD: is any field; is: takes blocked, ready, closed, open, mine and unassigned. What stands
behind a - must not fit.")]
pub struct Search {
    /// What to look for; all of it has to fit
    #[arg(value_name = "QUERY", required = true, num_args = 1.., allow_hyphen_values = true)]
    query: Vec<String>,
}

impl Next {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        if self.claim {
            let wrote = flow.claim_next(self.dry_run);
            let wrote =
                wrote.map_err(|error| explained(flow, error, &Typed::verb("next --claim")))?;
            return claimed(flow, wrote, self.dry_run);
        }
        let snapshot = flow.look()?;
        let waits = flow.waits(&snapshot);
        let choice = next(flow.workflow(), &snapshot, &waits, &flow.site().actor);
        let first = choice.candidates.first().map(|first| {
            (whole(flow, &snapshot, &first.task.id, &first.task.stage), first.why.clone())
        });
        let chosen = Chosen::of(flow.workflow(), &choice, first);
        Ok(Outcome::new("next", chosen))
    }
}

/// The task that was taken, as it stands now.
fn claimed(flow: &Flow, wrote: Wrote, dry_run: bool) -> Result<Outcome, Failure> {
    let (id, stage) = (wrote.plan.mov.id.clone(), wrote.plan.mov.to.clone());
    let snapshot = flow.look()?;
    let card = whole(flow, &snapshot, &id, &stage);
    let why = if dry_run { "it would be yours" } else { "it is yours now" };
    Ok(Outcome::new("next", Chosen::claimed(card, why, &wrote)))
}

impl Ready {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let snapshot = flow.look()?;
        let waits = flow.waits(&snapshot);
        let choice = next(flow.workflow(), &snapshot, &waits, &flow.site().actor);
        Ok(Outcome::new("ready", Chosen::of(flow.workflow(), &choice, None)))
    }
}

impl Waits {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let snapshot = flow.look()?;
        let waits = flow.waits(&snapshot);
        let live = snapshot.tasks().iter().filter(|task| !task.closed);
        let waiting = live.filter(|task| !waits.on(&task.id).is_empty());
        let tasks = waiting.map(|task| {
            let by = waits.on(&task.id).iter().map(|id| {
                let known = snapshot.of(id);
                let known = known.iter().find(|task| !task.closed);
                (id.clone(), known.map(|task| task.stage.to_string()))
            });
            Waiting { task: task.clone(), by: by.collect() }
        });
        let body = Blocked { tasks: tasks.collect(), cycles: waits.cycles() };
        Ok(Outcome::new("blocked", body))
    }
}

impl Mine {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let actor = flow.site().actor.clone();
        let empty = format!("nothing is {actor}'s; take something: flow next --claim");
        found(flow, "mine", "is:mine", &empty)
    }
}

impl Search {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let text = self.query.join(" ");
        found(flow, "search", &text, "nothing fits; closed tasks are looked through with is:closed")
    }
}

/// The tasks that fit a query.
fn found(flow: &Flow, kind: &'static str, text: &str, empty: &str) -> Result<Outcome, Failure> {
    let query = Query::parse(text, flow.workflow()).map_err(|error| {
        let mark = format!("{}{}", " ".repeat(error.column - 1), "^".repeat(error.width.max(1)));
        let mut page = crate::render::page::Page::default();
        page.text(2, &format!("{text}\n{mark}"));
        Failure::new("query", Exit::Usage, error.message)
            .page(page)
            .details(serde_json::json!({ "column": error.column, "width": error.width }))
            .hint(error.hint)
    })?;
    let snapshot: Snapshot = flow.look()?;
    let waits = flow.waits(&snapshot);
    let mut tasks: Vec<Task> =
        query.find(&snapshot, &waits, &flow.site().actor).into_iter().cloned().collect();
    tasks.retain(|task| !task.closed || query.wants_closed());
    tasks.sort_by_key(|task| flow.workflow().position(&task.stage));
    let unknown = query.unknown_fields(&snapshot);
    let empty = match unknown.first() {
        Some(name) => format!("nothing fits; no task has a field `{name}`"),
        None => empty.to_owned(),
    };
    let faults = snapshot.faults().map(ToString::to_string).collect();
    Ok(Outcome::new(kind, Found { tasks, faults, empty }))
}
