//! What the columns of a table are, and what stands in that which says the stage.

use super::told::stages_of;
use super::*;

fn says(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

#[test]
fn what_a_value_says_of_its_own_row_is_read_and_not_written() {
    let text = "# Tasks\n\n| Task | Status |\n|---|---|\n| Tar | Todo |\n| Oil | In progress (2 of 5) |\n\
                | Saw | ✅ Done |\n| Rig | ✅ Done (2026-02-03) |\n| Dig | 已完成（第一周） |\n";
    let expected = [("todo", 1), ("in-progress", 1), ("done", 2), ("已完成", 1)];
    let (inference, _) = stages_of(&[("TODO.md", text)], &expected);
    has(&inference, "where = { \"Status\" = [\"In progress\", \"In progress {*}\"] }");
    has(&inference, "where = { \"Status\" = [\"✅ Done\", \"✅ Done {*}\"] }");
    has(&inference, "where = { \"Status\" = [\"已完成\", \"已完成（{*}\"] }");
    assert!(says(&inference, "flow writes `In progress`"), "{:?}", inference.doubts);
    assert!(!says(&inference, "flow writes `✅ Done`"), "{:?}", inference.doubts);
    // A sign alone has its bracket with it: another stage may begin with the sign as well.
    let text = "# Tasks\n\n| Task | Status |\n|---|---|\n| Tar | ⬜ |\n| Oil | ✅ (May) |\n| Saw | ✅ Closed |\n";
    let (inference, _) =
        stages_of(&[("TODO.md", text)], &[("todo", 1), ("done", 1), ("closed", 1)]);
    has(&inference, "where = { \"Status\" = [\"✅\", \"✅ ({*}\"] }");
    // What would be read as another stage's too is told apart by all that it says.
    let text = "# Tasks\n\n| Task | Status |\n|---|---|\n| Tar | Todo |\n| Oil | Blocked (Bo) |\n| Saw | Blocked elsewhere |\n\
                | Dig | Done |\n";
    let (inference, _) = adopted(&[("TODO.md", text)]);
    has(&inference, "where = { \"Status\" = [\"Blocked\", \"Blocked (Bo)\"] }");
}
