//! What shells and readers of manuals get.

use std::process::{Command, Stdio};

use crate::scenario::{Run, Scenario, skipped};

/// What is offered for a command line, in the words of fish: a value a line, with its help behind a tab.
fn offered(scenario: &Scenario, words: &[&str]) -> String {
    let mut command = scenario.flow_command(&[&["--"], words].concat());
    command.env("FLOW_COMPLETE", "fish");
    Run::of(words, command.output().expect("it runs")).ok().said()
}

#[test]
fn live_ids_come_with_their_titles() {
    let scenario = Scenario::plain();
    let said = offered(&scenario, &["flow", "advance", "feat"]);
    assert!(said.contains("FEAT-001\tGreet by name") && !said.contains("BUG-001"), "{said}");
    let said = offered(&scenario, &["flow", "advance", "FEAT-001,bug"]);
    assert!(said.contains("FEAT-001,BUG-001\tGreets twice"), "{said}");
    for words in [["flow", "note", ""], ["flow", "claim", ""], ["flow", "show", ""]] {
        assert!(offered(&scenario, &words).contains("BUG-001"), "{words:?}");
    }
    let said = offered(&scenario, &["flow", "advance", "FEAT-001", "--to", "re"]);
    assert!(said.contains("review\t0 tasks") && !said.contains("todo"), "{said}");
    let said = offered(&scenario, &["flow", "tick", "FEAT-001", ""]);
    assert!(said.contains("1\t[ ] Ask for the name"), "{said}");
    assert!(offered(&scenario, &["flow", "set", "FEAT-001", "w"]).contains("Why="));
}

#[test]
fn nothing_is_said_where_nothing_can_be_read() {
    let scenario = Scenario::without_git();
    assert!(!offered(&scenario, &["flow", "claim", ""]).contains("error"));
    scenario.file("workflow.toml", "version = ");
    assert!(!offered(&scenario, &["flow", "claim", ""]).contains("error"));
    assert!(!scenario.exists(".flow"), "a completion writes nothing");
}

#[test]
fn every_shell_has_its_script_and_bash_runs_it() {
    let scenario = Scenario::plain();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        scenario.flow(&["completions", shell]).ok().says("FLOW_COMPLETE");
    }
    scenario.flow(&["completions", "tcsh"]).exits(2).says("bash");
    if Command::new("bash").arg("--version").stdout(Stdio::null()).status().is_err() {
        return skipped("there is no bash");
    }
    let script = scenario.flow(&["completions", "bash"]).ok().said();
    let program = env!("CARGO_BIN_EXE_flow");
    let folder = std::path::Path::new(program).parent().expect("a folder").display().to_string();
    scenario.file(
        "complete.sh",
        format!(
            "PATH={folder}:$PATH\n{script}\nCOMP_WORDS=(flow advance BUG)\nCOMP_CWORD=2\nCOMP_TYPE=9\n\
             _clap_complete_flow flow BUG advance 2>/dev/null\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        ),
    );
    let output = Command::new("bash").arg("complete.sh").current_dir(scenario.root()).output();
    let output = output.expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.lines().any(|line| line.trim() == "BUG-001"), "{said}");
}

#[test]
fn manual_pages_are_written_once_and_over_no_others() {
    let scenario = Scenario::without_git();
    scenario.flow(&["man"]).ok().says(".TH flow");
    scenario.flow(&["man", "pages"]).ok().says("wrote");
    assert!(scenario.read("pages/flow-advance.1").contains("next stage"));
    assert!(scenario.exists("pages/flow-step-add.1"));
    scenario.flow(&["man", "pages"]).ok().says("there already");
    scenario.file("pages/flow-note.1", "somebody else's");
    scenario.flow(&["man", "pages"]).exits(3).says("flow-note.1");
    assert_eq!(scenario.read("pages/flow-note.1"), "somebody else's");
}
