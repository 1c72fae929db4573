//! What stands below the cards of a board, and belongs to none.

use super::Yard;

const WORKFLOW: &str = r####"
version = 1
[[stage]]
name = "todo"
board = "TODO.md"
card = "### {title}"
footer = "---"
[[stage]]
name = "doing"
board = "DOING.md"
card = "### {title}"
footer = "---"
[[stage]]
name = "done"
ends = true
"####;

const TODO: &str = "# Todo\n\n### Mend the roof\n**Priority**: High\n\n### Paint the door\nGreen.\n\n---\n\n**Note:** Ask first.\n\n*As of May*\n";
const DOING: &str = "# Doing\n\n---\n\n**Note:** No more than three.\n";

#[test]
fn what_stands_below_the_cards_stays_there() {
    let yard = Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)]);
    let before = yard.files();
    let moved = |name: &str| yard.advance(name).expect("moved");
    moved("paint");
    assert_eq!(
        yard.read("TODO.md"),
        "# Todo\n\n### Mend the roof\n**Priority**: High\n\n---\n\n**Note:** Ask first.\n\n*As of May*\n"
    );
    assert_eq!(
        yard.read("DOING.md"),
        "# Doing\n\n### Paint the door\nGreen.\n\n---\n\n**Note:** No more than three.\n"
    );
    moved("mend");
    assert!(yard.read("TODO.md").starts_with("# Todo\n\n---\n\n**Note:** Ask"));
    assert!(
        yard.read("DOING.md")
            .ends_with("**Priority**: High\n\n---\n\n**Note:** No more than three.\n")
    );
    moved("paint");
    assert_eq!(yard.read("archive/paint-the-door.md").trim_end(), "### Paint the door\nGreen.");
    yard.back("mend").expect("home");
    while yard.undo().is_ok() {}
    assert_eq!(yard.files(), before);
}

#[test]
fn all_go_and_come_home_in_any_order() {
    let todo = TODO.replace("### Paint", "### Sweep\n\nTwice.\n\n### Paint");
    for end in ["\n", "\n\n", ""] {
        let todo = format!("{}{end}", todo.trim_end());
        let yard = Yard::new(WORKFLOW, &[("TODO.md", &todo), ("DOING.md", DOING)]);
        let before = yard.files();
        let names = ["mend", "sweep", "paint"];
        for (first, last) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
            let order = [first, 3 - first - last, last].map(|nth| names[nth]);
            for name in order {
                yard.advance(name).expect("moved");
            }
            assert!(!yard.read("TODO.md").contains("###"));
            for name in order {
                yard.back(name).expect("home");
            }
            assert_eq!(yard.files(), before, "{order:?}");
        }
    }
}

#[test]
fn where_nothing_stands_behind_it_it_is_a_rule() {
    let todo = "# Todo\n\n### One\n\n---\n\n### Two\n\n---\n";
    let yard = Yard::new(WORKFLOW, &[("TODO.md", todo), ("DOING.md", DOING)]);
    yard.advance("two").expect("moved");
    yard.advance("one").expect("moved");
    assert_eq!(yard.read("DOING.md").matches("###").count(), 2);
    yard.back("two").expect("home");
    yard.back("one").expect("home");
    assert_eq!(yard.read("TODO.md"), todo);
}

#[test]
fn the_last_line_with_text_behind_it_is_the_footer_whatever_is_listed_there() {
    let workflow = WORKFLOW.replace("### {title}", "- [ ] {title}");
    let todo = "# Todo\n\n- [ ] One\n\n---\n\nSigns:\n\n- red is late\n\n---\n";
    let yard = Yard::new(&workflow, &[("TODO.md", todo), ("DOING.md", DOING)]);
    yard.advance("one").expect("moved");
    assert_eq!(yard.read("TODO.md"), todo.replace("- [ ] One\n\n", ""));
    yard.back("one").expect("home");
    assert_eq!(yard.read("TODO.md"), todo);
}

#[test]
fn a_heading_above_those_of_cards_does_not_hide_a_footer() {
    let todo = format!("{TODO}\n## Signs\n\n- High: now\n");
    let yard = Yard::new(WORKFLOW, &[("TODO.md", &todo), ("DOING.md", DOING)]);
    yard.advance("paint").expect("moved");
    assert_eq!(yard.read("TODO.md"), todo.replace("### Paint the door\nGreen.\n\n", ""));
    yard.back("paint").expect("home");
    assert_eq!(yard.read("TODO.md"), todo);
}
