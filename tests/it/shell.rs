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
fn what_is_typed_already_counts() {
    let scenario = Scenario::plain();
    let said = offered(&scenario, &["flow", "advance", "FEAT-001,feat"]);
    assert!(said.contains("FEAT-002") && !said.contains("FEAT-001,FEAT-001"), "{said}");
    let root = scenario.root().display().to_string();
    for words in [&["flow", "-C", &root, "note", "bug"][..], &["flow", "note", "-C", &root, "bug"]]
    {
        let mut command = scenario.flow_command(&[&["--"], words].concat());
        command.env("FLOW_COMPLETE", "fish").current_dir("/");
        let said = Run::of(words, command.output().expect("it runs")).ok().said();
        assert!(said.contains("BUG-001\tGreets twice"), "{words:?} {said}");
    }
    let said = offered(&scenario, &["flow", "edit", "FEAT-001", "--set", "w"]);
    assert!(said.contains("Why="), "{said}");
}

#[test]
fn every_shell_has_its_script() {
    let scenario = Scenario::plain();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        scenario.flow(&["completions", shell]).ok().says("FLOW_COMPLETE");
    }
    scenario.flow(&["completions", "tcsh"]).exits(2).says("bash");
}

/// What a shell that has read its script offers, by a few lines of that shell; `None` where it is not there.
fn in_shell(scenario: &Scenario, shell: &str, lines: &str) -> Option<String> {
    let mut there = Command::new(shell);
    if there.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        skipped(&format!("there is no {shell}"));
        return None;
    }
    let script = scenario.flow(&["completions", shell]).ok().said();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_flow"));
    let folder = program.parent().expect("a folder").display().to_string();
    let path = match shell {
        "fish" => format!("set -x PATH {folder} $PATH\n"),
        _ => format!("PATH={folder}:$PATH\n"),
    };
    scenario.file("complete", format!("{path}{}", lines.replace("SCRIPT", &script)));
    // Without the startup files of whoever runs this.
    let mut command = scenario.command(shell);
    command.args(if shell == "zsh" { &["-f", "complete"][..] } else { &["complete"] });
    let output = command.output();
    Some(String::from_utf8_lossy(&output.expect("the shell runs").stdout).into_owned())
}

#[test]
fn bash_offers_what_its_script_finds() {
    let scenario = Scenario::plain();
    let lines = "SCRIPT\nCOMP_WORDS=(flow advance BUG)\nCOMP_CWORD=2\nCOMP_TYPE=9\n\
                 _clap_complete_flow flow BUG advance 2>/dev/null\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    let Some(said) = in_shell(&scenario, "bash", lines) else { return };
    assert!(said.lines().any(|line| line.trim() == "BUG-001"), "{said}");
}

/// What zsh would lay out is printed instead; everything before that is its own script.
#[test]
fn zsh_offers_what_its_script_finds() {
    let scenario = Scenario::plain();
    let lines = "compdef() { print -r -- \"defined $2\" }\n\
                 _describe() { print -rl -- \"${(@P)argv[-1]}\" }\nSCRIPT\n\
                 ask() { words=(\"$@\"); CURRENT=$#words; _clap_dynamic_completer_flow }\n\
                 ask flow advance FEAT\nask flow advance FEAT-001 --to re\nask flow tick FEAT-001 ''\n\
                 ask flow set FEAT-001 W\n";
    let Some(said) = in_shell(&scenario, "zsh", lines) else { return };
    for line in
        ["defined flow", "FEAT-001:Greet by name", "FEAT-002:Wave goodbye", "review:0 tasks"]
    {
        assert!(said.lines().any(|told| told == line), "{line:?} in {said}");
    }
    assert!(said.contains("1:[ ] Ask for the name") && said.contains("Why="), "{said}");
}

#[test]
fn fish_offers_what_its_script_finds() {
    let scenario = Scenario::plain();
    let lines = "SCRIPT\ncomplete -C 'flow advance feat'\ncomplete -C 'flow advance FEAT-001 --to re'\n\
                 complete -C 'flow tick FEAT-001 '\ncomplete -C 'flow set FEAT-001 W'\n";
    let Some(said) = in_shell(&scenario, "fish", lines) else { return };
    for line in ["FEAT-001\tGreet by name", "FEAT-002\tWave goodbye", "review\t0 tasks", "Why="] {
        assert!(said.lines().any(|told| told == line), "{line:?} in {said}");
    }
    assert!(said.contains("1\t[ ] Ask for the name"), "{said}");
}

#[test]
fn manual_pages_are_written_once_and_over_no_others() {
    let scenario = Scenario::without_git();
    scenario.flow(&["man"]).ok().says(".TH flow");
    scenario.flow(&["man", "pages"]).ok().says("wrote");
    assert!(scenario.read("pages/flow-advance.1").contains("next stage"));
    assert!(scenario.exists("pages/flow-step-add.1"));
    let step = scenario.read("pages/flow-step.1");
    assert!(step.contains(".SH EXAMPLES") && !step.contains("help(1)"), "{step}");
    scenario.flow(&["man", "pages"]).ok().says("there already");
    scenario.file("pages/flow-note.1", "somebody else's");
    scenario.flow(&["man", "pages"]).exits(3).says("flow-note.1");
    assert_eq!(scenario.read("pages/flow-note.1"), "somebody else's");
}
