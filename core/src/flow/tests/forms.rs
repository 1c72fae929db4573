//! From every form of a card to every other: out and home to the byte, or refused with the reason and
//! nothing changed.

use proptest::prelude::*;

use super::Yard;
use crate::board::Domain;
use crate::flow::FlowError;
use crate::plan::PlanError;

/// A form, and a card in it: `ID`, `TITLE` and `URL` are put in.
#[derive(Debug, Clone, Copy)]
struct Form {
    form: &'static str,
    head: &'static str,
    /// How many blanks its body begins with; `None` for a row, which has no body.
    width: Option<usize>,
}

impl Form {
    fn has_id(self) -> bool {
        self.head.contains("ID")
    }

    fn has_link(self) -> bool {
        self.form.contains("{link}")
    }

    /// Whether every card is a file of its own.
    fn is_file(self) -> bool {
        self.form.ends_with(".md")
    }

    /// Whether it can say what cards of another form are called.
    fn names(self, from: Self) -> bool {
        self.is_file() || self.has_id() == from.has_id()
    }
}

const fn form(form: &'static str, head: &'static str, width: usize) -> Form {
    Form { form, head, width: Some(width) }
}

const FORMS: [Form; 16] = [
    form("### {id}: {title}", "### ID: TITLE", 0),
    form("## {title}", "## TITLE", 0),
    form("# {title} ({id})", "TITLE (ID)\n======", 0),
    form("- {id}: {title}", "- ID: TITLE", 2),
    form("- **{id}** {title}", "- **[ID](URL)** TITLE", 2),
    form("* [{id}]({link}) {title}", "* [ID](URL) TITLE", 2),
    form("- {title}", "-  TITLE", 3),
    form("- [ ] {id}: {title}", "- [ ] ID: TITLE", 2),
    form("- [ ] {title}", "- [ ] TITLE", 2),
    form("1. {id} — {title}", "7. ID — TITLE", 3),
    form("1) {title}", "1) TITLE", 3),
    form("- [{id}: {title}]({link})", "- [ID: TITLE](URL)", 2),
    Form { form: "| {id} | {title} | {*} |", head: "| ID | TITLE | Ada | |", width: None },
    Form { form: "| {title} | {*} |", head: "| TITLE | Ada | |", width: None },
    form("*.md", "---\nid: ID\ntitle: 'TITLE'\nOwner: Ada\n---", 0),
    form("*.md", "---\ntitle: 'TITLE'\nsize: []\n---", 0),
];

const TITLES: [&str; 7] = [
    "Mend the roof",
    "Mend @due(2026-01-02) it #home",
    "See [the plan](docs/a_(b).md) first",
    "[Mend](docs/c.md)",
    "Mend \\| paint",
    "B-2: a — *title*: of (many) signs!",
    "Mend [it][p]  ",
];

/// The files of a stage that keeps its cards in a form, with a card among others of its form; the name of
/// the one in which the card stands, and its line.
fn files(form: Form, name: &str, card: Option<(&str, &str)>) -> (Vec<(String, String)>, usize) {
    let (title, text) = card.unwrap_or_default();
    let others = |which: usize| {
        let (id, title) = (format!("Z-{}{which}", name.len()), format!("Other {name}{which}"));
        form.head.replace("ID", &id).replace("TITLE", &title).replace("URL", "u")
    };
    if form.is_file() {
        let path = |title: &str| {
            let own = crate::id::TaskId::handle(title).to_string();
            format!("{name}/{}", form.form.replace('*', &own))
        };
        let other = |which: usize| {
            (path(&format!("Other {name}{which}")), format!("{}\n\nText.\n", others(which)))
        };
        let mut files = vec![other(1), other(2)];
        files.extend(card.map(|_| (path(title), text.to_owned())));
        return (files, form.head.lines().position(|line| line.contains("TITLE")).unwrap_or(0) + 1);
    }
    let (above, below) = match form.width {
        None => {
            let id = if form.has_id() { "| Id " } else { "" };
            let dashes = "|---".repeat(if form.has_id() { 4 } else { 3 });
            let table = format!("{id}| Title | Owner | Size |\n{dashes}|\n");
            (format!("# Board\n\n{table}{}\n", others(1)), format!("{}\n\nText.\n", others(2)))
        }
        Some(0) => {
            (format!("Text.\n\n{}\n\nBody.\n\n", others(1)), format!("{}\n\nBody.\n", others(2)))
        }
        Some(_) => (format!("# Board\n\n{}\n", others(1)), format!("{}\n\n[p]: url\n", others(2))),
    };
    let line = above.matches('\n').count() + 1;
    (vec![(format!("{name}.md"), format!("{above}{text}{below}"))], line)
}

fn card(form: Form, title: &str, body: &[&str]) -> String {
    let title = if form.width.is_none() { title.trim_end() } else { title };
    let mut text =
        form.head.replace("ID", "A-1").replace("TITLE", title).replace("URL", "https://x/(1)")
            + "\n";
    for line in body.iter().filter(|_| form.width.is_some()) {
        let blanks = if line.is_empty() { 0 } else { form.width.unwrap_or(0) };
        text.push_str(&format!("{}{line}\n", " ".repeat(blanks)));
    }
    // Headings stand apart.
    text + if form.width == Some(0) && !form.is_file() { "\n" } else { "" }
}

/// Moves a card from one form to another and home; why it was refused, where it was. Whatever happens,
/// the boards are then as they were.
fn out_and_home(from: Form, to: Form, title: &str, body: &[&str]) -> Option<PlanError> {
    let stage = |name: &str, form: Form| {
        let (board, card) = match form.is_file() {
            true => (format!("{name}/{}", form.form), String::new()),
            false => (format!("{name}.md"), format!("card = '{}'\n", form.form)),
        };
        format!("[[stage]]\nname = \"{name}\"\nboard = \"{board}\"\n{card}")
    };
    let workflow = format!("version = 1\n{}{}", stage("todo", from), stage("doing", to));
    let (here, line) = files(from, "todo", Some((title, &card(from, title, body))));
    let (there, _) = files(to, "doing", None);
    let all: Vec<(&str, &str)> = here.iter().chain(&there).map(|(p, t)| (&**p, &**t)).collect();
    let yard = Yard::new(&workflow, &all);
    let tasks = |stage: &str| {
        let snapshot = yard.flow().look().expect("boards");
        let tasks = snapshot.tasks().iter().filter(|task| task.stage.as_str() == stage);
        tasks.cloned().collect::<Vec<_>>()
    };
    let (before, boards) = (yard.files(), yard.flow().look().expect("boards"));
    // Its neighbours are named Other, and a body may have cards of its own.
    let own = here.last().map(|(path, _)| path.as_str());
    let here = tasks("todo");
    let is_own = |task: &&crate::task::Task| task.line == line && own == Some(task.board.as_str());
    let task = here.iter().find(is_own).expect("the card").clone();
    if here.iter().filter(|other| other.id == task.id).count() > 1 {
        return None;
    }
    let said = |task: &crate::task::Task, name: &str| {
        let mut told = task.fields.iter().filter(|field| !field.value.is_empty());
        let found = told.find(|field| field.name.eq_ignore_ascii_case(name));
        found.map(|field| field.value.clone())
    };
    let context = || format!("{} -> {}: {title:?} {body:?}", from.form, to.form);
    match yard.advance(task.id.as_str()) {
        Ok(_) => {
            assert!(tasks("todo").iter().all(|other| other.id != task.id), "{}", context());
            let there = tasks("doing");
            let came = there.iter().find(|other| other.id == task.id);
            let came = came.unwrap_or_else(|| panic!("{} is there: {}", task.id, context()));
            assert_eq!(there.len(), 3, "{}", context());
            for field in task.fields.iter().filter(|field| !field.value.is_empty()) {
                assert_eq!(said(came, &field.name), said(&task, &field.name), "{}", context());
            }
            assert_eq!(came.boxes.len(), task.boxes.len(), "{}", context());
            assert_eq!(yard.lost_since(&boards), [] as [String; 0], "{}", context());
            let there = yard.flow().look().expect("boards");
            yard.back(task.id.as_str()).unwrap_or_else(|error| panic!("{}: {error}", context()));
            assert_eq!(yard.files(), before, "{}", context());
            assert_eq!(yard.lost_since(&there), [] as [String; 0], "home, {}", context());
            None
        }
        Err(FlowError::Plan(why)) => {
            assert_eq!(yard.files(), before, "{}", context());
            Some(why)
        }
        Err(error) => panic!("{}: {error}", context()),
    }
}

#[test]
fn every_form_goes_to_every_form_that_can_hold_it() {
    for from in FORMS {
        for to in FORMS {
            for body in [&[][..], &["", "- a step"][..], &["", "see [q]", "", "[q]: x"][..]] {
                let why = out_and_home(from, to, TITLES[0], body);
                let linked = from.head.contains("URL");
                let context = format!("{} -> {}: {why:?}", from.form, to.form);
                if !to.names(from) || to.has_link() && !linked {
                    assert!(matches!(why, Some(PlanError::NoForm { .. })), "{context}");
                } else if from.width.is_some() && to.width.is_none() && !body.is_empty() {
                    let lines = matches!(why, Some(PlanError::Form { why: Domain::Lines, .. }));
                    assert!(lines, "{context}");
                } else {
                    assert!(why.is_none(), "{context}");
                }
            }
        }
    }
}

#[test]
fn a_card_that_becomes_the_last_leaves_its_definitions_to_the_board() {
    let workflow = "version = 1\n[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\ncard = \"## {title}\"\n\
                    [[stage]]\nname = \"doing\"\nboard = \"DOING.md\"\ncard = \"- {title}\"\n";
    let todo = "## Mend  \n\n[p]: url\n\n## Paint\n";
    let yard = Yard::new(workflow, &[("TODO.md", todo), ("DOING.md", "# Doing\n")]);
    yard.advance("paint").expect("moved");
    assert_eq!(yard.read("TODO.md"), "## Mend  \n\n[p]: url\n");
    yard.back("paint").expect("home");
    assert_eq!(yard.read("TODO.md"), todo);
}

fn body() -> impl Strategy<Value = Vec<&'static str>> {
    let line = prop::sample::select(vec![
        "",
        "",
        "text",
        "Owner: Eve",
        "**Size**: 3",
        "- **Place:** north",
        "- [ ] box",
        "- a",
        "  - b",
        "    deep",
        "> said",
        "```",
        "| a | b |",
        "-----",
        "---",
        "1. one",
        "\ttab",
        "#### part",
        "<!-- c -->",
        "see [p]",
        "  two",
        "[q]: x",
        "- [A-9]: x",
        "**Steps**:",
        "`a",
    ]);
    prop::collection::vec(line, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever a card says, it comes home to the byte, or is refused for a reason that a person can
    /// do something about.
    #[test]
    fn any_card_goes_out_and_home(
        from in prop::sample::select(FORMS.to_vec()),
        to in prop::sample::select(FORMS.to_vec()),
        title in prop::sample::select(TITLES.to_vec()),
        body in body(),
    ) {
        // The others are refused, as is shown above.
        prop_assume!(to.names(from));
        let why = out_and_home(from, to, title, &body);
        let known = matches!(
            why,
            None | Some(
                PlanError::NoForm { .. }
                    | PlanError::Form { .. }
                    | PlanError::Unclosed { .. }
                    | PlanError::Mismatch(_)
            )
        );
        prop_assert!(known, "{why:?}");
    }
}

#[test]
fn a_file_whose_text_has_a_field_of_its_front_matter_says_the_same_elsewhere_or_stays() {
    let why = out_and_home(FORMS[14], FORMS[2], TITLES[0], &["Owner: Eve"]);
    let twice = matches!(&why, Some(PlanError::Form { why: Domain::Twice { .. }, .. }));
    assert!(twice, "{why:?}");
}
