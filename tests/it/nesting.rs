//! What careful users stumbled over.

use crate::scenario::Scenario;

/// A repository with one board of items or headings, and a stage behind it.
fn town(card: &str, board: &str) -> Scenario {
    let town = Scenario::new();
    let ids = "[ids]\nprefixes = [\"T\"]\nform = \"{prefix}-{number}\"\n";
    let stages = format!(
        "[[stage]]\nname = \"todo\"\nboard = \"B.md\"\ncard = \"{card}\"\n\n\
         [[stage]]\nname = \"done\"\nends = true\n"
    );
    town.file("workflow.toml", format!("version = 1\n{ids}\n{stages}"));
    town.file("B.md", board).commit("Board");
    town
}

#[test]
fn what_is_nested_by_four_blanks_or_a_tab_is_seen_and_written_so() {
    for blanks in ["    ", "\t"] {
        let board = format!(
            "- [ ] T-1: A\n{blanks}- **Assigned:** Bob\n- [ ] T-2: B\n{blanks}- **Blocked By:** T-3\n\
             - [ ] T-3: C\n{blanks}- [ ] dig\n"
        );
        let town = town("- [ ] {id}: {title}", &board);
        town.flow(&["claim", "T-1"]).exits(4).says("Bob");
        town.flow(&["next", "--claim"]).ok().says("T-3");
        let claimed = format!("- [ ] T-3: C\n{blanks}- **Assigned:** Ada\n{blanks}- [ ] dig\n");
        assert!(town.read("B.md").ends_with(&claimed), "{}", town.read("B.md"));
        town.flow(&["undo"]).ok();
        assert_eq!(town.read("B.md"), board);
    }
}

/// Who renames or drops a task does not free what waits for it.
#[test]
fn a_handle_that_is_gone_is_still_waited_for() {
    let town = Scenario::new();
    let stages = "[[stage]]\nname = \"todo\"\nboard = \"B.md\"\ncard = \"- [ ] {title}\"\n\n\
                  [[stage]]\nname = \"done\"\nends = true\n";
    town.file("workflow.toml", format!("version = 1\n\n{stages}"));
    town.file("B.md", "- [ ] One\n- [ ] Two\n- [ ] Three\n  **Blocked By:** waiting for legal\n")
        .commit("Board");
    town.flow(&["block", "one", "--by", "two"]).ok();
    town.flow(&["check"]).ok().never_says("unknown-blocker");
    let named = town.read("B.md");
    town.file("B.md", named.replace("- [ ] Two", "- [ ] Zwei"));
    town.flow(&["blocked"]).ok().says("one").says("two");
    town.flow(&["check"]).ok().says("unknown-blocker").says("one waits for two");
    town.flow(&["ready"]).ok().says("`waiting for legal`").never_says("one ");
    town.file("B.md", named);
    town.flow(&["advance", "two"]).ok();
    town.flow(&["ready"]).ok().says("one");
}
