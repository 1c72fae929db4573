//! The demo is the main job from start to end; it must run.

use crate::scenario::{Run, Scenario};

#[test]
fn the_demo_runs_to_its_end() {
    let scenario = Scenario::without_git();
    let args = ["demo"];
    let output = scenario.flow_command(&args).env("TMPDIR", scenario.root()).output();
    let run = Run::of(&args, output.expect("flow runs")).ok();
    run.says("flow advance").says("CHANGELOG").never_says("went wrong");
}

/// What the README shows is what the demo prints, but for the seconds that gates take.
#[test]
fn the_readme_shows_what_the_demo_prints() {
    let readme = include_str!("../../README.md");
    let excerpt = readme.split("```console\n").nth(1).and_then(|rest| rest.split("```").next());
    let lines = excerpt.expect("an excerpt").lines().map(str::trim);
    let told = |line: &&str| !line.starts_with("gate ") && !line.starts_with('$');
    let scenario = Scenario::without_git();
    let args = ["demo"];
    let output = scenario.flow_command(&args).env("TMPDIR", scenario.root()).output();
    let run = Run::of(&args, output.expect("flow runs")).ok();
    lines.filter(told).filter(|line| !line.is_empty()).fold(run, Run::says);
}
