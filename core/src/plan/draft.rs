//! A plan under construction: an overlay over the files, and the acts proposed so far.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::FileChange;
use crate::edit::EditedText;
use crate::effect::External;
use crate::fault::Fault;
use crate::path::RelPath;
use crate::within;

/// A plan under construction. Hooks propose over it: each sees the edits of those before it, and
/// several edits of one file compose. Nothing is written.
#[derive(Debug, Clone)]
pub struct Draft {
    root: PathBuf,
    files: BTreeMap<RelPath, FileDraft>,
    order: Vec<RelPath>,
    externals: Vec<External>,
    notes: Vec<String>,
}

/// A file under edit.
#[derive(Debug, Clone)]
pub struct FileDraft {
    /// Whether the file is there before the plan.
    pub existed: bool,
    /// Whether it is there after.
    pub remains: bool,
    /// Its text, and what became of it.
    pub text: EditedText,
}

impl Draft {
    /// An empty plan over the files below `root`.
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            files: BTreeMap::new(),
            order: Vec::new(),
            externals: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Lays a file that was read already under the draft, so that the plan is made from the same
    /// bytes as the snapshot.
    pub fn hold(&mut self, path: &RelPath, bytes: Arc<[u8]>) {
        self.files.entry(path.clone()).or_insert_with(|| {
            self.order.push(path.clone());
            FileDraft { existed: true, remains: true, text: EditedText::new(bytes) }
        });
    }

    /// The text of a file as the plan leaves it so far; `None` where there is no such file.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn read(&self, path: &RelPath) -> Result<Option<Vec<u8>>, Fault> {
        match self.files.get(path) {
            Some(file) => Ok(file.remains.then(|| file.text.after())),
            None => Ok(within::read(&self.root, path)?),
        }
    }

    /// Replaces a range of a file, as the plan leaves it so far.
    ///
    /// # Errors
    /// When there is no such file, it cannot be read, or the range is outside it.
    pub fn splice(&mut self, path: &RelPath, range: Range<usize>, new: &[u8]) -> Result<(), Fault> {
        self.splice_all(path, vec![(range, new.to_vec())])
    }

    /// Replaces ranges of a file, as the plan leaves it so far: in their order, and none of them over another.
    ///
    /// # Errors
    /// When there is no such file, it cannot be read, or a range is outside it.
    pub(super) fn splice_all(
        &mut self,
        path: &RelPath,
        edits: Vec<(Range<usize>, Vec<u8>)>,
    ) -> Result<(), Fault> {
        if !self.files.contains_key(path)
            && let Some(text) = self.read(path)?
        {
            self.hold(path, text.into());
        }
        let Some(file) = self.files.get_mut(path).filter(|file| file.remains) else {
            return Err(Fault::failed(format!("there is no file {path}")));
        };
        let end = file.text.len();
        if let Some((range, _)) = edits.iter().find(|(r, _)| r.start > r.end || r.end > end) {
            return Err(Fault::failed(format!("{path} has no bytes {range:?}")));
        }
        file.text.replace_all(edits);
        Ok(())
    }

    /// Makes a new file.
    ///
    /// # Errors
    /// When it is there already.
    pub fn create(&mut self, path: &RelPath, bytes: &[u8]) -> Result<(), Fault> {
        if self.read(path)?.is_some() {
            return Err(Fault::refused(format!("{path} is there already")));
        }
        if let Some(file) = self.files.get_mut(path) {
            // The plan had taken it away, or had only made it itself.
            file.remains = true;
            file.text.replace(0..0, bytes);
            return Ok(());
        }
        let mut text = EditedText::new(Arc::from([]));
        text.replace(0..0, bytes);
        self.order.push(path.clone());
        self.files.insert(path.clone(), FileDraft { existed: false, remains: true, text });
        Ok(())
    }

    /// Takes away a file that flow made. Only undoing does this, so it is no intent.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn remove(&mut self, path: &RelPath) -> Result<(), Fault> {
        let bytes = self.read(path)?.unwrap_or_default();
        self.hold(path, bytes.into());
        if let Some(file) = self.files.get_mut(path) {
            file.remains = false;
            let len = file.text.after().len();
            file.text.replace(0..len, b"");
        }
        Ok(())
    }

    /// Adds an act outside the boards.
    pub fn external(&mut self, external: External) {
        self.externals.push(external);
    }

    /// Adds a remark for the person who reads the plan.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The files touched, in the order in which they were first held.
    pub fn files(&self) -> impl Iterator<Item = (&RelPath, &FileDraft)> {
        self.order.iter().filter_map(|path| self.files.get_key_value(path))
    }

    /// What it changes in each file.
    pub(super) fn changes(&self) -> Vec<FileChange> {
        let changes = self.files().map(|(path, file)| FileChange {
            path: path.clone(),
            existed: file.existed,
            remains: file.remains,
            before: file.text.before().clone(),
            after: file.text.after().into(),
            splices: file.text.splices(),
        });
        changes.filter(|file| !file.splices.is_empty() || file.existed != file.remains).collect()
    }

    /// The acts outside the boards, in order.
    pub fn externals(&self) -> &[External] {
        &self.externals
    }

    /// The remarks.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}
