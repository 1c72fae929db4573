//! The app with each plugin absent: what needs it says so, all else works.

use std::path::PathBuf;

use crate::scenario::{PLAIN, Run, Scenario};

/// The program of `tests/plugins.rs`, which takes the plugins it shall have from `PLUGINS`.
fn program() -> PathBuf {
    let flow = PathBuf::from(env!("CARGO_BIN_EXE_flow"));
    flow.parent().expect("a folder").join("examples/some-plugins")
}

const ALL: [&str; 4] = ["git", "process", "changelog", "markdown"];

fn without(plugin: &str, scenario: &Scenario, args: &[&str]) -> Run {
    let rest: Vec<&str> = ALL.iter().copied().filter(|p| *p != plugin).collect();
    let output = scenario.flow_command(args).env("PLUGINS", rest.join(",")).output();
    Run::of(args, output.expect("the program runs"))
}

#[test]
fn boards_move_whichever_plugin_is_absent() {
    for plugin in ALL {
        let scenario = Scenario::plain().with_program(&program());
        without(plugin, &scenario, &["status"]).ok();
        without(plugin, &scenario, &["advance", "FEAT-001"]).ok();
        without(plugin, &scenario, &["back", "FEAT-001", "--why", "later"]).ok();
        without(plugin, &scenario, &["check"]).ok();
        without(plugin, &scenario, &["undo"]).ok();
    }
}

#[test]
fn what_needs_an_absent_plugin_says_so() {
    let step = |plugin: &str| match plugin {
        "git" => "hooks = [\"create-worktree\"]\n",
        "process" => "gates = [\"tests\"]\n[gate.tests]\nrun = [\"true\"]\n",
        "changelog" => "hooks = [\"write-changelog\"]\n",
        _ => "gates = [\"reads\"]\n[gate.reads]\nscript = \"reads.rhai\"\n",
    };
    for plugin in ALL {
        let scenario = Scenario::plain().with_program(&program());
        let transition = "\n[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\n";
        scenario.file("workflow.toml", format!("{PLAIN}{transition}{}", step(plugin)));
        scenario.file("reads.rhai", "if md::boxes(\"README.md\").len() > 0 { fail(\"open\") }\n");
        scenario.file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n");
        without("none", &scenario, &["trust", "--yes"]).ok();
        let before = scenario.files();
        let run = without(plugin, &scenario, &["advance", "FEAT-001"]);
        assert!(run.code == 1 || run.code == 3, "{plugin}: {}", run.said());
        run.says("plugin");
        assert_eq!(scenario.files(), before, "{plugin}");
    }
}
