use super::*;

const SCRIPT: &str = bundled!("answered");

fn nested(mut world: World, nth: usize, line: &str) -> World {
    world.task.sections[0].items[nth].nested.push(line.to_owned());
    world
}

#[test]
fn a_task_without_questions_passes() {
    assert_eq!(passed(&World::new(), SCRIPT).0, "no questions");
}

#[test]
fn every_open_question_is_named_with_its_number() {
    let world = World::new().section("User Questions", &["How many?", "Mocks?"]);
    let world = nested(world, 0, "**Answer** (Ada, 2025-11-24): fifty");
    let all = reasons(&world, SCRIPT);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].message, "nobody has answered: Mocks?");
    assert_eq!(all[0].hint.as_deref(), Some("flow answer PERF-007 --question 2 TEXT"));
    let world = nested(world, 1, "Answer: real ones");
    assert_eq!(passed(&world, SCRIPT).0, "2 answered");
}

#[test]
fn other_sections_can_be_named() {
    let world = World::new().section("To Decide", &["How many?"]);
    assert_eq!(passed(&world, SCRIPT).0, "no questions");
    let world = world.args(json!({ "sections": ["to decide"] }));
    assert_eq!(reason(&world, SCRIPT), "nobody has answered: How many?");
}
