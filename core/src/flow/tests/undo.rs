//! Undoing any move, in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::Yard;
use super::moves::{DOING, TODO, WORKFLOW};
use crate::flow::FlowError;
use crate::flow::Request;
use crate::plan::{MoveKind, PlanError};

fn workflow() -> String {
    WORKFLOW.replace("limit = 2", "limit = 9").replace(
        "[[stage]]\nname = \"done\"",
        "[[stage]]\nname = \"review\"\nboard = \"R.md\"\ncard = \"## {id}: {title}\"\n\n[[stage]]\nname = \"done\"",
    )
}

const DOING_9: &str =
    "# Doing\n\n**Active: 0/9**\n\n## Now\n\n*Nothing yet.*\n\n## Notes\n\nText.\n";

fn yard() -> Yard {
    let todo = format!("{TODO}\n- [ ] **A-3**: Sweep\n  Twice.\n\n- [ ] **A-4**: Rest\n");
    Yard::new(&workflow(), &[("TODO.md", &todo), ("DOING.md", DOING_9), ("R.md", "# R\n")])
}

/// The text of every live card, by its id, but for the boards' own order.
fn cards(yard: &Yard) -> BTreeMap<String, String> {
    let snapshot = yard.flow().look().expect("boards");
    let texts = snapshot.boards().iter().flat_map(|board| {
        board.cards.iter().map(|card| {
            let text = board.slice(&card.range).trim_end_matches('\n').to_owned();
            (card.id.to_string(), text)
        })
    });
    texts.collect()
}

#[test]
fn a_move_is_undone_behind_those_of_others() {
    let yard = yard();
    let before = yard.files();
    yard.advance("A-1").expect("moved");
    yard.advance("A-2").expect("moved");
    yard.advance("A-3").expect("moved");
    let others = cards(&yard);
    yard.undo_number(1).expect("undone");
    let now = cards(&yard);
    for id in ["A-2", "A-3", "A-4"] {
        assert_eq!(now[id], others[id], "{id}");
    }
    assert!(yard.read("TODO.md").starts_with("# Later\n\n- [ ] **A-1**: Paint the door\n"));
    assert!(yard.read("DOING.md").contains("**Active: 2/9**"));
    yard.undo_number(3).expect("undone");
    yard.undo_number(2).expect("undone");
    assert_eq!(yard.files(), before);
}

#[test]
fn an_undoing_can_be_undone() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    let moved = yard.files();
    yard.undo_number(1).expect("undone");
    yard.undo_number(2).expect("made again");
    assert_eq!(yard.files(), moved);
    // Into the archive, out of it, and into it again; meanwhile another moves.
    yard.advance("A-1").expect("moved");
    yard.advance("A-1").expect("done");
    let archived = yard.read("archive/A-1.md");
    yard.undo_number(5).expect("back");
    assert!(!yard.root().join("archive/A-1.md").exists());
    yard.advance("A-2").expect("moved");
    yard.advance("A-2").expect("moved");
    yard.undo_number(6).expect("made again");
    assert_eq!(yard.read("archive/A-1.md"), archived);
    assert!(!cards(&yard).contains_key("A-1"));
}

#[test]
fn what_stands_in_the_way_is_named() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    yard.advance("A-1").expect("moved");
    let before = yard.files();
    let refused = |seq| match yard.undo_number(seq) {
        Err(FlowError::Plan(error)) => error,
        other => panic!("{other:?}"),
    };
    assert!(matches!(refused(1), PlanError::MovedOn { seq: 1, by: 2, .. }));
    assert!(matches!(refused(7), PlanError::NoMove { .. }));
    assert_eq!(yard.files(), before);
    yard.undo_number(2).expect("undone");
    assert!(matches!(refused(2), PlanError::TakenBack { seq: 2, by: 3, next: 3 }));
    let edited = yard.read("DOING.md").replace("- [ ] Sand it", "- [x] Sand it");
    yard.write("DOING.md", &edited);
    assert!(matches!(refused(1), PlanError::Touched { .. }));
    let by_hand = edited.replace("### [A-1]", "### [A-7]");
    yard.write("DOING.md", &by_hand);
    assert!(matches!(refused(1), PlanError::Elsewhere { seq: 1, .. }));
    assert_eq!(yard.read("DOING.md"), by_hand);
}

#[test]
fn a_card_that_was_put_back_by_hand_does_not_come_back_twice() {
    let yard = Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)]);
    yard.advance("A-1").expect("moved");
    yard.advance("A-1").expect("done");
    yard.write("TODO.md", TODO);
    match yard.undo() {
        Err(FlowError::Plan(PlanError::Elsewhere { seq: 2, places, .. })) => {
            assert_eq!(places[0].stage.as_str(), "todo");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_damaged_older_entry_blocks_only_what_needs_it() {
    let yard = yard();
    yard.advance("A-1").expect("moved");
    yard.advance("A-2").expect("moved");
    yard.write(".flow/journal/00000001.jsonl", "no entry\n");
    yard.advance("A-3").expect("moved");
    yard.undo_number(2).expect("undone");
    yard.back("A-3").expect("home");
    assert!(matches!(yard.undo_number(1), Err(FlowError::Journal(_))));
    let log = yard.flow().log().expect("a log");
    assert_eq!((log.entries.len(), log.unreadable.len()), (4, 1));
    assert_eq!(yard.read(".flow/journal/00000001.jsonl"), "no entry\n");
    // The task itself can still be moved, by conversion.
    yard.back("A-1").expect("home");
    assert_eq!(cards(&yard).len(), 4);
}

/// What somebody does.
#[derive(Debug, Clone)]
enum Deed {
    Advance(usize),
    Back(usize),
    Undo(u64),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        4 => (1usize..=4).prop_map(Deed::Advance),
        2 => (1usize..=4).prop_map(Deed::Back),
        3 => (1u64..12).prop_map(Deed::Undo),
    ];
    prop::collection::vec(deed, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 300, ..ProptestConfig::default() })]

    /// Whatever is moved and undone, in any order: each undoing leaves the other cards as they are,
    /// no card is lost or doubled, and undoing all of it restores every byte.
    #[test]
    fn undoing_everything_restores_every_byte(deeds in deeds()) {
        let yard = yard();
        let before = yard.files();
        let ids: Vec<String> = (1..=4).map(|n| format!("A-{n}")).collect();
        for deed in &deeds {
            let old = cards(&yard);
            let moved = match deed {
                Deed::Advance(n) => yard.go(&format!("A-{n}"), MoveKind::Advance),
                Deed::Back(n) => yard.go(&format!("A-{n}"), MoveKind::Back),
                Deed::Undo(seq) => yard.undo_number(*seq),
            };
            let own = moved.ok().map(|moved| moved.plan.mov.id.to_string());
            let now = cards(&yard);
            for id in ids.iter().filter(|id| own.as_ref() != Some(*id)) {
                prop_assert_eq!(now.get(id), old.get(id), "{:?}: {}", deed, id);
            }
            for id in &ids {
                let archived = yard.root().join(format!("archive/{id}.md")).exists();
                prop_assert_eq!(usize::from(now.contains_key(id)) + usize::from(archived), 1);
            }
        }
        loop {
            match yard.undo() {
                Ok(_) => {}
                Err(FlowError::Plan(PlanError::NothingToUndo)) => break,
                Err(error) => prop_assert!(false, "{error}"),
            }
        }
        prop_assert_eq!(yard.files(), before);
    }
}

/// A place that is known to the byte may have other neighbours by now: the card is still parted from
/// them, and what comes home after it finds room.
#[test]
fn a_card_is_parted_from_neighbours_that_came_since() {
    let yard = yard();
    let before = yard.files();
    for id in ["A-1", "A-1", "A-2", "A-3"] {
        yard.advance(id).expect("moved");
    }
    yard.back("A-3").expect("home");
    for id in ["A-4", "A-1", "A-2"] {
        yard.advance(id).expect("moved");
    }
    yard.undo_number(5).expect("undone");
    let board = yard.read("DOING.md");
    assert!(board.contains("## Now\n\n### [A-4]: Rest\n"), "{board}");
    assert!(board.contains("\n\n---\n\n### [A-3]: Sweep\n"), "{board}");
    while yard.undo().is_ok() {}
    assert_eq!(yard.files(), before);
}

/// A way there and back within what was undone needs no undoing of its own.
#[test]
fn what_is_gone_with_an_earlier_move_is_not_undone_again() {
    let yard = yard();
    let before = yard.files();
    for id in ["A-1", "A-4", "A-4"] {
        yard.advance(id).expect("moved");
    }
    yard.back("A-4").expect("home");
    yard.undo_number(2).expect("undone");
    assert_eq!(yard.undo().expect("undone").plan.reverts, Some(1));
    assert!(matches!(yard.undo(), Err(FlowError::Plan(PlanError::NothingToUndo))));
    assert_eq!(yard.files(), before);
}

/// What came home in another order than it had left in gets its old order back with the last undoing.
#[test]
fn the_last_undoing_restores_the_order_too() {
    let yard = yard();
    let before = yard.files();
    for id in ["A-4", "A-1", "A-3", "A-2"] {
        yard.advance(id).expect("moved");
    }
    yard.undo_number(1).expect("undone");
    while yard.undo().is_ok() {}
    assert_eq!(yard.files(), before);
}

/// A card whose gap parted it from a heading, that is put back behind a card in an undoing that is then
/// undone as well.
#[test]
fn a_gap_below_a_heading_is_none_below_a_card() {
    let yard = yard();
    let before = yard.files();
    for id in ["A-2", "A-1", "A-3", "A-1", "A-2", "A-1"] {
        yard.advance(id).expect("moved");
    }
    yard.back("A-2").expect("home");
    yard.undo_number(1).expect("undone");
    while yard.undo().is_ok() {}
    assert_eq!(yard.files(), before);
}

/// All cards of a board leave, and come home in every order.
#[test]
fn the_last_cards_of_a_board_come_home_in_any_order() {
    let workflow = WORKFLOW.replace("limit = 2", "limit = 9");
    let todo =
        "# Later\n\n- [ ] **A-1**: One\n  More.\n\n- [ ] **A-2**: Two\n\n- [ ] **A-3**: Three\n";
    let orders = ["123", "132", "213", "231", "312", "321"];
    for end in ["", "\n", "\n\n## Notes\n\nText.\n"] {
        let todo = format!("{}{end}", todo.trim_end());
        let yard = Yard::new(&workflow, &[("TODO.md", &todo), ("DOING.md", DOING_9)]);
        let doing = yard.read("DOING.md");
        for (out, home) in orders.iter().flat_map(|out| orders.map(|home| (out, home))) {
            for n in out.chars() {
                yard.advance(&format!("A-{n}")).expect("moved");
            }
            for n in home.chars() {
                yard.back(&format!("A-{n}")).expect("home");
            }
            assert_eq!(yard.read("TODO.md"), todo, "{end:?} {out} {home}");
            assert_eq!(yard.read("DOING.md"), doing, "{end:?} {out} {home}");
        }
    }
}

const PLAIN: &str = "version = 1\n[ids]\nprefixes = [\"T\"]\nform = \"{prefix}-{number}\"\n\
    [[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\ncard = \"- [ ] {id}: {title}\"\n\
    [[stage]]\nname = \"doing\"\nboard = \"DOING.md\"\ncard = \"## {id}: {title}\"\n\
    [[stage]]\nname = \"done\"\nends = true\n";

fn plain(todo: &str) -> Yard {
    Yard::new(PLAIN, &[("TODO.md", todo), ("DOING.md", "# Doing\n")])
}

/// A title may look like an id where its task has none.
#[test]
fn a_handle_that_looks_like_an_id_is_none() {
    let workflow = PLAIN
        .replace("prefixes = [\"T\"]\nform = \"{prefix}-{number}\"\n", "")
        .replace("{id}: ", "")
        .replace("## {title}", "- [ ] {title}");
    let todo = "# Later\n\n- [ ] Phase 1\n- [ ] Other\n";
    let yard = Yard::new(&workflow, &[("TODO.md", todo), ("DOING.md", "# Doing\n")]);
    yard.advance("Phase 1").expect("moved");
    yard.write("TODO.md", &todo.replace("Other", "Another").replace("- [ ] Phase 1\n", ""));
    yard.undo().expect("undone");
    assert_eq!(yard.read("TODO.md"), todo.replace("Other", "Another"));
}

/// What stood first or last comes home there, also where those beside it have gone and people wrote.
#[test]
fn an_end_of_a_list_is_known_without_neighbours() {
    let todo = "# Ideas\n\n- [ ] T-1: a\n- [ ] T-2: b\n- [ ] T-3: c\n- [ ] T-4: d\n";
    for (gone, next) in [("T-1", "T-2"), ("T-4", "T-3")] {
        let yard = plain(todo);
        yard.advance(gone).expect("moved");
        yard.advance(next).expect("moved");
        let named = |id: &str| {
            todo.split_inclusive('\n').find(|line| line.contains(id)).expect("there").to_owned()
        };
        yard.write("TODO.md", &yard.read("TODO.md").replace("# Ideas", "# All ideas"));
        yard.back(gone).expect("home");
        let left = todo.replace(&named(next), "").replace("# Ideas", "# All ideas");
        assert_eq!(yard.read("TODO.md"), left, "{gone}");
    }
}

/// A blank line that another card took along is back when that is, and so is the place behind it.
#[test]
fn a_place_within_what_was_taken_is_known_again() {
    for gap in ["", "\n"] {
        let todo = format!("# Ideas\n\n- [ ] T-1: a\n{gap}- [ ] T-2: b\n");
        let yard = plain(&todo);
        yard.advance("T-1").expect("moved");
        yard.write("DOING.md", &yard.read("DOING.md").replace("T-1: a", "T-1: aa"));
        yard.advance("T-2").expect("moved");
        yard.back("T-2").expect("home");
        yard.back("T-1").expect("home");
        assert_eq!(yard.read("TODO.md"), todo.replace("T-1: a", "T-1: aa"));
    }
}

/// The last card of a list that touches the one before comes home there, whatever follows.
#[test]
fn a_last_card_comes_home_before_the_gap_that_follows() {
    let board = "---\nkanban-plugin: board\n---\n\n## Todo\n\n- [ ] a\n- [ ] b\n- [ ] c\n\n\n## Doing\n\n- [ ] d\n\n\n## Done\n\n- [ ] e\n";
    let stage = |name: &str, under: &str| {
        format!(
            "[[stage]]\nname = \"{name}\"\nboard = \"K.md\"\nunder = \"## {under}\"\ncard = \"- [ ] {{title}}\"\n"
        )
    };
    let workflow = format!(
        "version = 1\n{}{}{}ends = true\n",
        stage("todo", "Todo"),
        stage("doing", "Doing"),
        stage("done", "Done")
    );
    let yard = Yard::new(&workflow, &[("K.md", board)]);
    yard.advance("a").expect("moved");
    yard.advance("c").expect("moved");
    yard.write("K.md", &yard.read("K.md").replace("plugin: board", "plugin: basic"));
    yard.back("c").expect("home");
    yard.back("a").expect("home");
    assert_eq!(yard.read("K.md"), board.replace("plugin: board", "plugin: basic"));
}

/// Over a stage in between, a card comes home to its place and text as well.
#[test]
fn a_card_comes_home_over_a_stage() {
    let review = "[[stage]]\nname = \"review\"\nboard = \"R.md\"\ncard = \"## {id}: {title}\"\n";
    let back = "[[transition]]\nfrom = \"review\"\nto = \"todo\"\n";
    let end = "[[stage]]\nname = \"done\"";
    let workflow = PLAIN.replace(end, &format!("{review}{end}")) + back;
    let todo = "# Ideas\n\n- [ ] T-1: a\n\tdeep\n\n- [ ] T-2: b\n\n- [ ] T-3: c\n";
    let home = |change: &dyn Fn(&Yard)| {
        let files = [("TODO.md", todo), ("DOING.md", "# Doing\n"), ("R.md", "# R\n")];
        let yard = Yard::new(&workflow, &files);
        yard.advance("T-1").expect("moved");
        yard.advance("T-3").expect("moved");
        change(&yard);
        yard.advance("T-1").expect("moved");
        let request = Request {
            id: "T-1".into(),
            from: None,
            to: Some("todo".into()),
            kind: MoveKind::Back,
            why: Some("again".into()),
            force: false,
        };
        yard.flow().advance(&request).expect("home");
        yard.back("T-3").expect("home");
        yard.read("TODO.md")
    };
    assert_eq!(home(&|_| {}), todo);
    // What was written meanwhile stays.
    let now = home(&|yard| {
        let doing = yard.read("DOING.md").replace("T-1: a", "T-1: a now");
        yard.write("DOING.md", &doing);
    });
    assert!(now.contains("T-1: a now"));
}

/// All of a list come home over a stage, one by one, in their order.
#[test]
fn all_come_home_over_a_stage_in_their_order() {
    let stage = |name: &str| {
        format!(
            "[[stage]]\nname = \"{name}\"\nboard = \"B.md\"\nunder = \"## {name}\"\ncard = \"- [ ] {{id}}: {{title}}\"\n"
        )
    };
    let back = "[[transition]]\nfrom = \"c\"\nto = \"a\"\n";
    let workflow = format!("version = 1\n{}{}{}{back}", stage("a"), stage("b"), stage("c"));
    let board = "# B\n\n## a\n\n- [ ] T-1: One\n- [ ] T-2: Two\n- [ ] T-3: Three\n\n## b\n\n## c\n";
    for order in [["T-1", "T-2", "T-3"], ["T-3", "T-1", "T-2"], ["T-2", "T-3", "T-1"]] {
        let yard = Yard::new(&workflow, &[("B.md", board)]);
        for id in ["T-1", "T-2", "T-3"] {
            yard.advance(id).expect("moved");
            yard.advance(id).expect("moved");
        }
        for id in order {
            let request = Request {
                id: id.into(),
                from: None,
                to: Some("a".into()),
                kind: MoveKind::Back,
                why: None,
                force: false,
            };
            yard.flow().advance(&request).expect("home");
        }
        assert_eq!(yard.read("B.md"), board, "{order:?}");
    }
}
