//! People who write to a board while a move is under way, or to the file that was it before.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Yard;
use super::moves::{DOING, TODO, WORKFLOW};
use crate::apply::ApplyError;
use crate::flow::{FlowError, Outcome, Request};
use crate::fs::{Act, Boundary, Disk, Leave};
use crate::plan::MoveKind;

fn yard() -> Yard {
    Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)])
}

/// Opens a board as an editor does that goes on to write.
#[expect(clippy::disallowed_methods, reason = "plays an editor")]
fn held(yard: &Yard, board: &str) -> File {
    OpenOptions::new().append(true).open(yard.root().join(board)).expect("open")
}

/// The texts that were kept apart.
fn kept(yard: &Yard) -> Vec<String> {
    let files = yard.files().into_iter();
    files.filter(|(path, _)| path.to_string_lossy().contains(".theirs-")).map(|(_, t)| t).collect()
}

/// What flow has laid beside boards, and not taken away.
fn left(yard: &Yard) -> Vec<PathBuf> {
    let files = yard.files().into_keys();
    files.filter(|path| path.to_string_lossy().contains(".flow-")).collect()
}

/// Where files are exchanged, something else happens.
struct AtExchange<B, A> {
    before: B,
    after: A,
    count: AtomicUsize,
}

impl<B, A> Boundary for AtExchange<B, A>
where
    B: Fn() -> io::Result<Leave> + Send + Sync,
    A: Fn(usize) + Send + Sync,
{
    fn before(&self, act: &Act<'_>) -> io::Result<Leave> {
        if matches!(act, Act::Exchange { .. }) { (self.before)() } else { Ok(Leave::Whole) }
    }

    fn after(&self, act: &Act<'_>, _: Result<usize, &io::Error>) {
        if matches!(act, Act::Exchange { .. }) {
            (self.after)(self.count.fetch_add(1, Ordering::Relaxed));
        }
    }
}

fn advance_where(
    yard: &Yard,
    before: impl Fn() -> io::Result<Leave> + Send + Sync + 'static,
    after: impl Fn(usize) + Send + Sync + 'static,
) -> Outcome {
    let boundary = AtExchange { before, after, count: AtomicUsize::new(0) };
    let request = Request {
        id: "A-1".into(),
        from: None,
        to: None,
        kind: MoveKind::Advance,
        why: None,
        force: false,
    };
    yard.flow_on(Disk::behind(Arc::new(boundary))).advance(&request).expect("moved")
}

#[test]
fn what_is_written_through_an_old_descriptor_is_brought_back_and_told_once() {
    let yard = yard();
    let mut editor = held(&yard, "TODO.md");
    yard.advance("A-1").expect("moved");
    editor.write_all(b"Written late.\n").expect("written");
    match yard.advance("A-2") {
        Err(FlowError::Apply(ApplyError::Late(late))) => {
            assert_eq!(late.len(), 1);
            assert_eq!(late[0].of, "TODO.md");
            assert_eq!(yard.read(&late[0].file), format!("{TODO}Written late.\n"));
        }
        other => panic!("{other:?}"),
    }
    // It goes on writing to the file that it has.
    editor.write_all(b"And later.\n").expect("written");
    yard.advance("A-2").expect("told once");
    assert_eq!(kept(&yard), [format!("{TODO}Written late.\nAnd later.\n")]);
}

#[test]
fn a_late_write_that_hides_its_time_is_found_before_the_text_goes() {
    let yard = yard();
    let mut editor = held(&yard, "TODO.md");
    let before = editor.metadata().expect("there").modified().expect("a time");
    yard.advance("A-1").expect("moved");
    editor.write_all(b"late\n").expect("written");
    editor.set_modified(before).expect("set");
    for _ in 0..2 {
        yard.back("A-1").expect("home");
        yard.advance("A-1").expect("moved");
    }
    assert_eq!(kept(&yard), [format!("{TODO}late\n")]);
}

#[test]
fn old_texts_are_let_go_of_after_a_while() {
    let yard = yard();
    for _ in 0..5 {
        yard.advance("A-1").expect("moved");
        yard.back("A-1").expect("home");
    }
    let old = std::fs::read_dir(yard.root().join(".flow/old")).expect("a folder").count();
    assert_eq!(old, 6, "two files in each of the last three moves");
}

#[test]
fn a_save_of_the_old_text_over_the_new_board_takes_no_card() {
    let yard = yard();
    let board = yard.root().join("DOING.md");
    let stale = DOING.replace("Text.", "Text, and a line that was typed meanwhile.");
    advance_where(
        &yard,
        || Ok(Leave::Whole),
        move |count| {
            if count == 0 {
                #[expect(clippy::disallowed_methods, reason = "plays an editor")]
                std::fs::write(&board, &stale).expect("written");
            }
        },
    );
    let doing = yard.read("DOING.md");
    assert!(doing.contains("typed meanwhile") && doing.contains("### [A-1]: "), "{doing}");
    assert!(!yard.read("TODO.md").contains("A-1"));
    assert_eq!(kept(&yard), Vec::<String>::new());
    assert_eq!(left(&yard), Vec::<PathBuf>::new());
}

#[test]
fn a_board_that_is_a_folder_now_is_kept_as_one() {
    let yard = yard();
    let board = yard.root().join("DOING.md");
    let before = move || {
        #[expect(clippy::disallowed_methods, reason = "plays a person")]
        if board.is_file() {
            std::fs::remove_file(&board).and_then(|()| std::fs::create_dir(&board))?;
            std::fs::write(board.join("note.md"), "Theirs.\n")?;
        }
        Ok(Leave::Whole)
    };
    // Only before the first exchange: behind it, the board is a file again.
    let once = AtomicUsize::new(0);
    let before = move || match once.fetch_add(1, Ordering::Relaxed) {
        0 => before(),
        _ => Ok(Leave::Whole),
    };
    let moved = advance_where(&yard, before, |_| {});
    assert_eq!(kept(&yard), ["Theirs.\n"]);
    assert_eq!(moved.applied.kept.len(), 1);
    assert!(yard.read("DOING.md").contains("### [A-1]: "));
}

#[test]
fn where_files_cannot_be_exchanged_the_same_comes_out() {
    let (plain, other) = (yard(), yard());
    plain.advance("A-1").expect("moved");
    advance_where(&other, || Err(io::Error::from_raw_os_error(22)), |_| {});
    for board in ["TODO.md", "DOING.md"] {
        assert_eq!(plain.read(board), other.read(board));
    }
    assert_eq!(left(&other), Vec::<PathBuf>::new());
}

#[test]
fn a_kill_in_the_middle_of_a_merge_leaves_no_file_of_ours() {
    for merged in ["", "# Doi", "nothing like it\n"] {
        let yard = yard();
        yard.advance("A-1").expect("moved");
        let journal = yard.read(".flow/journal/00000001.jsonl");
        let head = journal.lines().next().expect("an entry");
        yard.write(".flow/journal/00000001.jsonl", &format!("{head}\n"));
        let at = journal.find(".DOING.md.flow-").expect("a name");
        let beside = journal[at..].split('"').next().expect("a name");
        yard.write(beside, &DOING.replace("Text.", "Text, and a late edit."));
        yard.write(&format!("{beside}-merged"), merged);
        yard.flow().recover().expect("finished");
        let board = yard.read("DOING.md");
        assert!(board.contains("late edit") && board.contains("### [A-1]: "), "{board}");
        assert_eq!(left(&yard), Vec::<PathBuf>::new());
        // What is not known is kept.
        let unknown = usize::from(merged.starts_with("nothing"));
        assert_eq!(kept(&yard), vec![merged; unknown]);
    }
}
