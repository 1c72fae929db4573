//! Hostile workflows and scripts.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;

use super::features::{Draft, evil, fifo, quoted};

/// The stages.
pub const STAGES: &str = r####"version = 1

[ids]
form = "{prefix}-{number:3}{suffix?}"
prefixes = ["FEAT", "BUG"]

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] **{id}**: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
under = "## Cards"
card = "### [{id}]: {title}"
limit = 3

[[stage]]
name = "review"
board = "REVIEW.md"
under = "## Cards"
card = "### [{id}]: {title}"

[[stage]]
name = "done"
ends = true
archive = ARCHIVE

[[transition]]
from = "todo"
to = "done"
"####;

const EACH: [(&str, &str); 4] =
    [("todo", "doing"), ("doing", "todo"), ("review", "done"), ("review", "doing")];

/// Every gate, hook and after-script is a command.
pub fn gates_run(draft: &mut Draft<'_>) -> io::Result<()> {
    let touch = |name: &str| format!("[\"touch\", {}]", quoted(&draft.world.mark(name)));
    let mut tables = format!(
        "\n[gate.g]\nrun = {}\n\n[hook.h]\nscript = \"h.rhai\"\n\n[after.a]\nrun = {}\n",
        touch("gate"),
        touch("after")
    );
    for (from, to) in EACH {
        let hooks = "gates = [\"g\"]\nhooks = [\"h\"]\nafter = [\"a\"]";
        tables += &format!("\n[[transition]]\nfrom = \"{from}\"\nto = \"{to}\"\n{hooks}\n");
    }
    draft.tables += &tables;
    draft.file("h.rhai", attempt(&draft.world.mark("hook")))
}

/// A script that tries everything.
fn attempt(mark: &str) -> String {
    let mark = quoted(mark);
    format!(
        "import \"../../canary/bird\" as a;\nimport \"/etc/passwd\" as b;\ncmd::run([\"touch\", {mark}]);\nfile::write({mark}, \"\");\nedit::append({mark}, \"\");\neval(\"cmd::run([`touch`, {mark}])\");\nfn f(n) {{ f(n + 1) + f(n) }}\nf(0);\nlet s = \"x\"; loop {{ s += s; }}\n"
    )
}

/// Every step is a script, in strange places.
pub fn scripts(draft: &mut Draft<'_>) -> io::Result<()> {
    let places = ["s.rhai", "deep/er/s.rhai", "link.rhai", "pipe.rhai"];
    let place = places[draft.random.usize(..places.len())];
    let root = draft.world.root();
    match place {
        "link.rhai" => {
            fs::write(draft.world.canary().join("x.rhai"), attempt(&draft.world.mark("linked")))?;
            symlink(draft.world.canary().join("x.rhai"), root.join(place))?;
        }
        "pipe.rhai" => fifo(&root.join(place)),
        _ => draft.file(place, attempt(&draft.world.mark("script")))?,
    }
    draft.tables +=
        &format!("\n[gate.s]\nscript = \"{place}\"\n\n[gate.preflight]\nneeds = [\"s\"]\n");
    draft.tables += "\n[[transition]]\nfrom = \"doing\"\nto = \"review\"\ngates = [\"s\", \"preflight\"]\nhooks = [\"s\"]\n";
    Ok(())
}

/// Bundled steps alone: they need no consent, and must bring nothing of the repository's to run.
pub fn bundled(draft: &mut Draft<'_>) -> io::Result<()> {
    if draft.has_git {
        draft.tables += "\n[git]\nbase = \"main\"\n";
    }
    if !draft.tables.contains("to = \"doing\"\n") {
        draft.tables += "\n[[transition]]\nfrom = \"todo\"\nto = \"doing\"\ngates = [\"preflight\", \"unblocked\"]\nhooks = [\"create-worktree\"]\n";
    }
    if !draft.tables.contains("from = \"review\"\nto = \"done\"") {
        draft.tables += "\n[[transition]]\nfrom = \"review\"\nto = \"done\"\ngates = [\"verify-complete\"]\nhooks = [\"write-changelog\"]\nafter = [\"notify\"]\n";
    }
    Ok(())
}

/// A workflow.toml that is none.
pub fn broken(draft: &mut Draft<'_>) -> io::Result<()> {
    let path = draft.world.root().join("workflow.toml");
    match draft.random.u8(..7) {
        0 => fs::write(path, b"version = 1\n\xff\xfe = \"\x1b[31m\"\n"),
        1 => fs::write(path, "version = 1\n".repeat(200_000)),
        2 => {
            fs::write(path, format!("version = 1\nx = {}1{}\n", "[".repeat(9000), "]".repeat(9000)))
        }
        3 => symlink(draft.world.canary().join("bird.md"), path),
        4 => fs::create_dir(path),
        5 => {
            fifo(&path);
            Ok(())
        }
        _ => fs::write(
            path,
            "version = 1\n[[stage]]\nname = \"\u{202e}\u{1b}[31m\"\nboard = \"\u{9b}x\"\n",
        ),
    }
}

/// Templates that lead out of the repository.
pub fn templates(draft: &mut Draft<'_>) -> io::Result<()> {
    let text = evil(&mut draft.random);
    draft.archive = quoted(&match draft.random.u8(..3) {
        0 => format!("{text}/{{id}}.md"),
        1 => text.to_owned(),
        _ => "../../canary/{id}.md".to_owned(),
    });
    Ok(())
}

/// Branches, bases and folders that are options or lead elsewhere.
pub fn git_table(draft: &mut Draft<'_>) -> io::Result<()> {
    if draft.tables.contains("[git]") || !draft.has_git {
        return Ok(());
    }
    let random = &mut draft.random;
    let (base, branch, tree) = (quoted(evil(random)), evil(random), evil(random));
    let branch = quoted(&format!("{branch}{{id}}"));
    let tree = quoted(&format!("{tree}/{{id}}"));
    draft.tables += &match random.u8(..3) {
        0 => format!("\n[git]\nbase = {base}\n"),
        1 => format!("\n[git]\nbase = \"main\"\nbranch = {branch}\n"),
        _ => format!("\n[git]\nbase = \"main\"\nworktree = {tree}\n"),
    };
    Ok(())
}

/// A changelog elsewhere, or none.
pub fn changelog(draft: &mut Draft<'_>) -> io::Result<()> {
    let path = draft.world.root().join("CHANGELOG.md");
    match draft.random.u8(..4) {
        0 => symlink(draft.world.canary().join("bird.md"), path)?,
        1 => fifo(&path),
        2 => fs::write(path, "## [Unreleased]\n- **FEAT-003: \u{1b}[31m\u{202e}**\n")?,
        _ => {
            let fragment = quoted(&format!("{}{{id}}.md", evil(&mut draft.random)));
            draft.tables += &format!("\n[changelog]\nfragment = {fragment}\n");
        }
    }
    Ok(())
}

/// Ids that are paths, options and escapes, for a workflow that allows them.
pub fn ids(draft: &mut Draft<'_>) -> io::Result<()> {
    for nth in 20..26 {
        let text = evil(&mut draft.random).replace('\0', "");
        draft.cards +=
            &format!("- [ ] **{text}-0{nth}**: Strange\n- [ ] **FEAT-0{nth}{text}**: Strange\n");
    }
    Ok(())
}
