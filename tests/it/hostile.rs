//! Repositories that are not what they seem: boards, archives and changelogs that are links, pipes,
//! devices, or too much; names that lead elsewhere. Every command says what is wrong, and nothing
//! changes, here or outside.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::scenario::{PLAIN, Run, Scenario, TODO};

/// Commands that need the boards, and move nothing.
const LOOKS: [&[&str]; 5] =
    [&["status"], &["list", "--all"], &["show", "FEAT-001"], &["check"], &["status", "--json"]];

/// Commands that move, or would.
const MOVES: [&[&str]; 6] = [
    &["verify", "FEAT-001"],
    &["advance", "FEAT-001", "--dry-run"],
    &["advance", "FEAT-001"],
    &["advance", "FEAT-001", "--json"],
    &["back", "FEAT-001", "--why", "it is not well"],
    &["undo"],
];

/// A repository and a folder outside it.
struct World {
    scenario: Scenario,
    outside: TempDir,
}

/// What stands in a folder: for each name its kind, and the text of a file or the way of a link.
type Found = BTreeMap<PathBuf, (u32, Vec<u8>)>;

impl World {
    fn new() -> Self {
        let outside = tempfile::tempdir().expect("a folder");
        let world = Self { scenario: Scenario::plain(), outside };
        write(&world.outside("TODO.md"), TODO.as_bytes());
        world
    }

    fn outside(&self, name: &str) -> PathBuf {
        self.outside.path().join(name)
    }

    /// Puts something else where a file was.
    fn instead(&self, path: &str, make: impl FnOnce(&Path)) {
        let full = self.scenario.path(path);
        remove(&full);
        make(&full);
    }

    /// All that stands here and outside. Nothing is opened that is no regular file.
    fn found(&self) -> Found {
        let mut found = Found::new();
        let mut open = vec![self.scenario.root().to_owned(), self.outside.path().to_owned()];
        while let Some(path) = open.pop() {
            let meta = path.symlink_metadata().expect("there");
            if meta.is_dir() {
                // Flow's own folder may change, and git's index may be looked at anew.
                let own = path.ends_with(".git/flow");
                let entries = std::fs::read_dir(&path).expect("a folder");
                open.extend(entries.filter(|_| !own).map(|entry| entry.expect("there").path()));
            }
            let text = if meta.is_symlink() {
                std::fs::read_link(&path).expect("a link").into_os_string().into_encoded_bytes()
            } else if meta.is_file() && meta.len() < 1 << 20 {
                std::fs::read(&path).unwrap_or_default()
            } else {
                Vec::new()
            };
            if !path.ends_with(".git/index") && !path.ends_with(".git/flow") {
                found.insert(path, (meta.mode(), text));
            }
        }
        found
    }

    #[track_caller]
    fn refuses(&self, commands: &[&[&str]], code: i32, says: &str) {
        let before = self.found();
        for args in commands {
            let run = self.scenario.flow(args).exits(code).says(says);
            assert!(run.said().lines().count() < 60, "{}", run.said());
            let after = self.found();
            assert!(after == before, "{args:?} changed something:\n{}", run.said());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "people write files too")]
fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, bytes).expect("written");
}

#[expect(clippy::disallowed_methods, reason = "people remove files too")]
fn remove(path: &Path) {
    match path.symlink_metadata() {
        Ok(meta) if meta.is_dir() => std::fs::remove_dir_all(path).expect("removed"),
        Ok(_) => std::fs::remove_file(path).expect("removed"),
        Err(_) => {}
    }
}

fn link(to: impl AsRef<Path>) -> impl FnOnce(&Path) {
    #[expect(clippy::disallowed_methods, reason = "people make links too")]
    move |at: &Path| symlink(to, at).expect("linked")
}

fn pipe(at: &Path) {
    let made = Command::new("mkfifo").arg(at).status().expect("mkfifo runs");
    assert!(made.success());
}

#[expect(clippy::disallowed_methods, reason = "people make folders too")]
fn folder(at: &Path) {
    std::fs::create_dir(at).expect("made");
}

#[test]
fn a_board_that_is_no_file_of_the_repository_is_refused_by_every_command() {
    type Make = Box<dyn FnOnce(&Path)>;
    let all = |world: &World| -> Vec<(Make, &'static str)> {
        vec![
            (Box::new(link(world.outside("TODO.md"))), "leads out of the repository"),
            (Box::new(link("../../../../../../etc/hostname")), "leads out of the repository"),
            (Box::new(link("/dev/zero")), "leads out of the repository"),
            (Box::new(link("/dev/full")), "leads out of the repository"),
            (Box::new(link(".git/config")), "leads into git's own folder"),
            (Box::new(link("nowhere.md")), "leads nowhere"),
            (Box::new(link("TODO.md")), "leads nowhere"),
            (Box::new(pipe), "no regular file"),
            (Box::new(folder), "no regular file"),
            (
                Box::new(|at: &Path| drop(std::os::unix::net::UnixListener::bind(at))),
                "no regular file",
            ),
            (Box::new(|_: &Path| ()), "is not there"),
            (Box::new(|at: &Path| write(at, &vec![b'x'; (16 << 20) + 1])), "16 MiB"),
            (Box::new(|at: &Path| write(at, b"# T\n\n- [ ] **FEAT-001**: \xff\n")), "not UTF-8"),
        ]
    };
    for at in 0..all(&World::new()).len() {
        let world = World::new();
        let (make, says) = all(&world).swap_remove(at);
        world.instead("TODO.md", make);
        world.refuses(&LOOKS, 1, says);
        world.refuses(&MOVES, 1, says);
        // What needs no boards goes on.
        world.scenario.flow(&["log"]).ok();
        world.scenario.flow(&["trust"]).ok();
    }
}

#[test]
fn a_board_that_may_not_be_read_is_refused_by_every_command() {
    let world = World::new();
    let board = world.scenario.path("TODO.md");
    #[expect(clippy::disallowed_methods, reason = "people forbid reading too")]
    std::fs::set_permissions(&board, std::fs::Permissions::from_mode(0o000)).expect("forbidden");
    if std::fs::read(&board).is_ok() {
        eprint_skipped("the superuser reads everything");
        return;
    }
    world.refuses(&LOOKS, 1, "cannot be read");
    world.refuses(&MOVES, 1, "let your user read TODO.md");
}

#[expect(clippy::print_stderr, reason = "a story that is left out says so")]
fn eprint_skipped(why: &str) {
    eprintln!("left out: {why}");
}

#[test]
fn a_board_below_a_folder_that_leads_out_is_refused() {
    let world = World::new();
    let workflow = PLAIN.replace("\"TODO.md\"", "\"lists/TODO.md\"");
    world.scenario.file("workflow.toml", workflow);
    world.instead("lists", link(world.outside.path()));
    world.refuses(&LOOKS, 1, "leads out of the repository");
    world.refuses(&MOVES, 1, "leads out of the repository");
}

#[test]
fn a_board_that_is_a_link_within_stays_one() {
    let world = World::new();
    let scenario = &world.scenario;
    scenario.file("docs/tasks.md", TODO);
    world.instead("TODO.md", link(scenario.path("docs/tasks.md")));
    scenario.flow(&["advance", "FEAT-001"]).ok();
    assert!(scenario.path("TODO.md").is_symlink());
    assert!(!scenario.read("docs/tasks.md").contains("FEAT-001"));
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.read("docs/tasks.md"), TODO);
    assert!(scenario.path("TODO.md").is_symlink());
}

#[test]
fn a_board_with_other_names_is_read_and_not_written() {
    let world = World::new();
    #[expect(clippy::disallowed_methods, reason = "people make links too")]
    std::fs::hard_link(world.scenario.path("TODO.md"), world.outside("copy.md")).expect("linked");
    for args in LOOKS {
        world.scenario.flow(args).ok();
    }
    let moves = [MOVES[0], MOVES[1], MOVES[2], MOVES[3]];
    world.refuses(&moves, 3, "TODO.md is a hard link");
    // What the hint says helps.
    let hint = ["-c", "cp TODO.md TODO.md.own && mv TODO.md.own TODO.md"];
    assert!(world.scenario.shell(&hint).status().expect("sh runs").success());
    world.scenario.flow(&["advance", "FEAT-001"]).ok();
    assert_eq!(std::fs::read_to_string(world.outside("copy.md")).expect("there"), TODO);
}

#[test]
fn a_board_with_a_nul_is_kept_byte_for_byte() {
    let scenario = Scenario::plain();
    scenario.file("TODO.md", TODO.replace("people like it", "a\0b"));
    scenario.flow(&["advance", "FEAT-001"]).ok().never_says("\0");
    assert!(scenario.read("IN_PROGRESS.md").contains("a\0b"));
    scenario.flow(&["undo"]).ok();
    assert_eq!(scenario.read("TODO.md"), TODO.replace("people like it", "a\0b"));
}

#[test]
fn a_board_that_a_move_would_make_too_large_is_refused() {
    let world = World::new();
    let scenario = &world.scenario;
    let mut board = scenario.read("IN_PROGRESS.md");
    let line = format!("{}\n", "x".repeat(31));
    board += &line.repeat(((16 << 20) - board.len()) / line.len());
    scenario.file("IN_PROGRESS.md", board);
    scenario.flow(&["status"]).ok();
    world.refuses(&[MOVES[1], MOVES[2]], 3, "IN_PROGRESS.md would have");
}

/// A world whose task stands before the last stage.
fn at_the_end() -> World {
    let world = World::new();
    world.scenario.flow(&["advance", "FEAT-001"]).ok();
    world.scenario.flow(&["advance", "FEAT-001"]).ok();
    world
}

#[test]
fn an_archive_that_leads_elsewhere_is_refused() {
    for (path, way, says) in [
        ("archive", None, "leads out of the repository"),
        ("archive", Some(".git/hooks"), "leads into git's own folder"),
        ("archive", Some("nowhere"), "leads nowhere"),
        ("archive/FEAT-001.md", None, "leads out of the repository"),
        ("archive/FEAT-001.md", Some("../.git/config"), "leads into git's own folder"),
        ("archive/FEAT-001.md", Some("nowhere"), "leads nowhere"),
        ("archive/FEAT-001.md", Some("../REVIEW.md"), "is there already"),
    ] {
        let world = at_the_end();
        world.scenario.file("archive/BUG-009.md", "x\n");
        let way = way.map_or(world.outside.path().to_owned(), PathBuf::from);
        world.instead(path, link(way));
        world.refuses(&[MOVES[1], MOVES[2], MOVES[3]], 3, says);
    }
    let world = at_the_end();
    world.scenario.file("archive/BUG-009.md", "x\n");
    world.instead("archive/FEAT-001.md", pipe);
    world.refuses(&[MOVES[1], MOVES[2]], 3, "no regular file");
}

/// The plain workflow, with a changelog that the move to review writes.
fn with_changelog(settings: &str) -> World {
    let world = World::new();
    let hooks = "[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\nhooks = [\"create-worktree\"]\n\
                 [[transition]]\nfrom = \"in-progress\"\nto = \"review\"\nhooks = [\"write-changelog\"]\n";
    world.scenario.file("workflow.toml", format!("{PLAIN}\n[changelog]\n{settings}\n{hooks}"));
    world.scenario.file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n").commit("Log");
    world.scenario.flow(&["advance", "FEAT-001"]).ok();
    world
}

#[test]
fn a_changelog_that_leads_elsewhere_is_refused() {
    for (way, says) in [
        (None, "leads out of the repository"),
        (Some("/dev/zero"), "leads out of the repository"),
        (Some(".git/config"), "leads into git's own folder"),
        (Some("CHANGELOG.md"), "leads nowhere"),
    ] {
        let world = with_changelog("file = \"CHANGELOG.md\"");
        let way = way.map_or(world.outside("TODO.md"), PathBuf::from);
        world.instead("CHANGELOG.md", link(way));
        world.refuses(&[MOVES[1], MOVES[2]], 3, says);
    }
    let world = with_changelog("file = \"CHANGELOG.md\"");
    world.instead("CHANGELOG.md", pipe);
    world.scenario.flow(&["check"]);
    world.refuses(&[MOVES[1], MOVES[2]], 3, "no regular file");
    let world = with_changelog("fragment = \"changes/{id}.md\"");
    world.instead("changes", link(".git/info"));
    world.refuses(&[MOVES[1], MOVES[2]], 3, "leads into git's own folder");
}

#[test]
fn a_branch_that_brings_a_changelog_without_end_holds_nobody_up() {
    for way in ["/dev/zero", "/dev/tty", "/etc/hostname"] {
        let world = with_changelog("file = \"CHANGELOG.md\"");
        world.instead(".worktrees/FEAT-001/CHANGELOG.md", link(way));
        world.scenario.commit_in(".worktrees/FEAT-001", "Everything");
        world.refuses(&[MOVES[1], MOVES[2]], 3, "leads out of the repository");
    }
    let world = with_changelog("file = \"CHANGELOG.md\"");
    world.instead(".worktrees/FEAT-001/CHANGELOG.md", pipe);
    world.refuses(&[MOVES[1], MOVES[2]], 3, "no regular file");
}

#[test]
fn a_script_that_is_no_file_of_the_repository_is_refused() {
    for (way, says) in
        [(Some("/dev/zero"), "leads out"), (None, "leads out"), (Some(".git/config"), "git's own")]
    {
        let world = World::new();
        let gate = "\n[[transition]]\nfrom = \"todo\"\nto = \"in-progress\"\ngates = [\"mine\"]\n\
                    [gate.mine]\nscript = \"mine.rhai\"\n";
        world.scenario.file("workflow.toml", format!("{PLAIN}{gate}"));
        world.scenario.file("mine.rhai", "pass()\n");
        let way = way.map_or(world.outside("TODO.md"), PathBuf::from);
        world.instead("mine.rhai", link(way));
        for args in [&["trust"][..], &["trust", "--yes"], &["advance", "FEAT-001"]] {
            let run: Run = world.scenario.flow(args);
            assert!(run.code == 1 || run.code == 3, "{run:?}");
            assert!(run.said().contains(says) || run.said().contains("no script"), "{run:?}");
        }
    }
}

#[test]
fn init_waits_for_no_pipe() {
    let scenario = Scenario::new();
    pipe(&scenario.path("TODO.md"));
    let run = scenario.flow(&["init"]);
    assert!(run.code == 0 || run.code == 1, "{run:?}");
}
