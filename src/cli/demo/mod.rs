//! `flow demo`: one task's whole way, played by the real flow in a real repository.

mod step;
mod story;
mod world;

use std::path::PathBuf;

use serde_json::{Value, json};

use self::step::Step;
use self::story::STORY;
use self::world::World;
use crate::failure::{Exit, Failure};
use crate::outcome::{Body, Outcome};
use crate::render::page::{Line, Page};
use crate::render::{Printer, Voice, quoted};

/// Watch one task go from TODO to CHANGELOG, in a repository made for it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow demo

The repository is made in a folder of its own below the system's temporary one, and left there to
play in. Nothing else is touched: the demo trusts its own gate in that folder only, so your first
own move there asks for your trust.")]
pub struct Args {}

/// What was played.
struct Played {
    project: PathBuf,
    flow: String,
    steps: Vec<Step>,
    /// Whether the steps were shown while they were played.
    shown: bool,
}

/// Runs it; a person sees each step as it is played.
pub fn run(_: Args, printer: Printer) -> Result<Outcome, Failure> {
    let lacking = |name: &str| {
        Failure::new("demo", Exit::Failed, format!("this flow was built without its {name} plugin"))
            .hint("run the demo with a flow that has all of them: cargo run -- demo")
    };
    for (name, there) in [
        ("git", cfg!(feature = "git")),
        ("process", cfg!(feature = "process")),
        ("changelog", cfg!(feature = "changelog")),
    ] {
        if !there {
            return Err(lacking(name));
        }
    }
    let world = World::make().map_err(|why| {
        Failure::new("demo", Exit::Failed, format!("the demo cannot be set up: {why}"))
            .hint("it needs git, sh and a temporary folder that can be written")
    })?;
    let shown = printer.voice == Voice::Text;
    if shown {
        printer.raw(&opening(&world).styled());
    }
    let mut steps = Vec::new();
    for (nth, scene) in STORY.iter().enumerate() {
        let (step, played) = scene.play(&world);
        if shown {
            printer.raw(&step.page(nth + 1).styled());
        }
        steps.push(step);
        if let Err(wrong) = played {
            return Err(broken(&world, &steps, &wrong));
        }
    }
    let flow = quoted(&world.flow.display().to_string());
    Ok(Outcome::new("demo", Played { project: world.project, flow, steps, shown }))
}

fn opening(world: &World) -> Page {
    let mut page = Page::default();
    page.push(Line::default().bold("One task, from TODO to CHANGELOG."));
    let place = world.project.display().to_string();
    page.push(Line::default().plain("Everything below really runs, in ").link(place).plain("."));
    page
}

/// The demo is a test as well: what does not go as told is an error.
fn broken(world: &World, steps: &[Step], wrong: &str) -> Failure {
    let nth = steps.len();
    let title = steps.last().map_or("", |step| step.title);
    Failure::new("demo", Exit::Failed, format!("step {nth} ({title}) went wrong: {wrong}"))
        .hint(format!("look at what is there: cd {}", quoted(&world.project.display().to_string())))
        .details(json!({
            "step": nth,
            "wrong": wrong,
            "project": world.project,
            "steps": data(steps),
        }))
}

fn data(steps: &[Step]) -> Vec<Value> {
    steps.iter().map(Step::data).collect()
}

impl Played {
    /// What a person could try next, and what will come of it.
    fn next(&self) -> Vec<(String, &'static str)> {
        let flow = |args: &str| format!("{} {args}", self.flow);
        vec![
            (format!("cd {}", quoted(&self.project.display().to_string())), ""),
            (flow("trust"), "once: the gate that runs `sh tests.sh` is the repository's own"),
            (flow("advance FEAT-002"), "refused: BUG-001, which blocks it, is not finished"),
            (flow("advance BUG-001 --dry-run"), "the whole plan, and nothing done"),
            (flow("advance BUG-001"), "its own blocker, FEAT-001, is finished now"),
            (flow("undo"), "and all of that is taken back"),
        ]
    }
}

impl Body for Played {
    fn data(&self) -> Value {
        let next: Vec<String> = self.next().into_iter().map(|(command, _)| command).collect();
        json!({
            "project": self.project,
            "flow": self.flow,
            "steps": data(&self.steps),
            "next": next,
        })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        if !self.shown {
            for (nth, step) in self.steps.iter().enumerate() {
                page.append(step.page(nth + 1));
            }
        }
        page.push(Line::default());
        page.push(
            Line::default().bold("Now you. ").plain("The folder is yours; three tasks are left:"),
        );
        for (command, what) in self.next() {
            page.push(Line::default());
            if !what.is_empty() {
                page.push(Line::blanks(3).dim(format!("# {what}")));
            }
            page.push(Line::blanks(3).link(command));
        }
        page
    }
}
