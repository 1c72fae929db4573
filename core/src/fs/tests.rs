//! Names that change hands while others give them to new files.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::{Act, Boundary, Disk, Leave};

/// An editor that saves by renaming a new file over a name, before each act of flow.
struct SavesAgain {
    file: PathBuf,
    last: Mutex<String>,
}

#[expect(clippy::disallowed_methods, reason = "plays an editor")]
impl Boundary for SavesAgain {
    fn before(&self, act: &Act<'_>) -> io::Result<Leave> {
        let beside = self.file.with_extension("new");
        let text = format!("saved before {act:?}");
        std::fs::write(&beside, &text)?;
        std::fs::rename(&beside, &self.file)?;
        *self.last.lock().expect("no panic") = text;
        Ok(Leave::Whole)
    }

    fn after(&self, _: &Act<'_>, _: Result<usize, &io::Error>) {}
}

#[test]
#[expect(clippy::disallowed_methods, reason = "plays an editor")]
fn what_is_saved_to_a_name_while_it_is_taken_stands_under_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("TASK.md"), folder.path().join("TASK.md.flow-1"));
    std::fs::write(&from, "the text of before").expect("written");
    let editor = Arc::new(SavesAgain { file: from.clone(), last: Mutex::default() });
    assert!(Disk::behind(editor.clone()).take(&from, &to).expect("taken"));
    assert!(!from.exists(), "one name only");
    let last = editor.last.lock().expect("no panic").clone();
    assert_eq!(std::fs::read_to_string(&to).expect("a text"), last);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "plays a person")]
fn a_name_that_is_taken_already_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("one"), folder.path().join("other"));
    std::fs::write(&from, "one").expect("written");
    std::fs::write(&to, "other").expect("written");
    let disk = Disk::default();
    assert!(!disk.take(&from, &to).expect("refused"));
    assert!(!disk.rename_new(&from, &to).expect("refused"));
    assert_eq!(std::fs::read_to_string(&to).expect("a text"), "other");
    assert_eq!(std::fs::read_to_string(&from).expect("a text"), "one");
}
