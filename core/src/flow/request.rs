//! What a person asks for, and the move that it means.

use super::{Flow, FlowError};
use crate::fault::Fault;
use crate::id::TaskId;
use crate::plan::{Move, MoveKind, PlanError, came_from, resolve_live, select};
use crate::snapshot::Snapshot;
use crate::workflow::{Stage, StageName};

/// A move, as a person asks for it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The task, by id or short id.
    pub id: String,
    /// The stage to leave, where the id stands on several.
    pub from: Option<String>,
    /// The stage to go to; else the next, or, going back, the one before, or that from which what stands aside came.
    pub to: Option<String>,
    /// In which sense.
    pub kind: MoveKind,
    /// Why.
    pub why: Option<String>,
    /// Whether hooks may clear away what holds work that no commit has, once that is kept.
    pub force: bool,
}

impl Flow {
    /// The move that a request means on these boards.
    ///
    /// # Errors
    /// When no card or several have the id, or a stage is not known.
    pub fn resolve(&self, snapshot: &Snapshot, request: &Request) -> Result<Move, FlowError> {
        let workflow = &self.workflow;
        let stage = |name: &Option<String>| -> Result<Option<&Stage>, Fault> {
            name.as_deref().map(|name| self.stage_named(name)).transpose()
        };
        let (from, to) = (stage(&request.from)?, stage(&request.to)?);
        let id = resolve_live(&self.site, workflow, snapshot, &request.id)?;
        let (_, card) = select(workflow, snapshot, &id, from.map(|stage| &stage.name))?;
        // The id as the board spells it.
        let (id, from) = (card.id.clone(), card.stage.clone());
        let (to, way) = match (to, request.kind) {
            (Some(to), _) => (Some(to), ""),
            (None, MoveKind::Advance) => (workflow.next(&from), "next"),
            (None, MoveKind::Back) if workflow.stages.iter().any(|stage| stage.aside) => {
                let before = self.aside_before(&id, &from)?;
                (before.or_else(|| workflow.previous(&from)), "before")
            }
            (None, _) => (workflow.previous(&from), "before"),
        };
        let Some(to) = to else {
            return Err(PlanError::NoStage { id, stage: from, way }.into());
        };
        let Request { kind, force, .. } = *request;
        Ok(Move { id, to: to.name.clone(), from, kind, why: request.why.clone(), force })
    }

    /// The stage that a task came from, where that or the one that it is in stands aside: that is no way of
    /// every task.
    fn aside_before(&self, id: &TaskId, at: &StageName) -> Result<Option<&Stage>, FlowError> {
        let history = self.history()?;
        let before = came_from(&history, id, at);
        let before = before.and_then(|name| self.workflow.find_stage(name));
        Ok(before.filter(|before| before.aside || self.workflow.stage(at).aside))
    }

    /// The stage of that name.
    ///
    /// # Errors
    /// When there is none, with those there are.
    pub fn stage_named(&self, name: &str) -> Result<&Stage, Fault> {
        self.workflow.find_stage(name).ok_or_else(|| {
            let names: Vec<_> = self.workflow.stages.iter().map(|s| s.name.as_str()).collect();
            Fault::refused(format!("there is no stage `{name}`"))
                .hint(format!("the stages are {}", names.join(", ")))
        })
    }

    /// The ids whose worktree or branch is where flow was run.
    pub fn task_here(&self, snapshot: &Snapshot) -> Option<String> {
        let site = &self.site;
        let ids = || snapshot.ids();
        let below = site.here.strip_prefix(&site.root).ok().filter(|p| !p.as_os_str().is_empty());
        let by_path = below.and_then(|path| {
            let is_here = |id: &&crate::id::TaskId| {
                std::path::Path::new(&self.workflow.worktree_of(id)) == path
            };
            ids().find(is_here)
        });
        let by_branch = || {
            let branch = site.branch_here.as_deref().filter(|_| site.here != site.root)?;
            ids().find(|id| self.workflow.branch_of(id) == branch)
        };
        by_path.or_else(by_branch).map(ToString::to_string)
    }

    /// The names of all stages, for messages.
    pub fn stage_names(&self) -> Vec<&StageName> {
        self.workflow.stages.iter().map(|stage| &stage.name).collect()
    }
}
