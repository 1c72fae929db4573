use proptest::prelude::*;

use crate::board::{CardText, Item, Mark, Mould};

const SEED: &str = "\
### [A-1]: Title
**Status**: Open

**Progress Notes**:
- 2025-11-24 00:00: Began
  - a detail

**Completed**:
- ✅ First

**Next Steps** (Pending):
- [ ] One

**See**: plan.md
";

/// The sections that usually come after one.
fn after(section: &str) -> Vec<String> {
    let usual = ["Progress Notes", "Completed", "Next Steps", "User Questions", "See"];
    let after = usual.iter().skip_while(|name| !name.eq_ignore_ascii_case(section)).skip(1);
    after.map(|name| (*name).to_owned()).collect()
}

fn add(text: &str, width: usize, section: &str, mark: Mark, said: &str) -> String {
    let mut card = CardText::new(text.to_owned(), width);
    let mould =
        card.mould(section).unwrap_or_else(|| Mould::of_field("**x**:", section, after(section)));
    card.append(&Item { section, mark, counts: section.contains("Questions"), text: said }, &mould);
    card.into_string()
}

#[test]
fn an_item_comes_behind_the_last_of_its_section() {
    let text = add(SEED, 0, "Progress Notes", Mark::None, "2025-11-25: More\nand more");
    assert!(
        text.contains("  - a detail\n- 2025-11-25: More\n  and more\n\n**Completed**"),
        "{text}"
    );
    let text = add(SEED, 0, "completed", Mark::Done, "Second");
    assert!(text.contains("- ✅ First\n- ✅ Second\n\n"), "{text}");
    let text = add(SEED, 0, "Next Steps", Mark::Open, "Two");
    assert!(text.contains("- [ ] One\n- [ ] Two\n\n**See**"), "{text}");
}

#[test]
fn a_section_that_is_missing_comes_where_it_usually_stands() {
    let text = add(SEED, 0, "User Questions", Mark::None, "Which?");
    assert!(text.contains("- [ ] One\n\n**User Questions**:\n1. Which?\n\n**See**"), "{text}");
    let text = add("### A-1: Bare", 0, "Progress Notes", Mark::None, "x");
    assert_eq!(text, "### A-1: Bare\n\n**Progress Notes**:\n- x\n");
    let text = add("- [ ] A-1: Item\n", 2, "Next Steps", Mark::Open, "x");
    assert_eq!(text, "- [ ] A-1: Item\n\n  **Next Steps**:\n  - [ ] x\n");
}

#[test]
fn a_section_is_made_as_another_card_has_it() {
    let other = "- [ ] A-2: Other\n  - **Steps:**\n    * [ ] one\n  - **Links:** x\n";
    let mould = CardText::new(other.to_owned(), 2).mould("steps").expect("a section");
    let mut card = CardText::new("- [ ] A-1: Item\n  - **Links:** y\n".to_owned(), 2);
    card.append(&Item { section: "Steps", mark: Mark::Open, counts: false, text: "x" }, &mould);
    assert_eq!(card.as_str(), "- [ ] A-1: Item\n  - **Links:** y\n  - **Steps:**\n    * [ ] x\n");
}

#[test]
fn numbered_items_go_on_counting() {
    let card = "### A-1: T\n\n**User Questions**:\n1. One\n2. Two\n";
    assert!(add(card, 0, "User Questions", Mark::None, "x").ends_with("2. Two\n3. x\n"));
    let card = card.replace("2. Two", "1. Two");
    assert!(add(&card, 0, "User Questions", Mark::None, "x").ends_with("1. Two\n1. x\n"));
}

#[test]
fn a_line_is_nested_in_its_item() {
    let mut card =
        CardText::new("### A-1: T\n\n**Questions**:\n1. One\n   more\n2. Two\n".to_owned(), 0);
    assert!(card.nest("Questions", 0, "Answer"));
    assert!(!card.nest("Questions", 2, "Answer") && !card.nest("Steps", 0, "Answer"));
    assert_eq!(
        card.as_str(),
        "### A-1: T\n\n**Questions**:\n1. One\n   more\n   - Answer\n2. Two\n"
    );
}

#[test]
fn boxes_keep_their_kind() {
    let mut card = CardText::new("### A-1: T\n- [x] a\n- ⏳ b\n- c\n".to_owned(), 0);
    assert!(card.mark(1, false) && card.mark(2, true));
    assert!(!card.mark(1, false) && !card.mark(3, true) && !card.mark(9, true));
    assert_eq!(card.as_str(), "### A-1: T\n- [ ] a\n- ✅ b\n- c\n");
}

#[test]
fn a_field_is_taken_off_with_its_line_or_its_mark() {
    let mut card = CardText::new("### A-1: T\n**Due**: now\n**Who**: Ada\n".to_owned(), 0);
    assert!(card.unset("due") && !card.unset("due"));
    assert_eq!(card.as_str(), "### A-1: T\n**Who**: Ada\n");
    let mut card = CardText::new("- [ ] Mend it @due(now) @who(Ada)\n".to_owned(), 2);
    assert!(card.unset("due") && card.unset("who"));
    assert_eq!(card.as_str(), "- [ ] Mend it\n");
}

proptest! {
    /// Whatever stands on a card, an item that is added takes no line away and changes none.
    #[test]
    fn nothing_else_changes(
        lines in proptest::collection::vec(
            prop_oneof![
                Just("**Status**: Open"), Just("**Progress Notes**:"), Just("- 2025-01-01: x"),
                Just("  nested"), Just(""), Just("prose"), Just("#### Next Steps"), Just("- [ ] a"),
                Just("```"), Just("1. one"), Just("**See**: y"), Just("\t- tab"), Just("* [x] b"),
            ],
            0..12,
        ),
        section in prop_oneof![Just("Progress Notes"), Just("Next Steps"), Just("User Questions")],
        ends in any::<bool>(),
    ) {
        let mut text = format!("### [A-1]: Title\n{}", lines.join("\n"));
        if ends {
            text.push('\n');
        }
        let after = add(&text, 0, section, Mark::None, "2025-02-02: said\n\nmore");
        let mut left = after.lines();
        for line in text.lines() {
            prop_assert!(left.any(|other| other == line), "{line:?} of {text:?} in {after:?}");
        }
        prop_assert!(after.contains("2025-02-02: said\n"));
    }
}

#[test]
fn a_section_of_another_name_is_made_in_the_same_manner() {
    let as_it = |card: &str, width| {
        let mould = CardText::new(card.to_owned(), width).mould_as("Log", &[]).expect("a section");
        let mut new = CardText::new("# A\n".to_owned(), width);
        new.append(&Item { section: "Log", mark: Mark::None, counts: false, text: "x" }, &mould);
        new.into_string()
    };
    assert_eq!(as_it("# B\n\n**Steps** (2 left):\n- [ ] y\n", 0), "# A\n\n**Log**:\n- x\n");
    assert_eq!(as_it("# B\n\n## Steps\n\n1. y\n", 0), "# A\n\n## Log\n\n- x\n");
    assert_eq!(as_it("- B\n  - **Steps:**\n    * y\n", 2), "# A\n  - **Log:**\n    - x\n");
    assert!(CardText::new("# B\n**Status**: x\n".to_owned(), 0).mould_as("Log", &[]).is_none());
}
