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
        self.form.contains("{id}")
    }

    fn has_link(self) -> bool {
        self.form.contains("{link}")
    }
}

const fn form(form: &'static str, head: &'static str, width: usize) -> Form {
    Form { form, head, width: Some(width) }
}

const FORMS: [Form; 14] = [
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

/// A board whose stage keeps its cards in a form, around one of its own: the text before and behind it.
fn board(form: Form, n: usize) -> (String, String) {
    let others = |which: usize| {
        let (id, title) = (format!("Z-{n}{which}"), format!("Other {n}{which}"));
        form.head.replace("ID", &id).replace("TITLE", &title).replace("URL", "u")
    };
    match form.width {
        None => {
            let id = if form.has_id() { "| Id " } else { "" };
            let dashes = "|---".repeat(if form.has_id() { 4 } else { 3 });
            let table = format!("{id}| Title | Owner | Size |\n{dashes}|\n");
            (format!("# Board {n}\n\n{table}{}\n", others(1)), format!("{}\n\nText.\n", others(2)))
        }
        Some(0) => {
            (format!("Text.\n\n{}\n\nBody.\n\n", others(1)), format!("{}\n\nBody.\n", others(2)))
        }
        Some(_) => {
            (format!("# Board {n}\n\n{}\n", others(1)), format!("{}\n\n[p]: url\n", others(2)))
        }
    }
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
    text + if form.width == Some(0) { "\n" } else { "" }
}

/// Moves a card from one form to another and home; why it was refused, where it was. Whatever happens,
/// the boards are then as they were.
fn out_and_home(from: Form, to: Form, title: &str, body: &[&str]) -> Option<PlanError> {
    let stage = |name: &str, form: Form| {
        format!(
            "[[stage]]\nname = \"{name}\"\nboard = \"{}.md\"\ncard = '{}'\n",
            name.to_uppercase(),
            form.form
        )
    };
    let workflow = format!("version = 1\n{}{}", stage("todo", from), stage("doing", to));
    let ((above, below), (there, end)) = (board(from, 1), board(to, 2));
    let todo = format!("{above}{}{below}", card(from, title, body));
    let yard = Yard::new(&workflow, &[("TODO.md", &todo), ("DOING.md", &format!("{there}{end}"))]);
    let tasks = |stage: &str| {
        let snapshot = yard.flow().look().expect("boards");
        let tasks = snapshot.tasks().iter().filter(|task| task.stage.as_str() == stage);
        tasks.cloned().collect::<Vec<_>>()
    };
    let before = yard.files();
    // Its neighbours are named Other, and a body may have cards of its own.
    let here = tasks("todo");
    let line = above.matches('\n').count() + 1;
    let task = here.iter().find(|task| task.line == line).expect("the card").clone();
    if here.iter().filter(|other| other.id == task.id).count() > 1 {
        return None;
    }
    let context = || format!("{} -> {}: {title:?} {body:?}", from.form, to.form);
    match yard.advance(task.id.as_str()) {
        Ok(_) => {
            assert!(tasks("todo").iter().all(|other| other.id != task.id), "{}", context());
            let there = tasks("doing");
            let came = there.iter().find(|other| other.id == task.id);
            let came = came.unwrap_or_else(|| panic!("{} is there: {}", task.id, context()));
            assert_eq!(there.len(), 3, "{}", context());
            for field in task.fields.iter().filter(|field| !field.value.is_empty()) {
                assert_eq!(came.field(&field.name), Some(field.value.as_str()), "{}", context());
            }
            assert_eq!(came.boxes.len(), task.boxes.len(), "{}", context());
            yard.back(task.id.as_str()).unwrap_or_else(|error| panic!("{}: {error}", context()));
            assert_eq!(yard.files(), before, "{}", context());
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
                if from.has_id() != to.has_id() || to.has_link() && !linked {
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
        prop_assume!(from.has_id() == to.has_id());
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
