//! Filters: programs that git sends files through, named by a configuration.
//!
//! The user's own configuration is the user's. What the repository's own names, in `.git/config`, may
//! have come with a copied folder: no question runs it before the user trusts the repository.

use std::collections::BTreeMap;
use std::path::Path;

use crate::program::Git;

/// A key such as `filter.lfs.clean`, and its value.
type Setting = (String, String);

/// What the repository's own configuration says of filters, and what the user's says of the same.
struct Filters {
    own: Vec<Setting>,
    users: BTreeMap<String, String>,
}

/// The programs that the repository's own configuration names, by key.
pub(crate) fn own(folder: &Path) -> Vec<Setting> {
    let is_program = |(key, _): &Setting| !key.ends_with(".required");
    read(folder).own.into_iter().filter(is_program).collect()
}

/// The call, with the repository's own filters set to what the user's configuration says of them.
pub(crate) fn without<'a>(mut git: Git<'a>, folder: &Path) -> Git<'a> {
    let Filters { own, users } = read(folder);
    for (nth, (key, _)) in own.into_iter().enumerate() {
        let none = if key.ends_with(".required") { "false" } else { "" };
        let value = users.get(&key).map_or(none, String::as_str);
        // By way of a variable: a key may hold a `=` of its own.
        let name = format!("FLOW_CONFIG_{nth}");
        git = git.args([format!("--config-env={key}={name}")]).env(name, value);
    }
    git
}

/// git's own view: libgit2 does not follow every include.
fn read(folder: &Path) -> Filters {
    let keys = r"^filter\..*\.(clean|smudge|process|required)$";
    let asked = Git::asks(folder).args(["config", "--show-scope", "-z", "--get-regexp", keys]);
    // Without any, git ends with an exit code of its own.
    let told = asked.output().map(|output| output.stdout).unwrap_or_default();
    let told = String::from_utf8_lossy(&told);
    let mut parts = told.split('\0');
    let (mut own, mut users) = (Vec::new(), BTreeMap::new());
    while let (Some(scope), Some(setting)) = (parts.next(), parts.next()) {
        let (key, value) = setting.split_once('\n').unwrap_or((setting, ""));
        let (key, value) = (key.to_owned(), value.to_owned());
        match scope {
            "local" | "worktree" => own.push((key, value)),
            _ => drop(users.insert(key, value)),
        }
    }
    own.sort();
    own.dedup_by(|one, other| one.0 == other.0);
    Filters { own, users }
}
