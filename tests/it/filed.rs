//! Tasks that go from a board into a file of their own, and from a file onto a board.

use crate::grammars::there_and_back;
use crate::scenario::Scenario;

const OUT: &str = r####"
[ids]
prefixes = ["FEAT"]

[[stage]]
name = "ideas"
board = "IDEAS.md"
card = ["- [ ] [{id}]({link}) {title}", "- [ ] **{id}**: {title}"]

[[stage]]
name = "doing"
board = "tasks/*.md"
where = { status = "Doing" }
on-enter.add = { assignee = "{actor}" }

[[stage]]
name = "shown"
board = "SHOWN.md"
card = "### {id}: {title}"
on-enter.set = { seen = "yes" }
"####;

const IDEAS: &str = "\
# Ideas

- [ ] **FEAT-001**: Mend: the [roof][plan]  
  - **Size:** 3
  - **Blocked By:** @bob, 'soon'

  Tiles are on their way.

  - [ ] Count them
    - all
  ```
  - [ ] no box
  ```

- [ ] [FEAT-002](notes/wall.md) Paint the wall

[plan]: plans/roof.md
";

const SHOWN: &str = "# Shown\n\n### FEAT-003: Sweep\n\nThe yard.\n";

const OTHER: &str = "---\nid: FEAT-004\ntitle: Oil the door\nstatus: Doing\n---\n";

const BOARDS: [(&str, &str); 3] =
    [("IDEAS.md", IDEAS), ("SHOWN.md", SHOWN), ("tasks/FEAT-004 - Oil the door.md", OTHER)];

const ROOF: &str = "tasks/FEAT-001 - Mend the roof plan.md";

#[test]
fn a_card_becomes_a_file_and_a_file_a_card() {
    let town = there_and_back(OUT, &BOARDS, &["FEAT-001", "FEAT-002"], 3);
    town.flow(&["advance", "FEAT-001"]).ok();
    let file = "---\nid: FEAT-001\ntitle: 'Mend: the [roof][plan]'\nSize: '3'\n\
                Blocked By: \"@bob, 'soon'\"\nstatus: Doing\nassignee: Ada\n---\n\n\
                Tiles are on their way.\n\n- [ ] Count them\n  - all\n```\n- [ ] no box\n```\n\n\
                [plan]: plans/roof.md\n";
    assert_eq!(town.read(ROOF), file);
    assert!(!town.read("IDEAS.md").contains("FEAT-001"));
    town.flow(&["show", "FEAT-001"]).ok().says("0/1 boxes").says("@bob, 'soon'");
    town.flow(&["advance", "FEAT-001"]).ok();
    assert!(!town.exists(ROOF));
    let card = "### FEAT-001: Mend: the [roof][plan]\n**Size**: 3\n**Blocked By**: @bob, 'soon'\n\
                **assignee**: Ada\n**seen**: yes\n\n\
                Tiles are on their way.\n\n- [ ] Count them\n  - all\n```\n- [ ] no box\n```\n\n\
                [plan]: plans/roof.md\n";
    assert_eq!(town.read("SHOWN.md"), format!("{SHOWN}\n{card}"));
    town.flow(&["undo"]).ok();
    assert_eq!(town.read(ROOF), file);
    assert_eq!(town.read("SHOWN.md"), SHOWN);

    // The link of an id is the file's own.
    town.flow(&["advance", "FEAT-002"]).ok();
    let wall = town.read("tasks/FEAT-002 - Paint the wall.md");
    assert!(wall.contains("title: Paint the wall\nlink: notes/wall.md\n"), "{wall}");
    town.flow(&["advance", "FEAT-002"]).ok();
    assert!(town.read("SHOWN.md").contains("### [FEAT-002](notes/wall.md): Paint the wall\n"));
    town.flow(&["check"]).ok();
}

#[test]
fn a_changed_file_brings_its_changes_home() {
    let town = there_and_back(OUT, &BOARDS, &[], 3);
    town.flow(&["advance", "FEAT-001"]).ok();
    town.edit(ROOF, "Size: '3'", "Size: 5");
    town.edit(ROOF, "their way.", "their way, and nails.");
    town.edit(ROOF, "assignee: Ada\n", "assignee: Ada\nasked: Bob\n");
    town.flow(&["back", "FEAT-001", "--why", "not yet"]).ok();
    assert!(!town.exists(ROOF));
    let card = IDEAS
        .replace("**Size:** 3", "**Size:** 5")
        .replace("'soon'\n", "'soon'\n  - **asked:** Bob\n")
        .replace("their way.", "their way, and nails.");
    assert_eq!(town.read("IDEAS.md"), card);
    town.flow(&["undo"]).ok();
    assert!(town.read(ROOF).contains("asked: Bob"));
    town.flow(&["check"]).ok();
}

#[test]
fn a_changed_card_brings_its_changes_home_into_its_file() {
    let town = there_and_back(OUT, &BOARDS, &[], 3);
    let file = "---\n# ours\nid: FEAT-005\ntitle: \"Lay pipes\"\nlabels: [wet, deep] # two\n\
                status: Doing\nparent:\n---\n\n<!-- to be done -->\n\nIn lead.\n\n\n- [ ] Dig\n";
    town.file("tasks/pipes.md", file);
    let run = town.flow(&["advance", "FEAT-005"]).ok();
    run.says("`# ours` stays behind").says("`# two` stays behind");
    town.edit("SHOWN.md", "**labels**: wet, deep\n", "**labels**: wet, deep\n**depth**: 2\n");
    town.edit("SHOWN.md", "Lay pipes", "Lay the pipes");
    town.flow(&["back", "FEAT-005", "--why", "not yet"]).ok();
    let now =
        file.replace("Lay pipes", "Lay the pipes").replace("parent:\n", "parent:\ndepth: '2'\n");
    assert_eq!(town.read("tasks/pipes.md"), now);

    town.flow(&["advance", "FEAT-005"]).ok();
    town.edit("SHOWN.md", "In lead.", "In copper.");
    town.edit("SHOWN.md", "**labels**: wet, deep\n", "**labels**: wet\n");
    town.flow(&["back", "FEAT-005", "--why", "not yet"]).ok();
    let now = town.read("tasks/pipes.md");
    assert!(now.contains("\nIn copper.\n") && now.contains("labels: [wet] # two\n"), "{now}");
    assert!(!town.read("SHOWN.md").contains("FEAT-005"));
    town.flow(&["check"]).ok();
}

#[test]
fn what_cannot_go_is_refused_with_the_reason() {
    let town = there_and_back(OUT, &BOARDS, &[], 3);
    let file = |body: &str, front: &str| {
        town.file(
            "tasks/FEAT-006.md",
            format!("---\nid: FEAT-006\nstatus: Doing\n{front}---\n{body}"),
        );
        let before = town.read("SHOWN.md");
        let run = town.flow(&["advance", "FEAT-006"]).exits(3);
        assert_eq!(town.read("SHOWN.md"), before);
        assert!(town.exists("tasks/FEAT-006.md"));
        run
    };
    let run = file("# Lay pipes\n\nText.\n\n## Notes\n\nDeep.\n", "");
    run.says("tasks/FEAT-006.md:9").says("is a heading").says("level 3");
    file("Text.\n", "owner: {name: Bo}\n").says("\"owner\"").says("more than one value");
    file("Text.\n", "size: 2\nSize: 3\n").says("Size stands twice");

    // A file that is there already is nobody's to write over.
    town.file("tasks/FEAT-001 - Mend the roof plan.md", "Notes.\n");
    let run = town.flow(&["advance", "FEAT-001"]).exits(3);
    run.says(ROOF).says("there already");
    assert_eq!(town.read(ROOF), "Notes.\n");
    assert_eq!(town.read("IDEAS.md"), IDEAS);
}

const ROWS: &str = r####"
[[stage]]
name = "listed"
board = "LIST.md"
card = "| {title} | {*} |"

[[stage]]
name = "kept"
board = "kept/*.md"
where = { Status = "kept" }

[[stage]]
name = "open"
board = "todo.txt"
"####;

#[test]
fn rows_and_lines_become_files() {
    let list = "| What | Who |\n|---|---|\n| Mend \\| paint | Ada |\n| Sweep | |\n";
    let kept = "---\ntitle: Wash\nStatus: kept\n---\n";
    let files = [("LIST.md", list), ("kept/wash.md", kept), ("todo.txt", "(A) Call @phone\n")];
    let town = there_and_back(ROWS, &files, &["mend-paint"], 2);
    town.flow(&["advance", "mend-paint"]).ok();
    let file = "---\ntitle: 'Mend | paint'\nWho: Ada\nStatus: kept\n---\n";
    assert_eq!(town.read("kept/mend-paint.md"), file);
    town.flow(&["back", "call-phone", "--why", "not yet"]).ok();
    let call = "---\ntitle: Call @phone\nPriority: A\nStatus: kept\n---\n";
    assert_eq!(town.read("kept/call-phone.md"), call);
    town.flow(&["undo"]).ok();
    assert_eq!(town.read("todo.txt"), "(A) Call @phone\n");

    // By its title it would be called otherwise on a board.
    town.file("kept/other.md", kept.replace("Wash", "Rinse"));
    let run = town.flow(&["advance", "other"]).exits(3);
    run.says("the name of its file").says("rinse").says("flow id");
}

#[test]
fn the_names_of_files_are_like_those_that_are_there() {
    for (other, own) in [
        ("FEAT-004.md", "FEAT-001.md"),
        ("feat-004 - Oil.md", "feat-001 - Mend the roof plan.md"),
        ("feat-004-oil.md", "feat-001-mend-the-roof-plan.md"),
        ("oil.md", "FEAT-001.md"),
    ] {
        let town = Scenario::new();
        town.file("workflow.toml", format!("version = 1\n{OUT}"));
        town.file("IDEAS.md", IDEAS).file("SHOWN.md", SHOWN).file(&format!("tasks/{other}"), OTHER);
        town.flow(&["advance", "FEAT-001"]).ok();
        assert!(town.exists(&format!("tasks/{own}")), "{own}");
        town.flow(&["check"]).ok();
    }
}
