//! `flow id`: ids for tasks that have none, each given once.

use crate::scenario::Scenario;

const WORKFLOW: &str = r####"version = 1

[git]
base = "main"

[ids]
prefixes = ["FEAT", "BUG"]
registry = { board = "TODO.md", under = "## Ids", row = "| {prefix} | {next:3} | {*} |" }

[[stage]]
name = "todo"
board = "TODO.md"
under = "## Tasks"
card = ["- [ ] {title}", "- [ ] **{id}**: {title}"]

[[stage]]
name = "doing"
board = "DOING.md"
card = ["### {title}", "### [{id}]: {title}"]

[[stage]]
name = "done"
ends = true
archive = "archive/{id}.md"
"####;

const TODO: &str = "\
# Todo

## Tasks

* [ ] Mend the roof
  - with **slate**
- [ ] **FEAT-007**: Sweep
- [ ] Paint the door

## Ids

| prefix | next | for |
| --- | --- | --- |
| FEAT | 008 | features |
| BUG | 003 | bugs |
";

const DOING: &str = "# Doing\n\n### Oil the gate\n\n**Note**: squeaks\n";

fn town() -> Scenario {
    let scenario = Scenario::new();
    scenario.file("workflow.toml", WORKFLOW).file("TODO.md", TODO).file("DOING.md", DOING);
    scenario.commit("Boards");
    scenario
}

#[test]
fn an_id_is_given_in_place_and_the_registry_counts_on() {
    let town = town();
    town.flow(&["id", "mend", "--dry-run", "--prefix", "feat"]).ok().says("FEAT-008");
    assert_eq!(town.read("TODO.md"), TODO);
    let given = town.flow(&["id", "mend", "oil-the-gate", "--prefix", "FEAT", "--json"]).ok();
    assert_eq!(given.data()["given"][1]["to"], "FEAT-009");
    let todo = TODO.replace("* [ ] Mend", "* [ ] **FEAT-008**: Mend").replace("| 008 |", "| 010 |");
    assert_eq!(town.read("TODO.md"), todo);
    assert_eq!(town.read("DOING.md"), DOING.replace("### Oil", "### [FEAT-009]: Oil"));
    town.flow(&["check"]).ok();
    town.flow(&["log", "FEAT-009"]).ok().says("called FEAT-008, and 1 more");
    town.flow(&["log", "oil-the-gate"]).ok().says("FEAT-008");
    town.flow(&["undo"]).ok().says("FEAT-009 → oil-the-gate").says("next: flow list");
    assert_eq!(town.read("TODO.md"), TODO);
    assert_eq!(town.read("DOING.md"), DOING);
    // What was given is not given again, though it was taken back.
    town.flow(&["id", "mend-the-roof", "--prefix", "FEAT"]).ok().says("FEAT-010");
}

#[test]
fn a_card_that_was_moved_since_keeps_its_id() {
    let town = town();
    town.flow(&["id", "mend", "--prefix", "BUG"]).ok().says("BUG-003");
    town.flow(&["advance", "BUG-3"]).ok();
    town.flow(&["undo", "1"]).exits(3).says("flow undo 2");
    town.flow(&["undo"]).ok();
    // Another card of the board has moved: the ids go, and its move stays.
    town.flow(&["advance", "paint"]).ok();
    town.flow(&["undo", "1"]).ok();
    let todo = town.read("TODO.md");
    assert!(todo.contains("* [ ] Mend the roof\n  - with **slate**\n"), "{todo}");
    assert!(!todo.contains("Paint the door"), "{todo}");
}

#[test]
fn every_live_task_gets_one_at_once() {
    let town = town();
    town.edit("TODO.md", "- [ ] Paint the door\n", "- [ ] Paint the door\n- [ ] Paint the door\n");
    town.flow(&["advance", "paint-the-door"]).exits(3);
    town.flow(&["id", "--all", "--prefix", "FEAT"]).ok();
    let todo = town.read("TODO.md");
    assert!(
        todo.contains("- [ ] **FEAT-009**: Paint the door\n- [ ] **FEAT-010**: Paint"),
        "{todo}"
    );
    assert!(todo.contains("| FEAT | 012 |"), "{todo}");
    assert!(town.read("DOING.md").contains("### [FEAT-011]: Oil the gate\n\n**Note**"));
    town.flow(&["id", "--all", "--prefix", "FEAT"]).exits(3).says("every card has an id");
    town.flow(&["check"]).ok();
}

#[test]
fn numbers_come_after_those_of_history_archive_and_worktrees() {
    let town = town();
    town.edit("TODO.md", "Paint the door", "Paint the door, as BUG-040 wants");
    town.commit("A bug of the past");
    town.edit("TODO.md", ", as BUG-040 wants", "");
    town.commit("Gone");
    town.flow(&["id", "paint", "--prefix", "BUG", "--dry-run"])
        .ok()
        .says("BUG-041")
        .says("the highest id so far is BUG-040, in git's history of TODO.md");
    town.file("archive/BUG-050.md", "x\n");
    town.flow(&["id", "paint", "--prefix", "BUG", "--dry-run"]).ok().says("BUG-051");
    town.git(&["worktree", "add", "--quiet", "-b", "side", ".worktrees/side"]);
    town.edit(".worktrees/side/DOING.md", "Oil the gate", "[BUG-060]: Oil the gate");
    town.flow(&["id", "paint", "--prefix", "BUG"]).ok().says("BUG-061");
    assert!(town.read("TODO.md").contains("| BUG | 062 |"));
}

#[test]
fn worktrees_with_boards_of_their_own_share_the_numbers() {
    let town = town();
    town.edit("workflow.toml", "version = 1", "version = 1\nboards = \"here\"");
    town.commit("Boards everywhere");
    town.git(&["worktree", "add", "--quiet", "-b", "side", ".worktrees/side"]);
    town.flow_in(".worktrees/side", &["id", "mend", "--prefix", "FEAT"]).ok().says("FEAT-008");
    // Even where it was taken back there: the journal of that worktree knows it.
    town.flow_in(".worktrees/side", &["undo"]).ok();
    town.flow(&["id", "mend", "--prefix", "FEAT"]).ok().says("FEAT-009");
}

#[test]
fn what_cannot_have_an_id_is_told() {
    let town = town();
    town.flow(&["id", "mend"]).exits(3).says("--prefix FEAT");
    town.flow(&["id", "mend", "--prefix", "NOPE"]).exits(3).says("FEAT, BUG");
    town.flow(&["id", "FEAT-7", "--prefix", "FEAT"]).exits(3).says("FEAT-007 has an id");
    town.flow(&["id", "nobody", "--prefix", "FEAT"]).exits(1).says("flow list");
    town.flow(&["id"]).exits(2);
    town.edit(
        "workflow.toml",
        "card = [\"### {title}\", \"### [{id}]: {title}\"]",
        "card = \"### {title}\"",
    );
    town.flow(&["id", "oil", "--prefix", "FEAT"]).exits(3).says("`card` of the stage doing");
    assert_eq!((town.read("TODO.md"), town.read("DOING.md")), (TODO.into(), DOING.into()));
}

#[test]
fn a_row_of_a_table_gets_its_id_in_the_cell_that_waits_for_it() {
    let town = town();
    let board = "# Doing\n\n| Id | Task | For |\n| --- | --- | --- |\n|          | Oil the gate | Ada |\n| n/a | Lock it | Bo |\n";
    town.file("DOING.md", board);
    let forms = r#"["| {id} | {title} | {*} |", "| {*} | {title} | {*} |"]"#;
    town.edit("workflow.toml", r####"["### {title}", "### [{id}]: {title}"]"####, forms);
    town.flow(&["id", "oil", "--prefix", "FEAT"]).ok();
    let now = board.replace("|          | Oil", "| FEAT-008 | Oil");
    assert_eq!(town.read("DOING.md"), now);
    // What stands in a cell is somebody's.
    town.flow(&["id", "lock", "--prefix", "FEAT"]).exits(3);
    town.flow(&["undo"]).ok();
    assert_eq!(town.read("DOING.md"), board);
}

#[test]
fn a_registry_that_lags_behind_is_mended() {
    let town = town();
    town.edit("TODO.md", "FEAT-007", "FEAT-012");
    town.flow(&["check"]).ok().says("write `013` as the next FEAT");
    town.flow(&["check", "--fix"]).ok();
    assert!(town.read("TODO.md").contains("| FEAT | 013 | features |"));
}

#[expect(clippy::disallowed_methods, reason = "a test plays what becomes of a state folder")]
#[test]
fn what_is_remembered_of_the_past_gives_no_number_twice_however_it_is_damaged() {
    let town = town();
    // Given, moved to its end, and gone from every file but git's and flow's own records.
    let gone = |number: &str| {
        town.flow(&["drop", &format!("BUG-{number}"), "--why", "gone"]).ok();
        town.commit("Kept");
        town.git(&["rm", "--quiet", "-r", "archive"]);
        town.edit(
            "TODO.md",
            &format!("| BUG | {:03} |", number.parse::<u32>().unwrap_or(0) + 1),
            "| BUG | 003 |",
        );
        town.commit("Gone");
    };
    let next = |number: &str| {
        town.flow(&["add", "Sweep", "--prefix", "BUG"]).ok().says(&format!("BUG-{number}"));
    };
    next("003");
    gone("003");
    next("004");
    gone("004");
    let state = ".git/flow/given";
    let kept = std::fs::read(town.path(state)).expect("remembered");
    let number = || {
        let said = town.flow(&["add", "Sweep", "--prefix", "BUG", "--dry-run"]).ok();
        said.says("BUG-005");
        // A dry run writes nothing, here neither.
    };
    number();
    assert_eq!(std::fs::read(town.path(state)).expect("there"), kept);
    // Torn anywhere, empty, or of no flow at all.
    for length in (0..kept.len()).step_by(kept.len() / 12) {
        town.file(state, &kept[..length]);
        number();
    }
    let mut other = kept.clone();
    let at = kept.windows(8).position(|part| part == b"\"number\"").expect("a number");
    other[at + 9] = b'1';
    town.file(state, &other);
    number();
    // Of another workflow, without the journal, and without the past that it has seen.
    town.file(state, &kept);
    town.edit("workflow.toml", "prefixes = [\"FEAT\", \"BUG\"]", "prefixes = [\"BUG\", \"FEAT\"]");
    number();
    town.edit("workflow.toml", "prefixes = [\"BUG\", \"FEAT\"]", "prefixes = [\"FEAT\", \"BUG\"]");
    std::fs::rename(town.path(".git/flow/journal"), town.path("aside")).expect("renamed");
    number();
    std::fs::rename(town.path("aside"), town.path(".git/flow/journal")).expect("renamed");
    // A link in its place is neither read nor written through.
    town.file("elsewhere", &kept);
    std::fs::remove_file(town.path(state)).expect("removed");
    std::os::unix::fs::symlink(town.path("elsewhere"), town.path(state)).expect("linked");
    next("005");
    assert_eq!(std::fs::read(town.path("elsewhere")).expect("there"), kept);
    gone("005");
    next("006");
}

#[test]
fn files_and_lines_of_todo_txt_get_ids_in_their_places() {
    let town = Scenario::new();
    let workflow = "version = 1\n\n[ids]\nprefixes = [\"FEAT\"]\n\n\
                    [[stage]]\nname = \"todo\"\nboard = \"tasks/*.md\"\nwhere = { status = \"todo\" }\n\n\
                    [[stage]]\nname = \"open\"\nboard = \"todo.txt\"\ncard = [\"{id} {title}\", \"{title}\"]\n\n\
                    [[stage]]\nname = \"done\"\nboard = \"todo.txt\"\ncard = \"x {title}\"\nends = true\n";
    let roof = "---\r\ntitle: \"Mend: it\" # soon\r\nstatus: todo\r\n---\r\n\r\nTiles.";
    let wall = "---\nstatus: todo\n---\n# Paint the wall\n\n- [ ] White\n";
    let (lines, odd) =
        ("(A) 2026-11-20 Call @phone\nx Sweep\nWash", "---\nid: 7\nstatus: todo\n---\n");
    let files = [("tasks/mend.md", roof), ("tasks/wall.md", wall), ("todo.txt", lines)];
    town.file("workflow.toml", workflow);
    for (path, text) in files {
        town.file(path, text);
    }
    town.flow(&["id", "--all"]).ok();
    let roof_now = roof.replacen("---\r\n", "---\r\nid: FEAT-001\r\n", 1);
    let wall_now = wall.replacen("---\n", "---\nid: FEAT-002\n", 1);
    assert_eq!(town.read("tasks/mend.md"), roof_now);
    assert_eq!(town.read("tasks/wall.md"), wall_now);
    let now = "(A) 2026-11-20 FEAT-003 Call @phone\nx Sweep\nFEAT-004 Wash";
    assert_eq!(town.read("todo.txt"), now);
    town.flow(&["show", "FEAT-002"]).ok().says("Paint the wall");
    town.flow(&["advance", "FEAT-003"]).exits(3).says("FEAT-003");

    // A text that was written since stays where the id is taken back.
    town.edit("tasks/wall.md", "White", "Green");
    town.flow(&["undo"]).ok();
    assert_eq!(town.read("tasks/mend.md"), roof);
    assert_eq!(town.read("tasks/wall.md"), wall.replace("White", "Green"));
    assert_eq!(town.read("todo.txt"), lines);
    town.file("tasks/odd.md", odd);
    town.flow(&["id", "odd"]).exits(3).says("tasks/odd.md").says("`id` 7");
    assert_eq!(town.read("tasks/odd.md"), odd);
}

#[test]
fn ids_without_a_prefix_count_on_from_the_highest() {
    for (form, head) in [("#{number}", "#"), ("S2-T{number}", "S2-T"), ("T{number:3}", "T")] {
        let town = Scenario::new();
        let workflow = format!(
            "version = 1\n\n[ids]\nform = \"{form}\"\n\n[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\n\
             card = \"- [ ] {{id}}: {{title}}\"\n\n[[stage]]\nname = \"done\"\nboard = \"TODO.md\"\n\
             card = \"- [x] {{id}}: {{title}}\"\nends = true\n"
        );
        town.file("workflow.toml", &workflow);
        town.file(
            "TODO.md",
            format!("# Todo\n\nAs of #6091.\n\n- [x] {head}196: Buy\n- [ ] {head}197: Mend\n"),
        );
        town.commit("Boards");
        town.flow(&["add", "Sow"]).ok();
        assert!(town.read("TODO.md").contains(&format!("- [ ] {head}198: Sow\n")), "{form}");
        let refused = town.flow(&["add", "Dig", "--prefix", "BUG"]).exits(3);
        refused.says("the ids here have none");
    }
}
