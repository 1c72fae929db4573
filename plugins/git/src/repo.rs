//! Opens the repository for questions, and finds commits in it.

use std::path::Path;

use flow_core::fault::Fault;
use flow_core::site::Site;
use git2::{Commit, ErrorCode, Oid, Repository};

use crate::names;
use crate::program::{self, shown};

/// Opens the repository that the boards belong to.
pub(crate) fn open(site: &Site) -> Result<Repository, Fault> {
    open_at(&site.root)
}

/// Opens it for an act, once no git of a flow that was killed is still changing things: what is seen
/// then stays so.
pub(crate) fn settled(site: &Site) -> Result<Repository, Fault> {
    program::settle(site)?;
    open(site)
}

/// Opens the repository of a worktree. Neither a parent folder's nor one that a variable names.
pub(crate) fn open_at(folder: &Path) -> Result<Repository, Fault> {
    Repository::open(folder).map_err(|error| {
        if error.code() == ErrorCode::NotFound {
            return Fault::failed("there is no git repository here").hint(
                "boards move without one, and `flow check` judges them as they are; to make one: git init",
            );
        }
        let why = shown(error.message());
        Fault::failed(format!("git questions are not available for this repository: {why}")).hint(
            "boards move without them; gates and hooks that ask git need a repository with \
             SHA-1 ids and refs kept as files",
        )
    })
}

/// A failure of libgit2, in words.
pub(crate) fn broken(error: git2::Error) -> Fault {
    Fault::failed(format!("the repository cannot be read: {}", shown(error.message())))
}

/// The commit a ref stands at; `None` where there is no such ref.
pub(crate) fn at(repo: &Repository, name: &str) -> Result<Option<Oid>, Fault> {
    match repo.find_reference(name) {
        Ok(found) => Ok(Some(found.peel_to_commit().map_err(broken)?.id())),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(broken(error)),
    }
}

/// The commit a branch stands at; `None` where there is no such branch.
pub(crate) fn tip(repo: &Repository, branch: &str) -> Result<Option<Oid>, Fault> {
    names::branch(branch)?;
    at(repo, &format!("refs/heads/{branch}"))
}

/// The commit of a branch that has to be there.
pub(crate) fn commit<'r>(repo: &'r Repository, branch: &str) -> Result<Commit<'r>, Fault> {
    if let Some(id) = tip(repo, branch)? {
        return repo.find_commit(id).map_err(broken);
    }
    if head_branch(repo)?.as_deref() == Some(branch) {
        return Err(Fault::refused(format!("branch `{branch}` has no commit yet"))
            .hint("make a first commit, then try again"));
    }
    Err(Fault::refused(format!("there is no branch `{branch}`"))
        .hint("`git branch --list` shows those there are"))
}

/// The branch that is checked out, born or not; `None` on a detached head.
pub(crate) fn head_branch(repo: &Repository) -> Result<Option<String>, Fault> {
    let head = repo.find_reference("HEAD").map_err(broken)?;
    let target = head.symbolic_target_bytes().map(String::from_utf8_lossy);
    Ok(target.and_then(|name| name.strip_prefix("refs/heads/").map(str::to_owned)))
}

/// A commit, tree or blob id from the journal.
pub(crate) fn id(text: &str) -> Result<Oid, Fault> {
    Oid::from_str(text).map_err(|_| Fault::failed(format!("`{}` is no commit id", shown(text))))
}
