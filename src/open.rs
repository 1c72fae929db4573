//! Finds the repository and its workflow, and puts a [`Flow`] together.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flow_core::config::{self, Known};
use flow_core::flow::{Flow, Parts};
use flow_core::fs::{Disk, FileRead, read_regular};
use flow_core::path::RelPath;
use flow_core::plugin::{Plugin, Plugins};
use flow_core::site::{NOBODY, Place, Site};
use flow_core::trust::TrustStore;
use flow_core::watch::Watch;
use flow_core::workflow::{BoardsAt, BundledScript, Workflow};

use crate::clock;
use crate::failure::{Exit, Failure};

/// The file that declares a workflow.
pub const WORKFLOW: &str = "workflow.toml";
/// The largest workflow file that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Opens the workflow of the folder `start`.
pub fn open(
    start: &Path,
    plugins: &Plugins,
    scripts: &'static [BundledScript],
    disk: Disk,
    watch: Arc<dyn Watch>,
) -> Result<Flow, Failure> {
    let (place, workflow) = find(start, plugins, scripts)?;
    let trust = trust_store(&place);
    let site = Site {
        root: if workflow.boards == BoardsAt::Here { place.here.clone() } else { place.main },
        here: place.here,
        branch_here: place.branch_here,
        state: place.state,
        actor: actor(place.actor),
        now: clock::now(),
        // What the user has said is looked up once the scripts are read.
        trusted: false,
        disk,
    };
    let parts = Parts { site, workflow, plugins: plugins.clone(), scripts, watch, trust };
    Ok(Flow::new(parts)?)
}

/// The repository of a folder, as the first plugin that knows it tells; `None` outside any.
pub fn locate(start: &Path, plugins: &Plugins) -> Result<Option<Place>, Failure> {
    for plugin in plugins.iter() {
        if let Some(place) = plugin.locate(start)? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// The names of the native gates of these plugins.
pub fn native_gates(plugins: &[Arc<dyn Plugin>]) -> Vec<&'static str> {
    plugins.iter().flat_map(|plugin| plugin.gates()).map(|gate| gate.name).collect()
}

/// The place, and the workflow that holds there.
fn find(
    start: &Path,
    plugins: &Plugins,
    scripts: &'static [BundledScript],
) -> Result<(Place, Workflow), Failure> {
    let Some(mut place) = locate(start, plugins)? else {
        let root = start.ancestors().find(|folder| folder.join(WORKFLOW).is_file());
        let root = root.ok_or_else(|| no_workflow(start))?;
        let workflow = load(root, plugins, scripts)?.ok_or_else(|| no_workflow(root))?;
        let place = Place {
            main: root.to_owned(),
            here: root.to_owned(),
            branch_here: None,
            state: root.join(".flow"),
            actor: None,
        };
        return Ok((place, workflow));
    };
    let mains = load(&place.main, plugins, scripts)?;
    if place.here == place.main {
        return Ok((place, mains.ok_or_else(|| no_workflow(start))?));
    }
    // The main worktree's file decides: a branch cannot move the boards to itself.
    let main_says = mains.as_ref().map(|workflow| workflow.boards);
    if let (Some(workflow), Some(BoardsAt::Main)) = (mains, main_says) {
        return Ok((place, workflow));
    }
    let here = load(&place.here, plugins, scripts)?.ok_or_else(|| no_workflow(start))?;
    if here.boards == BoardsAt::Main {
        return Err(elsewhere(&place, main_says.is_some()));
    }
    // Boards of its own need a journal of its own: what was left half done on these boards must not
    // be finished on others.
    let digest = flow_core::digest::sha256(place.here.as_os_str().as_encoded_bytes());
    place.state = place.state.join("here").join(&digest[..16]);
    Ok((place, here))
}

/// Reads the workflow in a folder; `None` where there is none.
pub fn load(
    root: &Path,
    plugins: &Plugins,
    scripts: &'static [BundledScript],
) -> Result<Option<Workflow>, Failure> {
    let bytes = match read_regular(&root.join(WORKFLOW), LARGEST) {
        Ok(FileRead::File(bytes, _)) => bytes,
        Ok(FileRead::Missing) => return Ok(None),
        Ok(_) => return Err(unreadable("it is no regular file, or too large")),
        Err(error) => return Err(unreadable(&error.to_string())),
    };
    let formats: Vec<_> = plugins.iter().flat_map(|plugin| plugin.formats()).collect();
    let known = Known {
        scripts,
        native_gates: &native_gates(plugins),
        formats: &formats,
        script_exists: &|path: &RelPath| path.under(root).is_file(),
    };
    Ok(Some(config::load(WORKFLOW, &bytes, &known)?))
}

fn unreadable(why: &str) -> Failure {
    Failure::new("workflow", Exit::Failed, format!("{WORKFLOW} cannot be read: {why}"))
        .hint("make it a file that your user can read")
}

fn no_workflow(start: &Path) -> Failure {
    let message = format!("there is no {WORKFLOW} for {}", start.display());
    Failure::new("no-workflow", Exit::Failed, message)
        .hint("begin with new boards: flow init, or with those that are there: flow adopt")
}

/// The workflow of a linked worktree wants the main one's boards, and that one has none for it.
fn elsewhere(place: &Place, main_has_one: bool) -> Failure {
    let (here, main) = (place.here.display(), place.main.display());
    let message = if main_has_one {
        format!("{WORKFLOW} in {main} says boards = \"here\", and the one in {here} does not")
    } else {
        format!("{WORKFLOW} is in {here}, but not in {main}, where the boards are")
    };
    let hint = format!("merge it into the branch of {main}, or write boards = \"here\" in {here}");
    Failure::new("no-workflow", Exit::Failed, message).hint(hint)
}

/// Who acts.
fn actor(known: Option<String>) -> String {
    let from = |name| {
        let value = env::var(name).ok()?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    from("FLOW_ACTOR")
        .or(known)
        .or_else(|| from("USER"))
        .or_else(|| from("LOGNAME"))
        .unwrap_or_else(|| NOBODY.to_owned())
}

/// The user's trust: outside any repository, so that none can trust itself. Linked worktrees share
/// that of the main one.
fn trust_store(place: &Place) -> TrustStore {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
        // Without a home nothing is trusted, and nothing can be: this folder cannot be made.
        .unwrap_or_else(|| PathBuf::from("/dev/null"));
    TrustStore::new(state.join("flow"), &place.main, env::var("FLOW_TRUST").ok())
        .and_within(&place.here)
}
