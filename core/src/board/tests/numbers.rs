//! Counters and the registry.

use super::*;

#[test]
fn counters_stand_outside_cards_and_code() {
    let text = "# D\n\n**At most 9**\n**Active: 07/9**  \n```\n**Active: 1/1**\n```\n## Active\n\n\
                ### [A-001]: One\n**Active: 1/1**\n\n## Rest\n> **Active: 1/1**\n";
    let board = board("DOING.md", text);
    let stage = stage_of(&board);
    let found = counters(&board, &stage);
    assert_eq!(found.iter().map(|counter| counter.line).collect::<Vec<_>>(), [3, 4]);
    let values: Vec<_> =
        found[1].numbers.iter().map(|(name, _, value)| (name.as_str(), *value)).collect();
    assert_eq!(values, [("count", 7), ("limit", 9)]);
    let mut edited = text.to_owned();
    for edit in counter_edits(&board, &stage, 1).iter().rev() {
        edited = apply(&edited, edit);
    }
    let meant = text.replacen("most 9", "most 3", 1).replacen("07/9", "1/3", 1);
    assert_eq!(edited, meant);
}

#[test]
fn a_true_counter_needs_no_edit() {
    let board = doing("**Active: 2/3**\r\n\n### [A-001]: One\n### [A-002]: Two\n");
    let stage = stage_of(&board);
    assert_eq!(counter_edits(&board, &stage, 2), []);
    assert_eq!(counter_edits(&board, &stage, 3).len(), 1);
    assert_eq!(counters(&board, &stage).len(), 1, "the carriage return is no text");
}

#[test]
fn texts_like_counters_are_none() {
    let board =
        doing("**Active: many/3**\n\n**Active: 1/3** of them\n\nActive: 1/3\n\n - **At most 3**\n");
    assert_eq!(counters(&board, &stage_of(&board)), []);
}

#[test]
fn the_registry_is_a_table_in_its_section() {
    let text = "| A | 001 | elsewhere |\n\n## Numbers\n\n| Prefix | Next | For |\n|---|---|---|\n\
                | A | 012 | a thing |\n|  B  | 7 |  |\n\n```\n| A | 099 | an example |\n```\n\n\
                > | A | 098 | quoted |\n\n## More\n\n| A | 500 | later |\n";
    let board = todo(text);
    let workflow = workflow();
    let rows = registry_rows(&board, workflow.registry.as_ref().expect("a registry"));
    let rows: Vec<_> = rows.iter().map(|r| (r.prefix.as_str(), r.next, r.line)).collect();
    assert_eq!(rows[0], ("A", 12, 7));
    assert!(rows[1..].iter().all(|row| row.0 == "B"), "{rows:?}");
}

#[test]
fn a_registry_with_aligned_columns_is_read() {
    let text = "## Numbers\n\n| Prefix | Next   | For     |\n| ------ | -----: | ------- |\n\
                | A      |    012 | a thing |\n| BUG    | 7      | another |\n";
    let board = todo(text);
    let workflow = workflow();
    let registry = workflow.registry.as_ref().expect("a registry");
    let rows = registry_rows(&board, registry);
    let told: Vec<_> = rows.iter().map(|r| (r.prefix.as_str(), r.next, r.line)).collect();
    assert_eq!(told, [("A", 12, 5), ("BUG", 7, 6)]);
    let edits = registry_edits(&board, registry, |_| Some(13));
    let mut now = text.to_owned();
    edits.iter().rev().for_each(|edit| now.replace_range(edit.range.clone(), &edit.new));
    assert_eq!(now, text.replace("012", "013").replace("| 7 ", "| 013 "));
}
