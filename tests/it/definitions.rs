//! Definitions of links that stand within a card, and that others use.

use crate::scenario::Scenario;

const STAGES: &str = r#"version = 1

[ids]
prefixes = ["A"]

[[stage]]
name = "todo"
board = "TODO.md"
CARD

[[stage]]
name = "doing"
board = "DOING.md"
CARD

[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"
"#;

const HEADINGS: &str = "card = \"### {id}: {title}\"";
const ITEMS: &str = "card = \"- [ ] **{id}** {title}\"";

fn yard(card: &str, todo: &str) -> Scenario {
    let yard = Scenario::new();
    yard.file("workflow.toml", STAGES.replace("CARD", card));
    yard.file("TODO.md", todo).file("DOING.md", "# Doing\n");
    yard.commit("Begin");
    yard
}

fn back(yard: &Scenario, id: &str) {
    yard.flow(&["back", id, "--why", "rain"]).ok();
}

#[test]
fn others_keep_what_a_card_defines_that_goes() {
    let todo =
        "# T\n\n### A-1: Paint [q]\n\n[q]: http://q.example\n\n### A-2: Mend as in [q]\n\nSoon.\n";
    let left = "# T\n\n### A-2: Mend as in [q]\n\nSoon.\n\n[q]: http://q.example\n";
    let begun = yard(HEADINGS, todo);
    let before = begun.files();
    begun.flow(&["advance", "A-1"]).ok();
    assert_eq!(begun.read("TODO.md"), left);
    assert_eq!(begun.read("DOING.md"), "# Doing\n\n### A-1: Paint [q]\n\n[q]: http://q.example\n");
    back(&begun, "A-1");
    assert!(begun.files() == before, "{}", begun.read("TODO.md"));
    begun.flow(&["advance", "A-1"]).ok();
    begun.flow(&["undo"]).ok();
    assert!(begun.files() == before);

    // Both go, and each comes home first.
    let (one, two) = (["A-1", "A-2"], ["A-2", "A-1"]);
    for (way, home) in [(one, one), (one, two), (two, one)] {
        way.iter().for_each(|id| drop(begun.flow(&["advance", id]).ok()));
        home.iter().for_each(|id| back(&begun, id));
        assert!(begun.files() == before, "{way:?} {home:?} {}", begun.read("TODO.md"));
    }

    // Others may have been written on meanwhile: then it is put back, and the definition is nobody else's.
    begun.flow(&["advance", "A-1"]).ok();
    begun.flow(&["set", "A-2", "P=1"]).ok();
    back(&begun, "A-1");
    let now = begun.read("TODO.md");
    assert_eq!(now.matches("[q]: ").count(), 1, "{now}");
    assert!(now.starts_with(&todo[..todo.find("### A-2").unwrap()]), "{now}");
    assert!(now.ends_with("Soon.\n") || now.ends_with("1\n"), "{now}");

    // Who leaves for good takes nothing along that others use, nor does what is dropped.
    let short = Scenario::new();
    let (todo_stage, rest) = STAGES.split_once("[[stage]]\nname = \"doing\"").unwrap();
    let workflow = format!("{todo_stage}{}", &rest[rest.find("[[stage]]").unwrap()..]);
    short.file("workflow.toml", workflow.replace("CARD", HEADINGS)).file("TODO.md", todo);
    short.commit("Begin");
    for verbs in [&["drop", "A-1", "--why", "x"][..], &["advance", "A-1"]] {
        short.flow(verbs).ok();
        assert_eq!(short.read("TODO.md"), left, "{verbs:?}");
        short.flow(&["undo"]).ok();
        assert_eq!(short.read("TODO.md"), todo, "{verbs:?}");
    }
}

#[test]
fn nothing_is_left_where_nobody_needs_it() {
    for (todo, left) in [
        // Nobody says it.
        ("### A-1: Paint [q]\n\n[q]: http://q\n\n### A-2: Mend\n", "### A-2: Mend\n"),
        // It is defined there besides.
        (
            "### A-1: Paint [q]\n\n[q]: http://q\n\n### A-2: Mend [q]\n\n[q]: http://q\n",
            "### A-2: Mend [q]\n\n[q]: http://q\n",
        ),
    ] {
        let yard = yard(HEADINGS, &format!("# T\n\n{todo}"));
        yard.flow(&["advance", "A-1"]).ok();
        assert_eq!(yard.read("TODO.md"), format!("# T\n\n{left}"));
        back(&yard, "A-1");
        assert_eq!(yard.read("TODO.md"), format!("# T\n\n{todo}"));
    }
    // Where it is defined otherwise, that is told.
    let yard = yard(
        HEADINGS,
        "# T\n\n### A-1: Paint [q]\n\n[q]: http://q\n\n### A-2: Mend [q]\n\n[q]: http://other\n",
    );
    yard.flow(&["advance", "A-1"]).ok().says("without A-1, [q] leads elsewhere: TODO.md:9");
    back(&yard, "A-1");
}

#[test]
fn a_definition_within_another_item_goes_along() {
    let todo =
        "# T\n\n- [ ] **A-1** Paint [q]\n\n  [q]: http://q.example\n- [ ] **A-2** Mend as in [q]\n";
    let yard = yard(ITEMS, todo);
    let before = yard.files();
    yard.flow(&["advance", "A-2"]).ok();
    assert_eq!(
        yard.read("DOING.md"),
        "# Doing\n\n- [ ] **A-2** Mend as in [q]\n\n[q]: http://q.example\n"
    );
    back(&yard, "A-2");
    assert!(yard.files() == before);
    yard.flow(&["advance", "A-1"]).ok();
    assert_eq!(
        yard.read("TODO.md"),
        "# T\n\n- [ ] **A-2** Mend as in [q]\n\n[q]: http://q.example\n"
    );
    yard.flow(&["advance", "A-2"]).ok();
    back(&yard, "A-1");
    back(&yard, "A-2");
    assert!(yard.files() == before, "{}", yard.read("TODO.md"));
}

#[test]
fn within_one_board_nothing_is_defined_or_taken_off() {
    let yard = Scenario::new();
    let two = "version = 1\n\n[ids]\nprefixes = [\"A\"]\n\n[[stage]]\nname = \"inbox\"\nboard = \"INBOX.md\"\n\
               card = \"### {id}: {title}\"\n\n[[stage]]\nname = \"todo\"\nboard = \"K.md\"\nunder = \"## Todo\"\n\
               card = \"### {id}: {title}\"\n\n[[stage]]\nname = \"doing\"\nboard = \"K.md\"\nunder = \"## Doing\"\n\
               card = \"### {id}: {title}\"\n\n[[stage]]\nname = \"done\"\nends = true\n";
    yard.file("workflow.toml", two);
    yard.file("INBOX.md", "# Inbox\n\n### A-1: Paint [q]\n\nx\n\n[q]: http://q\n");
    yard.file("K.md", "# K\n\n## Todo\n\n### A-2: Sweep\n\ny\n\n## Doing\n");
    yard.commit("Begin");
    let before = yard.files();
    yard.flow(&["advance", "A-1"]).ok();
    yard.flow(&["advance", "A-1"]).ok();
    yard.flow(&["set", "A-2", "P=1"]).ok();
    back(&yard, "A-1");
    assert_eq!(yard.read("K.md").matches("[q]: http://q\n").count(), 1, "{}", yard.read("K.md"));
    back(&yard, "A-1");
    yard.flow(&["undo", "3"]).ok();
    assert!(yard.files() == before, "{}", yard.read("K.md"));
}

#[test]
fn the_last_card_takes_its_gap_and_its_definitions_home() {
    let todo = "# T\n\n### A-1: Paint [q] [r]\n\nx\n\n[q]: http://q\n[r]: http://r\n";
    let yard = yard(HEADINGS, todo);
    let doing = "# Doing\n\n### A-3: Sweep\n\ny\n";
    yard.file("DOING.md", doing);
    yard.flow(&["advance", "A-1"]).ok();
    assert!(yard.read("DOING.md").ends_with("x\n\n[q]: http://q\n[r]: http://r\n"));
    yard.flow(&["set", "A-3", "P=1"]).ok();
    back(&yard, "A-1");
    yard.flow(&["undo", "2"]).ok();
    assert_eq!(yard.read("DOING.md"), doing);
    assert_eq!(yard.read("TODO.md"), todo);
    // A definition of a person's stays, though flow has written the same one, and somebody took that out.
    let own = "# Doing\n\n### A-3: Sweep\n\ny\n\n[q]: http://q\n[r]: http://r\n";
    yard.file("DOING.md", own);
    yard.flow(&["advance", "A-1"]).ok();
    yard.flow(&["set", "A-3", "P=1"]).ok();
    back(&yard, "A-1");
    assert!(yard.read("DOING.md").ends_with("\n\n[q]: http://q\n[r]: http://r\n"));
}

#[test]
fn a_board_keeps_its_last_line_end() {
    let yard = yard(HEADINGS, "# T\n\n### A-1: Paint [q]\n\n[q]: http://q\n\n### A-2: Mend\n");
    let workflow =
        yard.read("workflow.toml").replace("\"DOING.md\"", "\"DOING.md\"\ninsert = \"top\"");
    yard.file("workflow.toml", workflow);
    yard.file("DOING.md", "# Doing\n\nAs in [q].\n\n### A-3: Sweep\n");
    yard.flow(&["advance", "A-1"]).ok();
    yard.flow(&["advance", "A-3"]).ok();
    back(&yard, "A-1");
    let doing = yard.read("DOING.md");
    assert!(
        doing.starts_with("# Doing\n\nAs in [q].\n") && doing.ends_with("[q]: http://q\n"),
        "{doing}"
    );
}

#[test]
fn what_was_dropped_brings_its_definition_back_alone() {
    let todo = "# T\n\n### A-1: Paint [q]\n\n[q]: http://q\n\n### A-2: Mend [q]\n\ny\n";
    let yard = yard(HEADINGS, todo);
    yard.flow(&["drop", "A-1", "--why", "x"]).ok();
    yard.flow(&["set", "A-2", "P=1"]).ok();
    yard.flow(&["undo", "1"]).ok();
    assert_eq!(yard.read("TODO.md").matches("[q]: ").count(), 1, "{}", yard.read("TODO.md"));
    yard.flow(&["undo", "2"]).ok();
    assert_eq!(yard.read("TODO.md"), todo);
}

#[test]
fn several_new_cards_are_taken_back_though_others_were_written_on() {
    for card in [HEADINGS, ITEMS] {
        let head = |id: &str, title: &str| match card == HEADINGS {
            true => format!("### {id}: {title}\n\nSoon.\n\n"),
            false => format!("- [ ] **{id}** {title}\n"),
        };
        let cards = format!("{}{}", head("A-1", "Paint"), head("A-2", "Mend"));
        let todo = format!("# T\n\n**Active: 2**\n\n{}\n", cards.trim_end());
        let yard = yard(card, &todo);
        let counted = "board = \"TODO.md\"\ncounters = [\"**Active: {count}**\"]";
        let workflow = yard.read("workflow.toml").replace("board = \"TODO.md\"", counted);
        yard.file("workflow.toml", workflow);
        yard.flow(&["split", "A-1", "x", "y", "z"]).ok();
        assert!(yard.read("TODO.md").contains("**Active: 5**"));
        yard.flow(&["set", "A-2", "P=1"]).ok();
        yard.flow(&["undo", "1"]).ok();
        yard.flow(&["undo", "2"]).ok();
        assert_eq!(yard.read("TODO.md"), todo);
    }
}
