//! `cmd::run`: starts a command, watches over it, and tells how it went.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use flow_core::fault::{Fault, FaultKind};
use flow_core::question::Asking;
use serde_json::{Value, json};

use crate::group::Group;
use crate::options::Options;
use crate::output::Output;
use crate::program;

/// How often a silent command is looked at.
const TICK: Duration = Duration::from_millis(20);

/// How long a command may take to end once it was asked to, and once it was killed.
const GRACE: Duration = Duration::from_secs(2);

/// How long output is waited for when the process has ended.
const AFTERWARDS: Duration = Duration::from_millis(100);

/// How much of what lies ready is still read after that: more than any pipe holds.
const LEFTOVER: usize = 1024 * 1024;

/// What would lead git, run by the command, to another repository than the one it stands in.
const NOT_INHERITED: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
];

/// Answers `cmd::run(argv)` and `cmd::run(argv, options)`.
pub fn run(asking: &Asking, args: &[Value]) -> Result<Value, Fault> {
    let argv = arguments(args.first())?;
    let options = Options::read(asking, args.get(1))?;
    let begun = Instant::now();
    if asking.watch.interrupted() {
        return Err(interrupted(argv[0]));
    }
    if begun >= options.deadline {
        return Ok(answer(
            &Ended { status: None, timed_out: true },
            Output::default(),
            begun,
            asking,
        ));
    }
    let command = prepare(asking, &argv, &options);
    let group = Group::start(command)
        .map_err(|error| program::not_started(argv[0], &options.cwd, &error))?;
    let mut output = Output::default();
    let ended = watch_over(group, asking, &options, &mut output, argv[0])?;
    Ok(answer(&ended, output, begun, asking))
}

fn arguments(given: Option<&Value>) -> Result<Vec<&str>, Fault> {
    let bad = || {
        Fault::failed("cmd::run: a command is a list of strings, and its first is the program")
            .hint("cmd::run([\"cargo\", \"test\"])")
    };
    let list = given.and_then(Value::as_array).ok_or_else(bad)?;
    let argv: Vec<&str> = list.iter().map(Value::as_str).collect::<Option<_>>().ok_or_else(bad)?;
    if argv.first().is_none_or(|program| program.is_empty()) {
        return Err(bad());
    }
    if argv.iter().any(|arg| arg.contains('\0')) {
        return Err(Fault::failed("cmd::run: an argument has a NUL in it"));
    }
    Ok(argv)
}

fn prepare(asking: &Asking, argv: &[&str], options: &Options) -> Command {
    let mut command = Command::new(program::locate(argv[0], &options.cwd));
    command.arg0(argv[0]).args(&argv[1..]).current_dir(&options.cwd);
    for name in NOT_INHERITED {
        command.env_remove(name);
    }
    command.envs(options.env.iter().map(|(name, value)| (name, value)));
    // These come last: what they say is always true.
    command.env("FLOW_TASK", asking.task.id.as_str());
    command.env("FLOW_ROOT", &asking.site.root);
    command.env("FLOW_STEP", &asking.step);
    command
}

/// How a command ended; without a status where even a kill did not end it.
struct Ended {
    status: Option<ExitStatus>,
    timed_out: bool,
}

/// Why a command is being ended, and how far that has gone.
struct Ending {
    interrupted: bool,
    killed: bool,
    until: Instant,
}

fn watch_over(
    mut group: Group,
    asking: &Asking,
    options: &Options,
    output: &mut Output,
    program: &str,
) -> Result<Ended, Fault> {
    let broken =
        |error| Fault::failed(format!("lost sight of `{program}`, which was started: {error}"));
    let mut buffer = vec![0; 16 * 1024];
    let mut tell = |line: &str| asking.watch.line(&asking.step, line);
    let mut ending: Option<Ending> = None;
    // Without output there is nothing to wait on, so the first looks are close together.
    let mut patience = Duration::from_millis(1);
    let status = loop {
        if group.is_silent() {
            patience = (patience * 2).min(TICK);
        }
        let tick = if group.is_silent() { patience } else { TICK };
        if let Some(bytes) = group.read(&mut buffer, tick) {
            output.take(bytes, &mut tell);
        }
        if group.has_ended().map_err(broken)? {
            drain(&mut group, &mut buffer, output, &mut tell, AFTERWARDS);
            let status = group.reap().map_err(broken)?;
            // What the rest of the group wrote before it was killed.
            drain(&mut group, &mut buffer, output, &mut tell, Duration::ZERO);
            break Some(status);
        }
        let now = Instant::now();
        match &mut ending {
            None => {
                let interrupted = asking.watch.interrupted();
                if interrupted || now >= options.deadline {
                    group.terminate();
                    ending = Some(Ending { interrupted, killed: false, until: now + GRACE });
                }
            }
            Some(ending) if now >= ending.until || (!ending.killed && asking.watch.insisted()) => {
                if ending.killed {
                    break None;
                }
                group.kill();
                (ending.killed, ending.until) = (true, now + GRACE);
            }
            Some(_) => {}
        }
    };
    match ending {
        Some(Ending { interrupted: true, .. }) => Err(interrupted(program)),
        other => Ok(Ended { status, timed_out: other.is_some() }),
    }
}

/// Reads what is left in the pipe. Somebody outside the group may hold it open, so neither the time
/// nor the amount is left to them.
fn drain(
    group: &mut Group,
    buffer: &mut [u8],
    output: &mut Output,
    tell: &mut dyn FnMut(&str),
    patience: Duration,
) {
    let end = Instant::now() + patience;
    let mut late = 0;
    while !group.is_silent() {
        let left = end.saturating_duration_since(Instant::now());
        match group.read(buffer, left) {
            Some(bytes) => output.take(bytes, tell),
            None if left.is_zero() => return,
            None => {}
        }
        if left.is_zero() {
            late += buffer.len();
        }
        if late > LEFTOVER {
            return;
        }
    }
}

fn interrupted(program: &str) -> Fault {
    Fault::failed(format!("`{program}` was interrupted")).kind(FaultKind::Interrupted)
}

fn answer(ended: &Ended, output: Output, begun: Instant, asking: &Asking) -> Value {
    let (output, last) = output.finish(&mut |line| asking.watch.line(&asking.step, line));
    let code = ended.status.and_then(|status| status.code());
    json!({
        "ok": code == Some(0) && !ended.timed_out,
        "status": code,
        "signal": ended.status.and_then(|status| status.signal()),
        "timed_out": ended.timed_out,
        "output": output,
        "last": last,
        "ms": u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}
