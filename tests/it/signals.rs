//! Signals, closed pipes and full quotas in the middle of things: nothing is half done, and no
//! process is left at work. What waits here waits for a file that a gate writes, never for a time.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::scenario::{PLAIN, Run, Scenario};

/// What a step does to be caught in the middle: its process and a child of it say that they are
/// there, and stay. Git's own folder is no part of what a move may change.
const STAYS: &str = r#""sleep 600 & echo $! >$FLOW_ROOT/.git/child-$FLOW_STEP; echo $$ >$FLOW_ROOT/.git/leader-$FLOW_STEP; wait""#;

const TRANSITION: &str = "\n[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\n";

/// A trusted workflow whose first transition has these steps.
fn with(steps: &str) -> Scenario {
    let scenario = Scenario::plain();
    scenario.file("workflow.toml", format!("{PLAIN}{TRANSITION}{steps}"));
    scenario
}

fn command_gates(names: &[&str]) -> Scenario {
    let mut steps = format!("gates = {names:?}\n");
    for name in names {
        steps += &format!("[gate.{name}]\nrun = [\"sh\", \"-c\", {STAYS}]\ntimeout = \"5m\"\n");
    }
    let scenario = with(&steps);
    scenario.flow(&["trust", "--yes"]).ok();
    scenario
}

fn script(role: &str, source: &str) -> Scenario {
    let key = if role == "after" { "after" } else { &format!("{role}s") };
    let step = format!("[{role}.slow]\nscript = \"slow.rhai\"\ntimeout = \"5m\"\n");
    let scenario = with(&format!("{key} = [\"slow\"]\n{step}"));
    scenario.file("slow.rhai", source);
    scenario.flow(&["trust", "--yes"]).ok();
    scenario
}

/// A flow at work.
struct Running<'a> {
    scenario: &'a Scenario,
    args: Vec<&'a str>,
    child: Child,
}

impl<'a> Running<'a> {
    fn start(scenario: &'a Scenario, args: &[&'a str]) -> Self {
        Self::of(scenario, args, scenario.flow_command(args))
    }

    fn of(scenario: &'a Scenario, args: &[&'a str], mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        Self { scenario, args: args.to_vec(), child: command.spawn().expect("flow runs") }
    }

    /// Waits until these steps are at work.
    fn reaches(self, steps: &[&str]) -> Self {
        for step in steps {
            until(|| process(self.scenario, &format!("leader-{step}")).is_some());
        }
        self
    }

    /// Sends a signal to flow alone.
    fn signal(self, signal: &str) -> Self {
        kill(signal, &self.child.id().to_string());
        self
    }

    /// Sends a signal as a terminal does: to flow and all that stays in its process group.
    fn terminal(self, signal: &str) -> Self {
        kill(signal, &format!("-{}", self.child.id()));
        self
    }

    fn ends(self) -> Run {
        Run::of(&self.args, self.child.wait_with_output().expect("flow ends"))
    }
}

fn kill(signal: &str, whom: &str) {
    let status = Command::new("kill").args(["-s", signal, "--", whom]).status().expect("kill runs");
    assert!(status.success());
}

/// Waits for what is sure to come; a minute says that it does not.
fn until(mut comes: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !comes() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never came");
        sleep(Duration::from_millis(10));
    }
}

/// The process number that a step has written whole.
fn process(scenario: &Scenario, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(scenario.path(".git").join(name)).ok()?;
    Some(text.strip_suffix('\n')?.to_owned())
}

/// Waits until the processes of a step are gone; a zombie that nobody has looked at is gone too.
fn are_gone(scenario: &Scenario, steps: &[&str]) {
    for name in steps.iter().flat_map(|step| [format!("leader-{step}"), format!("child-{step}")]) {
        let pid = process(scenario, &name).expect("a number");
        until(|| {
            let output = Command::new("ps").args(["-o", "stat=", "-p", &pid]).output();
            let state = output.expect("ps runs").stdout;
            state.is_empty() || state.starts_with(b"Z")
        });
    }
}

/// One that was interrupted leaves all as it was, and nothing in the way of the next.
#[track_caller]
fn changed_nothing(
    scenario: &Scenario,
    before: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>,
) {
    assert_eq!(&scenario.files(), before);
    assert!(!scenario.exists(".git/flow/journal/00000001.jsonl"));
    scenario.file("workflow.toml", PLAIN);
    scenario.flow(&["advance", "FEAT-001"]).ok();
}

#[test]
fn a_signal_in_a_gate_ends_all_of_the_gate_and_changes_nothing() {
    for signal in ["INT", "TERM", "HUP"] {
        let scenario = command_gates(&["stays"]);
        let before = scenario.files();
        let running = Running::start(&scenario, &["advance", "FEAT-001"]).reaches(&["stays"]);
        running.signal(signal).ends().exits(130).says("nothing was changed");
        are_gone(&scenario, &["stays"]);
        changed_nothing(&scenario, &before);
    }
}

#[test]
fn gates_side_by_side_all_end() {
    let gates = ["one", "two", "three"];
    let scenario = command_gates(&gates);
    let before = scenario.files();
    let running = Running::start(&scenario, &["advance", "FEAT-001", "--json"]).reaches(&gates);
    let run = running.terminal("INT").ends().exits(130);
    assert_eq!(run.error_code(), "interrupted");
    are_gone(&scenario, &gates);
    changed_nothing(&scenario, &before);
}

#[test]
fn a_gate_that_needs_one_that_was_interrupted_does_not_run() {
    let scenario = command_gates(&["stays"]);
    let workflow = scenario.read("workflow.toml").replace("[\"stays\"]\n", "[\"later\"]\n");
    let later = "[gate.later]\nrun = [\"touch\", \"later\"]\nneeds = [\"stays\"]\n";
    scenario.file("workflow.toml", workflow + later);
    scenario.flow(&["trust", "--yes"]).ok();
    let running = Running::start(&scenario, &["advance", "FEAT-001"]).reaches(&["stays"]);
    running.signal("INT").ends().exits(130);
    assert!(!scenario.exists("later"));
}

#[test]
fn looking_ahead_is_interrupted_as_moving_is() {
    for args in [&["verify", "FEAT-001"][..], &["advance", "FEAT-001", "--dry-run"]] {
        let scenario = command_gates(&["stays"]);
        let before = scenario.files();
        let running = Running::start(&scenario, args).reaches(&["stays"]);
        running.signal("INT").ends().exits(130);
        are_gone(&scenario, &["stays"]);
        changed_nothing(&scenario, &before);
    }
}

#[test]
fn scripts_that_run_commands_end_with_them() {
    let source = format!("let ran = cmd::run([\"sh\", \"-c\", {STAYS}]); pass(ran.last)");
    for role in ["gate", "hook"] {
        let source =
            if role == "gate" { &source } else { source.trim_end_matches("pass(ran.last)") };
        let scenario = script(role, source);
        let before = scenario.files();
        let running = Running::start(&scenario, &["advance", "FEAT-001"]).reaches(&["slow"]);
        running.signal("TERM").ends().exits(130).says("nothing was changed");
        are_gone(&scenario, &["slow"]);
        changed_nothing(&scenario, &before);
    }
}

#[test]
fn a_script_that_is_busy_ends() {
    // It interrupts flow itself, and goes on with what the language can do alone. Whether flow
    // hears of it while the command ends or while the script is busy, it is no bug of the script.
    for role in ["gate", "hook"] {
        let scenario = script(role, "cmd::run([\"sh\", \"-c\", \"kill -INT $PPID\"]); loop {}");
        let before = scenario.files();
        scenario.flow(&["advance", "FEAT-001"]).exits(130);
        changed_nothing(&scenario, &before);
    }
}

#[test]
fn who_reads_no_more_has_interrupted() {
    for args in [&["advance", "FEAT-001"][..], &["advance", "FEAT-001", "--json"]] {
        let scenario = command_gates(&["stays"]);
        let before = scenario.files();
        let mut running = Running::start(&scenario, args).reaches(&["stays"]);
        drop(running.child.stdout.take());
        running.ends().exits(130);
        are_gone(&scenario, &["stays"]);
        changed_nothing(&scenario, &before);
    }
}

#[test]
fn what_goes_to_a_file_is_no_closed_pipe() {
    let scenario = Scenario::plain();
    let mut command = scenario.flow_command(&["advance", "FEAT-001"]);
    let status = command.stdout(Stdio::null()).status().expect("flow runs");
    assert!(status.success() && scenario.read("IN_PROGRESS.md").contains("FEAT-001"));
}

#[test]
fn a_second_signal_leaves_no_gate_its_grace() {
    let stubborn = r#"gates = ["stays"]
[gate.stays]
run = ["sh", "-c", "trap 'touch $FLOW_ROOT/.git/asked' TERM; sleep 600 & echo $! >$FLOW_ROOT/.git/child-stays; echo $$ >$FLOW_ROOT/.git/leader-stays; while :; do wait; done"]
timeout = "5m"
"#;
    let scenario = with(stubborn);
    scenario.flow(&["trust", "--yes"]).ok();
    let before = scenario.files();
    let running = Running::start(&scenario, &["advance", "FEAT-001"]).reaches(&["stays"]);
    let running = running.signal("INT");
    until(|| scenario.exists(".git/asked"));
    running.signal("INT").ends().exits(130);
    are_gone(&scenario, &["stays"]);
    changed_nothing(&scenario, &before);
}

#[test]
fn a_signal_that_is_ignored_stays_so() {
    let gate = "gates = [\"rings\"]\n[gate.rings]\nrun = [\"sh\", \"-c\", \"kill -HUP $PPID\"]\n";
    let scenario = with(gate);
    scenario.flow(&["trust", "--yes"]).ok();
    // As `nohup` does it.
    let args = ["-c", "trap '' HUP; exec \"$0\" advance FEAT-001", env!("CARGO_BIN_EXE_flow")];
    let output = scenario.shell(&args).output().expect("sh runs");
    Run::of(&args, output).ok();
}

#[test]
fn a_signal_in_an_after_script_comes_too_late_for_the_move() {
    let steps = format!(
        "after = [\"slow\", \"next\"]\n[after.slow]\nrun = [\"sh\", \"-c\", {STAYS}]\n\
         timeout = \"5m\"\n[after.next]\nrun = [\"sh\", \"-c\", \"echo ran >>.git/next\"]\n"
    );
    let scenario = with(&steps);
    scenario.flow(&["trust", "--yes"]).ok();
    let running = Running::start(&scenario, &["advance", "FEAT-001"]).reaches(&["slow"]);
    // The move is durable, so it is no failure; what was not begun is said.
    running.signal("INT").ends().ok().says("interrupted").says("runs next");
    are_gone(&scenario, &["slow"]);
    assert!(scenario.read("IN_PROGRESS.md").contains("FEAT-001"));
    assert!(!scenario.exists(".git/next"));
    // The one that was interrupted is not run again, or it could hang for ever.
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert_eq!(scenario.read(".git/next"), "ran\n");
}

#[test]
fn a_signal_between_the_steps_of_a_move_waits_for_its_end() {
    let scenario = with("hooks = [\"create-worktree\"]\n");
    let hook = ".git/hooks/post-checkout";
    scenario.file(hook, "#!/bin/sh\ncd \"$(git rev-parse --git-common-dir)\"\necho $$ >leader-git\nuntil [ -e go ]; do sleep 0.02; done\n");
    executable(&scenario.path(hook));
    let running = Running::start(&scenario, &["advance", "FEAT-001"]).reaches(&["git"]);
    let running = running.terminal("INT").terminal("TERM");
    scenario.file(".git/go", "");
    running.ends().ok();
    assert!(scenario.read("IN_PROGRESS.md").contains("FEAT-001"));
    assert!(scenario.exists(".worktrees/FEAT-001/README.md"));
    scenario.flow(&["check"]).ok();
}

#[expect(clippy::disallowed_methods, reason = "people make files executable")]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, mode).expect("made executable");
}

#[test]
fn a_command_that_holds_its_output_open_ends_at_its_time_out() {
    let gate = r#"gates = ["escapes"]
[gate.escapes]
run = ["sh", "-c", "setsid sh -c 'echo $$ >.git/leader-escapes; exec sleep 600' & until [ -s .git/leader-escapes ]; do sleep 0.02; done; echo begun; wait"]
timeout = "2s"
"#;
    let scenario = with(gate);
    scenario.flow(&["trust", "--yes"]).ok();
    let before = scenario.files();
    let run = scenario.flow(&["advance", "FEAT-001"]).exits(3);
    run.says("stopped at its time-out").says("begun");
    assert_eq!(scenario.files(), before);
    // Who leaves the group on purpose lives on; the story tidies up after itself.
    kill("KILL", &process(&scenario, "leader-escapes").expect("a number"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_gate_that_prints_without_end_fills_no_memory() {
    let gate = r#"gates = ["chatty"]
[gate.chatty]
run = ["sh", "-c", "head -c 134217728 /dev/zero | tr '\\0' x; echo; echo the end; echo $$ >.git/leader-chatty; until [ -e .git/go ]; do sleep 0.02; done; exit 7"]
timeout = "5m"
"#;
    let scenario = with(gate);
    scenario.flow(&["trust", "--yes"]).ok();
    let running = Running::start(&scenario, &["advance", "FEAT-001"]).reaches(&["chatty"]);
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.child.id()));
    scenario.file(".git/go", "");
    let run = running.ends().exits(3);
    run.says("the end").says("exit code 7");
    let status = status.expect("it was at work");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    let kib: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    assert!(kib < 96 * 1024, "{kib} KiB for 128 MiB of output");
}

/// Runs flow under a limit of file sizes, in blocks of 512 bytes.
fn limited(scenario: &Scenario, blocks: usize, args: &str) -> Run {
    let line = format!("ulimit -f {blocks}; exec \"$0\" {args}");
    let args = ["-c", &line, env!("CARGO_BIN_EXE_flow")];
    Run::of(&args, scenario.shell(&args).output().expect("sh runs"))
}

#[test]
fn a_limit_of_file_sizes_refuses_a_move_that_needs_more() {
    let scenario = Scenario::plain();
    let more = "More and more text.\n".repeat(500);
    scenario.file("TODO.md", format!("{}{more}", scenario.read("TODO.md")));
    let before = scenario.files();
    let run = limited(&scenario, 4, "advance FEAT-001").exits(1);
    run.says("cannot be written").says("everything was taken back");
    changed_nothing(&scenario, &before);
}

#[test]
fn under_every_limit_of_file_sizes_a_move_is_whole_or_not_at_all() {
    let mut codes = Vec::new();
    for blocks in 0.. {
        let scenario = Scenario::plain();
        let before = scenario.files();
        let run = limited(&scenario, blocks, "advance FEAT-001");
        match run.code {
            0 => {}
            1 => assert_eq!(scenario.files(), before, "{blocks}: {}", run.said()),
            // Committed, and not yet told in the journal: the next command has the rest to do.
            6 => drop(scenario.flow(&["undo"]).exits(0)),
            _ => panic!("{blocks}: {run:?}"),
        }
        let names = scenario.files().into_keys();
        assert!(names.eq(before.keys().cloned()), "{blocks}: something is left over");
        scenario.flow(&["advance", "FEAT-002"]).ok();
        codes.push(run.code);
        if run.code == 0 {
            break;
        }
    }
    assert!(codes.len() > 2 && codes[0] == 1, "{codes:?}");
}
