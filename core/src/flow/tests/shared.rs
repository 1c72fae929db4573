//! Stages that share a file.

use super::Yard;

const SHARED: &str = r####"
version = 1
[[stage]]
name = "todo"
board = "B.md"
under = "## Todo"
card = "- [ ] **{id}**: {title}"
counters = "Count: {count}"
[[stage]]
name = "doing"
board = "B.md"
under = "## Doing"
card = "- [ ] **{id}**: {title}"
counters = "Count: {count}"
[[stage]]
name = "done"
ends = true
archive = false
"####;

#[test]
fn counters_of_one_form_count_each_for_its_stage() {
    let cards: String = (1..=10).map(|n| format!("- [ ] **A-{n}**: x\n")).collect();
    let text =
        format!("Count: 10\n\n## Todo\n\nCount: 10\n\n{cards}\n## Doing\n\nCount: 0\n\n## End\n");
    let yard = Yard::new(SHARED, &[("B.md", &text)]);
    yard.advance("A-10").expect("moved");
    let now = yard.read("B.md");
    assert!(now.starts_with("Count: 9\n\n## Todo\n\nCount: 9\n\n- [ ] **A-1**"), "{now}");
    assert!(now.ends_with("## Doing\n\nCount: 1\n\n- [ ] **A-10**: x\n\n## End\n"), "{now}");
    yard.back("A-10").expect("home");
    assert_eq!(yard.read("B.md"), text);
}

#[test]
fn a_section_within_another_moves_its_cards_out_and_home() {
    let workflow = SHARED.replace("## Doing", "### Doing");
    for text in [
        "## Todo\n\n- [ ] **A-1**: a\n- [ ] **A-2**: b\n\n### Doing\n\n- [ ] **A-3**: c\n\n## End\n",
        "## Todo\n\n- [ ] **A-1**: a\n\n### Doing\n\n### Later\n\n- [ ] **A-2**: b\n",
    ] {
        let yard = Yard::new(&workflow, &[("B.md", text)]);
        yard.advance("A-1").expect("moved");
        yard.advance("A-2").expect("moved");
        let snapshot = yard.flow().look().expect("boards");
        let doing = snapshot.tasks().iter().filter(|task| task.stage.as_str() == "doing");
        assert!(doing.count() >= 2, "{}", yard.read("B.md"));
        yard.back("A-2").expect("home");
        yard.back("A-1").expect("home");
        assert_eq!(yard.read("B.md"), text);
    }
}

#[test]
fn a_card_beside_an_old_neighbour_is_parted_from_it() {
    let workflow = r####"
version = 1
[[stage]]
name = "todo"
board = "TODO.md"
card = "### {id}: {title}"
separator = "---"
[[stage]]
name = "doing"
board = "DOING.md"
card = "### {id}: {title}"
[[stage]]
name = "done"
ends = true
"####;
    let text = "# T\n\n### A-1: a\n\n---\n\n### A-2: b\n\n---\n\n### A-3: c\n";
    for (gone, hand) in [
        ("A-2", "# Mine\n\n### A-3: c\n"),
        ("A-2", "# Mine\n\n### A-1: a\n"),
        ("A-3", "# Mine\n\n### A-2: b\n\n## Notes\n"),
    ] {
        let yard = Yard::new(workflow, &[("TODO.md", text), ("DOING.md", "# D\n")]);
        yard.advance(gone).expect("moved");
        yard.write("TODO.md", hand);
        yard.back(gone).expect("home");
        let now = yard.read("TODO.md");
        assert_eq!(now.matches("\n\n---\n\n### ").count(), 1, "{now}");
    }
}

#[test]
fn of_several_values_that_mean_a_stage_the_first_is_written_and_all_are_read() {
    let workflow = r####"
version = 1
[[stage]]
name = "todo"
board = "B.md"
card = "| {id} | {title} | {*} |"
where = { Status = ["⬜ Todo", "Todo"] }
[[stage]]
name = "done"
board = "B.md"
card = "| {id} | {title} | {*} |"
where = { Status = ["✅ Done", "✅"] }
ends = true
"####;
    let text = "| Id | Task | Status |\n|---|---|---|\n| A-1 | Mend | todo |\n| A-2 | Sew | ✅ |\n";
    let yard = Yard::new(workflow, &[("B.md", text)]);
    yard.advance("A-1").expect("moved");
    assert!(yard.read("B.md").contains("| A-1 | Mend | ✅ Done |\n"), "{}", yard.read("B.md"));
    yard.back("A-1").expect("home");
    assert_eq!(yard.read("B.md"), text);
    yard.back("A-2").expect("taken up again");
    assert!(yard.read("B.md").contains("| A-2 | Sew | ⬜ Todo |\n"), "{}", yard.read("B.md"));
}
