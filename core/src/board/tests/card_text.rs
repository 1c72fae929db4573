//! Fields and boxes of a card under change.

use super::*;
use crate::form::Template;

fn line() -> Template {
    Template::parse("**{name}**: {value}").expect("a form")
}

fn bullet() -> Template {
    Template::parse("  - **{name}:** {value}").expect("a form")
}

fn heading(body: &str) -> CardText {
    CardText::new(format!("### [A-001]: One\n{body}"), 0)
}

fn set(body: &str, name: &str, value: &str) -> String {
    let mut card = heading(body);
    card.set(&line(), name, value);
    card.into_string().trim_start_matches("### [A-001]: One\n").to_owned()
}

#[test]
fn a_field_is_changed_where_it_is_and_as_it_is_written() {
    assert_eq!(set("**Status**: a  \nx\n", "Status", "b"), "**Status**: b  \nx\n");
    assert_eq!(set("- **status:** a\r\n", "Status", "b"), "- **status:** b\r\n");
    assert_eq!(
        set("text\n\n**Status** (now): a\n", "Status", "b"),
        "text\n\n**Status** (now): b\n"
    );
    assert_eq!(set("**Status**: a", "Status", "b"), "**Status**: b");
}

#[test]
fn a_field_without_a_value_is_given_one() {
    for (before, after) in [
        ("**Status**:\n**Owner**: Ada\n", "**Status**: b\n**Owner**: Ada\n"),
        ("**Status**:\n**Owner**:\n", "**Status**: b\n**Owner**:\n"),
        ("- **Status:**\r\n- **Owner:** Ada\r\n", "- **Status:** b\r\n- **Owner:** Ada\r\n"),
        ("**Owner**: Ada\n**Status:**\n\ntext\n", "**Owner**: Ada\n**Status:** b\n\ntext\n"),
        ("**Status**:", "**Status**: b"),
        ("**Status**:\n#### Part\n- a\n", "**Status**: b\n#### Part\n- a\n"),
        ("**Status**:\n\n**Status**: a\n", "**Status**:\n\n**Status**: b\n"),
    ] {
        assert_eq!(set(before, "Status", "b"), after);
        let mut card = heading(before);
        let entered = card.add_missing(&line(), "status", "b");
        assert_eq!(entered.is_some(), !before.contains("**Status**: a"), "{before:?}");
        card.leave(&entered.into_iter().collect::<Vec<_>>());
        assert_eq!(card.as_str(), heading(before).as_str());
    }
    let mut item = CardText::new("- [ ] **A-001**: One\n  - **Status:**\n  - **B:** 1\n".into(), 2);
    item.set(&bullet(), "Status", "b");
    assert_eq!(item.as_str(), "- [ ] **A-001**: One\n  - **Status:** b\n  - **B:** 1\n");
}

#[test]
fn a_section_is_no_field_without_a_value() {
    for body in [
        "**Status**:\n- it was a\n",
        "**Status**:\n\n- [ ] it was a\n",
        "**Status**:\nit was a\n",
        "- **Status:**\n  - it was a\n",
        "**Status**:\n```\nit was a\n```\n",
        "#### Status\n",
    ] {
        assert!(set(body, "Status", "b").ends_with(body), "{body:?}");
    }
}

#[test]
fn a_new_line_ends_as_the_first_does() {
    let add = |text: &str| {
        let mut card = CardText::new(text.to_owned(), 0);
        card.set(&line(), "C", "3");
        card.into_string()
    };
    assert_eq!(
        add("### [A-001]: One\n**A**: 1\n\nby hand\r\n"),
        "### [A-001]: One\n**A**: 1\n**C**: 3\n\nby hand\r\n"
    );
    assert_eq!(
        add("### [A-001]: One\r\n\r\nby hand\n"),
        "### [A-001]: One\r\n**C**: 3\r\n\r\nby hand\n"
    );
}

#[test]
fn a_field_that_stands_so_already_is_left() {
    assert_eq!(heading("**Status**: a\n").set(&line(), "Status", "a"), None);
    assert_eq!(heading("**Status**: a\n").add_missing(&line(), "status", "b"), None);
}

#[test]
fn a_new_field_goes_behind_the_leading_ones() {
    assert_eq!(
        set("**A**: 1\n**B**: 2\n\ntext\n", "C", "3"),
        "**A**: 1\n**B**: 2\n**C**: 3\n\ntext\n"
    );
    assert_eq!(set("", "C", "3"), "**C**: 3\n");
    assert_eq!(set("text\n", "C", "3"), "**C**: 3\n\ntext\n");
    let mut item = CardText::new("- [ ] **A-001**: One\n  - **A:** 1\n  text\n".into(), 2);
    item.set(&bullet(), "C", "3");
    assert_eq!(item.as_str(), "- [ ] **A-001**: One\n  - **A:** 1\n  - **C:** 3\n  text\n");
    let mut crlf = CardText::new("### [A-001]: One\r\n**A**: 1\r\n".into(), 0);
    crlf.set(&line(), "C", "3");
    assert_eq!(crlf.as_str(), "### [A-001]: One\r\n**A**: 1\r\n**C**: 3\r\n");
}

#[test]
fn what_a_task_does_not_read_as_a_field_is_not_changed() {
    for body in [
        "```\n**Status**: a\n```\n",
        "> **Status**: a\n",
        "<!--\n**Status**: a\n-->\n",
        "**Notes**:\n- **Status**: it was a\n",
        "#### Notes\n- **Status:** it was a\n",
        "- [ ] **Status**: a\n",
    ] {
        let new = set(body, "Status", "b");
        assert!(new.ends_with(body) && new.starts_with("**Status**: b\n"), "{new:?}");
    }
}

#[test]
fn what_entering_wrote_is_taken_back() {
    for body in
        ["", "text\n", "**Status**: a\n\ntext\n", "**X**: 1\n- list\n", "\n**Notes**:\n- a\n"]
    {
        let mut card = heading(body);
        let before = card.as_str().to_owned();
        let entered: Vec<Entered> = [("Status", "b"), ("Owner", "Ada")]
            .iter()
            .filter_map(|(name, value)| card.set(&line(), name, value))
            .collect();
        assert_eq!(entered.len(), 2);
        card.leave(&entered);
        assert_eq!(card.as_str(), before);
    }
}

#[test]
fn a_field_that_was_changed_since_is_kept() {
    let mut card = heading("");
    let entered = card.set(&line(), "Status", "b").expect("new");
    card.set(&line(), "Status", "by hand");
    card.leave(&[entered]);
    assert_eq!(card.as_str(), "### [A-001]: One\n**Status**: by hand\n");
}

#[test]
fn boxes_are_ticked_by_their_text() {
    let body = "- [ ] run\n- ⏳ wait\n  * [ ] run\n- [x] run\n- [ ] run it\n```\n- [ ] run\n```\n";
    let mut card = heading(body);
    assert_eq!(card.tick(&["run".into(), "wait".into()]), 3);
    let ticked =
        "- [x] run\n- ✅ wait\n  * [x] run\n- [x] run\n- [ ] run it\n```\n- [ ] run\n```\n";
    assert_eq!(card.as_str(), format!("### [A-001]: One\n{ticked}"));
    assert_eq!(card.tick(&["run".into()]), 0);
}

#[test]
fn a_plain_field_and_one_in_the_title_are_changed_where_they_are() {
    assert_eq!(set("Status: a\nOwner: Ada\n", "status", "b"), "Status: b\nOwner: Ada\n");
    assert_eq!(set("- Status: a\n", "Owner", "b"), "**Owner**: b\n\n- Status: a\n");
    let title = |head: &str, value: &str| {
        let mut card = CardText::new(format!("- [ ] A-001: {head}\n  text\n"), 2);
        let entered = card.set(&line(), "due", value);
        let now = card.as_str().to_owned();
        card.leave(&entered.into_iter().collect::<Vec<_>>());
        assert_eq!(card.into_string(), format!("- [ ] A-001: {head}\n  text\n"));
        now
    };
    assert_eq!(title("Mend @due(x) it", "b"), "- [ ] A-001: Mend @due(b) it\n  text\n");
    assert_eq!(title("Mend @due()", "b"), "- [ ] A-001: Mend @due(b)\n  text\n");
    assert!(title("Mend @due(x)", "b) c").contains("Mend @due(x)\n  **due**: b) c\n"));
}

#[test]
fn a_form_of_marks_writes_behind_the_title() {
    let form = Template::parse("@{name}({value})").expect("a form");
    let mut card = CardText::new("- A-001: Mend\r\n  text\r\n".to_owned(), 2);
    let entered = card.set(&form, "due", "x");
    assert_eq!(card.as_str(), "- A-001: Mend @due(x)\r\n  text\r\n");
    assert_eq!(card.value("Due"), Some("x"));
    card.leave(&entered.into_iter().collect::<Vec<_>>());
    assert_eq!(card.as_str(), "- A-001: Mend\r\n  text\r\n");
    card.set(&form, "Blocked By", "x");
    assert_eq!(card.as_str(), "- A-001: Mend\r\n  **Blocked By**: x\r\n\r\n  text\r\n");
}

#[test]
fn items_nested_by_four_blanks_or_a_tab_are_of_the_first_depth() {
    let form = Template::parse("  - **{name}:** {value}").expect("a form");
    for blanks in ["    ", "\t", "   "] {
        let text = format!(
            "- [ ] **A-001**: One\n{blanks}- **Owner:** Ada\n{blanks}- Notes:\n{blanks}- [ ] Dig\n"
        );
        let board = todo(&text);
        let task = board.task(&board.cards[0]);
        assert_eq!(task.field("owner"), Some("Ada"), "{blanks:?}");
        let mut card = CardText::new(text.clone(), 2);
        card.set(&form, "Owner", "Bo");
        card.set(&form, "Size", "3");
        let new = format!("{blanks}- **Owner:** Bo\n{blanks}- **Size:** 3\n{blanks}- Notes:");
        assert!(card.as_str().contains(&new), "{}", card.as_str());
    }
    // Of two depths, the first is that of the card.
    let text = "- [ ] **A-001**: One\n    - **Owner:** Ada\n  - **Size:** 3\n";
    let board = todo(text);
    assert_eq!(board.task(&board.cards[0]).field("owner"), None);
}

#[test]
fn of_fields_side_by_side_one_is_changed_and_the_others_stay() {
    let body = "**Priority:** High | **Owner:** @ada | **Due:** May\n\nText.\n";
    assert_eq!(set(body, "priority", "Low"), body.replace("High", "Low"));
    assert_eq!(set(body, "Owner", "@bob"), body.replace("@ada", "@bob"));
    assert_eq!(set(body, "Due", "June"), body.replace("May", "June"));
    let bare = "- **Owner:** · **Due:** May\n";
    assert_eq!(set(bare, "Owner", "@ada"), "- **Owner:** @ada · **Due:** May\n");
    for (name, left) in [
        ("Priority", "**Owner:** @ada | **Due:** May\n\nText.\n"),
        ("Owner", "**Priority:** High | **Due:** May\n\nText.\n"),
        ("Due", "**Priority:** High | **Owner:** @ada\n\nText.\n"),
    ] {
        let mut card = heading(body);
        assert!(card.unset(name));
        assert_eq!(card.as_str(), heading(left).as_str());
        assert_eq!(card.value(name), None);
    }
    // A new one comes below them, and what was entered beside them goes again.
    assert_eq!(set(body, "Size", "2"), body.replace("May\n", "May\n**Size**: 2\n"));
    let mut card = heading(body);
    let entered = card.set(&line(), "Owner", "@bob").into_iter().collect::<Vec<_>>();
    card.leave(&entered);
    assert_eq!(card.as_str(), heading(body).as_str());
}

#[test]
fn of_fields_behind_a_sign_the_sign_stays() {
    let body = "| **Priority**: High | **Owner**: @ada\n";
    assert_eq!(set(body, "priority", "Low"), body.replace("High", "Low"));
    assert_eq!(set(body, "Owner", "@bob"), body.replace("@ada", "@bob"));
    let mut card = heading(body);
    assert!(card.unset("Priority"));
    assert_eq!(card.as_str(), heading("| **Owner**: @ada\n").as_str());
    assert!(card.unset("Owner"));
    assert_eq!(card.as_str(), heading("").as_str());
    assert_eq!(set(body, "Size", "2"), format!("{body}**Size**: 2\n"));
}

#[test]
fn below_prose_a_plain_name_is_part_of_the_value_before_it() {
    let body = "Prose.\n\n**Status**: Open | Owner: Bob\n";
    assert_eq!(set(body, "Status", "b"), "Prose.\n\n**Status**: b\n");
    assert_eq!(heading(body).value("Owner"), None);
    let above = "**Status**: Open | Owner: Bob\n\nProse.\n";
    assert_eq!(set(above, "Status", "b"), above.replace("Open", "b"));
}
