//! Mends boards, and takes a mending back: the way of a move without its gates, for no task moves.

use std::sync::Arc;

use super::{Flow, FlowError};
use crate::apply::{Applied, Recovery, apply_mend};
use crate::check;
use crate::gate::Marks;
use crate::plan::{Grounds, Mend, Which, plan_mend, plan_unmend, which};
use crate::problem::Problem;
use crate::snapshot::Snapshot;

/// Boards that were mended, or would be.
#[derive(Debug)]
pub struct Mended {
    /// What was changed, or would be.
    pub mend: Mend,
    /// What was written; `None` for a dry run, and where nothing was to be mended.
    pub applied: Option<Applied>,
    /// What was recovered before.
    pub recovered: Vec<Recovery>,
    /// The problems that are left, or would be.
    pub left: Vec<Problem>,
}

impl Flow {
    /// What [`Flow::mend_boards`] would do as things stand.
    ///
    /// # Errors
    /// When a board cannot be read or written.
    pub fn plan_mend(&self) -> Result<Mended, FlowError> {
        self.pending()?;
        let snapshot = self.look()?;
        let mend = self.mend_of(&snapshot)?;
        self.planned(&snapshot, mend)
    }

    /// Mends on the boards whatever has one right answer.
    ///
    /// # Errors
    /// With nothing changed, unless it says that it is committed.
    pub fn mend_boards(&self) -> Result<Mended, FlowError> {
        self.write(self.recover_first()?, |snapshot| self.mend_of(snapshot))
    }

    /// The number of the entry that is meant, and whether it is one that mended boards, rather than
    /// moved a task.
    ///
    /// # Errors
    /// When there is none.
    pub fn meant(&self, asked: &Which) -> Result<(u64, bool), FlowError> {
        let history = self.history()?;
        let entry = which(&history, asked).map_err(|error| self.not_meant(asked, error))?;
        Ok((entry.seq, entry.is_mend()))
    }

    /// What [`Flow::unmend`] would do as things stand.
    ///
    /// # Errors
    /// As [`Flow::unmend`].
    pub fn plan_unmend(&self, seq: u64) -> Result<Mended, FlowError> {
        self.pending()?;
        let snapshot = self.look()?;
        let mend = self.unmend_of(&snapshot, seq)?;
        self.planned(&snapshot, mend)
    }

    /// Takes a mending back.
    ///
    /// # Errors
    /// When a board was changed since; with nothing changed, unless it says that it is committed.
    pub fn unmend(&self, seq: u64) -> Result<Mended, FlowError> {
        self.write(self.recover_before_undoing()?, |snapshot| self.unmend_of(snapshot, seq))
    }

    fn mend_of(&self, snapshot: &Snapshot) -> Result<Mend, FlowError> {
        let marks = Marks::default();
        let found = check::check(&self.site, &self.workflow, snapshot, &self.plugins);
        let mend = plan_mend(self.grounds(snapshot, &marks), &found)?;
        self.are_writable(&mend.files)?;
        Ok(mend)
    }

    fn unmend_of(&self, snapshot: &Snapshot, seq: u64) -> Result<Mend, FlowError> {
        let history = self.history()?;
        let asked = Which::Number(seq);
        let entry = which(&history, &asked).map_err(|error| self.not_meant(&asked, error))?;
        let marks = Marks::default();
        let mend = plan_unmend(self.grounds(snapshot, &marks), &history, entry)?;
        self.are_writable(&mend.files)?;
        Ok(mend)
    }

    fn grounds<'a>(&'a self, snapshot: &'a Snapshot, marks: &'a Marks) -> Grounds<'a> {
        Grounds { site: &self.site, workflow: &self.workflow, snapshot, marks }
    }

    /// Plans under the lock and applies.
    fn write(
        &self,
        mut recovered: Vec<Recovery>,
        plan: impl FnOnce(&Snapshot) -> Result<Mend, FlowError>,
    ) -> Result<Mended, FlowError> {
        let lock = self.lock()?;
        recovered.extend(self.tell(self.recover_under(&lock)?));
        let mend = plan(&self.read()?)?;
        self.uninterrupted()?;
        let applied = match mend.files.is_empty() {
            true => None,
            false => Some(apply_mend(&self.hands, &lock, &mend)?),
        };
        drop(lock);
        Ok(Mended { left: self.check()?, mend, applied, recovered })
    }

    /// A mending that is only looked at, with the problems that it would leave.
    fn planned(&self, snapshot: &Snapshot, mend: Mend) -> Result<Mended, FlowError> {
        let paths: Vec<_> = snapshot.boards().iter().map(|board| board.path.clone()).collect();
        let after = Snapshot::from_texts(&self.workflow, &paths, |path| {
            let changed = mend.files.iter().find(|file| file.path == *path);
            let changed = changed.map(|file| String::from_utf8_lossy(&file.after).into());
            let same = || snapshot.board(path).map(|board| board.text.clone());
            Ok(changed.or_else(same).unwrap_or_else(|| Arc::from("")))
        })?;
        let left = self.check_on(&after);
        Ok(Mended { mend, applied: None, recovered: Vec::new(), left })
    }
}
