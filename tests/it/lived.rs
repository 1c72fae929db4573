//! What those stumbled over who lived with their own boards for a week.

use crate::scenario::Scenario;

/// A repository with these files, adopted as it stands.
fn adopted(files: &[(&str, &str)]) -> Scenario {
    let scenario = Scenario::new();
    for (path, text) in files {
        scenario.file(path, *text);
    }
    scenario.commit("boards");
    scenario.flow(&["adopt", "--write"]).ok();
    scenario.commit("adopted");
    scenario
}

/// A command writes this, and the undoing leads back to the very bytes.
#[track_caller]
fn writes(scenario: &Scenario, args: &[&str], path: &str, after: &str) {
    let before = scenario.files();
    scenario.flow(args).ok();
    assert_eq!(scenario.read(path), after, "{args:?}");
    scenario.flow(&["undo"]).ok();
    assert!(scenario.files() == before, "{args:?} was not taken back to the byte");
}

#[test]
fn a_task_of_a_todo_txt_waits_for_all_that_were_named() {
    let yard = adopted(&[("todo.txt", "Roof\nDoor\nSweep\nx 2026-11-20 Floor\n")]);
    let block = ["block", "roof", "--by", "door", "--by", "sweep"];
    writes(&yard, &block, "todo.txt", "Roof Blocked:door,sweep\nDoor\nSweep\nx 2026-11-20 Floor\n");
    yard.flow(&["split", "roof", "Part one", "Part two"]).ok();
    yard.flow(&["blocked"]).ok().says("part-one (todo), part-two (todo)");
}

/// What is said behind the words of a task changes from day to day, and its name does not.
#[test]
fn a_task_of_a_todo_txt_keeps_its_name_whatever_is_said_of_it() {
    let yard = adopted(&[("todo.txt", "Roof\nDoor\nx 2026-11-20 Floor at 12:30\n")]);
    yard.flow(&["block", "roof", "--by", "door"]).ok();
    yard.flow(&["claim", "door"]).ok();
    yard.flow(&["set", "roof", "due=2026-12-01"]).ok();
    yard.flow(&["blocked"]).ok().says("roof ").says("door (");
    yard.flow(&["check"]).ok().never_says("unknown-blocker");
}

#[test]
fn who_waits_for_a_task_that_gets_another_name_waits_on() {
    let text = "# Todo\n\n- [ ] Roof\n  **Blocked By:** sand, door\n- [ ] Door\n- [ ] Sand\n";
    let yard = adopted(&[("TODO.md", text), ("DONE.md", "# Done\n\n- [x] Floor\n")]);
    let renamed = text.replace("sand, door", "sand, gate").replace("] Door", "] Gate");
    writes(&yard, &["edit", "door", "--title", "Gate"], "TODO.md", &renamed);
    let workflow = yard.read("workflow.toml");
    let workflow = workflow.replacen(
        "card = \"- [ ] {title}\"",
        "card = [\"- [ ] {id}: {title}\", \"- [ ] {title}\"]",
        1,
    );
    yard.file("workflow.toml", workflow);
    let before = yard.files();
    yard.flow(&["id", "--all", "--prefix", "T"]).ok();
    assert!(
        yard.read("TODO.md").contains("**Blocked By:** T-003, T-002\n"),
        "{}",
        yard.read("TODO.md")
    );
    yard.flow(&["blocked"]).ok().says("T-001").says("T-002").says("T-003");
    yard.flow(&["undo"]).ok();
    assert!(yard.files() == before);
}

/// What a task is called tells its format: a file by its name, a line of todo.txt by its words and tags.
#[test]
fn who_waits_is_told_the_name_that_a_task_has() {
    let yard =
        adopted(&[("todo.txt", "Door +house\nRoof Blocked:door-house\nx 2026-11-20 Floor\n")]);
    writes(
        &yard,
        &["edit", "door-house", "--title", "Gate due:2026-12-01"],
        "todo.txt",
        "Gate due:2026-12-01\nRoof Blocked:gate\nx 2026-11-20 Floor\n",
    );
    writes(
        &yard,
        &["set", "door-house", "Context=yard"],
        "todo.txt",
        "Door +house @yard\nRoof Blocked:door-house-yard\nx 2026-11-20 Floor\n",
    );
    yard.flow(&["add", "Roof due:2026-12-24"]).exits(3).says("roof is there already");
    let task = |title: &str, more: &str| format!("---\ntitle: {title}\nstatus: To Do\n{more}---\n");
    let files = adopted(&[
        ("tasks/mend-door.md", &task("Mend door", "")),
        ("tasks/oil.md", &task("Oil", "dependencies: [mend-door]\n")),
        ("tasks/done.md", "---\ntitle: Saw\nstatus: Done\n---\n"),
    ]);
    let before = files.read("tasks/oil.md");
    files.flow(&["edit", "mend-door", "--title", "Gate"]).ok();
    assert_eq!(files.read("tasks/oil.md"), before, "the task is called as before");
}

/// Of two tasks of one name either may be meant.
#[test]
fn who_waits_for_one_of_two_waits_for_both() {
    let text = "# Todo\n\n- [ ] Roof\n  **Blocked By:** door\n- [ ] Door\n- [ ] Door\n";
    let yard = adopted(&[("TODO.md", text), ("DONE.md", "# Done\n\n- [x] Floor\n")]);
    let workflow = yard.read("workflow.toml");
    let forms = "card = [\"- [ ] {id}: {title}\", \"- [ ] {title}\"]";
    yard.file("workflow.toml", workflow.replacen("card = \"- [ ] {title}\"", forms, 1));
    let before = yard.files();
    yard.flow(&["id", "--all", "--prefix", "T"]).ok();
    let named = yard.read("TODO.md");
    assert!(named.contains("**Blocked By:** T-002, T-003\n"), "{named}");
    // What was written by hand since stays; the names go back with the ids.
    yard.file("TODO.md", format!("{named}\nBy hand.\n"));
    yard.flow(&["undo"]).ok();
    assert!(yard.read("TODO.md").contains("**Blocked By:** door"), "{}", yard.read("TODO.md"));
    assert!(yard.read("TODO.md").ends_with("\nBy hand.\n"));
    yard.file("TODO.md", text);
    assert!(yard.files() == before);
}

#[test]
fn what_is_said_behind_the_words_of_a_todo_txt_becomes_fields_elsewhere() {
    let workflow = "version = 1\n\n[[stage]]\nname = \"todo\"\nboard = \"todo.txt\"\n\n[[stage]]\nname = \"doing\"\n\
                    board = \"DOING.md\"\ncard = \"- [ ] {title}\"\n\n[[stage]]\nname = \"done\"\nends = true\n";
    let yard = Scenario::new();
    yard.file("workflow.toml", workflow)
        .file("todo.txt", "Roof due:2026-12-01\nDoor\n")
        .file("DOING.md", "# Doing\n")
        .commit("boards");
    let before = yard.files();
    yard.flow(&["advance", "roof"]).ok();
    assert!(yard.read("DOING.md").contains("- [ ] Roof\n  - **due:** 2026-12-01\n"));
    yard.flow(&["back", "roof", "--why", "rain"]).ok();
    assert!(yard.files() == before);
}

#[test]
fn a_field_that_no_column_is_for_stands_behind_the_title() {
    let table = |title: &str| {
        format!(
            "# Tasks\n\n| ID | Task | Status |\n|---|---|---|\n| T-1 | {title} | Todo |\n| T-2 | Oil | Doing |\n\
             | T-3 | Floor | Done |\n"
        )
    };
    let yard = adopted(&[("TASKS.md", &table("Roof"))]);
    let blocked = table("Roof @blocked-by(T-2, T-3)");
    writes(&yard, &["block", "T-1", "--by", "T-2", "--by", "T-3"], "TASKS.md", &blocked);
    writes(&yard, &["set", "T-1", "Due Day=x"], "TASKS.md", &table("Roof @due-day(x)"));
    yard.flow(&["set", "T-1", "Due Day=x"]).ok();
    yard.flow(&["set", "T-1", "Due Day="]).ok();
    assert!(!yard.read("TASKS.md").contains("due-day"), "{}", yard.read("TASKS.md"));
    yard.flow(&["tick", "T-1", "1"]).exits(3).says("flow show T-1").never_says("step add");
}

#[test]
fn a_task_that_is_ticked_in_place_keeps_its_marker() {
    let text = "# TODO\n\n9. [ ] Nine\n    more\n10. [ ] Ten\n    more\n11. [ ] Eleven\n";
    let yard = adopted(&[("TODO.md", text)]);
    writes(&yard, &["advance", "ten"], "TODO.md", &text.replace("10. [ ]", "10. [x]"));
    let text = "# TODO\n\n*   [ ] Mend\n    more\n*   [ ] Buy\n    more\n* [ ] Sell\n";
    let yard = adopted(&[("TODO.md", text)]);
    writes(&yard, &["advance", "buy"], "TODO.md", &text.replace("[ ] Buy", "[x] Buy"));
    writes(&yard, &["advance", "sell"], "TODO.md", &text.replace("[ ] Sell", "[x] Sell"));
    writes(&yard, &["add", "Tar"], "TODO.md", &format!("{text}*   [ ] Tar\n"));
}

#[test]
fn a_numbered_list_goes_on_with_its_own_sign() {
    let todo = "# Todo\n\n1) Roof\n2) Door\n";
    let yard = adopted(&[
        ("TODO.md", todo),
        ("DOING.md", "# Doing\n\n1) Oil\n"),
        ("DONE.md", "# Done\n\n1) Floor\n"),
    ]);
    writes(&yard, &["add", "New"], "TODO.md", &format!("{todo}3) New\n"));
    writes(&yard, &["advance", "roof"], "DOING.md", "# Doing\n\n1) Oil\n2) Roof\n");
}

#[test]
fn a_field_does_not_tear_a_wrapped_title() {
    let text = "# Todo\n\n- [ ] Roof of the house\n  that leaks\n- [ ] Door\n";
    let yard = adopted(&[("TODO.md", text), ("DONE.md", "# Done\n\n- [x] Floor\n")]);
    let claimed = text.replace("that leaks\n", "that leaks\n  - **Assigned:** Ada\n");
    writes(&yard, &["claim", "roof-of-the-house"], "TODO.md", &claimed);
}

#[test]
fn a_placeholder_that_names_its_stage_stays_there() {
    let yard = adopted(&[
        ("TODO.md", "# Todo\n\n### A-1: Roof\n"),
        ("REVIEW.md", "# Review\n\n*No tasks in review.*\n"),
        ("DONE.md", "# Done\n\n### A-3: Floor\n"),
    ]);
    yard.flow(&["advance", "A-1"]).ok();
    assert!(!yard.read("TODO.md").contains("review"), "{}", yard.read("TODO.md"));
}

#[test]
fn a_limit_behind_a_count_is_kept_true_with_it() {
    let text = "# Board\n\n## Todo (2)\n\n- [ ] Roof\n- [ ] Door\n\n## Doing (1, max 2)\n\n- [ ] Oil\n\n## Done (1)\n\n- [x] Floor\n";
    let yard = adopted(&[("B.md", text)]);
    yard.flow(&["advance", "roof"]).ok();
    let after = yard.read("B.md");
    assert!(after.contains("## Todo (1)") && after.contains("## Doing (2, max 2)"), "{after}");
    yard.flow(&["advance", "door"]).exits(3).says("full");
}

#[test]
fn the_way_on_passes_what_stands_aside() {
    let text = "# B\n\n| ID | Task | Status |\n| --- | --- | --- |\n| T-1 | Mend | todo |\n| T-2 | Buy | blocked |\n\
                | T-3 | Sell | done |\n| T-4 | Tar | dropped |\n";
    let yard = adopted(&[("BOARD.md", text)]);
    writes(&yard, &["advance", "T-1"], "BOARD.md", &text.replace("Mend | todo", "Mend | done"));
    yard.flow(&["ready"]).ok().says("T-1").never_says("T-2");
    yard.flow(&["advance", "T-3"]).exits(3);
    for stage in ["dropped", "blocked"] {
        yard.flow(&["advance", "T-1", "--to", stage]).ok();
        yard.flow(&["back", "T-1", "--why", "after all"]).ok();
        yard.flow(&["show", "T-1"]).ok().says("todo");
    }
    yard.flow(&["show", "T-1"])
        .ok()
        .says("flow advance T-1 --to blocked")
        .says("flow advance T-1  (no gates)");
}

/// Work goes back to where it was before it stood aside, and from there on as ever.
#[test]
fn what_stood_aside_goes_back_by_the_way_it_came() {
    let lane = |name: &str, card: &str| format!("## {name}\n\n{card}\n");
    let card = "- [ ] Roof\n";
    let text = |at: usize| {
        let names = ["Todo", "Doing", "Blocked", "On hold", "Review", "Done"];
        let lanes = names.iter().enumerate().map(|(nth, name)| match nth {
            _ if nth == at => lane(name, card),
            5 => lane(name, "- [x] Floor\n"),
            _ => lane(name, ""),
        });
        format!("# Board\n\n{}", lanes.collect::<String>())
    };
    for from in [0, 1, 4] {
        let yard = adopted(&[("BOARD.md", &text(from))]);
        let before = yard.files();
        yard.flow(&["advance", "roof", "--to", "blocked"]).ok();
        yard.flow(&["back", "roof", "--why", "free"]).ok();
        assert!(yard.files() == before, "{}", yard.read("BOARD.md"));
    }
    // Written by hand, nothing tells where it came from.
    let yard = adopted(&[("BOARD.md", &text(0))]);
    yard.file("BOARD.md", text(3));
    yard.flow(&["back", "roof", "--why", "free"]).ok();
    yard.flow(&["show", "roof"]).ok().says("doing  BOARD.md");
    yard.flow(&["back", "roof", "--why", "free"]).ok();
    yard.flow(&["show", "roof"]).ok().says("todo  BOARD.md");
}

#[test]
fn ids_in_small_letters_are_waited_for() {
    let yard = adopted(&[
        ("backlog/config.yml", "statuses: [\"To Do\", \"Done\"]\n"),
        (
            "backlog/tasks/task-1.md",
            "---\nid: task-1\ntitle: T1\nstatus: To Do\ndependencies: [task-9, task-3]\n---\n",
        ),
        ("backlog/tasks/task-2.md", "---\nid: task-2\ntitle: T2\nstatus: Done\n---\n"),
        ("backlog/tasks/task-3.md", "---\nid: task-3\ntitle: T3\nstatus: To Do\n---\n"),
    ]);
    yard.flow(&["check"]).ok().says("waits for task-9").never_says("waits for task-3");
    yard.flow(&["blocked"]).ok().says("task-1").says("task-3");
    yard.flow(&["unblock", "task-1", "--by", "3"]).ok();
    yard.flow(&["blocked"]).ok().never_says("task-3");
    // Where any prefix may be one, words are words.
    let free = adopted(&[
        ("TODO.md", "# Todo\n\n### A-1: Roof\n**Blocked By**: q3-2026\n"),
        ("DOING.md", "# Doing\n\n### B-2: Oil\n"),
        ("DONE.md", "# Done\n\n### C-3: Floor\n"),
    ]);
    let workflow = free.read("workflow.toml");
    let own = workflow.lines().filter(|line| !line.starts_with("prefixes"));
    free.file("workflow.toml", own.collect::<Vec<_>>().join("\n"));
    free.flow(&["check"]).ok().never_says("q3-2026");
    free.flow(&["blocked"]).ok().never_says("q3-2026");
}

#[test]
fn a_text_that_begins_with_code_is_asked_for_words() {
    let yard = adopted(&[
        ("TODO.md", "# Todo\n\n### A-1: Roof\n\n**Next Steps**:\n- [ ] one\n"),
        ("DOING.md", "# Doing\n\n### A-2: Oil\n"),
        ("DONE.md", "# Done\n\n### A-3: Floor\n"),
    ]);
    let before = yard.files();
    for verb in [&["step", "add"][..], &["done"], &["note"], &["ask"]] {
        let text = "```\ncode\n```";
        yard.flow(&[verb, &["A-1", text]].concat()).exits(3).says("begins with a code fence");
    }
    assert!(yard.files() == before);
    let list = adopted(&[
        ("TODO.md", "# Todo\n\n- Mend the roof\n- Sweep\n"),
        ("DOING.md", "# Doing\n\n- Oil\n"),
        ("DONE.md", "# Done\n\n- Floor\n"),
    ]);
    list.flow(&["add", "> quote"]).exits(3).says("begin its title with a word");
}

#[test]
fn of_two_cards_in_one_stage_no_move_is_offered() {
    let text = "# Todo\n\n### A-1: Roof\n\n### A-1: Roof\n";
    let yard = adopted(&[
        ("TODO.md", "# Todo\n\n### A-1: Roof\n"),
        ("DONE.md", "# Done\n\n### A-3: Floor\n"),
    ]);
    yard.file("TODO.md", text);
    yard.flow(&["show", "A-1"]).ok().never_says("flow advance");
}

#[test]
fn what_a_todo_txt_cannot_say_is_told() {
    let yard = adopted(&[("todo.txt", "(A) Roof\nDoor\nx 2026-11-20 Floor\n")]);
    let before = yard.files();
    yard.flow(&["approve", "door"]).exits(3).says("under \"Approved\"").says("one word");
    yard.flow(&["add", "New", "--set", "Priority=High"]).exits(3).says("one letter from A to Z");
    assert!(yard.files() == before);
}

#[test]
fn the_rest_of_a_wrapped_value_is_told() {
    let text = "# Todo\n\n## A-1: Roof\n\n**Why**: a long reason that is\nwrapped over two lines\n";
    let yard = adopted(&[
        ("TODO.md", text),
        ("DOING.md", "# Doing\n\n## A-2: Oil\n"),
        ("DONE.md", "# Done\n\n## A-3: Floor\n"),
    ]);
    yard.flow(&["set", "A-1", "Why=short"]).ok().says("below Why, `wrapped over two lines` stays");
}

/// Whatever a card's format, and wherever on it that stands.
#[test]
fn who_waits_for_a_task_that_gets_an_id_says_that() {
    let task = |title: &str, more: &str| format!("---\ntitle: {title}\nstatus: todo\n{more}---\n");
    let yard = adopted(&[
        ("tasks/beta.md", &task("Beta", "depends: [gamma]\n")),
        ("tasks/delta.md", &task("Delta", "depends: gamma\n")),
        ("tasks/gamma.md", &task("Gamma", "")),
        ("tasks/old.md", "---\ntitle: Old\nstatus: done\n---\n"),
    ]);
    let before = yard.files();
    yard.flow(&["id", "--all", "--prefix", "T"]).ok().never_says("still waits");
    assert!(yard.read("tasks/beta.md").contains("depends: [T-003]\n"));
    assert!(yard.read("tasks/delta.md").contains("depends: T-003\n"));
    yard.flow(&["blocked"]).ok().says("T-001").says("T-002");
    yard.flow(&["undo"]).ok();
    assert!(yard.files() == before);

    let text = "# B\n\n## To do\n\n### Mend roof\n\n### Buy nails\n\n### W three\n\n#### Blocked By\n\n- mend-roof\n- buy-nails\n\n\
                ## Done\n\n### Old\n";
    let yard = adopted(&[("BOARD.md", text)]);
    let tarred = text.replace("### Mend roof", "### Tar roof").replace("- mend-roof", "- tar-roof");
    writes(&yard, &["edit", "mend-roof", "--title", "Tar roof"], "BOARD.md", &tarred);
    let workflow = yard.read("workflow.toml");
    let forms = "card = [\"### {id}: {title}\", \"### {title}\"]";
    yard.file("workflow.toml", workflow.replace("card = \"### {title}\"", forms));
    let before = yard.files();
    yard.flow(&["id", "--all", "--prefix", "T"]).ok();
    let named = yard.read("BOARD.md");
    assert!(
        named.contains("### T-003: W three\n\n#### Blocked By\n\n- T-001\n- T-002\n"),
        "{named}"
    );
    yard.flow(&["undo"]).ok();
    assert!(yard.files() == before);

    let workflow = "version = 1\n\n[ids]\nprefixes = [\"T\"]\n\n[[stage]]\nname = \"todo\"\nboard = \"todo.txt\"\n\
                    card = [\"{id} {title}\", \"{title}\"]\n\n[[stage]]\nname = \"done\"\nends = true\n";
    let lines = Scenario::new();
    lines.file("workflow.toml", workflow).file("todo.txt", "Roof Blocked:door\n(A) Door +yard\n");
    lines.file("todo.txt", "Roof Blocked:door\n(A) Door\n").commit("boards");
    let before = lines.files();
    lines.flow(&["id", "--all"]).ok();
    assert_eq!(lines.read("todo.txt"), "T-001 Roof Blocked:T-002\n(A) T-002 Door\n");
    lines.flow(&["undo"]).ok();
    assert!(lines.files() == before);
}

#[test]
fn tasks_without_ids_are_waited_for_by_a_word_in_between() {
    let text = "# B\n\n## To do\n\n### Mend roof\n\n### Buy nails\n\n### W four\n\n**Blocked By**: mend-roof and buy-nails\n\n\
                ## Done\n\n### Old\n";
    let yard = adopted(&[("BOARD.md", text)]);
    yard.flow(&["blocked"]).ok().says("w-four").says("mend-roof (to-do), buy-nails (to-do)");
}

#[test]
fn what_is_told_next_can_be_typed() {
    let yard = adopted(&[("TODO.md", "# Todo\n\n* [ ] Alpha\n* [x] Beta\n")]);
    yard.flow(&["add", "New one"]).ok();
    yard.flow(&["undo"]).ok().says("flow list").never_says("flow show new-one");
    yard.flow(&["edit", "alpha", "--title", "Alpha two"]).ok();
    yard.flow(&["undo"]).ok().never_says("flow show alpha-two");
    yard.flow(&["set", "beta", "Size=1"]).ok();
    assert!(yard.read("TODO.md").ends_with("* [x] Beta\n  * **Size:** 1\n"));
    let text = "| ID | Task | Status |\n|---|---|---|\n| T-1 | Alpha | todo |\n| T-2 | Beta | doing |\n| T-3 | Old | done |\n\
                | T-5 | Silly | dropped |\n";
    let table = adopted(&[("BOARD.md", text)]);
    table.flow(&["set", "T-3", "Status=todo"]).exits(3).says("flow back T-3 --to todo --why");
    table.flow(&["set", "T-1", "Status=dropped"]).exits(3).says("flow advance T-1 --to dropped");
    table.flow(&["set", "T-1", "Status=no"]).exits(3).says("flow show T-1");
    table.flow(&["block", "T-1", "--by", "T-2..T-3"]).ok();
    table.flow(&["blocked"]).ok().says("T-2");
}

#[test]
fn a_new_task_does_not_stand_among_those_that_are_folded_away() {
    let text = "# TODO\n\n## In progress\n\n- [ ] Paint the mast\n\n## Todo\n\n- [ ] Mend the sail\n\n<details>\n\
                <summary>Done</summary>\n\n- [x] Buy tar\n\n</details>\n";
    let yard = adopted(&[("TODO.md", text)]);
    let added = text.replace("the sail\n", "the sail\n- [ ] New one\n");
    writes(&yard, &["add", "New one"], "TODO.md", &added);
}

#[test]
fn a_new_list_in_a_task_file_stands_as_those_of_the_other_files() {
    let yard = adopted(&[
        ("backlog/config.yml", "statuses: [\"To Do\", \"Done\"]\n"),
        (
            "backlog/tasks/task-1.md",
            "---\nid: task-1\ntitle: T1\nstatus: To Do\ndependencies: [task-9]\nassignee:\n  - '@ada'\n---\n",
        ),
        ("backlog/tasks/task-2.md", "---\nid: task-2\ntitle: T2\nstatus: To Do\n---\n\nText.\n"),
        ("backlog/tasks/task-3.md", "---\r\nid: task-3\r\ntitle: T3\r\nstatus: To Do\r\n---\r\n"),
        ("backlog/tasks/task-4.md", "---\nid: task-4\ntitle: T4\nstatus: Done\n---\n"),
    ]);
    let before = yard.files();
    let two =
        |more: &str| format!("---\nid: task-2\ntitle: T2\nstatus: To Do\n{more}---\n\nText.\n");
    yard.flow(&["block", "task-2", "--by", "task-1", "--by", "task-3"]).ok();
    assert_eq!(yard.read("backlog/tasks/task-2.md"), two("dependencies: [task-1, task-3]\n"));
    yard.flow(&["undo"]).ok();
    yard.flow(&["set", "task-2", "assignee=Bob"]).ok();
    assert_eq!(yard.read("backlog/tasks/task-2.md"), two("assignee:\n  - Bob\n"));
    yard.flow(&["undo"]).ok();
    yard.flow(&["set", "task-3", "assignee=Bob"]).ok();
    assert!(yard.read("backlog/tasks/task-3.md").contains("assignee:\r\n  - Bob\r\n---\r\n"));
    yard.flow(&["undo"]).ok();
    assert!(yard.files() == before);
    yard.edit("backlog/tasks/task-2.md", "status: To Do\n", "status: To Do\ndependencies:\n");
    yard.flow(&["block", "task-2", "--by", "task-1"]).ok();
    assert_eq!(yard.read("backlog/tasks/task-2.md"), two("dependencies: [task-1]\n"));
    yard.flow(&["undo"]).ok();
    yard.flow(&["add", "Oil", "--set", "dependencies=task-1,task-2"]).ok();
    let new = yard.files().into_iter().find(|(path, _)| path.to_string_lossy().contains("task-5"));
    let new = String::from_utf8(new.expect("a file").1).expect("text");
    assert!(new.contains("\ndependencies: [task-1, task-2]\n"), "{new}");
    assert!(new.starts_with("---\nid: task-5\n"), "{new}");
}

#[test]
fn a_cell_is_as_wide_as_its_text_in_a_table_that_is_not_aligned() {
    let yard = adopted(&[(
        "PLAN.md",
        "# Plan\n\n| Id | Task | Status | Owner |\n|----|------|--------|-------|\n| T-1 | Roof | todo | Ada |\n\
         | T-2 | Sweep the yard | in progress |  |\n| T-3 | Oil | done | Grace |\n| T-4 | Fence | todo | |\n",
    )]);
    let row = |yard: &Scenario, args: &[&str], row: &str| {
        let before = yard.files();
        yard.flow(args).ok();
        assert!(yard.read("PLAN.md").contains(&format!("\n{row}")), "{}", yard.read("PLAN.md"));
        yard.flow(&["undo"]).ok();
        assert!(yard.files() == before, "{args:?} was not taken back to the byte");
    };
    let before = yard.files();
    row(&yard, &["advance", "T-1"], "| T-1 | Roof | in progress | Ada |");
    yard.flow(&["advance", "T-1"]).ok();
    yard.flow(&["back", "T-1", "--why", "x"]).ok();
    assert!(yard.files() == before);
    row(&yard, &["back", "T-2", "--why", "x"], "| T-2 | Sweep the yard | todo |");
    row(&yard, &["set", "T-1", "owner=Al"], "| T-1 | Roof | todo | Al |");
    assert!(yard.files() == before);
    // In one that is, the others stay where they are.
    let yard = adopted(&[(
        "PLAN.md",
        "# Plan\n\n| Id  | Task    | Status |\n|-----|---------|--------|\n| T-1 | Roof    | doing  |\n\
         | T-2 | Windows | todo   |\n| T-3 | Oil     | done   |\n",
    )]);
    row(&yard, &["advance", "T-1"], "| T-1 | Roof    | done   |");
    row(&yard, &["edit", "T-2", "--title", "Doors"], "| T-2 | Doors   | todo   |");
}
