//! What flow itself carries from form to form is never told as lost, and what a hand leaves out is.

use proptest::prelude::*;

use super::Yard;
use crate::flow::FlowError;

/// The forms of a stage: its board, its card, what it says, and what stands there before the first task.
const STAGES: [(&str, &str, &str); 9] = [
    ("sN/*.md", "where = { status = \"SN\" }", ""),
    ("sN/*.md", "", ""),
    ("sN.md", "card = \"### [{id}]: {title}\"", "# Board\n\n### [Z-N]: Other\n\nText.\n"),
    ("sN.md", "card = \"- [ ] {id}: {title}\"", "# Board\n\n- [ ] Z-N: Other\n"),
    (
        "sN.md",
        "card = \"- {id} {title}\"\nfield = \"- **{name}:** {value}\"",
        "# Board\n\n- Z-N Other\n",
    ),
    ("sN.md", "card = \"- {id} {title}\"\nfield = \"@{name}({value})\"", "- Z-N Other\n"),
    ("sN.md", "card = \"| {id} | {title} | {*} |\"", "| Id | Title |\n|---|---|\n"),
    (
        "sN.md",
        "card = \"| {id} | {title} | {*} |\"",
        "| Id | Title | area | Status | Depends On |\n|---|---|---|---|---|\n",
    ),
    ("sN.txt", "card = \"{id} {title}\"", "Z-N Other\n"),
];

/// A task in the form of a stage.
fn task(form: usize, fields: &[(&str, &str)]) -> String {
    let of = |line: &dyn Fn(&str, &str) -> String| {
        fields.iter().map(|(name, value)| line(name, value)).collect::<String>()
    };
    match form {
        0 | 1 => {
            let status = if form == 0 { "status: S0\n" } else { "" };
            let fields = of(&|name, value| format!("{name}: {value}\n"));
            format!("---\nid: A-1\ntitle: Mend the roof\n{status}{fields}---\n")
        }
        2 => format!("### [A-1]: Mend the roof\n{}", of(&|n, v| format!("**{n}**: {v}\n"))),
        3 => format!("- [ ] A-1: Mend the roof\n{}", of(&|n, v| format!("  - **{n}:** {v}\n"))),
        4 => format!("- A-1 Mend the roof\n{}", of(&|n, v| format!("  - **{n}:** {v}\n"))),
        5 => format!("- A-1 Mend the roof{}\n", of(&|n, v| format!(" @{n}({v})"))),
        6 => format!("| A-1 | Mend the roof{} |\n", of(&|n, v| format!(" @{n}({v})"))),
        7 => {
            let value = |name: &str| {
                let found = fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
                found.map_or("", |(_, value)| value)
            };
            let (area, blocked) = (value("area"), value("Depends On"));
            format!("| A-1 | Mend the roof | {area} | | {blocked} |\n")
        }
        _ => format!("A-1 Mend the roof{}\n", of(&|n, v| format!(" {n}:{v}"))),
    }
}

/// A yard whose stages have these forms, one behind the other, with a task in the first.
fn yard(forms: &[usize], fields: &[(&str, &str)]) -> Yard {
    let (mut workflow, mut files) = ("version = 1\n".to_owned(), Vec::new());
    for (nth, &form) in forms.iter().enumerate() {
        let own = |text: &str| text.replace('N', &nth.to_string());
        let (board, card, text) = STAGES[form];
        let (board, card, mut text) = (own(board), own(card), own(text));
        workflow.push_str(&format!("[[stage]]\nname = \"s{nth}\"\nboard = \"{board}\"\n{card}\n"));
        if nth == 0 {
            text.push_str(&task(form, fields));
        }
        let path = board.replace('*', "A-1");
        if !text.is_empty() {
            files.push((path, text));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    Yard::new(&workflow, &files)
}

/// What the task says, but for its stage: names as the forms may spell them.
fn said(yard: &Yard) -> Vec<(String, String)> {
    let snapshot = yard.flow().look().expect("boards");
    let task = snapshot.tasks().iter().find(|task| task.id.as_str() == "A-1").expect("the task");
    let words = |name: &str| name.to_lowercase().replace(['-', '_'], " ");
    let fields = task.fields.iter().filter(|field| !field.value.is_empty());
    let mut fields: Vec<_> =
        fields.map(|field| (words(&field.name), field.value.clone())).collect();
    fields.retain(|(name, _)| name != "status");
    fields.sort();
    fields
}

const FIELDS: [(&str, &str); 6] = [
    ("area", "north"),
    ("Two Words", "x"),
    ("Ünï", "y"),
    ("Depends On", "Z-1"),
    ("Note", "z"),
    ("size", "3"),
];

fn fields() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    prop::sample::subsequence(FIELDS.to_vec(), 0..4)
}

#[test]
fn no_pair_of_forms_loses_what_a_card_says() {
    for from in 0..STAGES.len() {
        for to in 0..STAGES.len() {
            for field in FIELDS {
                // In a title, a name is one word.
                let fits = !matches!(from, 5 | 6 | 8) || !field.0.contains(' ');
                let fields = if fits { vec![field] } else { vec![("area", "north")] };
                let yard = yard(&[from, to], &fields);
                let (before, told) = (yard.flow().look().expect("boards"), said(&yard));
                match yard.advance("A-1") {
                    Ok(_) => {}
                    Err(FlowError::Plan(_)) => continue,
                    Err(error) => panic!("{from} -> {to}: {error}"),
                }
                assert_eq!(said(&yard), told, "{from} -> {to}, {fields:?}");
                assert_eq!(
                    yard.lost_since(&before),
                    [] as [String; 0],
                    "{from} -> {to}, {fields:?}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// However many forms a task goes through, it says the same in each, each thing once.
    #[test]
    fn no_way_through_the_forms_loses_what_a_card_says(
        forms in prop::collection::vec(0..STAGES.len(), 3..6),
        fields in fields(),
    ) {
        let in_title = matches!(forms[0], 5 | 6 | 8);
        let fields: Vec<_> =
            fields.into_iter().filter(|(name, _)| !in_title || !name.contains(' ')).collect();
        let yard = yard(&forms, &fields);
        let (before, told) = (yard.flow().look().expect("boards"), said(&yard));
        for _ in 1..forms.len() {
            let here = yard.flow().look().expect("boards");
            match yard.advance("A-1") {
                Ok(_) => {}
                Err(FlowError::Plan(_)) => break,
                Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
            }
            prop_assert_eq!(said(&yard), told.clone());
            prop_assert_eq!(yard.lost_since(&here), [] as [String; 0]);
            prop_assert_eq!(yard.lost_since(&before), [] as [String; 0]);
        }
    }
}

#[test]
fn what_tells_a_stage_is_no_field_of_the_task_in_another() {
    // Two folders whose files say their stage, and two tables with no place for it.
    let yard = yard(&[0, 6, 0, 6], &[("area", "north")]);
    yard.advance("A-1").expect("moved");
    assert!(yard.read("s1.md").ends_with("| A-1 | Mend the roof @area(north) |\n"));
    yard.advance("A-1").expect("moved");
    let file = yard.read("s2/A-1.md");
    assert_eq!(file.matches("status").count(), 1, "{file}");
    assert!(file.contains("status: S2"), "{file}");
    yard.advance("A-1").expect("it is not stuck");
    assert!(yard.read("s3.md").ends_with("| A-1 | Mend the roof @area(north) |\n"));
}

#[test]
fn a_stage_told_in_a_title_gets_a_place_of_its_own() {
    let yard = yard(&[6, 0], &[("Status", "Old"), ("area", "north")]);
    yard.advance("A-1").expect("moved");
    let file = yard.read("s1/A-1.md");
    assert!(file.contains("status: S1") && !file.contains("Old"), "{file}");
}

#[test]
fn fields_come_out_of_a_todo_txt_as_fields() {
    let yard = yard(&[3, 8, 3], &[("Note", "z"), ("size", "3")]);
    yard.advance("A-1").expect("moved");
    assert!(yard.read("s1.txt").ends_with("A-1 Mend the roof Note:z size:3\n"));
    yard.advance("A-1").expect("moved");
    let board = yard.read("s2.md");
    let card = board.split("A-1: ").nth(1).expect("the card");
    assert!(card.starts_with("Mend the roof\n"), "{card}");
    assert!(card.contains("Note") && card.contains("size"), "{card}");
}

#[test]
fn what_a_hand_leaves_out_is_told_in_every_form() {
    let fields = [("area", "north"), ("Depends On", "Z-1")];
    for from in [0, 1, 2, 3, 4, 7] {
        for (to, new) in [
            (1, "---\nid: A-1\ntitle: Mend the roof\narea: north\n---\n"),
            (3, "- [ ] A-1: Mend the roof\n  - **Area:** north\n"),
            (6, "| Id | Title |\n|---|---|\n| A-1 | Mend the roof @area(north) |\n"),
            (
                7,
                "| Id | Title | area | Status | Depends On |\n|---|---|---|---|---|\n\
                 | A-1 | Mend the roof | north | | |\n",
            ),
            (8, "A-1 Mend the roof area:north\n"),
        ] {
            let yard = yard(&[from, to], &fields);
            let before = yard.flow().look().expect("boards");
            let (old, path) =
                (STAGES[from].0.replace('*', "A-1"), STAGES[to].0.replace('*', "A-1"));
            yard.write(&old.replace('N', "0"), STAGES[from].2);
            yard.write(&path.replace('N', "1"), new);
            let mut lost = yard.lost_since(&before);
            lost.retain(|what| what.starts_with("A-1"));
            // From table to table, a cell may be emptied: the field stands there with another value.
            let emptied = from == 7 && to == 7 && lost.is_empty();
            let told = emptied || matches!(&lost[..], [one] if one.contains("Depends On"));
            assert!(told, "{from} -> {to}: {lost:?}");
        }
    }
}

const ONE_BOARD: &str = r###"version = 1
[[stage]]
name = "todo"
board = "BOARD.md"
under = "## Todo"
card = "- [ ] {id}: {title}"
[[stage]]
name = "doing"
board = "BOARD.md"
under = "## Doing"
card = "- [ ] {id}: {title}"
"###;

#[test]
fn cards_that_stand_below_a_damaged_heading_are_not_lost() {
    let board = "## Todo\n\n- [ ] T-1: Mend\n- [ ] T-2: Paint\n  ```\n  a\n  ```\n\n## Doing\n\n- [ ] T-3: Dig\n";
    let lost = |now: &str| {
        let yard = Yard::new(ONE_BOARD, &[("BOARD.md", board)]);
        let before = yard.flow().look().expect("boards");
        yard.write("BOARD.md", now);
        yard.lost_since(&before)
    };
    let damaged = board.replace("## Todo", "## Todos");
    assert_eq!(lost(&damaged), [] as [String; 0]);
    // Damage hides none that was deleted.
    let gone = lost(&damaged.replace("- [ ] T-1: Mend\n", ""));
    assert!(matches!(&gone[..], [one] if one.starts_with("T-1 stood in todo")), "{gone:?}");
    let open = board.replace("  a\n  ```\n", "<<<<<<< HEAD\n  a\n=======\n");
    assert_eq!(lost(&open), [] as [String; 0]);
    assert_eq!(lost(&board.replace("- [ ] T-1: Mend\n", "")).len(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_not_lost() {
    let yard = yard(&[0, 0], &[("area", "north")]);
    let before = yard.flow().look().expect("boards");
    let file = yard.read("s0/A-1.md");
    for (one, other) in [("status: S0", "status: Elsewhere"), ("area: north", "area: north: x")] {
        yard.write("s0/A-1.md", &file.replace(one, other));
        assert_eq!(yard.lost_since(&before), [] as [String; 0], "{other}");
    }
    yard.write("s0/A-1.md", "");
    assert_eq!(yard.lost_since(&before).len(), 1);
}
