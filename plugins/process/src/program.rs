//! Finding programs, and saying why one could not be started.

use std::io;
use std::path::{Path, PathBuf};

use flow_core::fault::Fault;
use rustix::fs::{Access, access};

/// What to start for `program`: a name is left to the search path, a path counts from `cwd`.
pub fn locate(program: &str, cwd: &Path) -> PathBuf {
    if program.contains('/') { cwd.join(program) } else { PathBuf::from(program) }
}

/// Whether there is such a program: on the search path, or, for a path, beneath `cwd`. Nothing runs.
pub fn exists(program: &str, cwd: &Path) -> bool {
    if program.is_empty() {
        return false;
    }
    if program.contains('/') {
        return is_executable(&locate(program, cwd));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| is_executable(&cwd.join(folder).join(program)))
}

fn is_executable(file: &Path) -> bool {
    file.is_file() && access(file, Access::EXEC_OK).is_ok()
}

/// Says why `program` could not be started in `cwd`.
pub fn not_started(program: &str, cwd: &Path, error: &io::Error) -> Fault {
    let located = locate(program, cwd);
    let place = cwd.display();
    match error.kind() {
        // The system says the same for a missing interpreter as for a missing program.
        io::ErrorKind::NotFound if program.contains('/') && located.is_file() => {
            Fault::failed(format!("cannot run `{program}` in {place}: its interpreter is missing"))
                .hint("see the `#!` line at its top, and install what it names")
        }
        io::ErrorKind::NotFound => {
            let hint = if program.contains('/') {
                format!(
                    "there is no file {}; a path counts from the working folder",
                    located.display()
                )
            } else if program.contains(char::is_whitespace) {
                "a command is a list: write [\"cargo\", \"test\"], not [\"cargo test\"]".to_owned()
            } else {
                format!("install `{program}`, or put it on the PATH")
            };
            Fault::failed(format!("program `{program}` was not found (in {place})")).hint(hint)
        }
        io::ErrorKind::PermissionDenied => {
            Fault::failed(format!("cannot run `{program}` in {place}: it is not executable"))
                .hint(format!("chmod +x {program}"))
        }
        _ => Fault::failed(format!("cannot run `{program}` in {place}: {error}")),
    }
}
