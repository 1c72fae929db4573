//! `flow status --watch`: it tells again when the boards change, and only then.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::scenario::Scenario;

#[test]
fn what_changes_is_told_again_and_what_is_broken_is_told_as_well() {
    let scenario = Scenario::plain();
    let mut child = scenario
        .flow_command(&["status", "--watch", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("flow runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut told = move || -> Value {
        let line = lines.next().expect("a line").expect("text");
        serde_json::from_str(&line).expect("a document")
    };
    let first = told();
    assert_eq!(first["kind"], "status");
    let workflow = scenario.read("workflow.toml");
    scenario.file("workflow.toml", "version = \"none\"\n");
    assert_eq!(told()["kind"], "error");
    scenario.file("workflow.toml", &workflow);
    assert_eq!(told(), first);
    let task = &first["data"]["stages"][0]["tasks"][0]["id"];
    let task = task.as_str().expect("a task").to_owned();
    scenario.flow(&["note", &task, "Nobody sees this"]).ok();
    scenario.flow(&["drop", &task, "--why", "it is done elsewhere"]).ok();
    let after = told();
    assert_ne!(after["data"]["stages"][0]["tasks"][0]["id"], task.as_str());
    let ended = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(ended.expect("kill runs").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}
