use super::*;

const SCRIPT: &str = bundled!("approved");

fn approved(by: &str) -> World {
    World::new().field("Assigned", "Grace Hopper").field("Approved", by)
}

#[test]
fn another_person_approves() {
    let world = approved("Ada Lovelace 2025-11-24");
    assert_eq!(passed(&world, SCRIPT).0, "approved by Ada Lovelace 2025-11-24");
}

#[test]
fn no_approval_says_what_to_write() {
    for world in [World::new(), approved("")] {
        let all = reasons(&world, SCRIPT);
        assert_eq!(all[0].message, "nobody has approved PERF-007");
        let hint = "let somebody else type it: flow approve PERF-007";
        assert_eq!(all[0].hint.as_deref(), Some(hint));
    }
}

#[test]
fn a_rejection_is_told() {
    let world = approved("").field("Rejected", "Ada 2025-11-24: too slow");
    assert_eq!(reason(&world, SCRIPT), "PERF-007 was rejected by Ada 2025-11-24: too slow");
}

#[test]
fn a_plan_that_was_changed_is_asked_for_again() {
    let world = approved("Ada 2025-11-24 (000000000000)");
    let message =
        "the plan of PERF-007 was changed since it was approved by Ada 2025-11-24 (000000000000)";
    assert_eq!(reason(&world, SCRIPT), message);
}

#[test]
fn people_may_approve_their_own_where_the_workflow_says_so() {
    let world = approved("Grace Hopper 2025-11-24");
    assert_eq!(reason(&world, SCRIPT), "Grace Hopper cannot approve the work of Grace Hopper");
    let world = world.args(json!({ "own": true }));
    assert_eq!(passed(&world, SCRIPT).0, "approved by Grace Hopper 2025-11-24");
}

#[test]
fn an_approval_has_a_name_and_a_day() {
    for by in ["yes", "Ada", "2025-11-24", "Ada 2025-11-2x", "Ada yesterday..", "Ada 24-11-2025"] {
        let message = reason(&approved(by), SCRIPT);
        assert_eq!(
            message,
            format!("the field Approved says \"{by}\", which is not a name and a day")
        );
    }
}

#[test]
fn nobody_approves_their_own_work() {
    let message = reason(&approved("grace HOPPER  2025-11-24"), SCRIPT);
    assert_eq!(message, "Grace Hopper cannot approve the work of Grace Hopper");
    let nobody = World::new().field("Approved", "Ada 2025-11-24");
    assert_eq!(reason(&nobody, SCRIPT), "the field Assigned does not tell whose work was approved");
}

#[test]
fn the_fields_can_have_other_names() {
    let world = World::new()
        .field("Owner", "Grace")
        .field("Sign-off", "Grace 2025-11-24")
        .args(json!({"field": "Sign-off", "claimed": "Owner"}));
    assert_eq!(reason(&world, SCRIPT), "Grace cannot approve the work of Grace");
}
