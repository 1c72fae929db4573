//! Boards that cannot be read whole: what can be read is shown, what cannot is named with its place, and
//! nothing is written there.

use crate::scenario::Scenario;

const WORKFLOW: &str = r####"version = 1

[git]
base = "main"

[[stage]]
name = "todo"
board = "TODO.md"
card = "- [ ] {id}: {title}"

[[stage]]
name = "doing"
board = "DOING.md"
under = "## Active"
card = "### [{id}]: {title}"

[[stage]]
name = "waiting"
board = "DOING.md"
under = "## Waiting"
card = "### [{id}]: {title}"

[[stage]]
name = "done"
board = "DONE.md"
card = "### [{id}]: {title}"
ends = true
"####;

const TODO: &str = "# Todo\n\n- [ ] A-1: Mend\n";
const DOING: &str = "# Doing\n\n## Active\n\n### [A-2]: Sweep\n\n## Waiting\n\n### [A-3]: Paint\n";

fn town(doing: &str) -> Scenario {
    let scenario = Scenario::new();
    scenario.file("workflow.toml", WORKFLOW).file("TODO.md", TODO).file("DONE.md", "# Done\n");
    scenario.file("DOING.md", doing);
    scenario.commit("Boards");
    scenario
}

#[test]
fn a_section_that_is_missing_hides_no_other_and_is_not_written() {
    let doing = DOING.replace("## Active", "## Activ");
    let town = town(&doing);
    let listed = town.flow(&["list"]).ok();
    listed.says("A-1").says("A-3").never_says("A-2").says("no heading `## Active`");
    let data = town.flow(&["list", "--json"]).ok().data();
    assert_eq!(data["faults"].as_array().map(Vec::len), Some(1), "{data}");
    town.flow(&["status"]).ok().says("A-3").says("no heading `## Active`");
    town.flow(&["check"]).exits(3).says("write `## Active` into DOING.md");
    for words in [vec!["advance", "A-1"], vec!["advance", "A-3"], vec!["advance", "A-2"]] {
        let refused = town.flow(&[&words[..], &["--json"]].concat()).exits(1);
        assert_eq!(refused.error_code(), "no-heading", "{words:?}");
    }
    assert_eq!((town.read("TODO.md"), town.read("DOING.md")), (TODO.into(), doing));
    town.flow(&["advance", "A-1", "--to", "done"]).exits(3);
    town.edit("DOING.md", "## Activ\n", "## Active\n");
    town.flow(&["advance", "A-1"]).ok();
}

#[test]
fn a_section_that_stands_twice_is_named_with_both_lines() {
    let town = town(DOING);
    town.flow(&["advance", "A-1"]).ok();
    let doing = format!("{}\n## Active\n", town.read("DOING.md"));
    town.file("DOING.md", &doing);
    town.flow(&["list"]).ok().says("A-3").never_says("A-2").says("lines 3, ");
    let refused = town.flow(&["undo", "--json"]).exits(1);
    assert_eq!(refused.error_code(), "two-headings");
    assert_eq!(town.read("DOING.md"), doing);
}

#[test]
fn front_matter_that_is_no_yaml_is_told_and_hides_nothing() {
    let broken = town(&format!("---\ntitle: a: b\nwho: [Ada\n---\n{DOING}"));
    broken.flow(&["list"]).ok().says("A-2").says("A-3");
    broken.flow(&["check"]).ok().says("front-matter").says("DOING.md:");
    broken.flow(&["advance", "A-1"]).ok();
    let doubled = town(&format!("---\nwho: Ada\ntitle: a\nwho: Bea\n---\n{DOING}"));
    doubled
        .flow(&["check"])
        .ok()
        .says("front-matter")
        .says("DOING.md:4")
        .says("the key `who` twice, on lines 2 and 4");
    // Two rules with prose between them.
    let prose = town(&format!("---\nhttps://example.org\n---\n{DOING}"));
    prose.flow(&["check"]).ok().never_says("front-matter");
}

const MIXED: &str = r####"version = 1

[git]
base = "main"

[ids]
prefixes = ["A"]

[[stage]]
name = "todo"
board = "TODO.md"
card = ["- [ ] {id}: {title}", "- [ ] {title}"]

[[stage]]
name = "doing"
board = "DOING.md"
card = ["- [ ] {id}: {title}", "- [ ] {title}"]
"####;

#[test]
fn every_bad_card_is_shown_and_named_and_the_good_ones_move() {
    let town = Scenario::new();
    let todo = "# Todo\n\n- [ ] Sweep the yard\n- [ ] A-1: Mend\n- [ ] A-2:\n- [ ] Sweep the yard\n\
                - [ ] A-3: Paint\n  **Due**: 2026-13-01\n  **Colour**: red\n- [ ] a-1: Oil\n- [ ] A-4: Rake\n";
    town.file("workflow.toml", MIXED).file("TODO.md", todo).file("DOING.md", "# Doing\n");
    town.commit("Boards");
    let listed = town.flow(&["list", "--json"]).ok().data();
    assert_eq!(listed["tasks"].as_array().map(Vec::len), Some(7), "{listed}");
    town.flow(&["show", "A-3"]).ok().says("2026-13-01").says("red");
    let checked = town.flow(&["check"]).exits(3);
    checked
        .says("sweep-the-yard stands 2 times in one stage: todo (TODO.md:3), todo (TODO.md:6)")
        .says("A-2 has no title")
        .says("A-3 says Due 2026-13-01, and there is no such day")
        .says("todo (TODO.md:4), todo (TODO.md:10, as a-1)")
        .says("give that card another title");
    let refused = town.flow(&["advance", "sweep the yard", "--json"]).exits(3);
    assert_eq!(refused.error_code(), "duplicate");
    town.flow(&["advance", "A-4"]).ok();
    town.flow(&["back", "A-4", "--why", "not yet"]).ok();
    assert_eq!(town.read("TODO.md"), todo);
}
