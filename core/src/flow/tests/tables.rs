//! Rows between tables of any columns: nothing that a row says is lost, and it comes home to the byte,
//! with the journal and without.

use proptest::prelude::*;

use super::Yard;
use crate::board::Domain;
use crate::flow::FlowError;
use crate::plan::PlanError;

const NAMES: [&str; 12] = [
    "Owner",
    "Assignee",
    "Priority",
    "Started",
    "Notes",
    "Est. (h)",
    "Blocked By",
    "Due",
    "due",
    "🔥",
    "#",
    "Completed",
];

const VALUES: [&str; 14] = [
    "",
    "",
    "",
    "high",
    "2026-01-02",
    "[a](u(1))",
    "x \\| y",
    "`a \\| b`",
    "**b** #tag",
    "@due(1)",
    "1) b",
    ":(",
    "A-1, A-2",
    "ä (ö) <br> ü",
];

const TITLES: [&str; 10] = [
    "Mend the roof",
    "Mend \\| paint",
    "Mend @due(2026-01-02)",
    "Mend @owner(Bo) it #home @prio(low)",
    "See [the plan](docs/a_(b).md) first",
    "[Mend](docs/c.md)",
    "Mend (now",
    "Mend @see(",
    "@due(1)",
    "*Mend* `it` now @x(y) @notes([z](u))",
];

/// A table: the names of its columns, and where in it the id stands, if anywhere, and the title.
#[derive(Debug, Clone)]
struct Table {
    columns: Vec<&'static str>,
    id: Option<usize>,
    title: usize,
}

impl Table {
    fn form(&self) -> String {
        let last = self.title.max(self.id.unwrap_or(0));
        let cells = (0..=last).map(|at| match at {
            at if at == self.title => "{title}",
            at if Some(at) == self.id => "{id}",
            _ => "{*}",
        });
        let rest = (last + 1 < self.columns.len()).then_some("{*}");
        format!("| {} |", cells.chain(rest).collect::<Vec<_>>().join(" | "))
    }

    fn row(&self, id: &str, title: &str, value: impl Fn(usize) -> &'static str) -> String {
        let cells = (0..self.columns.len()).map(|at| match at {
            at if at == self.title => title,
            at if Some(at) == self.id => id,
            at => value(at),
        });
        cells.fold("|".to_owned(), |row, cell| format!("{row} {cell} |")) + "\n"
    }

    fn text(&self, rows: &str) -> String {
        let dashes = "---|".repeat(self.columns.len());
        let head = self.row("Id", "Task", |at| self.columns[at]);
        format!("# Board\n\n{head}|{dashes}\n{rows}")
    }
}

fn table(has_id: bool) -> impl Strategy<Value = Table> {
    let names = prop::sample::subsequence(NAMES.to_vec(), 0..6).prop_shuffle();
    (names, any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(
        move |(mut columns, title, id)| {
            let title = title.index(columns.len() + 1);
            columns.insert(title, "Task");
            if !has_id {
                return Table { columns, id: None, title };
            }
            let id = id.index(columns.len() + 1);
            columns.insert(id, "Id");
            Table { columns, id: Some(id), title: title + usize::from(id <= title) }
        },
    )
}

fn tables() -> impl Strategy<Value = (Table, Table)> {
    any::<bool>().prop_flat_map(|has_id| (table(has_id), table(has_id)))
}

fn fields(yard: &Yard, stage: &str) -> Vec<(String, String)> {
    let snapshot = yard.flow().look().expect("boards");
    let task = snapshot.tasks().iter().find(|task| task.stage.as_str() == stage).expect("a task");
    let fields = task.fields.iter().filter(|field| !field.value.is_empty());
    fields.map(|field| (field.name.clone(), field.value.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_row_goes_to_any_table_and_home(
        (from, to) in tables(),
        title in prop::sample::select(TITLES.to_vec()),
        values in prop::collection::vec(prop::sample::select(VALUES.to_vec()), 8),
    ) {
        let row = from.row("A-1", title, |at| values[at]);
        let stage = |name: &str, table: &Table| {
            format!("[[stage]]\nname = '{name}'\nboard = '{name}.md'\ncard = '{}'\n", table.form())
        };
        let workflow = format!("version = 1\n{}{}", stage("todo", &from), stage("doing", &to));
        let there = to.text(&to.row("Z-1", "Other", |_| "z"));
        let yard = Yard::new(&workflow, &[("todo.md", &from.text(&row)), ("doing.md", &there)]);
        let before = yard.files();
        let snapshot = yard.flow().look().expect("boards");
        let id = snapshot.tasks()[0].id.to_string();
        let told = fields(&yard, "todo");
        match yard.advance(&id) {
            Ok(_) => {}
            Err(FlowError::Plan(PlanError::Form { why, .. })) => {
                prop_assert_eq!(yard.files(), before);
                let name = match &why {
                    Domain::Behind { name } | Domain::Twice { name } => name.clone(),
                    // Of nothing but fields it is called by them.
                    Domain::Reads if title.starts_with('@') => return Ok(()),
                    why => return Err(TestCaseError::fail(format!("{why:?}"))),
                };
                // Only what cannot be said in any other place is refused.
                let cells = || from.columns.iter().zip(&values);
                let unsaid = cells().any(|(column, value)| {
                    let odd = matches!(*value, "1) b" | ":(") || matches!(*column, "🔥" | "#");
                    *column == name && !value.is_empty() && odd
                });
                let twice = matches!(why, Domain::Twice { .. });
                prop_assert!(unsaid || twice || title.ends_with('('), "{why:?}");
                return Ok(());
            }
            Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
        }
        prop_assert_eq!(yard.lost_since(&snapshot), [] as [String; 0]);
        let moved = yard.read("doing.md");
        let new = moved.strip_prefix(&there).expect("behind the other row");
        prop_assert_eq!(new.lines().count(), 1);
        let own = |at: usize| at != from.title && Some(at) != from.id;
        for at in (0..from.columns.len()).filter(|&at| own(at)) {
            prop_assert!(new.contains(values[at]), "{:?} in {new}", values[at]);
        }
        let elsewhere = yard.files();
        yard.back(&id).expect("home");
        prop_assert_eq!(yard.files(), before.clone());
        // Another clone has no journal.
        let texts: Vec<(&str, &String)> = elsewhere
            .iter()
            .map(|(path, text)| (path.file_name().and_then(|name| name.to_str()).expect("a name"), text))
            .collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let clone = Yard::new(&workflow, &texts);
        clone.back(&id).expect("home");
        prop_assert_eq!(clone.read("doing.md"), there);
        let home = clone.read("todo.md");
        let twins = ["Due", "due"].iter().all(|name| from.columns.contains(name));
        if title.contains('@') || twins {
            // What stands behind a title and has a column goes into it: of two of one name, the first.
            prop_assert_eq!(fields(&clone, "todo").len(), told.len());
        } else {
            prop_assert_eq!(home, from.text(&row));
        }
    }
}
