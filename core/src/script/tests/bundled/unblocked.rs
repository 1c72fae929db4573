use super::*;

const SCRIPT: &str = bundled!("unblocked");

fn blocked_by(text: &str) -> World {
    World::new().field("Status", "x").field("Blocked By", text).asks("board", "finished", |args| {
        Ok(match args[0].as_str() {
            Some("REF-001") => json!({"answer": "yes", "why": "it is archived"}),
            Some("REF-002") => json!({"answer": "no", "why": "it stands in todo"}),
            _ => json!({"answer": "unknown", "why": "it stands on no board"}),
        })
    })
}

#[test]
fn nothing_to_wait_for_is_fine() {
    assert_eq!(passed(&World::new(), SCRIPT).0, "no Blocked By");
    for text in ["None", "none", "", "-", "N/A"] {
        let outcome = blocked_by(text).gate(SCRIPT);
        assert!(matches!(outcome.verdict, Verdict::Pass { .. }), "{text}");
        assert!(outcome.warnings.is_empty(), "{text}");
    }
}

#[test]
fn finished_ids_do_not_block() {
    assert_eq!(passed(&blocked_by("[REF-001], REF-001"), SCRIPT).0, "1 finished");
}

#[test]
fn unfinished_and_unknown_ids_do() {
    let all = reasons(&blocked_by("REF-001, REF-002 and TEST-999"), SCRIPT);
    assert_eq!(all[0].message, "REF-002 is not finished: it stands in todo");
    assert_eq!(all[0].line, Some(12));
    assert_eq!(
        all[1].message,
        "Blocked By has TEST-999, which exists nowhere: it stands on no board"
    );
    assert_eq!(all.len(), 2);
}

#[test]
fn words_that_name_no_task_are_warned_of() {
    let outcome = blocked_by("the lawyers").gate(SCRIPT);
    assert_eq!(outcome.warnings, ["Blocked By says \"the lawyers\", which names no task"]);
}

#[test]
fn the_field_can_have_another_name() {
    let world = blocked_by("None").field("Needs", "REF-002").args(json!({"field": "Needs"}));
    assert_eq!(reason(&world, SCRIPT), "REF-002 is not finished: it stands in todo");
}

#[test]
fn what_the_team_calls_it_is_read_and_lists_as_well() {
    let world = World::new().field("depends_on", "REF-002");
    let world = world.asks("board", "finished", |_| Ok(json!({"answer": "no", "why": "it waits"})));
    assert_eq!(reason(&world, SCRIPT), "REF-002 is not finished: it waits");
    let world = World::new().section("Dependencies", &["REF-001", "REF-002: the pool"]);
    let world = world.asks("board", "finished", |args| {
        let done = args[0] == "REF-001";
        Ok(json!({"answer": if done { "yes" } else { "no" }, "why": "it waits"}))
    });
    assert_eq!(reason(&world, SCRIPT), "REF-002 is not finished: it waits");
}
