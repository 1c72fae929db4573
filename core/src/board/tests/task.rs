//! What a card says.

use super::*;
use crate::task::Task;

fn heading(body: &str) -> Task {
    let board = doing(&format!("### [A-001]: One\n{body}"));
    board.task(&board.cards[0])
}

fn item(body: &str) -> Task {
    let board = todo(&format!("- [ ] **A-001**: One\n{body}"));
    board.task(&board.cards[0])
}

fn fields(task: &Task) -> Vec<(&str, &str)> {
    task.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect()
}

fn sections(task: &Task) -> Vec<(&str, &str)> {
    task.sections.iter().map(|part| (part.name.as_str(), part.suffix.as_str())).collect()
}

#[test]
fn fields_are_read_in_every_form() {
    let all = [("Status", "Red: all of it"), ("Owner", "Ada"), ("Blocked By", "None")];
    let lines = "**Status**: Red: all of it\n**Owner:** Ada  \n- **Blocked By**: None\n";
    assert_eq!(fields(&heading(lines)), all);
    let bullets = "  - **Status:** Red: all of it\n  * **Owner**: Ada\n  **Blocked By**: None\n";
    assert_eq!(fields(&item(bullets)), all);
    assert_eq!(fields(&heading(&lines.replace('\n', "\r\n"))), all);
    assert_eq!(heading(lines).field("blocked by"), Some("None"), "case does not count");
    assert_eq!(item(bullets).fields[1].line, 3);
}

#[test]
fn plain_fields_stand_before_everything_else() {
    let told =
        "Owner: Ada\n\n- Due date: 2026-01-02\n**Status**: Red\nSize/points: 3\nProse.\nNo: no\n";
    let all =
        [("Owner", "Ada"), ("Due date", "2026-01-02"), ("Status", "Red"), ("Size/points", "3")];
    assert_eq!(fields(&heading(told)), all);
    let wrapped = "  Owner: Ada\n    and Eve\n  Status: Red\n";
    assert_eq!(fields(&item(wrapped)), [("Owner", "Ada"), ("Status", "Red")]);
}

#[test]
fn a_title_may_hold_fields_and_tags() {
    let board = todo("- [ ] **A-001**: Mend @due(2026-01-02) #home it #work/now\n  **Due**: x\n");
    let task = board.task(&board.cards[0]);
    assert_eq!(fields(&task), [("Due", "x"), ("due", "2026-01-02"), ("tags", "home, work/now")]);
    assert_eq!(task.title, "Mend @due(2026-01-02) #home it #work/now");
}

#[test]
fn what_is_no_field_is_none() {
    for body in [
        "**bold** text: here\n",
        "far too many words for a name: text\n",
        "see:http\n\n12: text\nwhat?: text\nempty: \n",
        "Some words.\n\nOwner: no longer a field\n",
        "- a step\nOwner: Ada\n",
        "  words\nOwner: Ada\n",
        "#### Part\nOwner: Ada\n",
        "```\n**Status**: code\n```\n",
        "> **Status**: quoted\n",
        "<!--\n**Status**: a comment\n-->\n",
        "- **Loose**\n",
        "****: x\n",
        "- [ ] **Status**: a box\n",
        "**Notes**:\n- **Status**: an item\n",
    ] {
        assert_eq!(fields(&heading(body)), [], "{body:?}");
    }
}

#[test]
fn sections_have_names_suffixes_and_items() {
    let task = heading(
        "**Next Steps** (Pending Approval):\n- [ ] first\n  deeper\n  - deepest\n1. second\n\n\
         #### Findings:\n* third\n**See**:\n",
    );
    assert_eq!(
        sections(&task),
        [("Next Steps", "Pending Approval"), ("Findings", ""), ("See", "")]
    );
    let steps = task.section("next steps").expect("a section");
    assert_eq!(
        steps.items.iter().map(|i| i.text.as_str()).collect::<Vec<_>>(),
        ["first", "second"]
    );
    assert_eq!(steps.items[0].nested, ["deeper", "deepest"]);
    assert_eq!((steps.items[0].done, steps.items[1].done), (Some(false), None));
    assert_eq!(task.sections[1].items[0].line, 13);
}

#[test]
fn a_name_is_now_a_field_now_a_section() {
    let task = heading("**See**: here\n\n**See**:\n- there\n");
    assert_eq!(fields(&task), [("See", "here")]);
    assert_eq!(task.section("See").expect("a section").items[0].text, "there");
    let nested = item("  - **Fix:**\n    1. one\n    2. two\n  - **Why:** so\n");
    assert_eq!(nested.section("Fix").expect("a section").items.len(), 2);
    assert_eq!(nested.field("Why"), Some("so"), "the bullet's section ends beside it");
}

#[test]
fn boxes_are_brackets_and_marks() {
    let task = heading(
        "- [ ] loose\n**Steps**:\n- [x] a\n- [X] b\n- ✅ c\n- ⏳ d\n  - [ ] e\n\n```\n- [ ] code\n```\n\
         - [link](x)\n- [ ]tight\n[ ] bare\n",
    );
    let boxes: Vec<_> = task.boxes.iter().map(|b| (b.text.as_str(), b.done)).collect();
    assert_eq!(
        boxes,
        [("loose", false), ("a", true), ("b", true), ("c", true), ("d", false), ("e", false)]
    );
    assert_eq!(task.boxes_done(), 3);
    assert_eq!(
        (task.boxes[0].section.as_deref(), task.boxes[4].section.as_deref()),
        (None, Some("Steps"))
    );
    assert_eq!(item("").boxes, [], "the head's own box is none");
}

#[test]
fn notes_begin_with_a_date() {
    let task = heading(
        "**Started**: 2026-01-01 (late)\n**Notes**:\n- 2026-01-02: one\n- 2026-01-03 09:15: two\n\
         - **2026-01-02** – three\n- 2026-13-01: no\n- on 2026-01-09: no\n2026-01-09: no bullet\n",
    );
    let notes: Vec<_> = task.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["one", "two", "three"]);
    let latest = task.last_touched().expect("a date").to_string();
    assert_eq!(latest, "2026-01-03T09:15:00");
    assert_eq!(task.started().expect("a date").to_string(), "2026-01-01");
    assert!(heading("**Started**: soon\n").last_touched().is_none());
}

#[test]
fn tabs_and_deep_marks_do_not_hide_what_is_said() {
    let task = item("  - **Steps:**\n\t- [ ] tabbed\n      - [x] deep\n");
    assert_eq!(task.boxes.len(), 2);
    let wide = todo("-   [ ] **A-001**: One\n    - **Why:** so\n");
    assert_eq!(wide.cards[0].width, 4);
    assert_eq!(wide.task(&wide.cards[0]).field("Why"), Some("so"));
}

#[test]
fn fields_side_by_side_are_read_each() {
    let task = heading("**Priority:** High | **Owner:** @ada\n- Size: 2 · Due: May\n");
    let told = [("Priority", "High"), ("Owner", "@ada"), ("Size", "2"), ("Due", "May")];
    assert_eq!(fields(&task), told);
    assert_eq!(task.fields[0].line, task.fields[1].line);
    let task = item("  **Owner**: @ada, **Due**: May\n");
    assert_eq!(fields(&task), [("Owner", "@ada"), ("Due", "May")]);
    let task = heading("| **Owner**: @ada | **Due**: May\n");
    assert_eq!(fields(&task), [("Owner", "@ada"), ("Due", "May")]);
}
