//! What `flow doctor` finds of git: the program, marks and worktrees that a killed move left, and lock
//! files that stand in git's way.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use flow_core::doctor::{Finding, Nonces};
use flow_core::fault::Fault;
use flow_core::finished::{Answer, finished};
use flow_core::plugin::Plugin;
use flow_core::problem::Severity;
use flow_core::site::Site;
use flow_core::snapshot::Snapshot;
use flow_core::workflow::Workflow;
use git2::Repository;

use crate::program::{Git, shown};
use crate::registered::Registered;
use crate::{check, names, refs, registered, repo};

/// The oldest git whose `merge-tree` makes merges without a worktree.
const OLDEST: (u32, u32) = (2, 38);

/// The ref names and lock reasons that bear the nonce of a transaction.
const MARKS: &str = "refs/flow/tx/";
const REASON: &str = "flow transaction ";

/// Everything that is not as it should be.
pub(crate) fn doctor(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    nonces: &Nonces,
) -> Vec<Finding> {
    if !site.root.join(".git").exists() {
        return Vec::new();
    }
    let mut found = program(site);
    let repo = match repo::open(site) {
        Ok(repo) => repo,
        Err(fault) => {
            let fix = fault.hint.unwrap_or_default();
            found.push(Finding::new("no-questions", Severity::Warning, fault.message, fix));
            return found;
        }
    };
    // Before the refs that a lock would keep from being removed.
    found.extend(locks(site, &repo, nonces));
    found.extend(marks(site, &repo, nonces));
    for worktree in registered::all(&repo).iter().filter(|worktree| !worktree.main) {
        found.extend(of_worktree(site, worktree, nonces));
        found.extend(of_finished(site, workflow, snapshot, worktree));
    }
    found
}

/// Whether there is a git that can do what flow asks of it.
fn program(site: &Site) -> Vec<Finding> {
    let (message, fix) = match Git::asks(&site.root).args(["version"]).line() {
        Err(fault) => (fault.message, fault.hint.unwrap_or_default()),
        Ok(said) => match version(&said) {
            Some(version) if version < OLDEST => {
                let (major, minor) = OLDEST;
                let message = format!("{}: flow needs {major}.{minor} or later", shown(&said));
                (message, "install a newer git".to_owned())
            }
            _ => return Vec::new(),
        },
    };
    vec![Finding::new("git-program", Severity::Error, message, fix)]
}

/// The first two numbers of `git version 2.47.1`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.split(' ').nth(2)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Refs under the nonce of a transaction that is over.
fn marks(site: &Site, repo: &Repository, nonces: &Nonces) -> Vec<Finding> {
    let all = repo.references().into_iter().flatten().flatten();
    let marks = all.filter_map(|found| {
        let name = found.name().ok()?.to_owned();
        let nonce = name.strip_prefix(MARKS)?.split('/').next()?.to_owned();
        Some((nonce, found.target()?.to_string(), name))
    });
    let mut found = Vec::new();
    for (nonce, id, name) in marks.filter(|(nonce, ..)| !is_pending(nonces, nonce)) {
        let message = "a move left this mark behind; nothing needs it";
        if names::nonce(&nonce).is_ok() && nonces.is_over(&nonce) {
            let (site, name) = (site.clone(), name.clone());
            let finding = Finding::new("left-mark", Severity::Error, message, "flow doctor --fix");
            found.push(finding.at(&name).mends(move || refs::delete(&site, &name, &id)));
        } else {
            let message = "this mark may belong to a move whose journal entry cannot be read";
            let fix = format!("settle the journal first; then git update-ref -d {}", shown(&name));
            found.push(Finding::new("left-mark", Severity::Error, message, fix).at(name));
        }
    }
    found
}

fn is_pending(nonces: &Nonces, nonce: &str) -> bool {
    nonces.pending.as_deref() == Some(nonce)
}

/// A worktree that is locked for a transaction that is over, or whose folder is gone.
fn of_worktree(site: &Site, worktree: &Registered, nonces: &Nonces) -> Option<Finding> {
    let path = worktree.path.as_deref().map(|path| names::told(site, path));
    let place = path.clone().unwrap_or_else(|| worktree.admin.display().to_string());
    let Some(reason) = &worktree.locked else {
        let message = "the folder of this worktree is gone";
        let gone =
            Finding::new("prunable-worktree", Severity::Warning, message, "git worktree prune");
        return worktree.prunable().then(|| gone.at(place));
    };
    let nonce = reason.strip_prefix(REASON)?;
    if is_pending(nonces, nonce) {
        return None;
    }
    if let Some(path) = path.filter(|_| !worktree.prunable() && nonces.is_over(nonce)) {
        let message = "this worktree is still locked for a move that is over";
        let fix = "flow doctor --fix";
        let (site, at) = (site.clone(), worktree.path.clone().unwrap_or_default());
        let unlock = move || {
            let args = ["worktree", "unlock", "--"];
            Git::changes(&site, &site.root).args(args).args([&at]).run().map(drop)
        };
        return Some(
            Finding::new("left-lock", Severity::Error, message, fix).at(path).mends(unlock),
        );
    }
    let message = "a killed move left this worktree half made, and the journal does not know it";
    let quoted = shown(&place);
    let fix = format!(
        "look what is in it; then git worktree unlock {quoted} && git worktree remove --force {quoted}, \
         or, where git knows no such worktree, remove {}",
        shown(&worktree.admin.display().to_string())
    );
    Some(Finding::new("half-made-worktree", Severity::Error, message, fix).at(place))
}

/// The worktree of a task that is finished.
fn of_finished(
    site: &Site,
    workflow: &Workflow,
    snapshot: &Snapshot,
    worktree: &Registered,
) -> Option<Finding> {
    let path = names::told(site, worktree.path.as_deref().filter(|_| !worktree.prunable())?);
    let id = check::task_at(workflow, &path)?;
    let git: [std::sync::Arc<dyn Plugin>; 1] = [std::sync::Arc::new(crate::Git)];
    let told = finished(site, workflow, snapshot, &git, &id);
    (told.answer == Answer::Yes).then(|| {
        let message = format!("{id} is finished ({}), and its worktree is still there", told.why);
        let fix = format!("git worktree remove {}", shown(&path));
        Finding::new("finished-worktree", Severity::Warning, message, fix).at(&path)
    })
}

/// Lock files that keep git from its work.
fn locks(site: &Site, repo: &Repository, nonces: &Nonces) -> Vec<Finding> {
    let common = repo.commondir();
    let mut files = locks_in(common, false);
    files.extend(locks_in(&common.join("refs"), true));
    for worktree in registered::all(repo).iter().filter(|worktree| !worktree.main) {
        files.extend(locks_in(&worktree.admin, true).into_iter().filter(|file| file.is_file()));
    }
    let mut found = Vec::new();
    for file in files {
        let named = file.strip_prefix(common).unwrap_or(&file).to_string_lossy().into_owned();
        let nonce = named.strip_prefix(MARKS).and_then(|rest| rest.split('/').next());
        let age = age(&file);
        let at = file.display().to_string();
        if let Some(holder) = holder(&file) {
            let message = format!("{holder} holds this lock{age}");
            let fix = "wait for it to end";
            found.push(Finding::new("git-at-work", Severity::Warning, message, fix).at(at));
        } else if nonce.is_some_and(|nonce| nonces.is_over(nonce) && names::nonce(nonce).is_ok()) {
            let (disk, gone) = (site.disk.clone(), file.clone());
            let message = format!("a killed move left this lock behind{age}");
            let finding = Finding::new("git-lock", Severity::Error, message, "flow doctor --fix");
            let remove = move || disk.remove(&gone).map_err(|e| Fault::failed(e.to_string()));
            found.push(finding.at(at).mends(remove));
        } else if !nonce.is_some_and(|nonce| is_pending(nonces, nonce)) {
            let message = format!(
                "git was ended while it held this lock{age}, or is still at work: no process that \
                 you may look at has it open"
            );
            let fix = format!("once no git is at work here: rm {}", shown(&at));
            found.push(Finding::new("git-lock", Severity::Error, message, fix).at(at));
        }
    }
    found
}

/// The files in a folder, and in those below it, whose name ends with `.lock`.
fn locks_in(folder: &Path, below: bool) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()) {
            let Ok(found) = path.symlink_metadata() else { continue };
            if found.is_dir() && below {
                open.push(path);
            } else if found.is_file() && path.extension().is_some_and(|end| end == "lock") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// How old a file is, in words.
fn age(file: &Path) -> String {
    let made = file.metadata().and_then(|meta| meta.modified()).ok();
    let age = made.and_then(|made| SystemTime::now().duration_since(made).ok());
    age.map_or(String::new(), |age| match age.as_secs() {
        seconds @ 0..120 => format!(", which is {seconds} seconds old"),
        seconds @ 120..7200 => format!(", which is {} minutes old", seconds / 60),
        seconds => format!(", which is {} hours old", seconds / 3600),
    })
}

/// The process that has a file open, where the system tells.
fn holder(file: &Path) -> Option<String> {
    let file = file.canonicalize().ok()?;
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let holds = |id: &u32| {
        let open = std::fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
        open.into_iter().any(|fd| fd.path().read_link().is_ok_and(|target| target == file))
    };
    let id = ids.into_iter().find(holds)?;
    let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
    Some(format!("{} (process {id})", shown(name.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_off_what_git_says() {
        assert_eq!(version("git version 2.47.1"), Some((2, 47)));
        assert_eq!(version("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(version("jj 0.1"), None);
    }
}
