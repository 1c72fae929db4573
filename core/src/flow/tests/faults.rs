//! What is left half done, and what people do meanwhile: states that a kill leaves, built by hand.

use super::Yard;
use super::moves::{DOING, TODO, WORKFLOW};
use crate::apply::Sense;
use crate::flow::{FlowError, Request};
use crate::plan::{MoveKind, PlanError};

fn yard() -> Yard {
    Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)])
}

fn journal(yard: &Yard, seq: u32) -> String {
    yard.read(&format!(".flow/journal/{seq:08}.jsonl"))
}

/// What recovery did, and with which task.
fn recovered(yard: &Yard) -> Option<(Sense, String)> {
    let recovery = yard.flow().recover().expect("recovered")?;
    Some((recovery.sense, recovery.entry.id))
}

/// Takes the records off the last entry, as if the process had died before it wrote them.
fn unsettle(yard: &Yard, seq: u32) {
    let head = journal(yard, seq).lines().next().expect("an entry").to_owned();
    yard.write(&format!(".flow/journal/{seq:08}.jsonl"), &format!("{head}\n"));
}

/// The name of the file beside a board in the last entry.
fn beside(yard: &Yard, seq: u32, board: &str) -> String {
    let text = journal(yard, seq);
    let at = text.find(&format!(".{board}.flow-")).expect("a name");
    text[at..].split('"').next().expect("a name").to_owned()
}

#[test]
fn a_kill_before_the_swap_is_finished_and_twice_is_once() {
    let yard = yard();
    let before = yard.files();
    yard.advance("A-1").expect("moved");
    let after = yard.files();
    unsettle(&yard, 1);
    for (path, text) in &before {
        let name = path.strip_prefix(yard.root()).expect("below").to_str().expect("a name");
        yard.write(name, text);
    }
    // Looking sees the move as done, and changes nothing.
    let seen = yard.flow().look().expect("boards");
    assert!(seen.tasks().iter().any(|t| t.id.as_str() == "A-1" && t.stage.as_str() == "doing"));
    assert_eq!(yard.files(), before);
    assert_eq!(recovered(&yard), Some((Sense::Finish, "A-1".into())));
    assert_eq!(yard.files(), after);
    assert_eq!(recovered(&yard), None);
    assert_eq!(yard.files(), after);
}

#[test]
fn an_edit_after_the_swap_is_never_spliced_again() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    unsettle(&yard, 1);
    let edited = yard.read("DOING.md").replace("# Doing", "# Doing now, by hand");
    yard.write("DOING.md", &edited);
    yard.flow().recover().expect("finished");
    assert_eq!(yard.read("DOING.md"), edited);
    assert_eq!(edited.matches("### [A-1]").count(), 1);
    // The same where the card's old board was edited.
    let yard = self::yard();
    yard.advance("A-1").expect("moved");
    unsettle(&yard, 1);
    let edited = yard.read("TODO.md").replace("# Later", "# Much later");
    yard.write("TODO.md", &edited);
    yard.flow().recover().expect("finished");
    assert_eq!(yard.read("TODO.md"), edited);
}

#[test]
fn a_late_edit_that_came_out_of_the_swap_is_merged_after_a_kill() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    unsettle(&yard, 1);
    let late = DOING.replace("Text.", "Text, and a late edit.");
    yard.write(&beside(&yard, 1, "DOING.md"), &late);
    yard.flow().recover().expect("finished");
    let board = yard.read("DOING.md");
    assert!(board.contains("late edit") && board.contains("### [A-1]: Paint the door"), "{board}");
    assert!(!yard.root().join(beside(&yard, 1, "DOING.md")).exists());
}

#[test]
fn a_late_edit_of_the_same_place_is_kept_in_a_file_of_its_own() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    unsettle(&yard, 1);
    let late = DOING.replace("*Nothing yet.*", "*Nothing yet, really.*");
    yard.write(&beside(&yard, 1, "DOING.md"), &late);
    yard.flow().recover().expect("finished");
    let kept =
        yard.files().into_iter().find(|(path, _)| path.to_string_lossy().contains(".theirs-"));
    assert_eq!(kept.expect("a file").1, late);
    assert!(yard.read("DOING.md").contains("### [A-1]: Paint the door"));
}

#[test]
fn a_kill_before_the_commit_point_leaves_nothing() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    yard.undo().expect("undone");
    let before = yard.files();
    // An entry that was never committed, and its staged file.
    let head = journal(&yard, 1).lines().next().expect("an entry").to_owned();
    let json = head[17..]
        .replace("\"committed\":true", "\"committed\":false")
        .replace("\"seq\":1,", "\"seq\":3,");
    let sum = crate::digest::sha256(json.as_bytes());
    yard.write(".flow/journal/00000003.jsonl", &format!("{} {json}\n", &sum[..16]));
    yard.write(&beside(&yard, 3, "DOING.md"), "staged");
    assert_eq!(recovered(&yard), Some((Sense::TakeBack, "A-1".into())));
    assert_eq!(yard.files(), before);
    yard.advance("A-2").expect("moved");
}

#[test]
fn a_command_typed_again_after_a_kill_makes_no_second_move() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    let after = yard.files();
    unsettle(&yard, 1);
    match yard.advance("A-1") {
        Err(FlowError::Lost { message }) => {
            assert!(message.contains("just been finished"), "{message}")
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(yard.files(), after);
    yard.advance("A-1").expect("the next one");
}

#[test]
fn a_torn_record_does_not_swallow_the_next() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    unsettle(&yard, 1);
    let done = "{\"record\":\"done\"}";
    let sum = crate::digest::sha256(done.as_bytes());
    let torn = format!("{}\n{} {}", journal(&yard, 1), &sum[..16], &done[..13]);
    yard.write(".flow/journal/00000001.jsonl", &torn);
    yard.flow().recover().expect("finished");
    assert_eq!(recovered(&yard), None);
    assert!(yard.flow().log().expect("a log").entries[0].is_done());
}

#[test]
fn a_damaged_or_newer_entry_stops_and_is_kept() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    let whole = journal(&yard, 1);
    for broken in [whole.replacen("A-1", "A-9", 1), "no entry\n".to_owned()] {
        yard.write(".flow/journal/00000001.jsonl", &broken);
        assert!(matches!(yard.advance("A-2"), Err(FlowError::Journal(_))));
        assert_eq!(journal(&yard, 1), broken);
    }
}

/// Every byte of the entry of a killed move, flipped: it is recovered rightly, or nothing is touched.
#[test]
fn no_flipped_byte_leads_to_a_wrong_recovery() {
    let yard = yard();
    let before = yard.files();
    yard.advance("A-1").expect("moved");
    let after = yard.files();
    unsettle(&yard, 1);
    let whole = journal(&yard, 1).into_bytes();
    let path = yard.root().join(".flow/journal/00000001.jsonl");
    for at in 0..whole.len() {
        for mask in [1, 32, 255] {
            for (path, text) in &before {
                write(path, text.as_bytes());
            }
            let mut broken = whole.clone();
            broken[at] ^= mask;
            write(&path, &broken);
            match yard.flow().recover() {
                Ok(_) => assert_eq!(yard.files(), after, "{at} {mask}"),
                Err(FlowError::Journal(_)) => {
                    assert_eq!(yard.files(), before, "{at} {mask}");
                    assert_eq!(std::fs::read(&path).expect("kept"), broken);
                }
                Err(other) => panic!("{at} {mask}: {other}"),
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's own fixture")]
fn write(path: &std::path::Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("written");
}

/// What was kept apart by a recovery that was killed before it could say so is told by the next.
#[test]
fn a_kept_edit_is_told_by_whoever_comes_to_the_end() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    unsettle(&yard, 1);
    let nonce = beside(&yard, 1, "DOING.md");
    let nonce = nonce.split('-').nth(1).expect("a nonce").to_owned();
    yard.write(&format!("DOING.md.theirs-{nonce}"), "what somebody wrote");
    let recovery = yard.flow().recover().expect("finished").expect("something");
    assert_eq!(recovery.kept.len(), 1);
    assert_eq!(recovery.kept[0].of, "DOING.md");
    assert!(recovery.steps.iter().all(|step| step.was_done));
}

#[test]
fn a_dry_recovery_tells_the_steps_and_changes_nothing() {
    let yard = yard();
    let before = yard.files();
    yard.advance("A-1").expect("moved");
    unsettle(&yard, 1);
    let todo = yard.root().join("TODO.md");
    write(&todo, before[&todo].as_bytes());
    let halfway = yard.files();
    let dry = yard.flow().recovery().expect("seen").expect("something");
    assert_eq!(yard.files(), halfway);
    let left: Vec<_> = dry.steps.iter().map(|s| (s.what.as_str(), s.was_done)).collect();
    assert_eq!(left, [("DOING.md", true), ("TODO.md", false)]);
    let done = yard.flow().recover().expect("finished").expect("something");
    assert_eq!(done.steps, dry.steps);
    assert!(yard.flow().recovery().expect("seen").is_none());
}

#[test]
fn two_steps_back_lead_home() {
    let workflow = WORKFLOW.replace(
        "[[stage]]\nname = \"done\"",
        "[[stage]]\nname = \"review\"\nboard = \"R.md\"\ncard = \"## {id}: {title}\"\n\n[[stage]]\nname = \"done\"",
    );
    let yard = Yard::new(&workflow, &[("TODO.md", TODO), ("DOING.md", DOING), ("R.md", "# R\n")]);
    let before = yard.files();
    for _ in 0..2 {
        yard.advance("A-1").expect("moved");
    }
    for _ in 0..2 {
        yard.back("A-1").expect("home");
    }
    assert_eq!(yard.files(), before);
    for _ in 0..4 {
        yard.undo().expect("undone");
    }
    assert_eq!(yard.files(), before);
}

#[test]
fn a_place_is_found_after_many_moves_around_it() {
    let yard = Yard::new(
        &WORKFLOW.replace("limit = 2", "limit = 9").replace("{limit}**\"", "9**\""),
        &[
            ("TODO.md", &format!("{TODO}\n- [ ] **A-3**: Sweep\n\n- [ ] **A-4**: Rest\n")),
            ("DOING.md", DOING),
        ],
    );
    yard.advance("A-2").expect("moved");
    for _ in 0..24 {
        yard.advance("A-1").expect("moved");
        yard.back("A-1").expect("home");
    }
    yard.advance("A-3").expect("moved");
    yard.back("A-2").expect("home");
    yard.back("A-3").expect("home");
    assert_eq!(
        yard.read("TODO.md"),
        format!("{TODO}\n- [ ] **A-3**: Sweep\n\n- [ ] **A-4**: Rest\n")
    );
}

#[test]
fn undo_does_not_overfill_a_stage() {
    let yard = Yard::new(
        &WORKFLOW.replace("limit = 2", "limit = 1"),
        &[("TODO.md", TODO), ("DOING.md", DOING)],
    );
    yard.advance("A-1").expect("moved");
    yard.advance("A-1").expect("done");
    yard.write("DOING.md", &DOING.replace("*Nothing yet.*", "### [A-7]: By hand"));
    assert!(matches!(yard.undo(), Err(FlowError::Plan(PlanError::Full { .. }))));
}

/// Four cards with rules between them; one goes out, somebody writes a line elsewhere, and it comes
/// home to its place with its rule.
#[test]
fn between_its_old_neighbours_a_card_gets_its_gap_back() {
    let card = |n: u32| format!("### [A-{n}]: Task {n}\nText {n}.\n");
    let cards: Vec<String> = (1..=4).map(card).collect();
    let head = "# Doing\n\n**Active: 4/9**\n\n## Now\n\n";
    let board = format!("{head}{}\n## Notes\n\nText.\n", cards.join("\n---\n\n"));
    let workflow = WORKFLOW.replace("limit = 2", "limit = 9").replace(
        "[[stage]]\nname = \"done\"",
        "[[stage]]\nname = \"review\"\nboard = \"R.md\"\ncard = \"## {id}: {title}\"\n\n[[stage]]\nname = \"done\"",
    );
    for n in 1..=4 {
        let yard =
            Yard::new(&workflow, &[("TODO.md", TODO), ("DOING.md", &board), ("R.md", "# R\n")]);
        let id = format!("A-{n}");
        let add = |text: &str| text.replace("Text.\n", "Text, and more.\n");
        let go = |kind| {
            let flow = yard.flow();
            let from = Some(if kind == MoveKind::Advance { "doing" } else { "review" }.to_owned());
            flow.advance(&Request {
                id: id.clone(),
                from,
                to: None,
                kind,
                why: None,
                force: false,
            })
            .expect("moved");
        };
        // stand on TODO.md too; that is no matter here.
        go(MoveKind::Advance);
        yard.write("DOING.md", &add(&yard.read("DOING.md")));
        go(MoveKind::Back);
        assert_eq!(yard.read("DOING.md"), add(&board), "{id}");
        go(MoveKind::Advance);
        yard.write("DOING.md", &yard.read("DOING.md").replace("more", "yet more"));
        yard.undo().expect("undone");
        assert_eq!(
            yard.read("DOING.md"),
            board.replace("Text.\n", "Text, and yet more.\n"),
            "{id}"
        );
    }
}

#[test]
fn of_two_that_left_a_placeholder_each_comes_home() {
    let workflow = WORKFLOW.replace(
        "[[stage]]\nname = \"done\"",
        "[[stage]]\nname = \"review\"\nboard = \"R.md\"\ncard = \"## {id}: {title}\"\n\n[[stage]]\nname = \"done\"",
    );
    for order in [["A-1", "A-2"], ["A-2", "A-1"]] {
        let yard =
            Yard::new(&workflow, &[("TODO.md", TODO), ("DOING.md", DOING), ("R.md", "# R\n")]);
        for id in ["A-1", "A-2", "A-1", "A-2"] {
            yard.advance(id).expect("moved");
        }
        for id in order {
            yard.back(id).unwrap_or_else(|error| panic!("{id}: {error}"));
        }
        let board = yard.read("DOING.md");
        assert!(!board.contains("*Nothing yet.*") && board.contains("**Active: 2/2**"), "{board}");
        assert_eq!(board.matches("\n### [A-").count(), 2, "{board}");
        assert_eq!(board.matches("\n---\n").count(), 1, "{board}");
    }
}

/// A system that lost its power may leave NULs for the bytes that were to come: for the line end alone,
/// or for any more.
#[test]
fn a_record_whose_end_the_power_took_is_no_damage() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    let whole = journal(&yard, 1);
    let head = whole.lines().next().expect("an entry");
    let done = whole.lines().last().expect("a record");
    for kept in 0..=done.len() {
        let nuls = "\0".repeat(done.len() + 1 - kept);
        yard.write(".flow/journal/00000001.jsonl", &format!("{head}\n\n{}{nuls}", &done[..kept]));
        yard.flow().recover().unwrap_or_else(|error| panic!("{kept}: {error}"));
        assert!(yard.flow().log().expect("a log").entries[0].is_done(), "{kept}");
    }
}
