//! What happens in the demo, step by step, and what must have come of each.

use super::step::{Look, Step};
use super::world::{READER, WORKER, World};

/// Why a step did not go as it should.
pub type Wrong = String;

type Play = fn(&World, &mut Step) -> Result<(), Wrong>;

/// A step of the story.
pub struct Scene {
    title: &'static str,
    prose: &'static str,
    play: Play,
}

/// The whole story.
pub const STORY: [Scene; 10] = [
    Scene {
        title: "A project with boards",
        prose: "Four tasks wait in TODO.md. workflow.toml says where they go from there.",
        play: look,
    },
    Scene {
        title: "What the repository would run has to be trusted once",
        prose: "workflow.toml brings a command, the project's own tests. Nothing runs before somebody has read that\n\
                and agreed.",
        play: trust,
    },
    Scene {
        title: "Ada starts a task",
        prose: "The card moves to IN_PROGRESS.md, and the task gets a branch and a worktree of its own.",
        play: start,
    },
    Scene {
        title: "She works in the worktree, and commits",
        prose: "A first try, with a test for it.",
        play: work,
    },
    Scene {
        title: "She asks for review too early",
        prose: "All reasons are told at once, and nothing moves.",
        play: too_early,
    },
    Scene {
        title: "She mends it, ticks the boxes on the card, and commits",
        prose: "The board is a file like any other: a box is ticked in an editor.",
        play: mend,
    },
    Scene { title: "She asks again, and the gates agree", prose: "", play: review },
    Scene {
        title: "Grace reads the branch and approves",
        prose: "It takes another person: Ada cannot approve her own work.",
        play: approve,
    },
    Scene {
        title: "The task is done",
        prose: "One transaction: the branch is merged, the changelog has its entry, the card's text is kept in the\n\
                archive, worktree and branch are gone.",
        play: done,
    },
    Scene {
        title: "What is left of it",
        prose: "The boards are files of the project, so the person commits them as such. flow has a log of its own.",
        play: left,
    },
];

impl Scene {
    /// Plays the scene; the step tells of it as far as it went.
    pub fn play(&self, world: &World) -> (Step, Result<(), Wrong>) {
        let mut step = Step { title: self.title, prose: self.prose, ..Step::default() };
        let before = Look::at(world);
        let played = (self.play)(world, &mut step);
        step.changes = before.changes(&Look::at(world));
        (step, played)
    }
}

/// Runs flow, which must end with this code.
fn flow(w: &World, step: &mut Step, actor: &str, args: &[&str], code: i32) -> Result<(), Wrong> {
    let ran = w.flow(actor, args)?;
    let (line, got) = (ran.line.clone(), ran.code);
    step.commands.push(ran);
    hold(got == code, || format!("`{line}` ended with exit code {got}, not {code}"))
}

/// Runs git, which must succeed.
fn git(w: &World, step: &mut Step, args: &[&str]) -> Result<(), Wrong> {
    let ran = w.git(args)?;
    let (line, got) = (ran.line.clone(), ran.code);
    step.commands.push(ran);
    hold(got == 0, || format!("`{line}` ended with exit code {got}"))
}

fn hold(holds: bool, wrong: impl FnOnce() -> String) -> Result<(), Wrong> {
    if holds { Ok(()) } else { Err(wrong()) }
}

fn says(w: &World, file: &str, text: &str) -> Result<(), Wrong> {
    hold(w.read(file).contains(text), || format!("{file} does not say `{text}`"))
}

fn says_not(w: &World, file: &str, text: &str) -> Result<(), Wrong> {
    hold(!w.read(file).contains(text), || format!("{file} still says `{text}`"))
}

fn said(step: &Step, text: &str) -> Result<(), Wrong> {
    let last = step.commands.last().ok_or("nothing was run")?;
    let told = last.stdout.contains(text) || last.stderr.contains(text);
    hold(told, || format!("`{}` did not say `{text}`", last.line))
}

/// The task whose story it is.
const CARD: &str = "FEAT-001";

fn look(w: &World, step: &mut Step) -> Result<(), Wrong> {
    flow(w, step, WORKER, &["status"], 0)?;
    said(step, CARD)
}

fn trust(w: &World, step: &mut Step) -> Result<(), Wrong> {
    flow(w, step, WORKER, &["trust"], 5)?;
    said(step, "sh tests.sh")?;
    flow(w, step, WORKER, &["trust", "--yes"], 0)
}

fn start(w: &World, step: &mut Step) -> Result<(), Wrong> {
    flow(w, step, WORKER, &["advance", CARD], 0)?;
    says_not(w, "TODO.md", "**FEAT-001**")?;
    says(w, "IN_PROGRESS.md", "### FEAT-001: Greet a person by name")?;
    says(w, "IN_PROGRESS.md", "**In progress: 1 of 2**")?;
    says(w, "IN_PROGRESS.md", "**Assigned**: Ada")?;
    hold(w.has(".worktrees/FEAT-001/greet.sh"), || "there is no worktree".into())
}

const TREE: &str = ".worktrees/FEAT-001";

fn work(w: &World, step: &mut Step) -> Result<(), Wrong> {
    step.by_hand = true;
    w.write(".worktrees/FEAT-001/greet.sh", include_str!("project/greet-half.sh"))?;
    let old = "expect \"Hello!\"\n";
    w.edit(".worktrees/FEAT-001/tests.sh", old, "expect \"Hello!\"\nexpect \"Hello, Ada!\" Ada\n")?;
    git(w, step, &["-C", TREE, "commit", "--all", "--quiet", "--message", "Greet by name"])
}

fn too_early(w: &World, step: &mut Step) -> Result<(), Wrong> {
    let before = (w.read("IN_PROGRESS.md"), w.read("REVIEW.md"));
    flow(w, step, WORKER, &["advance", CARD], 3)?;
    said(step, "not 'Hello, Ada!'")?;
    said(step, "open: Print the name that is given")?;
    said(step, "open: Add a test for it")?;
    let after = (w.read("IN_PROGRESS.md"), w.read("REVIEW.md"));
    hold(before == after, || "a refused move changed a board".into())
}

fn mend(w: &World, step: &mut Step) -> Result<(), Wrong> {
    step.by_hand = true;
    w.edit(".worktrees/FEAT-001/greet.sh", "Hello $1!", "Hello, $1!")?;
    for text in ["Print the name that is given", "Add a test for it"] {
        w.edit("IN_PROGRESS.md", &format!("- [ ] {text}"), &format!("- [x] {text}"))?;
    }
    git(w, step, &["-C", TREE, "commit", "--all", "--quiet", "--message", "The comma"])
}

fn review(w: &World, step: &mut Step) -> Result<(), Wrong> {
    flow(w, step, WORKER, &["advance", CARD], 0)?;
    says_not(w, "IN_PROGRESS.md", CARD)?;
    says(w, "IN_PROGRESS.md", "**In progress: 0 of 2**")?;
    says(w, "REVIEW.md", "### FEAT-001: Greet a person by name")?;
    says(w, "REVIEW.md", "- [x] Add a test for it")
}

fn approve(w: &World, step: &mut Step) -> Result<(), Wrong> {
    git(w, step, &["log", "--oneline", "main..FEAT-001"])?;
    let today = w.read("REVIEW.md");
    let today = today.lines().find_map(|line| line.strip_prefix("**Started**: "));
    let today = today.ok_or("the card does not say when it was started")?.to_owned();
    let line = format!("**Status**: Awaiting review\n**Approved**: {READER} {today}\n");
    w.edit("REVIEW.md", "**Status**: Awaiting review\n", &line)
}

fn done(w: &World, step: &mut Step) -> Result<(), Wrong> {
    flow(w, step, READER, &["advance", CARD], 0)?;
    says_not(w, "REVIEW.md", CARD)?;
    says(w, "CHANGELOG.md", "- **FEAT-001: Greet a person by name**")?;
    says(w, "archive/FEAT-001.md", "**Approved**: Grace")?;
    hold(!w.has(TREE), || "the worktree is still there".into())?;
    let branch = w.git(&["rev-parse", "--verify", "--quiet", "refs/heads/FEAT-001"])?;
    hold(branch.code != 0, || "the branch is still there".into())?;
    let parents = w.git(&["rev-list", "--parents", "--max-count=1", "main"])?;
    hold(parents.stdout.split_whitespace().count() == 3, || {
        "main does not end in a merge of two commits".into()
    })?;
    let ran = w.sh(&["greet.sh", "Ada"])?;
    hold(ran.stdout == "Hello, Ada!\n", || format!("greet.sh says {:?}", ran.stdout))?;
    step.commands.push(ran);
    Ok(())
}

fn left(w: &World, step: &mut Step) -> Result<(), Wrong> {
    git(w, step, &["add", "--all"])?;
    git(w, step, &["commit", "--quiet", "--message", "Boards: FEAT-001 is done"])?;
    git(w, step, &["log", "--oneline", "--graph"])?;
    flow(w, step, WORKER, &["log"], 0)?;
    said(step, CARD)?;
    flow(w, step, WORKER, &["check"], 0)?;
    flow(w, step, WORKER, &["status"], 0)?;
    said(step, "BUG-001")
}
