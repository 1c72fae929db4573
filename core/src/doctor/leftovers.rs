//! What lies beside the boards: files that were staged and never went, and late edits that were kept
//! apart and wait for a person.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Finding, Nonces};
use crate::apply::{Hands, is_nonce, nonce_beside};
use crate::digest::sha256;
use crate::fault::Fault;
use crate::fs::read_file;
use crate::problem::Severity;

pub(super) fn examine(
    hands: &Hands,
    nonces: &Nonces,
    boards: &[String],
    at_work: bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut folders: BTreeSet<PathBuf> = BTreeSet::from([hands.site.root.clone()]);
    let pages = hands.journal.all().unwrap_or_default();
    let files = pages.entries.iter().flat_map(|logged| &logged.entry.files);
    let named = boards.iter().chain(files.map(|record| &record.path));
    folders
        .extend(named.filter_map(|file| hands.site.root.join(file).parent().map(Path::to_owned)));
    for folder in folders {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        for name in names {
            let path = folder.join(&name);
            if let Some(of) = kept(&name) {
                found.push(late_edit(hands, &path, &folder.join(of)));
            } else if let Some(nonce) = staged(&name)
                && !at_work
                && !nonces.pending.as_ref().is_some_and(|pending| pending.starts_with(nonce))
            {
                found.push(leftover(hands, &path, nonce));
            }
        }
    }
    found
}

/// The nonce in the name of a staged file, `.NAME.flow-NONCE`, or of a merged one beside it.
fn staged(name: &str) -> Option<&str> {
    nonce_beside(name.strip_suffix("-merged").unwrap_or(name))
}

/// The file whose late edit is kept under this name, `NAME.theirs-NONCE` or `NAME.theirs-NONCE-2`.
fn kept(name: &str) -> Option<&str> {
    let (of, rest) = name.rsplit_once(".theirs-")?;
    let (nonce, count) = rest.split_once('-').unwrap_or((rest, "0"));
    (is_nonce(nonce) && count.bytes().all(|b| b.is_ascii_digit())).then_some(of)
}

fn below<'p>(hands: &Hands, path: &'p Path) -> std::path::Display<'p> {
    path.strip_prefix(&hands.site.root).unwrap_or(path).display()
}

fn late_edit(hands: &Hands, path: &Path, of: &Path) -> Finding {
    let (file, of) = (below(hands, path), below(hands, of));
    let message = format!("somebody edited {of} while a move wrote it; their text is kept here");
    let fix = format!("diff {of} {file}; take into {of} what it lacks, then remove {file}");
    Finding::new("kept-edit", Severity::Error, message, fix).at(file)
}

/// A staged file that no pending entry needs. It may go where every byte of it is known: nothing is
/// in it, or it is what a settled entry found or wrote, or what stands in its place now.
fn leftover(hands: &Hands, path: &Path, nonce: &str) -> Finding {
    let file = below(hands, path).to_string();
    let bytes = read_file(path).ok().flatten();
    let digest = bytes.as_deref().map(sha256);
    let pages = hands.journal.all().unwrap_or_default();
    let known = pages.entries.iter().any(|logged| {
        let own = logged.entry.nonce.starts_with(nonce) && logged.is_settled();
        let files = logged.entry.files.iter();
        own && files
            .into_iter()
            .any(|f| digest.is_some() && (f.before == digest || f.after == digest))
    });
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let place = name.strip_prefix('.').and_then(|name| name.rsplit_once(".flow-"));
    let stands = place.is_some_and(|(of, _)| {
        let now = read_file(&path.with_file_name(of)).ok().flatten();
        now.is_some() && now == bytes
    });
    if known || stands || bytes.is_some_and(|bytes| bytes.is_empty()) {
        let (disk, gone) = (hands.site.disk.clone(), path.to_owned());
        let message = "a move left this behind; every byte of it is known, and nothing needs it";
        let finding = Finding::new("staged-file", Severity::Error, message, "flow doctor --fix");
        return finding
            .at(file)
            .mends(move || disk.remove(&gone).map_err(|e| Fault::failed(e.to_string())));
    }
    let of =
        place.map_or(String::new(), |(of, _)| below(hands, &path.with_file_name(of)).to_string());
    let message = "a move left this behind, and the journal does not know its bytes: it is kept";
    let fix = format!("diff {of} {file}; where nothing of it is missing in {of}, remove {file}");
    Finding::new("staged-file", Severity::Error, message, fix).at(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_flow_gives_are_its_own() {
        assert_eq!(staged(".TODO.md.flow-0123456789ab"), Some("0123456789ab"));
        assert_eq!(staged(".TODO.md.flow-0123456789ab-merged"), Some("0123456789ab"));
        for name in ["TODO.md.flow-0123456789ab", ".TODO.md.flow-mine", ".a.flow-0123456789AB"] {
            assert_eq!(staged(name), None, "{name}");
        }
        assert_eq!(kept("TODO.md.theirs-0123456789ab"), Some("TODO.md"));
        assert_eq!(kept("TODO.md.theirs-0123456789ab-3"), Some("TODO.md"));
        assert_eq!(kept("TODO.md.theirs-of-old"), None);
    }
}
