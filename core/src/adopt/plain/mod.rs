//! Boards that are no lists of Markdown: a file per task, a table with a column for the stage, todo.txt.

mod folders;
mod legend;
mod numbers;
mod settings;
mod table;
mod task_files;
mod todo_txt;
mod values;

use super::boards::Zone;
use super::draft::Table;
use super::line::Marker;
use super::reading::{Reading, file_name};
use super::stages::set_aside;
use super::vocabulary::fold;
use super::{Doubt, LeftAlone, Source, Surroundings, extras, place};

pub(super) use self::table::says_stages;
use self::values::Values;
pub(super) use self::values::ranks;
use crate::board::fields_in;
use crate::path::RelPath;

/// What a column or a key is called that says the stage, in small letters without accents.
const STAGE: [&str; 22] = [
    "status",
    "state",
    "stage",
    "estado",
    "estatus",
    "situacao",
    "statut",
    "etat",
    "stato",
    "zustand",
    "stand",
    "stan",
    "stav",
    "tila",
    "durum",
    "trang thai",
    "статус",
    "состояние",
    "状态",
    "状態",
    "ステータス",
    "상태",
];
/// The most bytes of such a name, emphasis included.
const LONGEST: usize = 32;

/// Such a board, found.
pub(super) struct Plain {
    /// Its stages, with `[ids]` before them.
    pub tables: Vec<Table>,
    /// How much it holds.
    pub weight: usize,
    /// The file to name where another board is taken.
    pub file: RelPath,
    /// What could also be otherwise.
    pub doubts: Vec<Doubt>,
}

/// Whether a glance tells that a file could be part of such a board.
pub(super) fn glance(path: &str, text: &str) -> bool {
    // The key of front matter or of a field, or the name of a column.
    let says = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '-', '*']);
        let names = |line: &str| line.split('|').any(|cell| says_stage(cell.trim()));
        line.split_once(':').is_some_and(|(key, _)| says_stage(key))
            || line.starts_with('|') && names(line)
    };
    matches!(file_name(path), "todo.txt" | "done.txt")
        || settings::is_one(path)
        || folders::of(path).is_some()
        || text.lines().any(says)
}

/// Every such board.
pub(super) fn boards(
    sources: &[&Source],
    readings: &[Reading<'_>],
    surroundings: &Surroundings,
    left: &mut Vec<LeftAlone>,
) -> Vec<Plain> {
    let mut found: Vec<Plain> = Vec::new();
    found.extend(task_files::board(sources));
    found.extend(folders::board(sources, surroundings));
    found.extend(table::board(readings, left));
    found.extend(todo_txt::board(sources, left));
    for board in &mut found {
        let ranks = ranks(&board.tables);
        set_aside(&mut board.tables, &ranks);
    }
    found
}

/// Why a file that such boards could be made of is none, if its tables say so.
pub(super) fn half(reading: &Reading<'_>) -> Option<String> {
    table::half(reading)
}

/// The stages of a board whose cards say them in a field.
pub(super) fn said(zone: &Zone<'_, '_>, forms: impl Fn(&mut Table)) -> Option<Vec<Table>> {
    let reading = zone.reading;
    if zone.heads().next()?.head.marker == Marker::Row {
        return None;
    }
    let mut values = Values::default();
    for found in zone.heads() {
        let body = extras::body(reading, found).into_iter();
        let mut fields = body.filter_map(|(at, line)| {
            let plain = || line.split_once(": ").map(|(name, value)| (name.trim(), value));
            let (name, value) =
                said_in(line).or_else(|| plain().filter(|(name, _)| says_stage(name)))?;
            Some((at, name.to_owned(), value.to_owned()))
        });
        if let Some((at, name, value)) = fields.next() {
            values.add(&value, place(reading, at));
            values.key = name;
        }
    }
    // What all of them say alike parts nothing.
    (values.is_sound() && values.ranks() > 1).then_some(())?;
    let add = |table: &mut Table| {
        if let Some(section) = zone.section {
            table.text("under", &section.line_text, "its cards stand there", None);
        }
        forms(table);
    };
    Some(values.stages(reading.source.path.as_str(), "card", add, &mut Vec::new()))
}

/// The field of a line that says the stage, whatever stands beside it.
pub(super) fn said_in(line: &str) -> Option<(&str, &str)> {
    fields_in(line).find(|(name, _)| says_stage(name))
}

/// Whether a name, in whatever emphasis, is one of those.
pub(super) fn says_stage(name: &str) -> bool {
    let bare = || fold(name.trim_matches(|c: char| !c.is_alphanumeric()));
    name.len() <= LONGEST && STAGE.contains(&bare().as_str())
}
