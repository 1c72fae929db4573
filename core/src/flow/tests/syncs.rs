//! What a move costs: the durable steps, counted where they pass.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Yard;
use super::moves::{DOING, TODO, WORKFLOW};
use crate::flow::Request;
use crate::fs::{Disk, Fs};
use crate::plan::MoveKind;

/// The real disk, with a count of every step that has to wait for it.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Counting {
    fn one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Fs for Counting {
    fn create(&self, path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
        self.one();
        Disk.create(path, bytes, mode)
    }
    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.one();
        Disk.append(path, bytes)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.one();
        Disk.sync_dir(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk.rename(from, to)
    }
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<bool> {
        Disk.rename_new(from, to)
    }
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<bool> {
        Disk.exchange(one, other)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)
    }
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        Disk.create_dir_all(path)
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        Disk.remove_dir(path)
    }
    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        Disk.remove_dir_all(path)
    }
    fn lock_file(&self, path: &Path) -> io::Result<File> {
        Disk.lock_file(path)
    }
}

fn cost(yard: &Yard, id: &str) -> usize {
    let fs = Arc::new(Counting::default());
    let request =
        Request { id: id.into(), from: None, to: None, kind: MoveKind::Advance, why: None };
    yard.flow_on(fs.clone()).advance(&request).expect("moved");
    fs.0.load(Ordering::Relaxed)
}

#[test]
fn a_move_without_external_effects_waits_for_the_disk_at_most_eight_times() {
    let yard = Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)]);
    assert_eq!(cost(&yard, "A-1"), 6);
    // Into the archive: one folder more.
    assert_eq!(cost(&yard, "A-1"), 7);
}
