//! A repository in which everything would leave a mark, and the commands that must leave none.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::scenario::{PLAIN, Scenario};

/// Before the repository turns hostile: a task gets as far as review, with a worktree.
const BENIGN: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
hooks = ["create-worktree"]

[[transition]]
from = "review"
to = "done"
gates = ["verify-complete"]
hooks = ["merge-branch", "remove-worktree"]
after = ["notify"]
"#;

/// What it then brings: the way out of todo is the repository's own, that out of review is flow's.
const HOSTILE: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
gates = ["runs", "asks"]
hooks = ["intends"]
after = ["rings", "tells"]

[[transition]]
from = "review"
to = "done"
gates = ["verify-complete"]
hooks = ["merge-branch", "remove-worktree"]

[gate.runs]
run = ["MARK", "gate-command"]

[gate.asks]
script = "scripts/asks.rhai"

[hook.intends]
script = "scripts/asks.rhai"

[after.rings]
run = ["MARK", "after-command"]

[after.tells]
script = "scripts/asks.rhai"
"#;

/// Keys of git's configuration whose value is a program.
const PROGRAMS: [&str; 19] = [
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.askPass",
    "core.sshCommand",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "pager.status",
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "merge.evil.driver",
    "filter.evil.clean",
    "filter.evil.smudge",
    "gpg.program",
    "credential.helper",
    "sequence.editor",
    "uploadpack.packObjectsHook",
    "interactive.diffFilter",
];

struct Hostile {
    scenario: Scenario,
    marks: TempDir,
}

impl Hostile {
    fn new() -> Self {
        let scenario = Scenario::plain();
        scenario.file("workflow.toml", format!("{PLAIN}{BENIGN}"));
        scenario.file(".gitattributes", "* filter=evil diff=evil merge=evil\n*.bin filter=worse\n");
        scenario.file("x.bin", "x\n");
        scenario.commit("Benign").flow(&["advance", "FEAT-001"]).ok();
        scenario.file(".worktrees/FEAT-001/README.md", "# Greeter of people\n");
        scenario.commit_in(".worktrees/FEAT-001", "Work");
        scenario.flow(&["advance", "FEAT-001"]).ok();
        let hostile = Self { scenario, marks: tempfile::tempdir().expect("a folder") };
        hostile.turn();
        hostile
    }

    #[expect(clippy::disallowed_methods, reason = "the repository's own doing")]
    fn turn(&self) {
        let Self { scenario, .. } = self;
        let mark = self.mark().display().to_string();
        let folder = self.marks.path().display().to_string();
        std::fs::write(self.mark(), format!("#!/bin/sh\n: > '{folder}/ran-'\"$1\"\nexec cat\n"))
            .expect("written");
        let hooks = self.marks.path().join("hooks");
        std::fs::create_dir(&hooks).expect("made");
        for name in ["post-checkout", "post-index-change", "reference-transaction", "pre-commit"] {
            let text = format!("#!/bin/sh\n'{mark}' hook-{name} </dev/null\n");
            std::fs::write(hooks.join(name), text).expect("written");
        }
        for file in std::fs::read_dir(&hooks).expect("there").flatten().map(|entry| entry.path()) {
            std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).expect("set");
        }
        std::fs::set_permissions(self.mark(), PermissionsExt::from_mode(0o755)).expect("set");
        scenario.file("workflow.toml", format!("{PLAIN}{}", HOSTILE.replace("MARK", &mark)));
        scenario.file("scripts/asks.rhai", format!("cmd::run([\"{mark}\", \"script\"]);\n"));
        let config = |args: &[&str]| drop(scenario.git(&[&["config"][..], args].concat()));
        for key in PROGRAMS {
            config(&[key, &format!("{mark} {key}")]);
        }
        config(&["filter.worse.process", &format!("{mark} filter.worse.process")]);
        config(&["filter.a=b.clean", &format!("{mark} filter.a=b.clean")]);
        config(&["alias.status", &format!("!{mark} alias")]);
        config(&["core.hooksPath", &hooks.display().to_string()]);
        config(&["commit.gpgSign", "true"]);
        config(&["log.showSignature", "true"]);
        // What differs makes git look into the file, by way of its filter.
        for folder in ["", ".worktrees/FEAT-001/"] {
            scenario.file(&format!("{folder}README.md"), "# Someone's own\n");
            scenario.file(&format!("{folder}x.bin"), "y\n");
        }
        for mark in self.ran() {
            std::fs::remove_file(self.marks.path().join(mark)).expect("removed");
        }
    }

    fn mark(&self) -> PathBuf {
        self.marks.path().join("mark")
    }

    /// What was executed.
    fn ran(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.marks.path()).expect("there").flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with("ran-")).collect()
    }
}

#[test]
fn looking_executes_nothing_and_neither_does_a_refused_command() {
    let hostile = Hostile::new();
    let commands: &[(&[&str], i32)] = &[
        (&[], 0),
        (&["status"], 0),
        (&["list", "--all"], 0),
        (&["show", "FEAT-001"], 0),
        (&["show", "FEAT-002"], 0),
        (&["check"], 0),
        (&["log"], 0),
        (&["undo", "--dry-run"], 0),
        (&["--help"], 0),
        (&["advance", "--help"], 0),
        (&["--version"], 0),
        (&["trust"], 5),
        (&["advance", "FEAT-002"], 5),
        (&["advance", "FEAT-002", "--dry-run"], 5),
        (&["verify", "FEAT-002"], 5),
        // These are flow's own, and ask git what has changed.
        (&["verify", "FEAT-001"], 3),
        (&["advance", "FEAT-001", "--dry-run"], 3),
        (&["trust", "--revoke"], 0),
        (&["init"], 0),
    ];
    for (args, code) in commands {
        for folder in [".", ".worktrees/FEAT-001"] {
            for json in [&[][..], &["--json"]] {
                let args: Vec<&str> = args.iter().chain(json).copied().collect();
                let run = hostile.scenario.flow_in(folder, &args);
                if folder == "." {
                    run.exits(*code);
                }
                assert_eq!(hostile.ran(), Vec::<String>::new(), "{args:?} in {folder}");
            }
        }
    }
}

#[test]
fn once_trusted_the_same_does_run() {
    let hostile = Hostile::new();
    hostile.scenario.flow(&["trust", "--yes"]).ok().says("filter.evil.clean");
    hostile.scenario.flow(&["verify", "FEAT-001"]);
    // The marks can be left: nothing but consent kept them away.
    assert!(hostile.ran().contains(&"ran-filter.evil.clean".to_owned()), "{:?}", hostile.ran());
    assert!(!hostile.ran().contains(&"ran-core.fsmonitor".to_owned()), "{:?}", hostile.ran());
    hostile.scenario.flow(&["verify", "FEAT-002"]);
    for mark in ["ran-gate-command", "ran-script"] {
        assert!(hostile.ran().contains(&mark.to_owned()), "{:?}", hostile.ran());
    }
}
