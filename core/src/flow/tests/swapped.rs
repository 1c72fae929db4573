//! A board that becomes something else while flow is at work: at every act, of every kind. What lies
//! outside is never written, and the card is never lost.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::Yard;
use super::moves::{DOING, TODO, WORKFLOW};
use crate::flow::Request;
use crate::fs::{Act, Boundary, Disk, Leave};
use crate::plan::MoveKind;

/// Somebody who puts something else in place of a board, just before the act of this number.
struct Swapper {
    at: usize,
    passed: AtomicUsize,
    board: PathBuf,
    swap: fn(board: &Path, outside: &Path),
    outside: PathBuf,
    /// What the board held then.
    was: Mutex<String>,
}

impl Boundary for Swapper {
    fn before(&self, _: &Act<'_>) -> io::Result<Leave> {
        if self.passed.fetch_add(1, Ordering::Relaxed) == self.at {
            *self.was.lock().expect("no panic") = regular(&self.board);
            (self.swap)(&self.board, &self.outside);
        }
        Ok(Leave::Whole)
    }

    fn after(&self, _: &Act<'_>, _: Result<usize, &io::Error>) {}
}

/// The board moves out of the repository, and a link to it takes its place.
#[expect(clippy::disallowed_methods, reason = "somebody else does this")]
fn becomes_a_link(board: &Path, outside: &Path) {
    let away = outside.join("moved.md");
    std::fs::rename(board, &away).expect("moved");
    std::os::unix::fs::symlink(&away, board).expect("linked");
}

#[expect(clippy::disallowed_methods, reason = "somebody else does this")]
fn becomes_a_pipe(board: &Path, outside: &Path) {
    std::fs::rename(board, outside.join("moved.md")).expect("moved");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    let fifo = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, board, fifo, mode, 0).expect("a pipe");
}

#[expect(clippy::disallowed_methods, reason = "somebody else does this")]
fn becomes_a_folder(board: &Path, outside: &Path) {
    std::fs::rename(board, outside.join("moved.md")).expect("moved");
    std::fs::create_dir(board).expect("made");
}

fn regular(path: &Path) -> String {
    let is_file = path.symlink_metadata().is_ok_and(|meta| meta.is_file());
    if is_file { std::fs::read_to_string(path).unwrap_or_default() } else { String::new() }
}

#[test]
fn what_takes_a_boards_place_is_neither_followed_nor_written() {
    let swaps: [fn(&Path, &Path); 3] = [becomes_a_link, becomes_a_pipe, becomes_a_folder];
    for swap in swaps {
        for name in ["TODO.md", "DOING.md"] {
            let mut at = 0;
            while swapped_at(at, name, swap) {
                at += 1;
            }
            assert!(at > 10, "{at} acts");
        }
    }
}

/// Makes a move in which the board `name` is swapped before the act `at`; `false` where the move has
/// no such act.
fn swapped_at(at: usize, name: &str, swap: fn(&Path, &Path)) -> bool {
    let yard = Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)]);
    let outside = tempfile::tempdir().expect("a folder");
    let swapper = Arc::new(Swapper {
        at,
        passed: AtomicUsize::new(0),
        board: yard.root().join(name),
        swap,
        outside: outside.path().to_owned(),
        was: Mutex::default(),
    });
    let request = Request {
        id: "A-1".into(),
        from: None,
        to: None,
        kind: MoveKind::Advance,
        why: None,
        force: false,
    };
    let flow = yard.flow_on(Disk::behind(swapper.clone()));
    let done = flow.advance(&request);
    if swapper.passed.load(Ordering::Relaxed) <= at {
        assert!(done.is_ok(), "{done:?}");
        return false;
    }
    // Outside stands what was moved there, and it alone.
    let theirs = outside.path().join("moved.md");
    let moved = regular(&theirs);
    let names = std::fs::read_dir(outside.path()).expect("a folder").count();
    assert_eq!(names, 1, "before act {at}: {done:?}");
    let before = swapper.was.lock().expect("no panic");
    assert_eq!(moved, *before, "before act {at}: {done:?}");
    // The card is somewhere, and its neighbour as well.
    let all: String = yard.files_that_are_regular().concat() + moved.as_str();
    assert!(all.contains("Paint the door"), "before act {at}: {done:?}\n{all}");
    assert!(all.contains("Oil the hinge"), "before act {at}: {done:?}\n{all}");
    true
}

impl Yard {
    fn files_that_are_regular(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.root()).expect("a folder");
        entries.map(|entry| regular(&entry.expect("there").path())).collect()
    }
}
