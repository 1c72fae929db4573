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
    for (way, home) in [(one, one), (one, two), (two, one), (two, two)] {
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

/// Does it all, and tells what became of the boards.
fn done(yard: &Scenario, deeds: &str) {
    for deed in deeds.split("; ") {
        let args: Vec<&str> = deed.split(' ').collect();
        match args[0] {
            "back" => back(yard, args[1]),
            _ => drop(yard.flow(&args).ok()),
        }
    }
}

#[test]
fn whatever_order_they_go_and_come_in_every_byte_is_as_it_was() {
    let own = "# T\n\n### A-1: Paint [q]\n\n[q]: http://q\n\n### A-2: Mend\n";
    let unused = "# T\n\n### A-1: Paint\n\n[q]: http://q\n\n### A-2: Mend\n";
    let item = "# T\n\n- [ ] **A-1** Paint [q]\n- [ ] **A-2** Mend\n\n  [q]: http://q\n";
    let short = STAGES.replace("archive = \"archive/{id}.md\"", "board = \"DONE.md\"\nCARD");
    for (card, todo, deeds) in [
        (HEADINGS, own, "advance A-2; advance A-1; undo A-2; undo A-1"),
        (HEADINGS, own, "advance A-2; advance A-1; back A-2; back A-1"),
        (HEADINGS, unused, "advance A-1; advance A-2; back A-1; back A-2"),
        (ITEMS, item, "advance A-1; advance A-1; advance A-2; undo 2; undo 1; undo 3"),
        (HEADINGS, own, "split A-1 Part Half; note A-2 x; undo 1; undo 2"),
        (HEADINGS, own, "note A-2 x; split A-1 Part Half; advance A-4; back A-4; undo 2; undo"),
    ] {
        let yard = yard(card, todo);
        yard.file("workflow.toml", short.replace("CARD", card)).file("DONE.md", "# Done\n");
        let before = yard.files();
        done(&yard, deeds);
        assert!(
            yard.files() == before,
            "{deeds}: {}{}",
            yard.read("TODO.md"),
            yard.read("DOING.md")
        );
    }
}

#[test]
fn a_card_that_is_written_on_keeps_what_it_defines() {
    for other in ["", " [q]"] {
        let todo = format!("# T\n\n### A-1: Paint\n\n[q]: http://q\n\n### A-2: Mend{other}\n");
        let yard = yard(HEADINGS, &todo);
        done(&yard, "advance A-1; note A-1 Hm; back A-1");
        assert_eq!(yard.read("DOING.md"), "# Doing\n");
        let now = yard.read("TODO.md");
        let (card, behind) = now.split_once("### A-2").expect("both are there");
        assert!(card.contains("[q]: http://q\n") && !behind.contains("]: "), "{now}");
    }
}

#[test]
fn in_one_file_a_definition_of_a_persons_stays() {
    let stage = |name: &str| {
        let under = format!("## {}{}", name[..1].to_uppercase(), &name[1..]);
        format!(
            "[[stage]]\nname = \"{name}\"\nboard = \"B.md\"\nunder = \"{under}\"\n{HEADINGS}\n\n"
        )
    };
    let workflow = format!(
        "version = 1\n\n[ids]\nprefixes = [\"A\"]\n\n{}{}{}",
        stage("todo"),
        stage("doing"),
        stage("done")
    );
    let first = "# All\n\n## Todo\n\n### A-1: Paint [q]\n\n[q]: http://q\n\n### A-2: Mend\n\n## Doing\n\n## Done\n\n\
                 See [q].\n\n[q]: http://q\n[r]: http://r\n";
    let last = "# All\n\n## Todo\n\n### A-1: Paint\n\n## Doing\n\n### A-2: Mend [q]\n\n[q]: http://q\n\n## Done\n";
    for (text, deeds) in [
        (first, "advance A-1; note A-2 hm; back A-1; undo 2"),
        (first, "advance A-1; advance A-2; back A-1; back A-2"),
        (first, "advance A-1; note A-2 hm; undo A-1; undo 2"),
        (last, "advance A-2; note A-1 hm; back A-2; undo 2"),
        (last, "advance A-2; note A-1 hm; undo A-2; undo 2"),
    ] {
        let yard = Scenario::new();
        yard.file("workflow.toml", &workflow).file("B.md", text).commit("Begin");
        done(&yard, deeds);
        assert_eq!(yard.read("B.md"), text, "{deeds}");
    }
}

#[test]
fn what_cannot_be_carried_or_means_another_thing_there_is_told() {
    let note =
        "# T\n\n### A-2: Mend [^1]\n\n### A-3: X [^1]\n\n[^1]: Long note\n    that goes on.\n";
    let long = yard(HEADINGS, note);
    long.flow(&["advance", "A-2"]).ok().says("[^1] has several lines, and stays: TODO.md:7");
    assert!(!long.read("DOING.md").contains("Long note"));
    let below = yard(HEADINGS, "# T\n\n### A-2: Mend [q]\n\n### A-3: X\n\n[q]:\n  http://q\n");
    below.flow(&["advance", "A-2"]).ok().says("[q] has several lines, and stays: TODO.md:7");
    let blank = yard(HEADINGS, "# T\n\n### A-2: Mend [q]\n\n### A-3: X\n\n[q]: <docs/a b.md>\n");
    blank.flow(&["advance", "A-2"]).ok();
    assert!(blank.read("DOING.md").ends_with("\n\n[q]: <docs/a b.md>\n"));
    let own = yard(HEADINGS, "# T\n\n### A-2: Mend[^1]\n\n[^1]: Two.\n\n### A-3: X\n");
    own.file("DOING.md", "# Doing\n\n### A-1: Paint[^1]\n\n[^1]: One.\n\n### A-4: y\n");
    own.flow(&["advance", "A-2"]).ok().says("[^1] leads elsewhere there: DOING.md:5");
    // Behind a heading it is one, however that is written.
    let under =
        "# T\n[q]: http://q\n\n### A-2: Mend [q]\n\n### A-3: X\n".replace("# T\n[", "T\n===\n[");
    let under = yard(HEADINGS, &under);
    under.flow(&["advance", "A-2"]).ok();
    assert!(under.read("DOING.md").ends_with("\n[q]: http://q\n"));
    // A line within a paragraph defines nothing.
    let text =
        "# T\n\nThe way:\n[q]: http://not\n\n### A-2: Mend [q]\n\n### A-3: X\n\n[q]: http://q\n";
    let within = yard(HEADINGS, text);
    within.flow(&["advance", "A-2"]).ok();
    assert!(within.read("DOING.md").ends_with("\n[q]: http://q\n"));
}

#[test]
fn cards_that_were_made_alone_in_their_section_are_taken_back() {
    let section = |name: &str, under: &str| {
        format!(
            "[[stage]]\nname = \"{name}\"\nboard = \"B.md\"\nunder = \"## {under}\"\n{ITEMS}\n\n"
        )
    };
    let workflow = format!(
        "version = 1\n\n[ids]\nprefixes = [\"A\"]\n\n{}{}{}",
        section("todo", "Todo"),
        section("doing", "Doing"),
        section("done", "Done")
    );
    let text = "# B\n\n## Todo\n\n## Doing\n\n- [ ] **A-1** x\n- [ ] **A-9** y\n\n## Done\n";
    let yard = Scenario::new();
    yard.file("workflow.toml", workflow).file("B.md", text).commit("Begin");
    done(&yard, "split A-1 p q r; set A-9 P=1; undo 1; undo 2");
    assert_eq!(yard.read("B.md"), text);
}

#[test]
fn a_definition_between_two_that_go_stays_apart() {
    let todo =
        "# T\n\n### A-1: Paint [p] [q] [r]\n\nx\n\n[p]: http://p\n[q]: http://q\n[r]: http://r\n";
    let kept = yard(HEADINGS, todo);
    kept.file("DOING.md", "# D\n\n### A-2: Sweep [q]\n\ny\n");
    done(&kept, "advance A-1; set A-2 P=1; back A-1");
    assert!(kept.read("DOING.md").ends_with("\n\n[q]: http://q\n"), "{}", kept.read("DOING.md"));
    assert_eq!(kept.read("TODO.md"), todo);
    // What is left for others stands apart as well, though all else there goes.
    let todo = "# T\n\n### A-1: Paint [p]\n\n[s]: http://s\n\n### A-0: z\n\n[p]: http://p\n";
    let left = yard(HEADINGS, todo);
    let top = left.read("workflow.toml").replace("\"DOING.md\"", "\"DOING.md\"\ninsert = \"top\"");
    left.file("workflow.toml", top).file("DOING.md", "# D\n\n### A-2: Sweep [s]\n\ny\n");
    done(&left, "advance A-1; set A-2 P=1; back A-1");
    assert!(left.read("DOING.md").ends_with("\n\n[s]: http://s\n"), "{}", left.read("DOING.md"));
    assert_eq!(left.read("TODO.md"), todo);
}

#[test]
fn a_definition_that_a_footnote_uses_stays() {
    let yard = yard(HEADINGS, "# T\n\n### A-1: Paint [q]\n\n### A-0: z\n\n[q]: http://q\n");
    yard.file("DOING.md", "# D\n\n### A-2: Sweep[^1]\n\ny\n\n[^1]: As told in [q].\n");
    done(&yard, "advance A-1; set A-2 P=1; back A-1");
    assert!(yard.read("DOING.md").contains("[q]: http://q\n"), "{}", yard.read("DOING.md"));
    // One that goes on below its first line does not hide the next.
    let todo =
        "# T\n\n### A-1: Paint [q]\n\n### A-0: z\n\n[p]: http://p\n  \"The plan\"\n[q]: http://q\n";
    let more = self::yard(HEADINGS, todo);
    more.flow(&["advance", "A-1"]).ok();
    assert!(more.read("DOING.md").ends_with("\n\n[q]: http://q\n"), "{}", more.read("DOING.md"));
}
