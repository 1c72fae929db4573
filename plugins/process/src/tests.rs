//! Runs real commands. The limits on time are generous: what they tell apart is seconds from never.

#![allow(clippy::disallowed_methods, reason = "the tests lay out files of their own")]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flow_core::fault::{Fault, FaultKind};
use flow_core::form::Template;
use flow_core::id::IdForm;
use flow_core::path::RelPath;
use flow_core::plugin::Plugin;
use flow_core::question::Asking;
use flow_core::site::Site;
use flow_core::snapshot::Snapshot;
use flow_core::task::Task;
use flow_core::watch::Watch;
use flow_core::workflow::{BoardsAt, GitSettings, StageName, Workflow};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Process;
use crate::output::KEPT;

/// Far more than anything here takes, and far less than the commands sleep.
const SOON: Duration = Duration::from_secs(20);

#[derive(Default)]
struct Recorder {
    lines: Mutex<Vec<String>>,
    stop: AtomicBool,
    /// Asks to stop as soon as a line says so.
    stop_at: Option<&'static str>,
}

impl Watch for Recorder {
    fn started(&self, _: &str) {}
    fn line(&self, step: &str, line: &str) {
        let mut lines = self.lines.lock().expect("lines");
        // An endless line would be kept here whole.
        if lines.len() < 10_000 {
            lines.push(format!("{step}: {line}"));
        }
        if self.stop_at == Some(line) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
    fn finished(&self, _: &str, _: &str, _: Duration) {}
    fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

struct Trial {
    _folder: TempDir,
    asking: Asking,
    watch: Arc<Recorder>,
}

impl Trial {
    fn new() -> Self {
        Self::watched(Recorder::default())
    }

    fn watched(watch: Recorder) -> Self {
        let folder = TempDir::new().expect("a folder");
        let root = folder.path().join("repo");
        fs::create_dir(&root).expect("a root");
        let ids = IdForm::new(IdForm::DEFAULT, vec![]).expect("a form");
        let task = Task {
            id: ids.read("PERF-007").expect("an id"),
            title: "Mend".into(),
            link: None,
            stage: StageName::new("doing"),
            board: RelPath::new("TODO.md").expect("a path"),
            line: 1,
            closed: false,
            fields: vec![],
            sections: vec![],
            boxes: vec![],
            notes: vec![],
        };
        let template = |text| Template::parse(text).expect("a form");
        let git = GitSettings {
            base: None,
            branch: template("{id}"),
            worktree: template("../worktrees/{id}"),
            discard: vec![],
        };
        let workflow = Workflow {
            ids,
            registry: None,
            boards: BoardsAt::Main,
            git,
            changelog: None,
            names: flow_core::workflow::Names::default(),
            check: std::collections::BTreeMap::new(),
            env: vec![],
            stages: vec![],
            transitions: vec![],
            gates: Default::default(),
            hooks: Default::default(),
            after: Default::default(),
            source: vec![],
        };
        let site = Site {
            state: root.join(".flow"),
            here: root.clone(),
            branch_here: None,
            root,
            actor: "ada".into(),
            now: jiff::ZonedDateTime::now(),
            trusted: true,
            disk: flow_core::fs::Disk::default(),
        };
        let watch = Arc::new(watch);
        let asking = Asking {
            site: Arc::new(site),
            workflow: Arc::new(workflow),
            snapshot: Arc::new(Snapshot::default()),
            task: Arc::new(task),
            watch: watch.clone(),
            step: "tests".into(),
            deadline: Instant::now() + Duration::from_secs(300),
        };
        Self { _folder: folder, asking, watch }
    }

    fn root(&self) -> &Path {
        &self.asking.site.root
    }

    fn ask(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        let questions = Process.questions();
        let question = questions.iter().find(|q| q.name == name).expect("a question");
        assert!(question.module == "cmd" && question.arity.contains(&args.len()));
        (question.answer)(&self.asking, args)
    }

    fn sh(&self, script: &str, options: Value) -> Value {
        self.ask("run", &[json!(["sh", "-c", script]), options]).expect("an answer")
    }

    fn fault(&self, argv: Value, options: Value) -> Fault {
        self.ask("run", &[argv, options]).expect_err("a fault")
    }

    fn lines(&self) -> Vec<String> {
        self.watch.lines.lock().expect("lines").clone()
    }

    /// Whether the process whose number the command wrote to `file` goes away soon.
    fn is_gone(&self, file: &str) -> bool {
        let pid = fs::read_to_string(self.root().join(file)).expect("a number");
        let begun = Instant::now();
        while begun.elapsed() < SOON {
            let alive = std::process::Command::new("sh")
                // A zombie whose parent has not looked yet is gone as well.
                .args(["-c", "ps -o stat= -p $0 | grep -qv '^Z'", pid.trim()])
                .status()
                .expect("ps");
            if !alive.success() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }
}

#[test]
fn only_running_needs_consent() {
    let needs: Vec<_> = Process.questions().iter().map(|q| (q.name, q.runs_commands)).collect();
    assert_eq!(needs, [("run", true), ("exists", false)]);
}

#[test]
fn exit_codes_and_signals_are_told() {
    let trial = Trial::new();
    let good = trial.ask("run", &[json!(["true"])]).expect("an answer");
    assert_eq!(
        (&good["ok"], &good["status"], &good["signal"]),
        (&json!(true), &json!(0), &Value::Null)
    );
    assert!(good["ms"].is_u64() && good["output"] == "" && good["last"] == "");
    let bad = trial.sh("exit 7", Value::Null);
    assert_eq!(
        (&bad["ok"], &bad["status"], &bad["timed_out"]),
        (&json!(false), &json!(7), &json!(false))
    );
    let killed = trial.sh("kill -9 $$", json!({}));
    assert_eq!(
        (&killed["ok"], &killed["status"], &killed["signal"]),
        (&json!(false), &Value::Null, &json!(9))
    );
}

#[test]
fn both_outputs_keep_their_order_and_are_watched() {
    let trial = Trial::new();
    let script = "for i in 1 2 3; do echo out $i; echo err $i >&2; done; echo; printf end";
    let answer = trial.sh(script, json!({}));
    let lines = ["out 1", "err 1", "out 2", "err 2", "out 3", "err 3", "", "end"];
    assert_eq!(answer["output"], lines.join("\n"));
    assert_eq!(answer["last"], "end");
    assert_eq!(trial.lines(), lines.map(|line| format!("tests: {line}")));
}

#[test]
fn the_end_of_much_output_is_kept() {
    let answer = Trial::new().sh("seq 1 100000", json!({}));
    let text = answer["output"].as_str().expect("text");
    assert!(text.starts_with("[… ") && text.ends_with("\n99999\n100000\n"));
    assert!(text.len() > KEPT && text.len() < KEPT + 100);
    assert_eq!(answer["last"], "100000");
}

#[test]
fn an_endless_line_fills_no_memory() {
    let trial = Trial::new();
    let answer = trial.sh("tr '\\0' x </dev/zero", json!({"timeout": "1s"}));
    assert_eq!(answer["timed_out"], true);
    assert!(answer["output"].as_str().expect("text").len() < KEPT + 100);
    assert!(trial.lines().iter().all(|piece| piece.len() < 10_000));
}

#[test]
fn output_that_is_no_text_is_made_harmless() {
    let answer = Trial::new().sh(r"printf 'a\377b\033[31m\tc\r\n'", json!({}));
    assert_eq!(answer["output"], "a\u{fffd}b\\u{1b}[31m\tc\n");
}

#[test]
fn there_is_no_input() {
    assert_eq!(Trial::new().sh("cat; echo done", json!({}))["output"], "done\n");
}

#[test]
fn a_time_out_ends_the_whole_group() {
    let trial = Trial::new();
    let begun = Instant::now();
    let answer =
        trial.sh("sleep 300 & echo $! >pid; echo begun; wait", json!({"timeout_ms": 3000}));
    assert!(begun.elapsed() < SOON);
    assert_eq!((&answer["ok"], &answer["timed_out"]), (&json!(false), &json!(true)));
    assert_eq!((&answer["signal"], &answer["output"]), (&json!(15), &json!("begun\n")));
    assert!(trial.is_gone("pid"));
}

#[test]
fn who_ignores_the_request_to_end_is_killed() {
    let begun = Instant::now();
    let script = "trap '' TERM; while :; do sleep 1; done";
    let answer = Trial::new().sh(script, json!({"timeout": "3s"}));
    assert!(begun.elapsed() < SOON);
    assert_eq!((&answer["timed_out"], &answer["signal"]), (&json!(true), &json!(9)));
}

#[test]
fn a_command_may_end_in_order_within_the_grace() {
    let script = "trap 'echo tidied; exit 0' TERM; sleep 300 & wait";
    let answer = Trial::new().sh(script, json!({"timeout": "3s"}));
    assert_eq!((&answer["status"], &answer["last"]), (&json!(0), &json!("tidied")));
    assert_eq!((&answer["ok"], &answer["timed_out"]), (&json!(false), &json!(true)));
}

#[test]
fn no_time_out_reaches_beyond_the_deadline() {
    let mut trial = Trial::new();
    let begun = Instant::now();
    trial.asking.deadline = begun + Duration::from_millis(500);
    assert_eq!(trial.sh("sleep 300", json!({"timeout": "2h"}))["timed_out"], true);
    assert!(begun.elapsed() < SOON);
    let late = trial.sh("touch ran", json!({}));
    assert_eq!((&late["timed_out"], &late["status"]), (&json!(true), &Value::Null));
    assert!(!trial.root().join("ran").exists());
}

#[test]
fn who_holds_the_output_open_does_not_hold_flow() {
    let trial = Trial::new();
    let begun = Instant::now();
    let answer = trial.sh(
        "setsid sh -c 'echo $$ >pid; exec sleep 60' & until [ -s pid ]; do sleep 0.1; done; echo over",
        json!({}),
    );
    assert!(begun.elapsed() < SOON);
    assert_eq!((&answer["ok"], &answer["output"]), (&json!(true), &json!("over\n")));
    // It left the group on purpose, so it lives on; the test tidies up after itself.
    let pid = fs::read_to_string(trial.root().join("pid")).expect("a number");
    let killed = std::process::Command::new("kill").arg(pid.trim()).status().expect("kill");
    assert!(killed.success());
}

#[test]
fn what_is_left_of_the_group_is_ended() {
    let trial = Trial::new();
    let begun = Instant::now();
    let answer = trial.sh("sleep 300 & echo $! >pid", json!({}));
    assert!(begun.elapsed() < SOON);
    assert_eq!(answer["ok"], true);
    assert!(trial.is_gone("pid"));
}

#[test]
fn a_process_that_closes_its_output_is_waited_for() {
    let answer = Trial::new().sh("exec >&- 2>&-; sleep 1; exit 3", json!({}));
    assert_eq!(answer["status"], 3);
}

#[test]
fn an_interruption_ends_the_command() {
    let trial = Trial::watched(Recorder { stop_at: Some("ready"), ..Recorder::default() });
    let begun = Instant::now();
    let argv = json!(["sh", "-c", "sleep 300 & echo $! >pid; echo ready; wait"]);
    let fault = trial.fault(argv, json!({}));
    assert!(begun.elapsed() < SOON);
    assert_eq!(fault.kind, FaultKind::Interrupted);
    assert!(trial.is_gone("pid"));
    assert_eq!(trial.fault(json!(["touch", "ran"]), json!({})).kind, FaultKind::Interrupted);
    assert!(!trial.root().join("ran").exists());
}

#[test]
fn it_runs_in_the_worktree_or_where_it_is_told_to() {
    let trial = Trial::new();
    let here = |options| {
        let answer = trial.sh("pwd -P", options);
        answer["last"].as_str().expect("a path").to_owned()
    };
    let real = |path: &Path| path.canonicalize().expect("a path").display().to_string();
    assert_eq!(here(json!({})), real(trial.root()));
    let worktree = trial.root().join("../worktrees/PERF-007");
    fs::create_dir_all(worktree.join("src")).expect("a worktree");
    assert_eq!(here(json!({})), real(&worktree));
    // Told from the worktree, where there is one.
    assert_eq!(here(json!({"cwd": "src"})), real(&worktree.join("src")));
    assert_eq!(here(json!({"cwd": "../../repo"})), real(trial.root()));
}

#[test]
fn it_does_not_run_outside() {
    let trial = Trial::new();
    std::os::unix::fs::symlink("/", trial.root().join("way-out")).expect("a link");
    fs::create_dir(trial.root().join("../repo-too")).expect("a folder");
    for cwd in ["..", "/", "way-out/tmp", "../repo-too"] {
        let fault = trial.fault(json!(["touch", "ran"]), json!({"cwd": cwd}));
        assert!(fault.message.contains(&format!("`{cwd}` leads out")), "{fault:?}");
    }
    let fault = trial.fault(json!(["true"]), json!({"cwd": "nowhere"}));
    assert!(fault.message.contains("`nowhere`") && fault.hint.is_some());
}

#[test]
fn a_missing_program_is_named() {
    let trial = Trial::new();
    let fault = trial.fault(json!(["no-such-program-here", "-x"]), json!({}));
    assert!(fault.message.contains("`no-such-program-here`"), "{fault:?}");
    assert!(
        fault.message.contains(&*trial.root().canonicalize().expect("a path").to_string_lossy())
    );
    assert!(fault.hint.expect("a hint").contains("PATH"));
    let fault = trial.fault(json!(["cargo test"]), json!({}));
    assert!(fault.hint.expect("a hint").contains("[\"cargo\", \"test\"]"));
    fs::write(trial.root().join("plain"), "#!/bin/sh\n").expect("a file");
    let fault = trial.fault(json!(["./plain"]), json!({}));
    assert_eq!(fault.hint.as_deref(), Some("chmod +x ./plain"));
}

#[test]
fn the_environment_is_passed() {
    let trial = Trial::new();
    let script = "echo $FLOW_TASK $FLOW_STEP $COLOUR; echo $FLOW_ROOT; echo ${GIT_PREFIX-none}";
    let answer = trial.sh(script, json!({"env": {"COLOUR": "red", "FLOW_TASK": "other"}}));
    let root = trial.root().display();
    assert_eq!(answer["output"], format!("PERF-007 tests red\n{root}\nnone\n"));
}

#[test]
fn arguments_are_passed_as_they_are() {
    let argv = json!(["printf", "%s|", "a b", "$HOME", "*", ""]);
    let answer = Trial::new().ask("run", &[argv]).expect("an answer");
    assert_eq!(answer["output"], "a b|$HOME|*||");
}

#[test]
fn wrong_arguments_are_explained() {
    let trial = Trial::new();
    for argv in [json!([]), json!("ls -l"), json!([""]), json!(["ls", 1]), json!(["ls", "a\0"])] {
        assert!(trial.fault(argv, json!({})).message.starts_with("cmd::run: "));
    }
    for (options, says) in [
        (json!({"shell": true}), "no option `shell`"),
        (json!({"timeout": "soon"}), "`soon` is no time-out"),
        (json!({"timeout": "0s"}), "`0s` is no time-out"),
        (json!({"timeout": 10}), "`timeout` must be a string"),
        (json!({"timeout": "99999999999999999999h"}), "is no time-out"),
        (json!({"timeout_ms": -1}), "whole number"),
        (json!({"timeout": "1s", "timeout_ms": 1}), "together"),
        (json!({"cwd": 1}), "`cwd` must be a string"),
        (json!({"env": {"A": 1}}), "`A` must be a string"),
        (json!({"env": {"A=B": ""}}), "`A=B` cannot be set"),
        (json!("10m"), "must be a map"),
    ] {
        let fault = trial.fault(json!(["true"]), options);
        assert!(fault.message.contains(says), "{fault:?}");
    }
}

#[test]
fn programs_are_found_without_running() {
    let trial = Trial::new();
    let exists = |program: &str| trial.ask("exists", &[json!(program)]).expect("an answer");
    assert_eq!(exists("sh"), true);
    assert_eq!(exists("no-such-program-here"), false);
    assert_eq!(exists(""), false);
    fs::write(trial.root().join("plain"), "").expect("a file");
    assert_eq!(exists("./plain"), false);
    std::os::unix::fs::symlink("/bin/sh", trial.root().join("shell")).expect("a link");
    assert_eq!(exists("./shell"), true);
    assert_eq!(exists("/"), false);
    assert!(trial.ask("exists", &[json!(1)]).is_err());
}
