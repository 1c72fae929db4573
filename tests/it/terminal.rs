//! On a terminal flow asks; the terminal is a pseudo terminal of the test.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::scenario::{PLAIN, Scenario};

const BRINGS: &str = r#"
[[transition]]
from = "todo"
to = "in-progress"
gates = ["marker"]

[gate.marker]
run = ["touch", "executed"]
"#;

/// Stands for the interrupt key.
const INTERRUPT: &str = "\u{3}";

fn scenario() -> Scenario {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{BRINGS}"));
    scenario
}

/// Runs a command on a terminal, types an answer once it asks, and gives its exit code and all that
/// was on the screen.
fn typed(mut command: Command, answer: &str) -> (i32, String) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&master).and_then(|()| unlockpt(&master)).expect("ours");
    let name = ptsname(&master, Vec::new()).expect("a name").into_string().expect("text");
    #[expect(clippy::disallowed_methods, reason = "a terminal is no file of the repository")]
    let side = File::options().read(true).write(true).open(name).expect("opened");
    let side = || Stdio::from(side.try_clone().expect("another"));
    let mut child = command.stdin(side()).stdout(side()).stderr(side()).spawn().expect("flow runs");
    drop(command);
    let mut master = File::from(master);
    let (mut screen, mut asked, mut bytes) = (String::new(), false, [0; 4096]);
    while child.try_wait().expect("waited").is_none() || screen.is_empty() {
        let mut ready = [rustix::event::PollFd::new(&master, rustix::event::PollFlags::IN)];
        let pause = rustix::event::Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
        if rustix::event::poll(&mut ready, Some(&pause)).expect("polled") == 0 {
            continue;
        }
        let Ok(count) = master.read(&mut bytes) else { break };
        screen.push_str(&String::from_utf8_lossy(&bytes[..count]));
        if screen.contains("[y/N]") && !asked {
            asked = true;
            if answer == INTERRUPT {
                let id = rustix::process::Pid::from_child(&child);
                rustix::process::kill_process(id, rustix::process::Signal::INT).expect("sent");
                continue;
            }
            master.write_all(answer.as_bytes()).expect("typed");
        }
    }
    (child.wait().expect("waited").code().unwrap_or(-1), screen)
}

#[test]
fn the_first_command_that_would_run_something_asks_and_goes_on() {
    for args in [
        &["advance", "FEAT-001"][..],
        &["verify", "FEAT-001"],
        &["advance", "1", "--to", "in-progress", "--from", "todo"],
    ] {
        let scenario = scenario();
        scenario.edit("TODO.md", "BUG-001", "BUG-002");
        let (code, screen) = typed(scenario.flow_command(args), "y\n");
        assert_eq!(code, 0, "{screen}");
        assert!(screen.contains("runs touch executed"), "{screen}");
        assert!(scenario.exists("executed"), "{screen}");
        scenario.flow(&["advance", "FEAT-002"]).ok();
    }
}

#[test]
fn a_no_ends_it_with_nothing_done() {
    for answer in ["n\n", "\n", "yess\n", "\u{4}"] {
        let scenario = scenario();
        let before = scenario.files();
        let (code, screen) = typed(scenario.flow_command(&["advance", "FEAT-001"]), answer);
        assert_eq!(code, 5, "{screen}");
        assert!(screen.contains("nothing was agreed to"), "{screen}");
        assert_eq!(scenario.files(), before);
        scenario.flow(&["advance", "FEAT-001"]).exits(5);
    }
}

#[test]
fn an_interrupt_at_the_question_ends_it() {
    let scenario = scenario();
    let (code, screen) = typed(scenario.flow_command(&["advance", "FEAT-001"]), INTERRUPT);
    assert_eq!(code, 130, "{screen}");
    assert!(!scenario.exists("executed"));
    scenario.flow(&["advance", "FEAT-001"]).exits(5);
}

#[test]
fn a_program_is_never_asked() {
    let scenario = scenario();
    let (code, screen) = typed(scenario.flow_command(&["advance", "FEAT-001", "--json"]), "y\n");
    assert_eq!(code, 5, "{screen}");
    assert!(screen.contains("\"untrusted\"") && !screen.contains("[y/N]"), "{screen}");
    // Nor is anybody where the questions would not be seen, or nobody could answer.
    let mut command = scenario.flow_command(&["advance", "FEAT-001"]);
    assert_eq!(command.output().expect("runs").status.code(), Some(5));
    assert!(!scenario.exists("executed"));
}
