//! All boards, read once.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use thiserror::Error;

use crate::board::{self, Board, BoardError, Card, OpenError, conflict_marker};
use crate::id::{Resolution, TaskId, resolve};
use crate::path::RelPath;
use crate::spread::{A_FILE, spread};
use crate::task::Task;
use crate::within::Root;
use crate::workflow::{Stage, StageName, Standing, Workflow};

/// All boards of a workflow, read once, with their tasks.
#[derive(Debug, Default)]
pub struct Snapshot {
    boards: Vec<Board>,
    /// What the cards say. Who writes on one needs no more of the others than their ids.
    tasks: OnceLock<Vec<Task>>,
    /// For each board, how many cards stand on those before it.
    starts: Vec<usize>,
    places: OnceLock<Places>,
    /// The ids of all tasks, in their order.
    ids: OnceLock<Vec<TaskId>>,
    paths: OnceLock<HashMap<RelPath, usize>>,
    /// Tasks that are taken to be in another stage than that of their card: the one, and the other.
    assumed: Vec<(TaskId, StageName, StageName)>,
}

/// Where the cards of an id stand among all, so that asking for each of many is no search through all.
#[derive(Debug)]
struct Places {
    hasher: RandomState,
    /// The hash of each card's id, and which card it is, in order. Several ids may have one hash.
    at: Vec<(u64, usize)>,
}

impl Places {
    fn of<'a>(ids: impl Iterator<Item = &'a TaskId>) -> Self {
        let hasher = RandomState::new();
        let hashes = ids.enumerate().map(|(nth, id)| (hasher.hash_one(id), nth));
        let mut at: Vec<(u64, usize)> = hashes.collect();
        at.sort_unstable();
        Self { hasher, at }
    }
}

/// Why the boards cannot be read.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// A board's file cannot be opened as one.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl Snapshot {
    /// Reads every board below `root`, each once, in the order of the stages.
    ///
    /// # Errors
    /// When a board cannot be opened.
    pub fn read(root: &Path, workflow: &Workflow) -> Result<Self, SnapshotError> {
        let paths = workflow.boards(|files| board::list_files(root, files))?;
        let folder = Root::open(root);
        let open = |path: &RelPath| board::open_in(&folder, path);
        let texts = spread(&paths, paths.len() * A_FILE, open).into_iter();
        let texts = paths.iter().cloned().zip(texts).map(|(path, text)| Ok((path, text?)));
        Ok(Self::of_texts(workflow, texts.collect::<Result<_, OpenError>>()?))
    }

    /// Reads the boards at these paths from wherever `text` has them.
    ///
    /// # Errors
    /// As [`Snapshot::read`].
    pub fn from_texts(
        workflow: &Workflow,
        paths: &[RelPath],
        mut text: impl FnMut(&RelPath) -> Result<Arc<str>, SnapshotError>,
    ) -> Result<Self, SnapshotError> {
        let texts = paths.iter().map(|path| Ok((path.clone(), text(path)?)));
        Ok(Self::of_texts(workflow, texts.collect::<Result<_, SnapshotError>>()?))
    }

    /// Reads the boards that have these texts.
    pub(crate) fn of_texts(workflow: &Workflow, texts: Vec<(RelPath, Arc<str>)>) -> Self {
        let bytes = texts.iter().map(|(_, text)| text.len()).sum();
        Self::of_boards(spread(&texts, bytes, |(path, text)| {
            Board::parse_past_faults(path.clone(), text.clone(), workflow)
        }))
    }

    /// Reads those boards that are there and can be read: such as boards were at another time, when the
    /// workflow may have been another one.
    pub fn of_those_there(
        workflow: &Workflow,
        paths: &[RelPath],
        mut text: impl FnMut(&RelPath) -> Option<Arc<str>>,
    ) -> Self {
        let read = |path: &RelPath| Board::parse(path.clone(), text(path)?, workflow).ok();
        let boards: Vec<Board> = paths.iter().filter_map(read).collect();
        Self::of_boards(boards)
    }

    fn of_boards(boards: Vec<Board>) -> Self {
        let starts = boards.iter().scan(0, |start, board| {
            *start += board.cards.len();
            Some(*start - board.cards.len())
        });
        let starts = starts.collect();
        Self { boards, starts, ..Self::default() }
    }

    /// The id of every card, in board order.
    pub fn ids(&self) -> impl Iterator<Item = &TaskId> {
        self.cards().map(|(_, card)| &card.id)
    }

    /// Every card with its board, in board order: that of [`Snapshot::tasks`].
    pub fn cards(&self) -> impl Iterator<Item = (&Board, &Card)> {
        self.boards.iter().flat_map(|board| board.cards.iter().map(move |card| (board, card)))
    }

    /// Every board.
    pub fn boards(&self) -> &[Board] {
        &self.boards
    }

    /// The board at a path.
    pub fn board(&self, path: &RelPath) -> Option<&Board> {
        let paths = self.paths.get_or_init(|| {
            let boards = self.boards.iter().enumerate();
            boards.map(|(nth, board)| (board.path.clone(), nth)).collect()
        });
        paths.get(path).map(|&nth| &self.boards[nth])
    }

    /// Stages whose section cannot be told on their board. Their cards are not read.
    pub fn faults(&self) -> impl Iterator<Item = &BoardError> {
        self.boards.iter().flat_map(|board| &board.faults)
    }

    /// The board where cards of a stage stand; where each is a file of its own, the first of them.
    pub fn first_board_of(&self, stage: &Stage) -> Option<&Board> {
        match stage.board.as_ref()? {
            Standing::Board(path) => self.board(path),
            Standing::Files(files) => self.boards.iter().find(|board| files.holds(&board.path)),
        }
    }

    /// The board that a card of `board` goes to when it enters a stage: its own one, where that is a file
    /// of the stage's. `None` where it leaves the boards, or gets another file.
    pub fn home_in<'a>(&'a self, stage: &Stage, board: Option<&'a Board>) -> Option<&'a Board> {
        match stage.board.as_ref()? {
            Standing::Board(path) => self.board(path),
            Standing::Files(files) => board.filter(|board| files.holds(&board.path)),
        }
    }

    /// The ids of all tasks, in their own order: handles first.
    pub fn sorted_ids(&self) -> &[TaskId] {
        self.ids.get_or_init(|| {
            let mut ids: Vec<TaskId> = self.cards().map(|(_, card)| card.id.clone()).collect();
            ids.sort();
            ids
        })
    }

    /// Every task on every board, closed ones included, in board order.
    pub fn tasks(&self) -> &[Task] {
        self.tasks.get_or_init(|| {
            let cards: Vec<_> = self.cards().collect();
            let bytes = cards.iter().map(|(_, card)| card.range.len()).sum();
            spread(&cards, bytes, |(board, card)| {
                let task = board.task(card);
                match self.assumed(card) {
                    Some(stage) => Task { stage: stage.clone(), ..task },
                    None => task,
                }
            })
        })
    }

    /// The live tasks of a stage.
    pub fn live(&self, stage: &StageName) -> impl Iterator<Item = &Task> {
        self.tasks().iter().filter(move |task| !task.closed && &task.stage == stage)
    }

    /// How many live tasks a stage has.
    pub fn count(&self, stage: &StageName) -> usize {
        let stands = |card: &Card| self.assumed(card).unwrap_or(&card.stage) == stage;
        self.cards().filter(|(_, card)| !card.closed && stands(card)).count()
    }

    /// Takes a task to be in another stage, while its card stays where it is: whoever plans a move behind
    /// another counts with that one.
    pub fn assume(&mut self, id: &TaskId, from: &StageName, to: &StageName) {
        self.assumed.push((id.clone(), from.clone(), to.clone()));
        self.tasks.take();
    }

    fn assumed(&self, card: &Card) -> Option<&StageName> {
        let found = self.assumed.iter().find(|(id, from, _)| *id == card.id && *from == card.stage);
        found.map(|(.., to)| to)
    }

    /// Every card of a task: more than one where the id stands twice.
    pub fn cards_of(&self, id: &TaskId) -> Vec<(&Board, &Card)> {
        self.places(id).filter_map(|nth| self.card(nth)).collect()
    }

    /// The nth card.
    fn card(&self, nth: usize) -> Option<(&Board, &Card)> {
        let at = self.starts.partition_point(|&start| start <= nth).checked_sub(1)?;
        let board = &self.boards[at];
        board.cards.get(nth - self.starts[at]).map(|card| (board, card))
    }

    /// Where the cards of an id stand among all.
    fn places(&self, id: &TaskId) -> impl Iterator<Item = usize> {
        let places = self.places.get_or_init(|| Places::of(self.ids()));
        let hash = places.hasher.hash_one(id);
        let from = places.at.partition_point(|(other, _)| *other < hash);
        let own = places.at[from..].iter().take_while(move |(other, _)| *other == hash);
        own.map(|(_, nth)| *nth)
            .filter(move |&nth| self.card(nth).is_some_and(|(_, card)| card.id == *id))
    }

    /// Every task with this id: more than one where it stands twice.
    pub fn of(&self, id: &TaskId) -> Vec<&Task> {
        self.places(id).map(|nth| &self.tasks()[nth]).collect()
    }

    /// The tasks of each id that stands more than once, in the order of the ids.
    pub fn several(&self) -> Vec<Vec<&Task>> {
        let places = self.places.get_or_init(|| Places::of(self.ids()));
        let alike = places.at.chunk_by(|(one, _), (other, _)| one == other);
        let alike = alike.filter(|places| places.len() > 1).flatten();
        let mut tasks: Vec<&Task> = alike.map(|(_, nth)| &self.tasks()[*nth]).collect();
        // Those of one id stay in the order of the boards.
        tasks.sort_by(|one, other| one.id.cmp(&other.id));
        let same = tasks.chunk_by(|one, other| one.id == other.id);
        same.filter(|tasks| tasks.len() > 1).map(<[&Task]>::to_vec).collect()
    }

    /// Its tasks, where nothing else is needed of it any more.
    pub fn into_tasks(self) -> Vec<Task> {
        self.tasks();
        self.tasks.into_inner().unwrap_or_default()
    }

    /// Finds the task that a person means.
    pub fn resolve(&self, text: &str) -> Resolution {
        resolve(text, self.ids())
    }

    /// The first board, and its line, that holds a conflict marker.
    pub fn conflict(&self) -> Option<(&RelPath, usize)> {
        self.boards.iter().find_map(|board| Some((&board.path, conflict_marker(&board.text)?)))
    }
}
