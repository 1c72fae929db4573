//! The demo is the main job from start to end; it must run.

use crate::scenario::{Run, Scenario};

#[test]
fn the_demo_runs_to_its_end() {
    let scenario = Scenario::without_git();
    let args = ["demo"];
    let output = scenario.flow_command(&args).env("TMPDIR", scenario.root()).output();
    let run = Run::of(&args, output.expect("flow runs")).ok();
    run.says("flow advance").says("CHANGELOG");
}
