//! The columns of a table: which has the title of a task, and which its id.

use std::collections::HashSet;

use super::line::{AROUND, Head, Marker, Shape, shape, struck};
use super::reading::Titles;
use crate::board::{cell, is_filler};
use crate::inline::link_end;

/// What a column is called that has the title.
const TITLE: [&str; 35] = [
    "task description",
    "task name",
    "task title",
    "work description",
    "title",
    "task",
    "tasks",
    "what",
    "name",
    "item",
    "feature",
    "功能",
    "todo",
    "to do",
    "story",
    "user story",
    "work item",
    "action",
    "action item",
    "bug",
    "deliverable",
    "milestone",
    "issue",
    "component",
    "aufgabe",
    "tarea",
    "tarefa",
    "tâche",
    "任务",
    "任務",
    "タスク",
    "задача",
    "titel",
    "summary",
    "description",
];
/// What a column is called that has tasks and nothing else.
const TASKS: [&str; 17] = [
    "task description",
    "task name",
    "task title",
    "task",
    "tasks",
    "todo",
    "to do",
    "story",
    "user story",
    "work item",
    "aufgabe",
    "tarea",
    "tarefa",
    "tâche",
    "任务",
    "任務",
    "タスク",
];
/// What a column is called that has the id.
const ID: [&str; 17] = [
    "id", "#", "key", "ticket", "task id", "code", "no", "nr", "编号", "issue", "ref", "código",
    "codigo", "番号", "번호", "nº", "n°",
];
/// What a column is called that has the ids of tasks, whatever the one beside it is called.
const NAMES_IDS: [&str; 4] = ["id", "task id", "ticket", "编号"];

/// What a column is called that has the title where another has ids, and is no more than a remark elsewhere.
const BESIDE_IDS: [&str; 40] = [
    "bug description",
    "goal",
    "objective",
    "work",
    "change",
    "requirement",
    "subject",
    "zusammenfassung",
    "beschreibung",
    "titre",
    "résumé",
    "título",
    "resumen",
    "resumo",
    "descripción",
    "descrição",
    "titolo",
    "descrizione",
    "omschrijving",
    "beskrivning",
    "beskrivelse",
    "tytuł",
    "nazwa",
    "opis",
    "název",
    "popis",
    "название",
    "описание",
    "başlık",
    "açıklama",
    "judul",
    "标题",
    "標題",
    "タイトル",
    "件名",
    "概要",
    "描述",
    "内容",
    "제목",
    "내용",
];

/// What a column is called that says one word of a task.
const ABOUT: [&str; 14] = [
    "priority", "prio", "severity", "category", "type", "kind", "area", "status", "state", "owner",
    "assignee", "phase", "sprint", "effort",
];

/// What may stand before the id of what is done.
const DONE: [&str; 4] = ["✅ ", "✔ ", "✓ ", "☑ "];

/// Whether a column is called as one that has the title, where another has ids.
fn names_title(name: &str) -> bool {
    let name = plain(name).to_lowercase();
    TITLE.contains(&name.as_str()) || BESIDE_IDS.contains(&name.as_str())
}

/// What stands in which column of a table.
pub(super) struct Columns {
    title: usize,
    id: Option<usize>,
    count: usize,
    /// Whether only the column of ids beside it says that the title stands there.
    guessed: bool,
    /// Whether its name may be that of a title, too.
    may_be: bool,
}

impl Columns {
    /// Reads the names of columns; `None` where none has a title.
    pub fn of(names: &[String]) -> Option<Self> {
        let names: Vec<String> = names.iter().map(|name| plain(name).to_lowercase()).collect();
        let find = |known: &[&str], not: Option<usize>| {
            let named = |known: &&&str| names.iter().position(|name| name == **known);
            known.iter().filter_map(|known| named(&known)).find(|at| Some(*at) != not)
        };
        // `Bug ID`, `Story ID`.
        let ids = || names.iter().position(|name| name.ends_with(" id"));
        let Some(title) = find(&TITLE, None) else {
            let id = find(&NAMES_IDS, None).or_else(ids).filter(|id| id + 1 < names.len())?;
            // What tells of a task in a word is not its title.
            let is_title = |at: &usize| !ABOUT.contains(&names[*at].as_str());
            let beside = || (id + 1..names.len()).find(is_title);
            let named = find(&BESIDE_IDS, Some(id));
            let title = named.or_else(beside)?;
            let may_be = named.is_some();
            return Some(Self { title, id: Some(id), count: names.len(), guessed: true, may_be });
        };
        let id = find(&ID, Some(title)).or_else(|| ids().filter(|at| *at != title));
        // An issue may be both; beside what it is about it is the id.
        Some(Self { title, id, count: names.len(), guessed: false, may_be: true })
    }

    /// The same with ids in the column that seems to have titles, where every row has one there and another column is
    /// called as one of titles: `Story` beside `Description`.
    pub fn with_ids(self, names: &[String], rows: &[&str]) -> Self {
        let mut others = names.iter().enumerate().filter(|(at, _)| *at != self.title);
        let other = others.find(|(_, name)| names_title(name)).map(|(at, _)| at);
        let said = rows.iter().filter(|row| !is_filler(row)).map(|row| cell(row, self.title));
        let said: Vec<String> = said.collect();
        let are_ids = said.len() > 1 && said.iter().all(|id| whole(id.trim(), false).is_some());
        match other.filter(|_| self.id.is_none() && are_ids) {
            Some(title) => Self { title, id: Some(self.title), ..self },
            None => self,
        }
    }

    /// The same with the titles in the column of that name, where it stands beside the same category.
    pub fn with_title(self, names: &[String], titles: &Titles) -> Self {
        let is_beside = names.get(self.title) == Some(&titles.category);
        let at = names.iter().position(|name| *name == titles.title);
        let at = at.filter(|at| is_beside && Some(*at) != self.id);
        Self { title: at.unwrap_or(self.title), ..self }
    }

    /// The name of the column that has the titles, where what stands in the one that seems to comes again and again:
    /// the values of a category, beside ids.
    pub fn behind_category<'n>(&self, names: &'n [String], rows: &[&str]) -> Option<&'n String> {
        let rows: Vec<&str> = rows.iter().copied().filter(|row| !is_filler(row)).collect();
        let said = |at: usize| rows.iter().map(|row| cell(row, at)).collect::<Vec<String>>();
        let once = |texts: &[String]| texts.iter().collect::<HashSet<_>>().len();
        let length =
            |texts: &[String]| texts.iter().map(|text| text.chars().count()).sum::<usize>();
        let own = said(self.title);
        if self.id.is_none() || rows.len() < 2 || once(&own) * 2 > rows.len() {
            return None;
        }
        let is_text = |text: &String| {
            text.starts_with(|c: char| !c.is_numeric()) && text.chars().any(char::is_alphabetic)
        };
        let mut others = names.iter().enumerate().filter(|(at, name)| {
            let texts = said(*at);
            (self.guessed || names_title(name))
                && !self.has(*at)
                && texts.iter().all(is_text)
                && once(&texts) == rows.len()
                && length(&texts) > length(&own) * 2
        });
        others.next().map(|(_, name)| name)
    }

    /// The same, sure of where the titles stand if most rows have ids: then each of them is a task. So is each in a
    /// file that is `called` a board, where the column may be called so.
    pub fn sure_of(self, rows: &[&str], numbers: bool, called: bool) -> Self {
        if !self.guessed || called && self.may_be {
            return Self { guessed: false, ..self };
        }
        let rows = rows.iter().filter(|row| !is_filler(row));
        let (count, ids) = rows.fold((0, 0), |(count, ids), row| {
            (count + 1, ids + usize::from(self.head(row, numbers).is_some_and(|head| head.strong)))
        });
        Self { guessed: ids * 2 < count.max(1), ..self }
    }

    /// Whether the column of titles is named after tasks.
    pub fn names_tasks(&self, names: &[String]) -> bool {
        let name = names.get(self.title).map(|name| plain(name).to_lowercase());
        name.is_some_and(|name| TASKS.contains(&name.as_str()))
    }

    /// The column of titles.
    pub fn title(&self) -> usize {
        self.title
    }

    /// Whether a column has ids.
    pub fn has_ids(&self) -> bool {
        self.id.is_some()
    }

    /// Whether a column has titles or ids.
    pub fn has(&self, at: usize) -> bool {
        at == self.title || Some(at) == self.id
    }

    /// Whether the title of a row is no more than a number, or a share: `3`, `2/5`, `40 %`.
    pub fn counts(&self, row: &str) -> bool {
        let title = cell(row, self.title);
        let mut signs = title.chars().filter(|c| !c.is_whitespace()).peekable();
        signs.peek().is_some() && signs.all(|c| c.is_ascii_digit() || "/%.*~+-".contains(c))
    }

    /// What stands in the column of ids.
    pub fn id(&self, row: &str) -> Option<String> {
        self.id.map(|at| cell(row, at).trim().to_owned())
    }

    /// The form of a row, with what an id stands in; without that where it has none.
    pub fn form(&self, id: Option<&str>) -> String {
        let last = self.title.max(self.id.filter(|_| id.is_some()).unwrap_or(0));
        let cells = (0..=last).map(|at| match (at, id) {
            (at, _) if at == self.title => "{title}",
            (at, Some(id)) if Some(at) == self.id => id,
            _ => "{*}",
        });
        let rest = (last + 1 < self.count).then_some("{*}");
        format!("| {} |", cells.chain(rest).collect::<Vec<_>>().join(" | "))
    }

    /// The first row of a table, as those of another are.
    pub fn fresh(&self, other: &Head) -> Head {
        let cells = other.form.split('|').map(str::trim);
        let id = cells.into_iter().find(|cell| cell.contains("{id}"));
        let id = id.filter(|_| self.id.is_some());
        let form = self.form(id);
        let shape = other.id.clone().filter(|_| id.is_some());
        Head { id: shape, bare: form.clone(), free: self.form(None), form, ..other.clone() }
    }

    /// Reads a row; `None` where it has no title, or only fills the table. A bare number is an id only where `numbers` are.
    pub fn head(&self, row: &str, numbers: bool) -> Option<Head> {
        if is_filler(row) {
            return None;
        }
        let title = cell(row, self.title).trim().to_owned();
        let said = self.id(row).unwrap_or_default();
        // An id that is a link is read as an id.
        let linked = said.strip_prefix('[').filter(|rest| {
            rest.find(']').is_some_and(|at| link_end(rest.as_bytes(), at) == Some(rest.len()))
        });
        let link = linked.and_then(|rest| rest.split(']').next());
        // One that is done may have a mark before its id.
        let mark = DONE.iter().find(|mark| said.starts_with(**mark)).copied().unwrap_or_default();
        let whole_id = struck(&said[mark.len()..]);
        let bare = whole_id.unwrap_or(&said[mark.len()..]);
        let known = AROUND.iter().find_map(|(open, close)| {
            let inner = bare.strip_prefix(open)?.strip_suffix(close)?;
            Some((whole(inner, numbers)?, format!("{mark}{open}{{id}}{close}")))
        });
        let known = known.or_else(|| Some((whole(link?, numbers)?, "{id}".to_owned())));
        let bare = self.form(known.as_ref().map(|(_, form)| form.as_str()));
        let struck_title = struck(&title);
        let stroke = |form: String, hole: &str| form.replace(hole, &format!("~~{hole}~~"));
        let titled = |form: String| match struck_title {
            Some(_) => stroke(form, "{title}"),
            None => form,
        };
        let form = match (&known, whole_id) {
            (Some((_, id)), Some(_)) => stroke(bare.clone(), id.strip_prefix(mark).unwrap_or(id)),
            _ => bare.clone(),
        };
        let is_struck = struck_title.is_some() || known.is_some() && whole_id.is_some();
        let title_text = struck_title.unwrap_or(&title).to_owned();
        let is_task = !title.is_empty() && (known.is_some() || !self.guessed);
        is_task.then(|| Head {
            marker: Marker::Row,
            ticked: None,
            strong: known.is_some(),
            bare,
            free: titled(self.form(None)),
            form: titled(form),
            id: known.map(|(id, _)| id),
            title: title_text,
            struck: is_struck,
        })
    }
}

/// The name of a column without emphasis.
fn plain(name: &str) -> &str {
    name.trim_matches(['*', '_', '`', ' '])
}

/// A text that is an id as a whole, or that of a part, `T1.2`; a bare number only where `numbers` are.
fn whole(text: &str, numbers: bool) -> Option<Shape> {
    let parts = text.find('.').unwrap_or(text.len());
    let (own, parts) = text.split_at(parts);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !parts.split('.').skip(1).all(is_number) {
        return None;
    }
    let id = shape(own).filter(|id| id.text == own && (!id.suffixed || parts.is_empty()));
    let number = || Shape {
        prefix: String::new(),
        joint: "",
        digits: own.to_owned(),
        suffixed: false,
        text: String::new(),
    };
    let id = id.or_else(|| (numbers && is_number(own) && own.len() < 10).then(number))?;
    Some(Shape { suffixed: id.suffixed || !parts.is_empty(), text: text.to_owned(), ..id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_by_their_columns() {
        let names = |names: [&str; 3]| names.map(str::to_owned);
        let columns = Columns::of(&names(["Id", "What", "Who"])).expect("a title");
        let row = columns.head("| **T-1** | a \\| b | Ada |", false).expect("a head");
        assert_eq!(
            (row.form.as_str(), row.title.as_str()),
            ("| **{id}** | {title} | {*} |", "a | b")
        );
        assert_eq!(row.free, "| {*} | {title} | {*} |");
        let row = columns.head("| soon | c | |", false).expect("a head");
        assert_eq!((row.form.as_str(), row.strong), ("| {*} | {title} | {*} |", false));
        assert_eq!(columns.head("| T-2 | | |", false), None);
        assert_eq!(columns.head("| 7 | c | |", false).map(|row| row.id), Some(None));
        let row = columns.head("| **7** | c | |", true).expect("a head");
        assert_eq!(row.form, "| **{id}** | {title} | {*} |");
        assert_eq!(row.id.map(|id| (id.prefix, id.digits)), Some((String::new(), "7".into())));
        let row = columns.head("| 1.10 | c | |", true).expect("a head");
        assert_eq!(row.id.map(|id| (id.text, id.suffixed)), Some(("1.10".into(), true)));
        let row = columns.head("| [P2.1](p.md) | c | |", false).expect("a head");
        assert_eq!(row.id.map(|id| (id.prefix, id.text)), Some(("P".into(), "P2.1".into())));
        let row = columns.head("| ✅ **T-1** | c | |", false).expect("a head");
        assert_eq!(row.form, "| ✅ **{id}** | {title} | {*} |");
        let row = columns.head("| ~~T-1~~ | ~~c~~ | |", false).expect("a head");
        assert_eq!(
            (row.form.as_str(), row.title.as_str()),
            ("| ~~{id}~~ | ~~{title}~~ | {*} |", "c")
        );
        assert!(row.struck && row.bare == "| {id} | {title} | {*} |");
        assert_eq!(columns.head("| — | — | No tasks |", false), None);
        assert!(Columns::of(&names(["Prefix", "Next", "For"])).is_none());
    }
}
