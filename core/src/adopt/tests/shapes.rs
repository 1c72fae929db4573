//! Shapes that look like boards and are none, or like something else and are boards.

use super::told::stages_of;
use super::*;

/// What is said of the one file that is left alone, where nothing is adopted.
#[track_caller]
fn refused(path: &str, text: &str) -> String {
    let inference = infer(&sources(&[(path, text)]), &Surroundings::default());
    assert!(inference.draft.is_none(), "{}", inference.draft.map(|d| d.text()).unwrap_or_default());
    inference.left.first().expect("told").why.clone()
}

#[test]
fn stages_that_no_heading_names_are_told() {
    let why = refused(
        "TODO.md",
        "# Todo\n\n**Later**\n- Paint\n- Sing\n\n**Doing:**\n- Mend\n\n**Done**\n- Buy\n",
    );
    assert!(why.contains("`Later` for one (TODO.md:3)") && why.contains("`##`"), "{why}");
    // Where headings name stages, a line in bold only remarks on something.
    let text = "# Board\n\n## Todo\n\n- [ ] Paint\n\n**Done**\n\n## Doing\n\n- [ ] Mend\n\n**Next**\n\n## Done\n\n- [x] Buy\n";
    counted("BOARD.md", text, &[("todo", 1), ("doing", 1), ("done", 1)]);
}

#[test]
fn a_table_with_a_column_for_each_stage_is_told() {
    let why = refused(
        "KANBAN.md",
        "# Board\n\n| Backlog | Ready | In Progress [3] | Done |\n|---|---|---|---|\n| | Paint | Mend | Buy |\n\n\
         ## Rules\n\n### 1. Ready (entry)\n\n- [ ] **Aim**: one line\n\n### 2. Done (exit)\n\n- [ ] **Live**: seen\n",
    );
    assert!(why.contains("KANBAN.md:4") && why.contains("column for each stage"), "{why}");
}

#[test]
fn a_page_about_boards_is_none() {
    let text = "# Kanban\n\nHow we do it.\n\n***Words:***\n- `Ticket`: a piece of work.\n- `Round`: a week.\n\n\
                ***Columns:***\n\n* `Icebox`: cold.\n* `Doing`: warm.\n";
    assert!(refused("docs/kanban.md", text).starts_with("free notes"));
}

#[test]
fn parts_of_a_stage_are_no_cards() {
    let text = "# Done\n## Done 10/18/2025\n* Begin\n* Write it\n\n## Done 2026/05/20\n* Splice\n\n# Working on\n\
                ## Working on (Ada)\n* Roof\n\n# Todos\n## Todo\n* Door\n* Window\n";
    counted("KANBAN.md", text, &[("todos", 2), ("working-on", 1), ("done", 3)]);
}

#[test]
fn what_is_finished_may_be_called_history() {
    let board = |title: &str, cards: &str| format!("# {title}\n\n{cards}");
    let (next, now) = ("- [ ] Paint\n- [ ] Sing\n", "- [ ] Mend\n");
    let files = [
        ("ROADMAP.md", board("Roadmap", next)),
        ("IN_PROGRESS.md", board("In progress", now)),
        ("HISTORY.md", board("History", "- [x] Buy\n- [x] Beg\n")),
    ];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let (_, proof) = adopted(&files);
    let found: Vec<(String, usize)> =
        stages(&proof).into_iter().map(|(name, ids)| (name, ids.len())).collect();
    let expected = [("todo", 2), ("in-progress", 1), ("history", 2)];
    assert_eq!(found, expected.map(|(name, count)| (name.to_owned(), count)));
    // One that is headed by releases is a changelog, and one that stands alone is a record.
    let releases = [files[0], files[1], ("HISTORY.md", "# History\n\n## 1.2.0\n\n- [x] Buy\n")];
    let (_, proof) = adopted(&releases);
    assert!(stages(&proof).iter().all(|(name, _)| name != "history"));
    assert!(refused("HISTORY.md", files[2].1).contains("finished"));
}

#[test]
fn what_stands_behind_the_last_rule_belongs_to_no_card() {
    let todo = "# Todo\n\n### T-1: Mend the roof\n**Priority:** High\n\n### T-2: Paint\n**Priority:** Low\n\n---\n\n**Note:** Ask first.\n";
    let doing =
        "# In progress\n\n### T-3: Buy nails\n**Priority:** High\n\n---\n\n*Three at most.*\n";
    let (inference, proof) = adopted(&[("TODO.md", todo), ("IN_PROGRESS.md", doing)]);
    has(&inference, "footer = \"---\"");
    let told = |doubt: &&Doubt| doubt.text.contains("below `---`");
    assert_eq!(inference.doubts.iter().filter(told).count(), 2);
    assert_eq!(proof.home, 3);
    // A card may have such a line within: then the last one may, too.
    let todo = todo.replace("### T-2", "---\n\nWith slates.\n\n### T-2");
    let (inference, _) = adopted(&[("TODO.md", &todo), ("IN_PROGRESS.md", doing)]);
    assert_eq!(inference.draft.expect("one").text().matches("footer").count(), 1);
    // Nor is it one where a card or a stage follows, or nothing at all.
    let board = "# Board\n\n## Todo\n\n- [ ] Mend\n\n---\n\n## Doing\n\n- [ ] Paint\n\n---\n\n- [ ] Sing\n\n---\n\n## Done\n\n---\n\n*Nothing yet*\n";
    let (inference, _) = adopted(&[("BOARD.md", board)]);
    assert!(!inference.draft.expect("one").text().contains("footer"));
}

#[test]
fn a_list_that_is_ticked_where_it_stands_ends_at_one_line() {
    let text = "# Roadmap\n\n- [x] Saw\n- [ ] Tar\n- [x] Oil\n- [ ] Rig\n\n---\n\nAsk Bo first.\n";
    let (inference, _) = stages_of(&[("ROADMAP.md", text)], &[("todo", 2), ("done", 2)]);
    assert_eq!(inference.draft.expect("one").text().matches("footer = \"---\"").count(), 2);
}

#[test]
fn a_status_beside_other_fields_says_the_stage() {
    let card = |n: usize, status: &str| {
        format!(
            "### T-{n}: Plank {n}\n**Priority:** Low | **Status:** {status} | **Owner:** Ada\n\n"
        )
    };
    let tasks =
        format!("# Tasks\n\n{}{}{}", card(1, "Todo"), card(2, "In progress"), card(3, "Done"));
    counted("TASKS.md", &tasks, &[("todo", 1), ("in-progress", 1), ("done", 1)]);
}
