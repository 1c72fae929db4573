//! Boards that are no Markdown lists: a file per task, and todo.txt.

use crate::grammars::there_and_back;

const FILES: &str = r####"
[ids]
prefixes = ["TASK"]

[[stage]]
name = "todo"
board = "backlog/tasks/*.md"
where = { status = "To Do" }

[[stage]]
name = "doing"
board = "backlog/tasks/*.md"
where = { status = "In Progress" }
limit = 3
on-enter.add = { assignee = "{actor}" }

[[stage]]
name = "done"
board = "backlog/completed/*.md"
where = { status = "Done" }
on-enter.set = { finished = "{date}" }
"####;

const ROOF: &str = "---\nid: task-7\ntitle: 'Mend: the roof'\nstatus: To Do\nassignee: []\n\
                    labels:\n  - roof\n---\n\n## Description\n\nTiles.\n\n```\n- [ ] no box\n```\n\n- [ ] Measure\n";
const SWEEP: &str = "---\r\ntitle: Sweep\r\nstatus: \"to do\"\r\n---\r\nThe yard.\r\n";
const PAINT: &str = "---\nid: task-12\nstatus: In Progress # by hand\n---\n# Paint the door";

const TASKS: [(&str, &str); 3] = [
    ("backlog/tasks/task-7 - Mend.md", ROOF),
    ("backlog/tasks/sweep.md", SWEEP),
    ("backlog/tasks/task-12.md", PAINT),
];

#[test]
fn a_file_per_task_moves_by_its_front_matter_and_between_folders() {
    let mut files = TASKS.to_vec();
    files.push(("backlog/tasks/README.md", "# How we work\n\n- [ ] no task\n"));
    let scenario = there_and_back(FILES, &files, &["task-7", "sweep"], 3);
    let listed = scenario.flow(&["list", "--json"]).ok().data();
    let tasks = listed["tasks"].as_array().expect("tasks");
    let titles: Vec<_> = tasks.iter().map(|task| task["title"].as_str().expect("text")).collect();
    assert_eq!(titles, ["Sweep", "Mend: the roof", "Paint the door"]);
    let shown = scenario.flow(&["show", "task-7"]).ok();
    shown.says("To Do").says("Measure").says("0/1 boxes");

    scenario.flow(&["advance", "task-7"]).ok();
    let now = scenario.read("backlog/tasks/task-7 - Mend.md");
    let expected = ROOF.replace("To Do", "In Progress").replace("[]", "[Ada]");
    assert_eq!(now, expected);
    scenario.flow(&["advance", "task-7"]).ok();
    assert!(!scenario.exists("backlog/tasks/task-7 - Mend.md"));
    let now = scenario.read("backlog/completed/task-7 - Mend.md");
    let head = "---\nid: task-7\ntitle: 'Mend: the roof'\nstatus: Done\n";
    assert!(now.starts_with(head) && now.contains("\nfinished: 20"), "{now}");
    assert!(now.ends_with(&ROOF[ROOF.find("---\n\n##").expect("a body")..]), "{now}");

    // What a person writes there meanwhile comes home with it.
    scenario.edit("backlog/completed/task-7 - Mend.md", "Tiles.", "Tiles, and nails.");
    scenario.flow(&["back", "task-7", "--why", "leaks"]).ok();
    assert!(!scenario.exists("backlog/completed/task-7 - Mend.md"));
    let now = scenario.read("backlog/tasks/task-7 - Mend.md");
    assert!(now.contains("status: In Progress\n") && now.contains("Tiles, and nails."), "{now}");
    scenario.flow(&["undo"]).ok();
    assert!(scenario.exists("backlog/completed/task-7 - Mend.md"));
    scenario.flow(&["check"]).ok();
}

#[test]
fn a_file_that_is_in_the_way_is_left_alone() {
    let scenario = there_and_back(FILES, &TASKS, &[], 3);
    scenario.file("backlog/completed/task-12.md", "Notes.\n");
    let run = scenario.flow(&["advance", "task-12"]).exits(3);
    run.says("backlog/completed/task-12.md").says("there already");
    assert_eq!(scenario.read("backlog/tasks/task-12.md"), PAINT);
    assert_eq!(scenario.read("backlog/completed/task-12.md"), "Notes.\n");
}

#[test]
fn front_matter_that_is_no_yaml_is_named_and_hides_nothing_else() {
    let scenario = there_and_back(FILES, &TASKS, &[], 3);
    scenario.file("backlog/tasks/broken.md", "---\nstatus: [To Do\ntitle: Broken\n---\nText.\n");
    let run = scenario.flow(&["check"]).exits(3);
    run.says("front-matter").says("backlog/tasks/broken.md:");
    scenario.flow(&["list"]).ok().says("Mend: the roof");
    scenario.flow(&["advance", "task-7"]).ok();
    scenario.file("backlog/tasks/twice.md", "---\nstatus: To Do\nid: T-70\nstatus: Done\n---\n");
    scenario
        .flow(&["check"])
        .exits(3)
        .says("backlog/tasks/twice.md:4")
        .says("the key `status` twice");
}

const TODO_TXT: &str = r####"
[[stage]]
name = "open"
board = "todo.txt"

[[stage]]
name = "done"
board = "todo.txt"
card = "x {title}"
on-enter.set = { completed = "{date}" }

[[stage]]
name = "old"
board = "done.txt"
card = "x {title}"
"####;

const LINES: &str = "(A) 2026-11-20 Call the smith +roof @phone due:2026-12-01\nSweep the yard\n\n\
                     x 2026-11-22 2026-11-20 Buy nails +roof\nxylophone lessons\n";

#[test]
fn lines_of_a_todo_txt_are_ticked_in_place_and_filed() {
    let boards = [("todo.txt", LINES), ("done.txt", "x 2026-01-02 Older\n")];
    let scenario = there_and_back(TODO_TXT, &boards, &["call", "sweep", "xylo"], 3);
    let shown = scenario.flow(&["show", "call", "--json"]).ok().data();
    let fields = shown["fields"].as_object().expect("fields");
    let said: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let told = [
        ("Priority", "A"),
        ("Created", "2026-11-20"),
        ("Project", "roof"),
        ("Context", "phone"),
        ("due", "2026-12-01"),
    ];
    assert_eq!(said, told.map(|(name, value)| (name, Some(value))));
    scenario.flow(&["advance", "call"]).ok();
    let board = scenario.read("todo.txt");
    let first = board.lines().next().expect("a line");
    assert!(
        first.starts_with("x (A) 20")
            && first.ends_with(" 2026-11-20 Call the smith +roof @phone due:2026-12-01"),
        "{first}"
    );
    scenario.flow(&["advance", "call"]).ok();
    let filed = scenario.read("done.txt");
    assert_eq!(filed, format!("x 2026-01-02 Older\n{first}\n"));
    assert!(!scenario.read("todo.txt").contains("smith"));
}

#[test]
fn a_day_that_does_not_exist_is_named() {
    let todo = "2026-02-30 Call\nSweep due:2026-13-01\nPaint due:soon\n";
    let boards = [("todo.txt", LINES), ("done.txt", "")];
    let scenario = there_and_back(TODO_TXT, &boards, &[], 3);
    scenario.file("todo.txt", todo);
    let run = scenario.flow(&["check"]).exits(3);
    run.says("todo.txt:1").says("2026-02-30").says("todo.txt:2").says("2026-13-01");
    scenario.flow(&["list"]).ok().says("Call").says("Sweep").says("Paint");
}

const BOTH: &str = r####"
[[stage]]
name = "idea"
board = "todo.txt"

[[stage]]
name = "doing"
board = "DOING.md"
card = "### {title}"

[[stage]]
name = "done"
board = "DONE.md"
card = "| {title} | {*} |"
"####;

#[test]
fn a_line_becomes_a_card_and_comes_home() {
    let table = "# Done\n\n| Task | Priority | Created |\n|---|---|---|\n";
    let boards = [
        ("todo.txt", "(B) 2026-11-20 Call +roof\nSweep\n"),
        ("DOING.md", "# Doing\n"),
        ("DONE.md", table),
    ];
    let scenario = there_and_back(BOTH, &boards, &["call", "sweep"], 3);
    scenario.flow(&["advance", "call"]).ok();
    let card = "# Doing\n\n### Call +roof\n**Priority**: B\n**Created**: 2026-11-20\n";
    assert_eq!(scenario.read("DOING.md"), card);
    // What the journal does not know any more is written anew.
    scenario.edit("DOING.md", "**Priority**: B", "**Priority**: C");
    scenario.flow(&["back", "call", "--why", "wait"]).ok();
    assert_eq!(scenario.read("todo.txt"), "(C) 2026-11-20 Call +roof\nSweep\n");
    scenario.flow(&["advance", "sweep"]).ok();
    scenario.edit("DOING.md", "### Sweep\n", "### Sweep\n\nA remark.\n");
    let run = scenario.flow(&["back", "sweep", "--why", "wait"]).exits(3);
    run.says("DOING.md:").says("lines of its own");
}

#[test]
fn lists_in_front_matter_are_written_in_their_own_way() {
    let town = there_and_back(FILES, &TASKS, &[], 3);
    let path = "backlog/tasks/task-7 - Mend.md";
    town.flow(&["set", "task-7", "labels=roof, tiles: red", "assignee=Bob"]).ok();
    let now = ROOF
        .replace("assignee: []", "assignee: [Bob]")
        .replace("  - roof\n", "  - roof\n  - 'tiles: red'\n");
    assert_eq!(town.read(path), now);
    town.flow(&["set", "task-7", "labels="]).ok();
    town.flow(&["show", "task-7"]).ok().says("Bob");
    town.flow(&["undo"]).ok();
    town.flow(&["undo"]).ok();
    assert_eq!(town.read(path), ROOF);
    town.edit(path, "  - roof\n", "  - roof # ours\n  - wall\n");
    town.flow(&["set", "task-7", "labels=x"]).exits(3).says("labels");
}

#[test]
fn a_new_title_keeps_the_tags_unless_it_has_its_own() {
    let town = there_and_back(TODO_TXT, &[("todo.txt", LINES), ("done.txt", "")], &[], 2);
    town.flow(&["edit", "call", "--title", "Ring the smith"]).ok();
    let now = town.read("todo.txt");
    assert!(
        now.starts_with("(A) 2026-11-20 Ring the smith +roof @phone due:2026-12-01\n"),
        "{now}"
    );
    town.flow(&["edit", "ring", "--title", "Ask her @shop"]).ok();
    assert!(town.read("todo.txt").starts_with("(A) 2026-11-20 Ask her @shop\n"));
}
