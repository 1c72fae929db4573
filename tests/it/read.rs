//! What those who read the code asked of it: texts that stay, names that are not others', second times.

use crate::scenario::Scenario;

fn yard(workflow: &str, files: &[(&str, &str)]) -> Scenario {
    let scenario = Scenario::new();
    scenario.file("workflow.toml", format!("version = 1\n\n{workflow}"));
    for (path, text) in files {
        scenario.file(path, text);
    }
    scenario.commit("Begin");
    scenario
}

const BOXES: &str = r####"[[stage]]
name = "todo"
board = "TODO.md"
card = ["- [ ] {id} {title}", "- [ ] {title}"]

[[stage]]
name = "doing"
board = "DOING.md"
under = "## Doing"
card = ["- [ ] {id} {title}", "- [ ] {title}"]

[[stage]]
name = "done"
ends = true
"####;

#[test]
fn a_sentence_in_an_empty_section_stays_there() {
    let doing = "# Now\n\n## Doing\n\n*No new tasks on Fridays.*\n";
    let yard = yard(BOXES, &[("TODO.md", "- [ ] Mend\n"), ("DOING.md", doing)]);
    yard.flow(&["advance", "mend"]).ok();
    assert_eq!(yard.read("DOING.md"), format!("{doing}\n- [ ] Mend\n"));
    // Where a placeholder is declared, it is the one that goes.
    let doing = "# Now\n\n## Doing\n\n*Nothing here.*\n\n*Empty.*\n";
    let declared =
        BOXES.replace("under = \"## Doing\"", "under = \"## Doing\"\nplaceholder = \"*Empty.*\"");
    let yard = self::yard(&declared, &[("TODO.md", "- [ ] Mend\n"), ("DOING.md", doing)]);
    yard.flow(&["advance", "mend"]).ok();
    assert_eq!(yard.read("DOING.md"), doing.replace("*Empty.*", "- [ ] Mend"));
}

#[test]
fn no_name_and_half_a_number_move_nothing() {
    let yard = yard(
        BOXES,
        &[
            (
                "TODO.md",
                "- [ ] Mend\n- [ ]\n- [ ] Week 10: plan\n- [ ] A-2 Sweep\n- [ ] A 10 day trial\n",
            ),
            ("DOING.md", "# Now\n\n## Doing\n"),
        ],
    );
    let before = yard.files();
    for asked in ["", "?", "week-1", "week 1", "A-1"] {
        for verb in [&["advance", asked][..], &["note", asked, "text"], &["show", asked]] {
            let run = yard.flow(verb);
            assert_ne!(run.code, 0, "{verb:?}");
        }
    }
    assert!(yard.files() == before);
    yard.flow(&["show", "week-10"]).ok().says("Week 10: plan");
    yard.flow(&["show", "a 10"]).ok().says("A 10 day trial");
}

#[test]
fn what_is_done_again_and_again_is_archived_each_time() {
    let bare = BOXES.replace("\"- [ ] {id} {title}\", ", "");
    let yard = yard(&bare, &[("TODO.md", "- [ ] Water plants\n"), ("DOING.md", "## Doing\n")]);
    let finish = || {
        yard.flow(&["advance", "water"]).ok();
        yard.flow(&["advance", "water"]).ok();
    };
    finish();
    yard.flow(&["back", "water-plants", "--why", "x"])
        .exits(1)
        .says("water-plants is finished: it is archived in archive/water-plants.md");
    yard.flow(&["add", "Water plants"]).ok();
    finish();
    yard.flow(&["add", "Water plants"]).ok();
    yard.flow(&["drop", "water", "--why", "it rains"]).ok();
    for name in ["water-plants", "water-plants-2", "water-plants-3"] {
        assert!(yard.read(&format!("archive/{name}.md")).starts_with("- [ ] Water plants\n"));
    }
    yard.flow(&["undo"]).ok();
    assert!(!yard.exists("archive/water-plants-3.md"));
    yard.flow(&["show", "water-plants"]).ok().says("Water plants");
    // An id is given once.
    let yard = self::yard(BOXES, &[("TODO.md", "- [ ] A-1 Mend\n"), ("DOING.md", "## Doing\n")]);
    yard.file("archive/A-1.md", "- [x] A-1 Other\n");
    yard.flow(&["drop", "A-1", "--why", "x"]).exits(3).says("archive/A-1.md is there already");
}

#[test]
fn what_is_dropped_takes_its_links_along() {
    let todo = "- [ ] Mend as in [spec]\n\n[spec]: docs/a.md\n";
    let todo = todo.replace('\n', "\r\n");
    let yard = yard(BOXES, &[("TODO.md", &todo), ("DOING.md", "## Doing\n")]);
    yard.flow(&["drop", "mend", "--why", "x"]).ok();
    let archived = yard.read("archive/mend-as-in-spec.md");
    assert!(archived.ends_with("\r\n\r\n[spec]: docs/a.md\r\n"), "{archived:?}");
    assert!(!archived.replace("\r\n", "").contains('\n'), "{archived:?}");
}

#[test]
fn a_row_that_leaves_cells_out_takes_what_is_written_there() {
    let workflow = r####"[[stage]]
name = "todo"
board = "PLAN.md"
card = "| {id} | {title} | {*} |"
where = { Status = "todo" }

[[stage]]
name = "doing"
board = "PLAN.md"
card = "| {id} | {title} | {*} |"
where = { Status = "doing" }

[stage.on-enter.set]
Started = "{date}"

[[stage]]
name = "done"
ends = true
"####;
    let head = "| ID | Task | Status | Owner | Started |\n|---|---|---|---|---|\n";
    let yard = yard(workflow, &[("PLAN.md", &format!("{head}| T-1 | Mend | todo |\n"))]);
    yard.flow(&["advance", "T-1"]).ok();
    let now = yard.read("PLAN.md");
    assert!(now.starts_with(&format!("{head}| T-1 | Mend | doing |  | 20")), "{now}");
    yard.flow(&["undo"]).ok();
    yard.flow(&["set", "T-1", "owner=Ada"]).ok();
    assert_eq!(yard.read("PLAN.md"), format!("{head}| T-1 | Mend | todo | Ada |\n"));
}

#[test]
fn blanks_at_the_end_of_a_todo_txt_stay_with_their_task() {
    let workflow = r####"[[stage]]
name = "open"
board = "todo.txt"

[[stage]]
name = "done"
board = "todo.txt"
card = "x {title}"
ends = true
"####;
    let yard = yard(workflow, &[("todo.txt", "x Call  \n")]);
    yard.flow(&["add", "Mend"]).ok();
    assert_eq!(yard.read("todo.txt"), "x Call  \nMend\n");
}

#[test]
fn items_between_two_rules_are_tasks() {
    let plain = BOXES.replace("\"- [ ] {id} {title}\", \"- [ ] {title}\"", "\"- {title}\"");
    let todo = "---\n# Ideas\n- Mend the roof\n- Tar the keel\n---\n- Buy nails\n";
    let yard = yard(&plain, &[("TODO.md", todo), ("DOING.md", "## Doing\n")]);
    yard.flow(&["list"]).ok().says("mend-the-roof").says("tar-the-keel").says("buy-nails");
}

#[test]
fn a_title_that_is_a_link_keeps_it() {
    let title = "[Four](http://example.org/4)";
    for form in ["- [ ] {title}", "- {title}", "1. {title}", "### {title}"] {
        let workflow = format!(
            "[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\ncard = \"{form}\"\n\n[[stage]]\nname = \"done\"\nends = true\n"
        );
        let yard = yard(&workflow, &[("TODO.md", &form.replace("{title}", "One\n"))]);
        yard.flow(&["add", title]).ok();
        assert!(yard.read("TODO.md").contains(title), "{}", yard.read("TODO.md"));
    }
    let workflow = "[[stage]]\nname = \"todo\"\nboard = \"todo.txt\"\n\n[[stage]]\nname = \"doing\"\nboard = \"DOING.md\"\n\
                    card = \"- [ ] {title}\"\n\n[[stage]]\nname = \"rows\"\nboard = \"ROWS.md\"\ncard = \"| {title} | {*} |\"\n\n\
                    [[stage]]\nname = \"done\"\nends = true\n";
    let rows = "| Task | Owner |\n|---|---|\n";
    let files = [("todo.txt", &*format!("{title}\n")), ("DOING.md", "# Now\n"), ("ROWS.md", rows)];
    let yard = yard(workflow, &files);
    let before = yard.files();
    yard.flow(&["advance", "four"]).ok();
    assert!(
        yard.read("DOING.md").contains(&format!("- [ ] {title}\n")),
        "{}",
        yard.read("DOING.md")
    );
    yard.flow(&["advance", "four"]).ok();
    assert!(yard.read("ROWS.md").contains(&format!("| {title} |")), "{}", yard.read("ROWS.md"));
    yard.flow(&["back", "four", "--why", "x"]).ok();
    yard.flow(&["back", "four", "--why", "x"]).ok();
    assert!(yard.files() == before);
}

const CARDS: &str = "[ids]\nprefixes = [\"A\"]\n\n[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\ncard = \"### {id}: {title}\"\n\n\
                     [[stage]]\nname = \"done\"\nboard = \"DONE.md\"\ncard = \"### {id}: {title}\"\n";

#[test]
fn what_flow_did_passes_the_check_of_what_is_staged() {
    let todo = "# Todo\n\n### A-1: One\n\nx\n\n### A-2: Two\n\n### A-3: Three\n\nz\n";
    let yard = yard(CARDS, &[("TODO.md", todo), ("DONE.md", "# Done\n")]);
    let passes = || {
        yard.git(&["add", "-A"]);
        yard.flow(&["check", "--staged"]).ok();
    };
    yard.flow(&["drop", "A-1", "--why", "x"]).ok();
    passes();
    yard.flow(&["undo"]).ok();
    passes();
    yard.flow(&["edit", "A-2", "--title", "Zwei"]).ok();
    passes();
    yard.commit("Renamed");
    yard.flow(&["add", "Four"]).ok();
    yard.commit("Made");
    yard.flow(&["undo"]).ok();
    passes();
    // What was taken off by hand is told all the same.
    yard.edit("TODO.md", "### A-3: Three\n\nz\n", "");
    yard.git(&["add", "-A"]);
    yard.flow(&["check", "--staged"]).exits(3).says("lost-text");
}

#[test]
fn of_two_cards_of_an_id_each_command_is_told_whole() {
    let todo = "# Todo\n\n### A-1: One\n\n### A-2: Two\n";
    let yard = yard(CARDS, &[("TODO.md", todo), ("DONE.md", "# Done\n\n### A-2: Two\n")]);
    yard.flow(&["set", "A-2", "P=1"]).exits(3).says("flow set A-2 P=1 --from todo");
    yard.flow(&["see", "add", "A-2", "u"]).exits(3).says("flow see add A-2 u --from todo");
    yard.flow(&["note", "A-2", "a b", "--json"]).exits(3).says("flow note A-2 'a b' --from done");
    yard.flow(&["set", "A-2", "P=1", "--from", "todo"]).ok();
    let before = yard.files();
    yard.flow(&["advance", "A-2", "--from", "todo"])
        .exits(3)
        .says("done has a card of the id A-2 already");
    assert!(yard.files() == before);
}

#[test]
fn what_defines_its_own_links_goes_and_comes_home() {
    let todo = "# T\n\n### A-1: One\n\nx [r]\n\n[r]: http://r\n\n### A-2: Two\n\ny\n";
    let other = "# D\n\n### A-3: Three\n\nz [r]\n\n[r]: http://r\n";
    let yard_of = |done: &str| yard(CARDS, &[("TODO.md", todo), ("DONE.md", done)]);
    // The last that was done is undone at once.
    for done in [other, "# D\n"] {
        let yard = yard_of(done);
        let before = yard.files();
        yard.flow(&["advance", "A-1"]).ok();
        yard.flow(&["undo"]).ok();
        assert!(yard.files() == before);
        yard.flow(&["advance", "A-1"]).ok();
        yard.flow(&["back", "A-1", "--why", "x"]).ok();
        assert!(yard.files() == before);
    }
    // Others may have been written on, or have gone the same way.
    let yard = yard_of("# D\n");
    yard.flow(&["advance", "A-1"]).ok();
    yard.flow(&["set", "A-2", "P=1"]).ok();
    let set = yard.read("TODO.md");
    yard.flow(&["back", "A-1", "--why", "x"]).ok();
    assert_eq!(
        yard.read("TODO.md"),
        todo.replace("### A-2: Two\n\ny\n", set.split_once("\n\n").unwrap().1)
    );
    assert_eq!(yard.read("DONE.md"), "# D\n");
    let yard = yard_of("# D\n");
    let before = yard.files();
    let (one, two) = (["A-1", "A-2"], ["A-2", "A-1"]);
    for (way, home) in [(one, one), (one, two), (two, one), (two, two)] {
        way.iter().for_each(|id| drop(yard.flow(&["advance", id]).ok()));
        home.iter().for_each(|id| drop(yard.flow(&["back", id, "--why", "x"]).ok()));
        assert!(yard.files() == before, "{way:?} {home:?} {}", yard.read("TODO.md"));
    }
    // A definition that stood there before stays.
    let done = "# D\n\n### A-3: Three\n\nz\n\n[r]: http://r\n";
    let kept = yard_of(done);
    kept.flow(&["advance", "A-1"]).ok();
    kept.flow(&["advance", "A-2"]).ok();
    kept.flow(&["set", "A-3", "P=1"]).ok();
    kept.flow(&["back", "A-1", "--why", "x"]).ok();
    assert!(kept.read("DONE.md").ends_with("\n\n[r]: http://r\n"), "{}", kept.read("DONE.md"));
    yard.file("body.md", "see [q]\n\n[q]: http://q\n");
    let before = yard.files();
    yard.flow(&["add", "Four", "--body", "body.md"]).ok();
    yard.flow(&["undo"]).ok();
    assert!(yard.files() == before);
}

#[test]
fn what_was_dropped_comes_back_to_where_it_was() {
    let todo = "# T\n\n### A-1: One\n\nx\n\n### A-2: Two\n\ny\n\n### A-3: Three\n\nz\n";
    for between in
        [&["set", "A-3", "P=1"][..], &["claim", "A-1"], &["add", "Four"], &["advance", "A-1"]]
    {
        let yard = yard(CARDS, &[("TODO.md", todo), ("DONE.md", "# D\n")]);
        yard.flow(between).ok();
        let expected = yard.read("TODO.md");
        yard.flow(&["undo"]).ok();
        yard.flow(&["drop", "A-2", "--why", "x"]).ok();
        yard.flow(between).ok();
        yard.flow(&["undo", "3"]).ok();
        // Of two additions each has a number of its own.
        let now = yard.read("TODO.md").replace("A-5", "A-4").replace("A-005", "A-004");
        assert_eq!(now, expected, "{between:?}");
    }
}

#[test]
fn a_text_that_ends_in_a_rule_is_refused_by_its_line() {
    let yard = yard(CARDS, &[("TODO.md", "# T\n\n### A-1: One\n\nx\n"), ("DONE.md", "# D\n")]);
    let before = yard.files();
    for text in ["x\n\n---\n", "x\n---\n", "x\n***"] {
        yard.file("body.md", text);
        let lines = text.trim_end().lines().count();
        yard.flow(&["add", "Four", "--body", "body.md"])
            .exits(3)
            .says(&format!("line {lines} of the text is a rule"));
    }
    assert_eq!(yard.read("TODO.md").as_bytes(), before[std::path::Path::new("TODO.md")]);
    yard.file("body.md", "x\n\n---\n\ny\n");
    yard.flow(&["add", "Four", "--body", "body.md"]).ok();
}

#[test]
fn a_heading_of_several_lines_gets_another_title() {
    let workflow = "[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\ncard = \"# {title}\"\n\n[[stage]]\nname = \"done\"\nends = true\n";
    let yard = yard(workflow, &[("TODO.md", "Mend the\nroof\n====\n\nIt leaks.\n\nOil\n===\n")]);
    yard.flow(&["edit", "mend-the", "--title", "New"]).ok();
    assert_eq!(yard.read("TODO.md"), "New\n====\n\nIt leaks.\n\nOil\n===\n");
    yard.flow(&["edit", "oil", "--title", "Tar"]).ok();
    assert!(yard.read("TODO.md").ends_with("\n\nTar\n===\n"));
}

#[test]
fn a_new_task_stands_among_those_of_its_prefix() {
    let workflow = |card: &str| {
        format!(
            "[ids]\nprefixes = [\"A\", \"B\"]\n\n[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\ncard = \"{card}\"\n\n[[stage]]\n\
             name = \"done\"\nends = true\n"
        )
    };
    let boxes = "# T\n\n## Alpha\n\n- [ ] A-001: One\n\n## Beta\n\n- [ ] B-001: Two\n";
    let yard = yard(&workflow("- [ ] {id}: {title}"), &[("TODO.md", boxes)]);
    yard.flow(&["add", "New", "--prefix", "A"]).ok();
    assert_eq!(yard.read("TODO.md"), boxes.replace("One\n", "One\n- [ ] A-002: New\n"));
    yard.flow(&["undo"]).ok();
    yard.flow(&["add", "New", "--prefix", "B"]).ok();
    assert_eq!(yard.read("TODO.md"), format!("{boxes}- [ ] B-002: New\n"));
    let head = "| Id | Task |\n|---|---|\n";
    let rows =
        format!("# T\n\n## Alpha\n\n{head}| A-001 | One |\n\n## Beta\n\n{head}| B-001 | Two |\n");
    let yard = self::yard(&workflow("| {id} | {title} |"), &[("TODO.md", &rows)]);
    yard.flow(&["add", "New", "--prefix", "A"]).ok();
    assert_eq!(yard.read("TODO.md"), rows.replace("| One |\n", "| One |\n| A-002 | New |\n"));
    // What `insert` says of a prefix counts for tables, too.
    let named = format!("{}\n", workflow("| {id} | {title} |")).replace(
        "\n\n[[stage]]\nname = \"done\"",
        "\ninsert = { A = \"## Beta\", B = \"## Alpha\" }\n\n[[stage]]\nname = \"done\"",
    );
    let yard = self::yard(&named, &[("TODO.md", &rows)]);
    yard.flow(&["add", "New", "--prefix", "B"]).ok();
    assert_eq!(yard.read("TODO.md"), rows.replace("| One |\n", "| One |\n| B-002 | New |\n"));
}

#[test]
fn a_command_that_is_typed_again_hits_no_other_task() {
    let bare = BOXES.replace("\"- [ ] {id} {title}\", ", "");
    let todo = "- [ ] Mend the roof\n- [ ] Mend the roof of the shed\n";
    let yard = yard(&bare, &[("TODO.md", todo), ("DOING.md", "## Doing\n")]);
    yard.flow(&["advance", "mend-the-roof"]).ok();
    yard.flow(&["advance", "mend-the-roof"]).ok();
    let before = yard.files();
    for command in [
        &["advance", "mend-the-roof"][..],
        &["advance", "Mend the roof"],
        &["back", "mend-the-roof", "--why", "x"],
        &["note", "mend-the-roof", "x"],
        &["drop", "mend-the-roof", "--why", "x"],
    ] {
        yard.flow(command).exits(1).says("mend-the-roof is finished: it is archived in");
    }
    assert!(yard.files() == before);
    yard.flow(&["advance", "mend-the-roof-of"]).ok();
    let form = "form = \"{prefix}-{number}\"\n";
    let named = BOXES.replace(", \"- [ ] {title}\"", "");
    let todo = "- [ ] A-1 Roof\n- [ ] A-01 Door\n";
    let yard = self::yard(
        &format!("[ids]\n{form}\n{named}"),
        &[("TODO.md", todo), ("DOING.md", "## Doing\n")],
    );
    yard.flow(&["drop", "A-1", "--why", "x"]).ok();
    yard.flow(&["drop", "A-1", "--why", "x"]).exits(1).says("A-1 is finished");
    yard.flow(&["show", "A-01"]).ok();
}

#[test]
fn a_board_without_a_final_newline_is_so_again_once_all_is_taken_back() {
    let done = "# D\n\n### A-1: One\n\nbody";
    let yard = yard(CARDS, &[("TODO.md", "# T\n\n### A-2: Two\n"), ("DONE.md", done)]);
    let before = yard.files();
    yard.flow(&["advance", "A-2"]).ok();
    yard.flow(&["note", "A-1", "n"]).ok();
    yard.flow(&["back", "A-2", "--why", "x"]).ok();
    yard.flow(&["undo", "2"]).ok();
    assert_eq!(yard.read("DONE.md"), done);
    assert!(yard.files() == before);
}
