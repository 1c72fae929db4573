//! The house: who may know whom, and how large a room may be.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The crates of ours that a manifest depends on, in its plain `[dependencies]`.
fn ours(manifest: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(manifest)).expect("a manifest");
    let section = text.split("\n[dependencies]\n").nth(1).expect("dependencies");
    let section = section.split("\n[").next().unwrap_or_default();
    let names = section.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    names.filter(|name| name.starts_with("flow-")).map(str::to_owned).collect()
}

#[test]
fn the_dependencies_make_a_star() {
    assert_eq!(ours("core/Cargo.toml"), Vec::<String>::new());
    for plugin in ["git", "process", "changelog", "markdown"] {
        assert_eq!(ours(&format!("plugins/{plugin}/Cargo.toml")), ["flow-core"], "{plugin}");
    }
}

#[test]
fn the_core_knows_no_git_no_terminal_and_no_command_line() {
    let text = std::fs::read_to_string(root().join("core/Cargo.toml")).expect("a manifest");
    for stranger in ["git2", "clap", "indicatif", "console", "anstream", "process-wrap"] {
        assert!(!text.contains(&format!("\n{stranger}")), "core depends on {stranger}");
    }
    for file in sources("core/src") {
        let code = std::fs::read_to_string(&file).expect("a source");
        for word in ["Command::new", "git2::", "flow_git", "flow_process", "stdout()", "stderr()"] {
            assert!(
                !code.contains(word) || file.to_string_lossy().contains("/tests/"),
                "{} has {word}",
                file.display()
            );
        }
    }
}

#[test]
fn no_file_is_a_hall() {
    for folder in ["core/src", "plugins", "src", "examples/xtask", "tests/fuzz"] {
        for file in sources(folder) {
            let lines = std::fs::read_to_string(&file).expect("a source").lines().count();
            assert!(lines <= 450, "{} has {lines} lines", file.display());
        }
    }
}

#[test]
fn every_lint_that_keeps_the_laws_is_on() {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    for lint in ["print_stdout", "print_stderr", "unwrap_used", "disallowed_methods"] {
        assert!(text.contains(&format!("{lint} = \"deny\"")), "{lint}");
    }
    for manifest in [
        "core",
        "plugins/git",
        "plugins/process",
        "plugins/changelog",
        "plugins/markdown",
        "examples/xtask",
        "tests/fuzz",
    ] {
        let text =
            std::fs::read_to_string(root().join(manifest).join("Cargo.toml")).expect("a manifest");
        assert!(text.contains("[lints]\nworkspace = true"), "{manifest} keeps no lints");
    }
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}
