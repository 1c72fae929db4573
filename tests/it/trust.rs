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
