//! Nothing that a repository brings is executed before its user has trusted it.

use crate::scenario::{PLAIN, Run, Scenario};

const BRINGS: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
gates = ["marker", "reads"]
after = ["bell"]

[gate.marker]
run = ["touch", "executed"]

[gate.reads]
script = "gates/reads.rhai"

[after.bell]
run = ["touch", "rung"]
"#;

/// A script that is a gate elsewhere, so that others can import it.
const LIBRARY: &str = r#"
[[transition]]
from = "in-progress"
to = "review"
gates = ["lib"]

[gate.lib]
script = "gates/lib.rhai"
"#;

fn scenario() -> Scenario {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{BRINGS}"));
    scenario.file("gates/reads.rhai", "if !fs::exists(\"README.md\") { fail(\"no README\") }\n");
    scenario
}

#[test]
fn nothing_runs_before_consent() {
    let scenario = scenario();
    let before = scenario.files();
    for args in [
        &["advance", "FEAT-001"][..],
        &["advance", "FEAT-001", "--dry-run"],
        &["verify", "FEAT-001"],
    ] {
        scenario.flow(args).exits(5).says("flow trust");
    }
    assert_eq!(
        scenario.flow(&["advance", "FEAT-001", "--json"]).exits(5).error_code(),
        "untrusted"
    );
    for args in [&["status"][..], &["list"], &["show", "FEAT-001"], &["check"], &["log"]] {
        scenario.flow(args).ok();
    }
    assert_eq!(scenario.files(), before);
}

#[test]
fn trust_lists_what_would_run_and_is_asked_again_after_any_change() {
    let scenario = scenario();
    let listed = scenario.flow(&["trust"]).exits(5);
    listed
        .says("touch executed")
        .says("gates/reads.rhai")
        .says("touch rung")
        .says("flow trust --yes");
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert!(scenario.exists("executed") && scenario.exists("rung"));
    scenario.edit("gates/reads.rhai", "no README", "no README!");
    scenario.flow(&["advance", "FEAT-002"]).exits(5);
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.flow(&["trust", "--revoke"]).ok();
    scenario.flow(&["advance", "FEAT-002"]).exits(5);
}

#[test]
fn transitions_that_bring_nothing_need_no_consent() {
    let scenario = scenario();
    let workflow = scenario.read("workflow.toml");
    scenario.file(
        "workflow.toml",
        workflow.replace(
            "from = \"todo\"\nto = \"in-progress\"",
            "from = \"in-progress\"\nto = \"review\"",
        ),
    );
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).exits(5);
}

#[test]
fn a_digest_can_be_pinned_from_outside() {
    let scenario = scenario();
    let bill = scenario.flow(&["trust", "--json"]).json();
    let text = bill.to_string();
    let at = text.find("sha256:").expect("a digest");
    let digest = &text[at..at + 7 + 64];
    let args = ["advance", "FEAT-001"];
    let output = scenario.flow_command(&args).env("FLOW_TRUST", digest).output().expect("runs");
    Run::of(&args, output).ok();
}

#[test]
fn a_refusing_gate_says_why_and_nothing_moves() {
    let scenario = scenario();
    scenario.edit(
        "workflow.toml",
        "[\"touch\", \"executed\"]",
        "[\"sh\", \"-c\", \"echo the roof leaks; exit 3\"]",
    );
    scenario.edit("gates/reads.rhai", "README.md", "NOWHERE.md");
    scenario.flow(&["trust", "--yes"]).ok();
    let before = scenario.files();
    let run = scenario.flow(&["advance", "FEAT-001"]).exits(3);
    run.says("the roof leaks").says("exit code 3").says("no README");
    assert_eq!(scenario.files(), before);
}

#[test]
fn a_bug_in_a_script_is_shown_where_it_is() {
    let scenario = scenario();
    scenario.file("gates/reads.rhai", "let x = 1;\nlet y = x + nothing;\n");
    scenario.flow(&["trust", "--yes"]).ok();
    let run = scenario.flow(&["advance", "FEAT-001"]).exits(1);
    run.says("gates/reads.rhai:2").says("nothing");
}

#[test]
fn what_has_changed_since_is_shown() {
    let scenario = scenario();
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.edit("gates/reads.rhai", "if !fs", "// \u{1b}[8m\u{202e}hidden\nif !fs");
    scenario.edit("workflow.toml", "[\"touch\", \"rung\"]", "[\"touch\", \"r u ng\"]");
    scenario.edit("workflow.toml", "[gate.marker]", "[gate.mark]");
    scenario.edit("workflow.toml", "[\"marker\"", "[\"mark\"");
    for args in [&["advance", "FEAT-001"][..], &["trust"]] {
        let run = scenario.flow(args).exits(5);
        run.says("+ gate   mark    runs touch executed  (new)")
            .says("~ gate   reads   script gates/reads.rhai  (changed)")
            .says("asks fs::exists")
            .says("~ after  bell    runs touch 'r u ng'  (changed)")
            .says("- gate   marker  runs touch executed  (gone)")
            .says("--- a/gates/reads.rhai")
            .says("+// \\u{1b}[8m\\u{202e}hidden")
            .says("-run = [\"touch\", \"rung\"]")
            .says("+run = [\"touch\", \"r u ng\"]");
    }
    let run = scenario.flow(&["advance", "FEAT-001", "--json"]).exits(5);
    let details = &run.json()["error"]["details"];
    assert_eq!(details["before"], "known");
    assert_eq!(details["runs"][0]["since"], "new");
    assert_eq!(details["runs"][1]["asks"], serde_json::json!(["fs::exists"]));
    assert_eq!(details["gone"][0]["name"], "marker");
    assert_eq!(details["changes"][1]["path"], "gates/reads.rhai");
    assert!(details["changes"][0]["diff"].as_str().expect("a diff").contains("\n+[gate.mark]\n"));
    // Back to what was agreed to: nothing has to be said.
    scenario.file("workflow.toml", format!("{PLAIN}{BRINGS}"));
    scenario.edit("gates/reads.rhai", "// \u{1b}[8m\u{202e}hidden\n", "");
    scenario.flow(&["advance", "FEAT-001"]).ok();
}

#[test]
fn every_command_and_script_is_told_word_by_word() {
    let scenario = scenario();
    scenario.edit("workflow.toml", "[\"touch\", \"rung\"]", r#"["sh", "-c", "echo it's; rm x"]"#);
    scenario.file("gates/reads.rhai", "import \"gates/lib\" as lib;\nlib::f(|x| cmd :: run(x));\n");
    scenario.file("gates/lib.rhai", "fn f(g) { g.call([git::base()]) }\n");
    scenario.file("workflow.toml", scenario.read("workflow.toml") + LIBRARY);
    let run = scenario.flow(&["trust"]).exits(5);
    run.says(r"runs sh -c 'echo it'\''s; rm x'")
        .says("asks cmd::run\n")
        .says("imports gates/lib\n")
        .says("asks git::base\n");
    scenario.file("gates/lib.rhai", "let let\n");
    scenario.flow(&["trust"]).exits(5).says("gates/lib.rhai").says("cannot be read");
}

#[test]
fn imports_reach_what_the_workflow_names_and_what_is_reached_is_agreed_to() {
    let scenario = scenario();
    scenario.file("gates/reads.rhai", "import \"gates/lib\" as lib;\nlib::f();\n");
    scenario.file("gates/lib.rhai", "fn f() { 1 }\n");
    scenario.flow(&["trust", "--yes"]).ok();
    // It is there, but no step of the workflow names it.
    scenario.flow(&["advance", "FEAT-001"]).exits(1).says("gates/lib");
    let named = scenario.read("workflow.toml") + LIBRARY;
    scenario.file("workflow.toml", named);
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    // In this transition it is only imported.
    scenario.edit("gates/lib.rhai", "1", "2");
    scenario.flow(&["advance", "FEAT-002"]).exits(5).says("gates/lib.rhai").says("-fn f() { 1 }");
    let link = scenario.path("gates/lib.rhai");
    #[expect(clippy::disallowed_methods, reason = "people make links too")]
    {
        std::fs::remove_file(&link).expect("removed");
        std::os::unix::fs::symlink("/etc/hostname", &link).expect("linked");
    }
    scenario.flow(&["trust", "--yes"]).exits(1).says("gates/lib.rhai");
}

#[test]
fn what_runs_are_the_bytes_that_were_agreed_to() {
    let scenario = scenario();
    // A gate that puts another script and another workflow where the trusted ones were.
    let swap = "echo 'fail(\"swapped\")' > gates/reads.rhai; sed -i s/rung/swapped/ workflow.toml";
    scenario.edit(
        "workflow.toml",
        "[\"touch\", \"executed\"]",
        &format!("[\"sh\", \"-c\", \"{}\"]", swap.replace('"', "\\\"")),
    );
    scenario.edit(
        "workflow.toml",
        "script = \"gates/reads.rhai\"",
        "script = \"gates/reads.rhai\"\nneeds = [\"marker\"]",
    );
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert!(scenario.read("gates/reads.rhai").contains("swapped"));
    assert!(scenario.exists("rung") && !scenario.exists("swapped"));
    scenario.flow(&["advance", "FEAT-002"]).exits(5).says("+fail(\"swapped\")");
}

#[test]
fn linked_worktrees_share_trust_while_they_hold_the_same_and_copies_do_not() {
    for boards in ["main", "here"] {
        let scenario = scenario();
        let workflow = scenario.read("workflow.toml");
        let workflow =
            workflow.replace("version = 1\n", &format!("version = 1\nboards = \"{boards}\"\n"));
        scenario.file("workflow.toml", workflow).commit("Gates");
        scenario.git(&["worktree", "add", "-q", ".trees/one", "-b", "one"]);
        scenario.git(&["clone", "-q", ".", ".trees/copy"]);
        scenario.flow(&["trust", "--yes"]).ok();
        scenario.flow_in(".trees/one", &["advance", "FEAT-001"]).ok();
        scenario.flow_in(".trees/copy", &["advance", "FEAT-001"]).exits(5);
        scenario.edit(".trees/one/gates/reads.rhai", "no README", "no README!");
        let code = if boards == "here" { 5 } else { 0 };
        scenario.flow_in(".trees/one", &["advance", "FEAT-002"]).exits(code);
        scenario.flow(&["advance", "BUG-001"]).exits(if boards == "here" { 0 } else { 3 });
    }
}

#[test]
fn a_repository_cannot_bring_the_record() {
    let scenario = scenario();
    scenario.flow(&["trust", "--yes"]).ok();
    let run = |args: &[&str]| {
        let mut command = scenario.flow_command(args);
        command.env("XDG_STATE_HOME", scenario.path("state"));
        Run::of(args, command.output().expect("runs"))
    };
    run(&["trust", "--yes"]).exits(1).says("lies within the repository").says("XDG_STATE_HOME");
    run(&["advance", "FEAT-001"]).exits(5).says("lies within the repository");
    assert!(!scenario.exists("state") && !scenario.exists("executed"));
}

#[test]
fn the_environment_can_pin_a_state_and_nothing_else() {
    let scenario = scenario();
    let run = |name: &str, value: &str| {
        let args = ["advance", "FEAT-001"];
        let output = scenario.flow_command(&args).env(name, value).output().expect("runs");
        Run::of(&args, output)
    };
    run("CI", "true").exits(5);
    run("FLOW_TRUST", "true").exits(5).says("FLOW_TRUST is `true`").says("no digest");
    let other = format!("sha256:{}", "0".repeat(64));
    run("FLOW_TRUST", &other).exits(5).says("FLOW_TRUST names another state");
    assert!(!scenario.exists("executed"));
}

#[test]
fn what_to_type_works_from_where_it_is_typed() {
    let scenario = scenario();
    let root = scenario.root().display().to_string();
    let args = ["-C", &root, "advance", "FEAT-001"];
    let output = scenario.flow_command(&args).current_dir("/").output().expect("runs");
    Run::of(&args, output).exits(5).says(&format!("agree to it: flow -C {root} trust\n"));
}

#[test]
fn an_after_script_waits_for_trust() {
    let scenario = scenario();
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.edit(
        "workflow.toml",
        "run = [\"touch\", \"executed\"]",
        "run = [\"sh\", \"-c\", \"rm -rf \\\"$XDG_STATE_HOME\\\"\"]",
    );
    scenario.flow(&["trust", "--yes"]).ok();
    // The gate takes the record away: trust ends while the move is under way.
    scenario.edit("gates/reads.rhai", "!fs::exists(\"README.md\")", "false");
    scenario.edit("workflow.toml", "gates = [\"marker\", \"reads\"]", "gates = [\"marker\"]");
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.flow(&["advance", "FEAT-001"]).ok().says("bell waits for your trust");
    assert!(!scenario.exists("rung"));
    scenario.flow(&["trust", "--yes"]).ok();
    scenario.flow(&["undo"]).ok();
    assert!(scenario.exists("rung"));
}
