//! The record of trust: whose it may be, and what it keeps.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::config::{self, Known};
use crate::fs::Disk;
use crate::plugin::Plugins;
use crate::script::Questions;

struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().expect("a folder") };
        Disk::default().create_dir_all(&home.path("repo")).expect("made");
        home
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn store(&self) -> TrustStore {
        self.store_for("repo")
    }

    fn store_for(&self, repository: &str) -> TrustStore {
        TrustStore::new(self.path("state/flow"), &self.path(repository), None)
    }

    fn mode(&self, name: &str) -> u32 {
        self.path(name).metadata().expect("there").permissions().mode() & 0o7777
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own fixture")]
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("written");
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own fixture")]
    fn set_mode(&self, name: &str, mode: u32) {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(self.path(name), mode).expect("set");
    }
}

fn bill(command: &str, script: &str) -> Bill {
    let source = format!(
        "version = 1\n[[stage]]\nname = \"a\"\nboard = \"A.md\"\ncard = \"- {{id}}: {{title}}\"\n\
         [[stage]]\nname = \"b\"\nboard = \"B.md\"\ncard = \"- {{id}}: {{title}}\"\n\
         [[transition]]\nfrom = \"a\"\nto = \"b\"\ngates = [\"runs\", \"reads\"]\n\
         [gate.runs]\nrun = [\"{command}\"]\n[gate.reads]\nscript = \"gates/reads.rhai\"\n"
    );
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| true };
    let workflow = config::load("workflow.toml", source.as_bytes(), &known).expect("a workflow");
    Bill::of(&workflow, [("gates/reads.rhai".into(), script.into())].into())
}

fn claim(store: &TrustStore, bill: &Bill) -> Claim {
    store.claim(bill, bill.runs(&Questions::of(&Plugins::from([]))))
}

fn grant(store: &TrustStore, bill: &Bill) -> Result<(), TrustError> {
    store.grant(&Disk::default(), &claim(store, bill))
}

#[test]
fn nobody_but_the_user_may_look_into_the_record() {
    let home = Home::new();
    grant(&home.store(), &bill("make", "")).expect("granted");
    assert_eq!(home.mode("state/flow"), 0o700);
    assert_eq!(home.mode("state/flow/agreed"), 0o700);
    assert_eq!(home.mode("state/flow/trust.json"), 0o600);
    assert!(home.store().is_agreed(&bill("make", "")));
}

#[test]
fn a_yes_is_for_one_repository_and_these_bytes() {
    let home = Home::new();
    Disk::default().create_dir_all(&home.path("copy")).expect("made");
    grant(&home.store(), &bill("make", "")).expect("granted");
    assert!(!home.store().is_agreed(&bill("make", " ")), "another script");
    assert!(!home.store().is_agreed(&bill("cake", "")), "another command");
    assert!(!home.store_for("copy").is_agreed(&bill("make", "")), "another place");
    assert!(home.store().revoke(&Disk::default()).expect("revoked"));
    assert!(!home.store().is_agreed(&bill("make", "")));
    assert!(!home.store().revoke(&Disk::default()).expect("nothing to revoke"));
}

#[test]
fn what_was_agreed_to_is_kept_for_as_long_as_somebody_relies_on_it() {
    let home = Home::new();
    let kept = || std::fs::read_dir(home.path("state/flow/agreed")).expect("there").count();
    grant(&home.store(), &bill("make", "let a = 1;\n")).expect("granted");
    let new = claim(&home.store(), &bill("cake", "let a = 2;\n"));
    let told: Vec<_> = new.runs.iter().map(|runs| new.since(runs)).collect();
    assert_eq!(told, [Some("changed"), Some("changed")]);
    let changes = new.changes();
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[1], ("gates/reads.rhai", Some("let a = 1;\n"), Some("let a = 2;\n")));
    grant(&home.store_for("other"), &bill("make", "let a = 1;\n")).expect("granted");
    grant(&home.store(), &bill("cake", "let a = 2;\n")).expect("granted");
    assert_eq!(kept(), 2, "the other repository has the old one");
    home.store_for("other").revoke(&Disk::default()).expect("revoked");
    assert_eq!(kept(), 1);
}

#[test]
fn kept_texts_that_were_meddled_with_are_none() {
    let home = Home::new();
    grant(&home.store(), &bill("make", "a")).expect("granted");
    let folder = std::fs::read_dir(home.path("state/flow/agreed")).expect("there");
    let file = folder.flatten().next().expect("a file").path();
    let text = std::fs::read_to_string(&file).expect("read").replace("make", "fake");
    home.write(
        file.strip_prefix(home.folder.path()).expect("below").to_str().expect("text"),
        &text,
    );
    assert_eq!(claim(&home.store(), &bill("make", "b")).before, Before::Lost);
}

#[test]
fn a_record_that_others_can_write_is_none() {
    let home = Home::new();
    let make = bill("make", "");
    grant(&home.store(), &make).expect("granted");
    for (path, mode) in [("state/flow/trust.json", 0o620), ("state/flow", 0o702)] {
        let before = home.mode(path);
        home.set_mode(path, mode);
        assert!(!home.store().is_agreed(&make), "{path}");
        assert!(matches!(claim(&home.store(), &make).unusable, Some(TrustError::Writable { .. })));
        assert!(matches!(grant(&home.store(), &make), Err(TrustError::Writable { .. })));
        home.set_mode(path, before);
        assert!(home.store().is_agreed(&make), "{path}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test's own fixture")]
fn a_record_in_the_repository_is_none_however_one_comes_there() {
    let home = Home::new();
    let make = bill("make", "");
    let inside = TrustStore::new(home.path("repo/state/flow"), &home.path("repo"), None);
    assert!(matches!(grant(&inside, &make), Err(TrustError::Within { .. })));
    assert!(!home.path("repo/state").exists());
    // A repository that brings a record, and a link from the user's folder to it.
    grant(&home.store(), &make).expect("granted");
    std::fs::rename(home.path("state/flow"), home.path("repo/brought")).expect("moved");
    std::os::unix::fs::symlink(home.path("repo/brought"), home.path("state/flow")).expect("linked");
    assert!(!home.store().is_agreed(&make));
    std::fs::remove_file(home.path("state/flow")).expect("removed");
    Disk::default().create_private_dir(&home.path("state/flow")).expect("made");
    let (brought, record) =
        (home.path("repo/brought/trust.json"), home.path("state/flow/trust.json"));
    std::os::unix::fs::symlink(brought, record).expect("linked");
    assert!(!home.store().is_agreed(&make));
    assert!(matches!(grant(&home.store(), &make), Err(TrustError::Within { .. })));
    // A linked worktree is the repository too.
    let linked = home.store_for("other").and_within(&home.path("repo"));
    assert!(matches!(grant(&linked, &make), Err(TrustError::Within { .. })));
}

#[test]
fn a_record_that_cannot_be_read_is_never_overwritten() {
    let home = Home::new();
    let make = bill("make", "");
    grant(&home.store(), &make).expect("granted");
    for (text, newer) in [
        ("{\"version\":1,\"repos", false),
        ("{\"version\":1}", false),
        ("{\"version\":2,\"repositories\":{},\"more\":[]}", true),
    ] {
        home.write("state/flow/trust.json", text);
        let error = grant(&home.store(), &make).expect_err("refused");
        assert_eq!(matches!(error, TrustError::Newer { .. }), newer, "{error}");
        assert_eq!(matches!(error, TrustError::Damaged { .. }), !newer, "{error}");
        assert!(home.store().revoke(&Disk::default()).is_err());
        let left = std::fs::read_to_string(home.path("state/flow/trust.json")).expect("read");
        assert_eq!(left, text);
    }
}

#[test]
fn many_at_once_lose_none() {
    let home = Home::new();
    let names: Vec<String> = (0..16).map(|n| format!("repo-{n}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| grant(&home.store_for(name), &bill("make", name)).expect("granted"));
        }
    });
    for name in &names {
        assert!(home.store_for(name).is_agreed(&bill("make", name)), "{name}");
    }
}

#[test]
fn only_a_digest_is_a_pin() {
    let home = Home::new();
    let make = bill("make", "");
    let pinned = |pin: &str| {
        TrustStore::new(home.path("state/flow"), &home.path("repo"), Some(pin.to_owned()))
    };
    assert!(pinned(make.digest()).is_agreed(&make));
    for (pin, is_digest) in [
        ("", false),
        ("true", false),
        ("sha256:", false),
        (&*make.digest().to_uppercase(), false),
        (bill("cake", "").digest(), true),
    ] {
        assert!(!pinned(pin).is_agreed(&make), "{pin}");
        assert_eq!(claim(&pinned(pin), &make).pin_is_digest(), is_digest, "{pin}");
    }
}
