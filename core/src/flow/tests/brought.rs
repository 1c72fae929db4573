//! Where there is no git, the state folder lies beside the boards: a folder from elsewhere can bring
//! one. What it names is held to what a plan may name.

use serde_json::{Value, json};

use super::*;
use crate::apply::ApplyError;
use crate::digest::sha256;
use crate::journal::JournalError;

const WORKFLOW: &str = r#"version = 1

[[stage]]
name = "todo"
board = "TODO.md"
card = "- {id}: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
card = "- {id}: {title}"
"#;

const JOURNAL: &str = ".flow/journal/00000001.jsonl";

/// A yard whose last move was killed behind its commit point, with what `change` makes of its entry.
fn yard(change: impl FnOnce(&mut Value)) -> Yard {
    let yard = Yard::new(WORKFLOW, &[("TODO.md", "- A-1: One\n"), ("DOING.md", "")]);
    yard.advance("A-1").expect("moved");
    let journal = yard.read(JOURNAL);
    let head = journal.lines().next().expect("an entry").split_once(' ').expect("a sum").1;
    let mut entry: Value = serde_json::from_str(head).expect("json");
    change(&mut entry);
    let json = entry.to_string();
    yard.write(JOURNAL, &format!("{} {json}\n", &sha256(json.as_bytes())[..16]));
    yard
}

/// A file that is to be made with these bytes.
fn made(path: &str, temporary: &str) -> Value {
    let bytes = json!("x\n");
    json!({
        "path": path,
        "temporary": temporary,
        "before": null,
        "after": sha256(b"x\n"),
        "splices": [{ "at": 0, "old": "", "new": bytes }],
    })
}

#[test]
fn an_entry_that_names_a_file_of_the_yard_is_finished() {
    let yard = yard(|entry| {
        let nonce = entry["nonce"].as_str().expect("a nonce")[..12].to_owned();
        entry["files"] = json!([made("new.md", &format!(".new.md.flow-{nonce}"))]);
    });
    yard.flow().recover().expect("finished");
    assert_eq!(yard.read("new.md"), "x\n");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test's own fixture")]
fn an_entry_that_names_anything_else_is_damaged() {
    let outside = tempfile::tempdir().expect("a folder");
    let name = outside.path().file_name().expect("a name").to_string_lossy().into_owned();
    let victim = outside.path().join(".v.md.flow-0123456789ab");
    for committed in [true, false] {
        for path in [
            format!("../{name}/v.md"),
            outside.path().join("v.md").display().to_string(),
            "link/v.md".to_owned(),
            ".git/v.md".to_owned(),
            "v.md".to_owned(),
        ] {
            std::fs::write(&victim, "somebody's\n").expect("written");
            let yard = yard(|entry| {
                entry["nonce"] = "0123456789abcdef0123456789abcdef".into();
                entry["committed"] = committed.into();
                // As it is given where the path is sound, so that only the path is wrong.
                let temporary = match path.as_str() {
                    "v.md" => format!("../{name}/.v.md.flow-0123456789ab"),
                    _ => ".v.md.flow-0123456789ab".to_owned(),
                };
                entry["files"] = json!([made(&path, &temporary)]);
            });
            std::os::unix::fs::symlink(outside.path(), yard.root().join("link")).expect("linked");
            let error = yard.flow().recover().expect_err("refused");
            let damaged = FlowError::Apply(ApplyError::Journal(JournalError::Corrupt {
                settled: false,
                path: yard.root().join(JOURNAL),
            }));
            assert_eq!(format!("{error:?}"), format!("{damaged:?}"), "{path}");
            let held: Vec<_> = std::fs::read_dir(outside.path()).expect("there").collect();
            assert_eq!(held.len(), 1, "{path}: {held:?}");
            assert_eq!(std::fs::read_to_string(&victim).expect("there"), "somebody's\n");
        }
    }
}

#[test]
fn a_nonce_that_is_none_is_damage_and_no_panic() {
    for nonce in ["", "short", "0123456789a/../../..", "ééééééééé"] {
        let yard = yard(|entry| entry["nonce"] = nonce.into());
        assert!(yard.flow().recover().is_err(), "{nonce}");
    }
}
