//! Boards to begin from: the corpus of `convert`, and real ones where they are at hand.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::workflows::sections;

/// How large a piece of a real board is, in bytes: small enough that a move takes no millisecond.
const PIECE: usize = 6000;

/// A workflow, by its name, and its boards, in its order.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The workflow's name.
    pub workflow: String,
    /// The boards' texts.
    pub boards: Vec<String>,
}

/// The boards of the corpus of `convert`. Those that name no workflow, as findings may, are left out.
///
/// # Errors
/// When the corpus cannot be read.
pub fn samples() -> io::Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for (_, bytes) in files(&crate::targets::corpus_of("convert"))? {
        let text = String::from_utf8_lossy(&bytes);
        let mut parts = sections(&text).into_iter();
        let workflow = parts.next().unwrap_or_default().trim().to_owned();
        if crate::workflows::named(&workflow).is_some() {
            samples.push(Sample { workflow, boards: parts.map(str::to_owned).collect() });
        }
    }
    Ok(samples)
}

/// The files of a folder with their bytes, in the order of their names.
///
/// # Errors
/// When one cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(&path).map(|bytes| (path, bytes))).collect()
}

/// Real boards, in pieces, where the corpus that some checkouts share is at hand; else none.
pub fn real() -> &'static [Sample] {
    static READ: OnceLock<Vec<Sample>> = OnceLock::new();
    READ.get_or_init(|| ["origin-seed-day", "origin-last-day"].into_iter().flat_map(day).collect())
}

fn day(name: &str) -> Vec<Sample> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let read = |board: &str| {
        let folders = ["shared/corpus", "../shared/corpus"].map(|shared| above.join(shared));
        folders.iter().find_map(|f| std::fs::read_to_string(f.join(name).join(board)).ok())
    };
    let boards = ["TODO.md", "IN_PROGRESS.md", "REVIEW.md"].map(read);
    let [Some(todo), Some(doing), Some(review)] = boards else { return Vec::new() };
    let sample = |piece: &str| Sample {
        workflow: "days".into(),
        boards: vec![piece.to_owned(), doing.clone(), review.clone()],
    };
    pieces(&todo).into_iter().map(sample).collect()
}

/// A board in pieces that begin at a card or a heading.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let begins = line.starts_with("## ") || line.starts_with("- [ ]");
        if begins && at - start > PIECE {
            pieces.push(&text[start..at]);
            start = at;
        }
        at += line.len();
    }
    pieces.push(&text[start..]);
    pieces
}
