//! The second argument of `cmd::run`: where, for how long, and with which environment.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flow_core::fault::Fault;
use flow_core::question::Asking;
use serde_json::Value;

/// What a script may say about a run, checked.
#[derive(Debug)]
pub struct Options {
    /// The folder it runs in, with every link resolved.
    pub cwd: PathBuf,
    /// When it must be over.
    pub deadline: Instant,
    /// What is added to the environment.
    pub env: Vec<(String, String)>,
}

impl Options {
    /// Reads them; what is not said has its default.
    pub fn read(asking: &Asking, given: Option<&Value>) -> Result<Self, Fault> {
        let mut cwd = None;
        let mut limit = None;
        let mut env = Vec::new();
        match given {
            None | Some(Value::Null) => {}
            Some(Value::Object(options)) => {
                for (key, value) in options {
                    match key.as_str() {
                        "cwd" => cwd = Some(text(key, value)?),
                        "timeout" | "timeout_ms" if limit.is_some() => {
                            let message = "cmd::run: `timeout` and `timeout_ms` are given together";
                            return Err(Fault::failed(message).hint("leave one of them out"));
                        }
                        "timeout" => limit = Some(duration(text(key, value)?)?),
                        "timeout_ms" => limit = Some(milliseconds(value)?),
                        "env" => env = variables(value)?,
                        _ => {
                            let message = format!("cmd::run: there is no option `{key}`");
                            return Err(Fault::failed(message)
                                .hint("the options are `cwd`, `timeout`, `timeout_ms` and `env`"));
                        }
                    }
                }
            }
            Some(_) => {
                return Err(Fault::failed("cmd::run: the options must be a map")
                    .hint("cmd::run([\"cargo\", \"test\"], #{ timeout: \"10m\" })"));
            }
        }
        let latest = asking.deadline;
        let own = limit.and_then(|limit| Instant::now().checked_add(limit));
        Ok(Self {
            cwd: folder(asking, cwd)?,
            deadline: own.map_or(latest, |own| own.min(latest)),
            env,
        })
    }
}

fn text<'a>(key: &str, value: &'a Value) -> Result<&'a str, Fault> {
    value.as_str().ok_or_else(|| Fault::failed(format!("cmd::run: `{key}` must be a string")))
}

/// The folder to run in: nothing outside the repository and the task's worktree.
fn folder(asking: &Asking, cwd: Option<&str>) -> Result<PathBuf, Fault> {
    let root = &asking.site.root;
    let home = asking.workplace();
    let wanted = cwd.map_or_else(|| home.clone(), |cwd| home.join(cwd));
    let shown = cwd.map_or_else(|| wanted.display().to_string(), str::to_owned);
    let real = |path: &Path| path.canonicalize();
    let found = real(&wanted).map_err(|error| {
        Fault::failed(format!("cmd::run: cannot run in `{shown}`: {error}"))
            .hint("`cwd` is a folder, told from the task's worktree, or the repository root where it has none")
    })?;
    if !found.is_dir() {
        return Err(Fault::failed(format!("cmd::run: cannot run in `{shown}`: it is no folder")));
    }
    let homes = [root.clone(), root.join(asking.workflow.worktree_of(&asking.task.id))];
    if homes.iter().filter_map(|home| real(home).ok()).any(|home| found.starts_with(home)) {
        Ok(found)
    } else {
        Err(Fault::failed(format!("cmd::run: `{shown}` leads out of the repository"))
            .hint("`cwd` must lie beneath the repository root or the task's worktree"))
    }
}

/// `500ms`, `30s`, `10m`, `2h`.
fn duration(text: &str) -> Result<Duration, Fault> {
    let bad = || {
        Fault::failed(format!("cmd::run: `{text}` is no time-out"))
            .hint("write it as \"500ms\", \"30s\", \"10m\" or \"2h\"")
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text[..digits].parse().map_err(|_| bad())?;
    let unit = match &text[digits..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(bad()),
    };
    match number.checked_mul(unit) {
        Some(ms) if ms > 0 => Ok(Duration::from_millis(ms)),
        _ => Err(bad()),
    }
}

fn milliseconds(value: &Value) -> Result<Duration, Fault> {
    match value.as_u64() {
        Some(ms) if ms > 0 => Ok(Duration::from_millis(ms)),
        _ => Err(Fault::failed("cmd::run: `timeout_ms` must be a whole number above 0")),
    }
}

fn variables(value: &Value) -> Result<Vec<(String, String)>, Fault> {
    let map = value.as_object().ok_or_else(|| Fault::failed("cmd::run: `env` must be a map"))?;
    map.iter()
        .map(|(name, value)| {
            let value = value.as_str().ok_or_else(|| {
                Fault::failed(format!("cmd::run: the variable `{name}` must be a string"))
            })?;
            if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
                let message = format!("cmd::run: `{}` cannot be set", name.escape_debug());
                return Err(Fault::failed(message).hint(
                    "a variable has a name without `=`, and neither it nor its value a NUL",
                ));
            }
            Ok((name.clone(), value.to_owned()))
        })
        .collect()
}
