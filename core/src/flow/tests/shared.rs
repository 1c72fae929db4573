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
