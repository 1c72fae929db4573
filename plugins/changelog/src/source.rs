//! Where a task's entry may stand: the changelog itself, the task's worktree, the task's branch.

use std::ops::Range;

use flow_core::fault::Fault;
use flow_core::path::RelPath;
use flow_core::plan::Draft;
use flow_core::question::Asking;

use crate::entry::{Entry, entries};
use crate::text::Document;
use crate::{Finding, Wanted};

/// A changelog and what messages call it.
pub struct Source {
    /// Its path from the repository root, or words.
    pub name: String,
    /// Its text.
    pub document: Document,
}

impl Source {
    fn read(name: String, bytes: Option<Vec<u8>>) -> Result<Option<Self>, Fault> {
        let Some(bytes) = bytes else { return Ok(None) };
        Ok(Some(Self { document: Document::read(&name, bytes)?, name }))
    }

    /// Where an entry stands, for a person.
    pub fn place(&self, entry: &Entry) -> String {
        format!("{}:{}", self.name, self.document.lines.number(entry.at))
    }

    fn all(&self, wanted: &Wanted<'_>) -> Vec<Entry> {
        self.within(self.document.whole(), wanted)
    }

    fn within(&self, range: Range<usize>, wanted: &Wanted<'_>) -> Vec<Entry> {
        entries(&self.document, range, &wanted.workflow.ids, &wanted.settings.entry)
    }
}

/// All texts that may hold the entry.
pub struct Sources {
    /// The changelog, as the plan leaves it so far.
    pub base: Option<Source>,
    /// The same file as the task has it: in its worktree, and on its branch.
    pub task: Vec<Source>,
}

impl Sources {
    /// Reads them.
    ///
    /// # Errors
    /// When one is there and cannot be read, or cannot be understood.
    pub fn read(
        asking: &Asking,
        wanted: &Wanted<'_>,
        path: &RelPath,
        draft: &Draft,
        added: Option<&str>,
    ) -> Result<Self, Fault> {
        let base = Source::read(path.to_string(), draft.read(path)?)?;
        let worktree = wanted.workflow.worktree_of(&wanted.id);
        let folder = asking.site.root.join(&worktree);
        let name = format!("{worktree}/{path}");
        let bytes = if folder.is_dir() && folder != asking.site.root {
            flow_core::within::read(&folder, path).map_err(|astray| {
                let fault = Fault::from(astray);
                Fault { message: format!("in {worktree}: {}", fault.message), ..fault }
            })?
        } else {
            None
        };
        let in_worktree = Source::read(name, bytes)?;
        let branch = wanted.workflow.branch_of(&wanted.id);
        let name = format!("{path} on the branch {branch}");
        let on_branch = Source::read(name, added.map(|text| text.as_bytes().to_vec()))?;
        Ok(Self { base, task: in_worktree.into_iter().chain(on_branch).collect() })
    }

    /// Looks for the task's entry. `scope` tells where in a text entries count.
    pub fn find(
        &self,
        wanted: &Wanted<'_>,
        scope: impl Fn(&Document) -> Vec<Range<usize>>,
    ) -> Option<Finding> {
        let id = &wanted.id;
        for source in self.base.iter().chain(&self.task) {
            let ranges = scope(&source.document).into_iter();
            let own = ranges
                .flat_map(|range| source.within(range, wanted))
                .find(|entry| entry.is(id, &wanted.title));
            if let Some(entry) = own {
                let place = source.place(&entry);
                return Some(Finding::yes(format!("{place} is the entry of {id}"), place));
            }
        }
        self.added(wanted)
    }

    /// An entry with the id that only the task's side has, whatever its title. Base may have moved
    /// entries since, so all of base is compared.
    fn added(&self, wanted: &Wanted<'_>) -> Option<Finding> {
        let id = &wanted.id;
        let old = self.base.iter().flat_map(|base| base.all(wanted)).collect::<Vec<_>>();
        self.task.iter().find_map(|source| {
            let new = source.all(wanted).into_iter().find(|entry| {
                entry.names(id) && !old.iter().any(|other| other.is(id, &entry.title))
            })?;
            let place = source.place(&new);
            Some(Finding::yes(format!("{place} is an entry of {id} that the task added"), place))
        })
    }

    /// The first entry in `ranges` of the changelog itself that has the id and another title.
    pub fn other(&self, wanted: &Wanted<'_>, ranges: &[Range<usize>]) -> Option<String> {
        let base = self.base.as_ref()?;
        let mut named = ranges.iter().flat_map(|range| base.within(range.clone(), wanted));
        let entry = named.find(|entry| entry.names(&wanted.id))?;
        let place = base.place(&entry);
        Some(format!(
            "{place} is an entry of {} with another title than `{}`",
            wanted.id, wanted.title
        ))
    }
}
