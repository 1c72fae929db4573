//! Names that a new branch or a new worktree cannot have beside those that are there.

use std::path::Path;

use flow_core::fault::Fault;
use git2::Repository;

use crate::names::Inside;
use crate::program::shown;
use crate::repo::broken;

/// Refuses a new branch that would have to be a file where others are folders, and, where the file
/// system does not tell upper from lower case, a branch or a folder that another one would be.
pub(crate) fn clash(repo: &Repository, branch: &str, place: &Inside) -> Result<(), Fault> {
    let folds =
        repo.config().and_then(|config| config.get_bool("core.ignorecase")).unwrap_or(false);
    let alike = |one: &str, other: &str| {
        folds && one != other && one.to_lowercase() == other.to_lowercase()
    };
    let refuse = |why: String| Err(Fault::refused(why).hint("rename one of them, then try again"));
    let mut refs = repo.references_glob("refs/heads/*").map_err(broken)?;
    // A name that is no text is like none of ours.
    for found in refs.names().flatten() {
        let name = found.strip_prefix("refs/heads/").unwrap_or(found);
        let told = shown(name);
        if alike(name, branch) {
            return refuse(format!("branch `{told}` differs only in case from `{branch}`"));
        }
        let below = |one: &str, other: &str| {
            one.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
        };
        if below(name, branch) || below(branch, name) {
            return refuse(format!("branch `{branch}` cannot be made beside branch `{told}`"));
        }
    }
    let entries = place.abs.parent().map(std::fs::read_dir);
    for entry in entries.into_iter().flatten().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if place.abs.file_name().is_some_and(|own| alike(&name, &own.to_string_lossy())) {
            let at = Path::new(&place.rel).with_file_name(name.as_ref());
            let at = shown(&at.display().to_string());
            return refuse(format!("{at} differs only in case from {}", place.rel));
        }
    }
    Ok(())
}
