//! Errors of the system: every act of every kind of transition fails in every way, as do those of
//! its recovery. The acts are those that an undisturbed run does.
//!
//! The laws: exit 0 says that all is made. Exit 6 says that something is left, and with a disk that
//! works the next command finishes it or takes it back. With any other code nothing is changed, at
//! once. And whatever is wrong is told to a person: which file, and what to do.

use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::laws::{Side, made, recovered, side};
use crate::faults::Fault;
use crate::ground::{Ground, Kind, Said};
use crate::picture::Picture;
use crate::results::Tally;
use crate::sweep::Sweep;

/// What the system may say of any act on files.
const CODES: [(&str, Errno); 6] = [
    ("EIO", Errno::IO),
    ("ENOSPC", Errno::NOSPC),
    ("EDQUOT", Errno::DQUOT),
    ("EROFS", Errno::ROFS),
    ("EACCES", Errno::ACCESS),
    ("EFBIG", Errno::FBIG),
];

/// What it may say where a program is to be started.
const START: [(&str, Errno); 4] = [
    ("EAGAIN", Errno::AGAIN),
    ("ENOMEM", Errno::NOMEM),
    ("EACCES", Errno::ACCESS),
    ("ENOENT", Errno::NOENT),
];

/// The sweep.
pub struct Errors {
    program: PathBuf,
    scenes: Vec<Scene>,
    cases: Vec<Case>,
}

/// A command, and what came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scene {
    kind: Kind,
    what: What,
}

/// What is given as a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The transition.
    Make,
    /// A recovery, of the transition that was killed at this boundary.
    Recover(usize),
    /// The making of boards.
    Init,
    /// The user's consent to what would run.
    Trust,
}

/// A gate that only runs once its user trusts it.
const GATED: &str = "\n[gate.quiet]\nrun = [\"true\"]\n
[[transition]]\nfrom = \"todo\"\nto = \"doing\"\ngates = [\"quiet\"]\n";

/// An act of a scene, and how it fails.
struct Case {
    scene: usize,
    fault: Fault,
    /// The fault's name.
    name: String,
    /// The act.
    act: Act,
}

/// An act, as a trace tells it.
#[derive(Debug, Clone)]
struct Act {
    number: usize,
    kind: String,
    told: String,
}

impl Scene {
    fn name(self) -> String {
        let kind = self.kind.name();
        match self.what {
            What::Make => kind.to_owned(),
            What::Recover(at) => format!("recovery of {kind} killed at boundary {at}"),
            What::Init => "init".to_owned(),
            What::Trust => "trust".to_owned(),
        }
    }

    /// Brings the repository to where the command is given.
    fn prepare(self, ground: &Ground) {
        ground.reset();
        match self.what {
            What::Make => {}
            What::Recover(at) => drop(ground.play(Some(&Fault::Kill(at)))),
            What::Init => {
                for file in ["workflow.toml", "TODO.md", "DOING.md", "REVIEW.md"] {
                    let _ = std::fs::remove_file(ground.root().join(file));
                }
            }
            What::Trust => {
                let workflow = ground.read("workflow.toml") + GATED;
                ground.write("workflow.toml", &workflow);
            }
        }
    }

    fn words(self, ground: &Ground) -> &'static [&'static str] {
        match self.what {
            What::Make => ground.words(),
            What::Recover(_) => &["recover"],
            What::Init => &["init"],
            What::Trust => &["trust", "--yes"],
        }
    }

    /// Gives the command.
    fn play(self, ground: &Ground, fault: Option<&Fault>) -> Said {
        ground.flow(self.words(ground), fault)
    }

    /// The acts of an undisturbed run.
    fn acts(self, ground: &Ground, scratch: &Path) -> Vec<Act> {
        let trace = scratch.join("trace");
        let _ = std::fs::remove_file(&trace);
        self.prepare(ground);
        self.play(ground, Some(&Fault::Trace(trace.clone())));
        let text = std::fs::read_to_string(&trace).unwrap_or_default();
        let acts = text.lines().filter_map(|line| {
            let mut parts = line.splitn(4, '\t');
            let (number, side) = (parts.next()?.parse().ok()?, parts.next()?);
            let (kind, told) = (parts.next()?.to_owned(), parts.next()?.to_owned());
            (side == "before").then_some(Act { number, kind, told })
        });
        acts.collect()
    }
}

/// The boundaries at which a transition is killed, so that its recovery has something to do: around
/// its entry in the journal, later, and almost at the end.
fn kills(acts: &[Act]) -> Vec<usize> {
    let is_entry = |act: &&Act| act.kind == "Rename" && act.told.contains("journal");
    let entry = acts.iter().find(is_entry).map_or(0, |act| act.number);
    let last = acts.last().map_or(0, |act| act.number);
    let mut kills = vec![entry, entry + 2, (entry + last) / 2, last.saturating_sub(2)];
    kills.dedup();
    kills
}

/// How an act can fail.
fn faults(act: &Act) -> Vec<(String, Fault)> {
    let at = act.number;
    let mut faults: Vec<(String, Fault)> = Vec::new();
    let once = |&(name, code): &(&str, Errno)| (name.into(), Fault::Fails(at, code.raw_os_error()));
    let (io, full) = (Errno::IO.raw_os_error(), Errno::NOSPC.raw_os_error());
    match act.kind.as_str() {
        "Perform" | "Revert" => faults.push(("EIO".into(), Fault::Fails(at, io))),
        "Start" | "Wait" => {
            let codes = if act.kind == "Start" { &START[..] } else { &CODES[..1] };
            faults.extend(codes.iter().map(once));
            faults.push(("EIO for good".into(), Fault::KeepsFailing(at, io)));
        }
        kind => {
            faults.extend(CODES.iter().map(once));
            faults.push(("EIO for good".into(), Fault::KeepsFailing(at, io)));
            if matches!(kind, "Create" | "Write" | "MakeDir" | "Link") {
                faults.push(("ENOSPC for good".into(), Fault::Full(at, full)));
            }
            let read_only = Errno::ROFS.raw_os_error();
            faults.push(("EROFS for good".into(), Fault::Gone(at, read_only)));
            faults.push(("the disk gone".into(), Fault::Gone(at, io)));
        }
    }
    if act.kind == "Write" {
        faults.push(("short write".into(), Fault::Short(at)));
        faults.push(("short write, ENOSPC".into(), Fault::ShortThenFails(at, full)));
        faults.push(("short write, EIO".into(), Fault::ShortThenFails(at, io)));
    }
    faults
}

impl Errors {
    /// Errors in runs of this program, as flow.
    ///
    /// # Errors
    /// When a transition cannot be made.
    pub fn new(program: PathBuf) -> Result<Self, String> {
        let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut sweep = Self { program, scenes: Vec::new(), cases: Vec::new() };
        for kind in Kind::ALL {
            let ground = Ground::build(kind, scratch.path(), &sweep.program)?;
            let make = Scene { kind, what: What::Make };
            let acts = make.acts(&ground, scratch.path());
            let kills = kills(&acts);
            sweep.add(make, acts);
            for at in kills {
                let recover = Scene { kind, what: What::Recover(at) };
                let acts = recover.acts(&ground, scratch.path());
                sweep.add(recover, acts);
            }
            for what in [What::Init, What::Trust].into_iter().filter(|_| kind == Kind::Forward) {
                let scene = Scene { kind, what };
                let acts = scene.acts(&ground, scratch.path());
                sweep.add(scene, acts);
            }
        }
        Ok(sweep)
    }

    fn add(&mut self, scene: Scene, acts: Vec<Act>) {
        let index = self.scenes.len();
        self.scenes.push(scene);
        let every = Act { number: 0, kind: String::new(), told: "every act".into() };
        let name = "EINTR".to_owned();
        self.cases.push(Case { scene: index, fault: Fault::Interrupted, name, act: every });
        for act in acts {
            let cases = faults(&act).into_iter();
            self.cases.extend(cases.map(|(name, fault)| Case {
                scene: index,
                fault,
                name,
                act: act.clone(),
            }));
        }
    }
}

impl Sweep for Errors {
    type Hand = Vec<Ground>;

    fn name(&self) -> String {
        "errors".into()
    }

    fn total(&self) -> Option<u64> {
        Some(self.cases.len() as u64)
    }

    fn hand(&self, scratch: &Path) -> Result<Vec<Ground>, String> {
        Kind::ALL.into_iter().map(|kind| Ground::build(kind, scratch, &self.program)).collect()
    }

    fn trial(&self, hand: &mut Vec<Ground>, number: u64, tally: &mut Tally) -> Result<(), String> {
        let case = &self.cases[usize::try_from(number).unwrap_or_default() % self.cases.len()];
        let scene = self.scenes[case.scene];
        let found = hand.iter().find(|ground| ground.kind == scene.kind);
        let ground = found.ok_or("no ground")?;
        scene.prepare(ground);
        let said = scene.play(ground, Some(&case.fault));
        tally.one(&case.name);
        let held = match scene.what {
            What::Make => transition(ground, case, &said, tally),
            What::Recover(_) => recovery(ground, case, &said, tally),
            What::Init | What::Trust => again(ground, scene, case, &said, tally),
        };
        held.map_err(|what| {
            let Case { name, act, .. } = case;
            let said = format!("{:?}\n{}", said.code, said.text.trim_end());
            format!("{}: {name} at {}\n{what}\nit said {said}", scene.name(), act.told)
        })
    }
}

/// Holds a transition to the laws.
fn transition(ground: &Ground, case: &Case, said: &Said, tally: &mut Tally) -> Result<(), String> {
    match said.code {
        Some(0) => {
            tally.one("made all the same");
            made(ground, said)
        }
        Some(6) => {
            told(case, said)?;
            tally.one("left to recovery");
            recovered(ground, tally).map(drop)
        }
        Some(1..=5) if case.fault == Fault::Interrupted => Err("a signal was in the way".into()),
        Some(1..=5) => {
            told(case, said)?;
            tally.one("failed with nothing changed");
            match side(ground)? {
                Side::Before => {}
                Side::After => return Err("it was told as failed, and is made".into()),
            }
            recovered(ground, tally).map(drop)
        }
        code => Err(format!("it ended with {code:?}")),
    }
}

/// Holds a recovery to the laws.
fn recovery(ground: &Ground, case: &Case, said: &Said, tally: &mut Tally) -> Result<(), String> {
    match said.code {
        Some(0) => {
            tally.one("recovered all the same");
            side(ground)?;
        }
        _ if case.fault == Fault::Interrupted => return Err("a signal was in the way".into()),
        Some(1 | 6) => {
            told(case, said)?;
            tally.one("recovery failed");
        }
        code => return Err(format!("it ended with {code:?}")),
    }
    recovered(ground, tally).map(drop)
}

/// Holds a command that may be given again to the laws: then it is as if nothing had been wrong.
fn again(
    ground: &Ground,
    scene: Scene,
    case: &Case,
    said: &Said,
    tally: &mut Tally,
) -> Result<(), String> {
    match said.code {
        Some(0) => tally.one("made all the same"),
        Some(1) if case.fault != Fault::Interrupted => {
            told(case, said)?;
            tally.one("failed, and can be given again");
            let said = scene.play(ground, None);
            if said.code != Some(0) {
                return Err(format!("given once more, it said {said:?}"));
            }
        }
        code => return Err(format!("it ended with {code:?}")),
    }
    let now = Picture::of(ground);
    if scene.what == What::Trust && ground.play(None).code != Some(0) {
        return Err("trust was given, and is not there".into());
    }
    scene.prepare(ground);
    scene.play(ground, None);
    let differences = Picture::of(ground).differences(&now);
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
}

/// A failure is told to a person: what is wrong, with which file, and what to do.
fn told(case: &Case, said: &Said) -> Result<(), String> {
    let text = &said.text;
    if text.contains("flow has a bug") || text.contains("panicked") {
        return Err("it is told as a bug".into());
    }
    if !text.contains("error: ") || !text.contains("help: ") {
        return Err("it does not say what is wrong, or what to do".into());
    }
    // One act failed, and it is known which.
    let once = matches!(case.fault, Fault::Fails(..) | Fault::ShortThenFails(..));
    let names = names(&case.act);
    if once && !names.is_empty() && !names.iter().any(|name| text.contains(name)) {
        return Err(format!("it names none of {names:?}"));
    }
    Ok(())
}

/// The names by which a person knows what an act is done to.
fn names(act: &Act) -> Vec<String> {
    if matches!(act.kind.as_str(), "Start" | "Wait") {
        return vec!["git".into()];
    }
    // A folder that was to be synced is told by the file for which it was.
    if act.kind == "SyncDir" {
        return Vec::new();
    }
    let words = act.told.split([' ', '"', ',']).filter(|word| word.starts_with('/'));
    let mut names = Vec::new();
    for path in words.map(Path::new) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // What is beside a board is told as the board.
        let beside = name.strip_prefix('.').and_then(|name| Some(name.split_once(".flow-")?.0));
        names.push(beside.map_or(name.clone(), str::to_owned));
        if path.to_string_lossy().contains("/state/flow") {
            names.push("your trust".into());
        }
        if path.components().any(|part| part.as_os_str() == "journal") {
            names.push("journal".into());
        }
    }
    names
}
