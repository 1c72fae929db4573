//! `flow check`: its codes and its formats.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use flow::core::problem::{RULES, Severity};
use serde_json::Value;

use crate::scenario::{PLAIN, Scenario};

const BOOK: &str = include_str!("../../docs/checks.md");

/// A repository on whose boards a counter lies and a blocker is unknown.
fn damaged() -> Scenario {
    let scenario = Scenario::plain();
    scenario.flow(&["advance", "FEAT-001"]).ok();
    scenario.edit("IN_PROGRESS.md", "**Active: 1/2**", "**Active: 2/2**");
    scenario.edit("TODO.md", "Wave goodbye\n", "Wave goodbye\n  - **Blocked By:** FEAT-404\n");
    scenario
}

#[test]
fn the_book_has_every_rule_and_no_other() {
    let listed: Vec<&str> = BOOK.lines().filter(|line| line.starts_with("| `")).collect();
    let rules: Vec<String> = RULES
        .iter()
        .map(|rule| {
            let severity = match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            format!("| `{}` | {severity} | {} | {} |", rule.code, rule.about, rule.remedy)
        })
        .collect();
    assert_eq!(listed, rules);
}

/// The codes in a source, each with the severity that is written beside it.
fn reported(source: &str) -> Vec<(String, Option<Severity>)> {
    let makers = [
        ("Problem::error(", Some(Severity::Error)),
        ("Problem::warning(", Some(Severity::Warning)),
        (" code: ", None),
        // One of the two, handed in.
        ("(new(", None),
    ];
    let found = makers.into_iter().flat_map(|(maker, severity)| {
        source.split(maker).skip(1).filter_map(move |rest| {
            let code = rest.trim_start().strip_prefix('"')?.split('"').next()?;
            Some((code.to_owned(), severity))
        })
    });
    found.collect()
}

#[test]
fn every_code_that_is_reported_is_a_rule_and_every_rule_is_reported() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let core = ["core/src/check", "core/src/check/change", "core/src/format"]
        .map(|folder| root.join(folder));
    let core = core.into_iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder"));
    let files = core.map(|entry| entry.expect("an entry").path());
    let plugins =
        ["git/src/check.rs", "changelog/src/lib.rs"].map(|file| format!("plugins/{file}"));
    let files = files.chain(plugins.map(|file| root.join(file)));
    let mut seen = BTreeSet::new();
    for file in files.filter(|file: &PathBuf| file.is_file()) {
        for (code, severity) in reported(&std::fs::read_to_string(&file).expect("a source")) {
            let rule = RULES.iter().find(|rule| rule.code == code);
            let rule = rule.unwrap_or_else(|| panic!("{} reports {code}", file.display()));
            // One that does less harm in some place is only a warning there.
            let fits = severity.is_none_or(|s| s == rule.severity || s == Severity::Warning);
            assert!(fits, "{code} in {}", file.display());
            seen.insert(code);
        }
    }
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
    assert_eq!(seen, rules);
    assert_eq!(rules.len(), RULES.len(), "a code is listed twice");
}

#[test]
fn github_gets_one_annotation_a_line() {
    let run = damaged().flow(&["check", "--format", "github"]).exits(3);
    assert_eq!(
        run.stdout,
        "::warning file=TODO.md,line=4,title=flow%3A unknown-blocker::FEAT-002 waits for \
         FEAT-404: it stands on no board and in no archive%0A\
         correct FEAT-404 on TODO.md:4, or take it out\n\
         ::error file=IN_PROGRESS.md,line=3,title=flow%3A counter::the counter tells of 2 cards, \
         but in-progress has 1%0Awrite `**Active: 1/2**` on IN_PROGRESS.md:3\n"
    );
    assert_eq!(Scenario::plain().flow(&["check", "--format", "github"]).ok().stdout, "");
}

#[test]
fn sarif_has_every_rule_and_each_problem() {
    let run = damaged().flow(&["check", "--format", "sarif"]).exits(3);
    let log: Value = serde_json::from_str(&run.stdout).expect("json");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(RULES.len()));
    let results = run["results"].as_array().expect("results");
    let told: Vec<(&str, &str)> = results
        .iter()
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            (result["ruleId"].as_str().expect("a rule"), place.as_str().expect("a place"))
        })
        .collect();
    assert_eq!(told, [("unknown-blocker", "TODO.md"), ("counter", "IN_PROGRESS.md")]);
}

#[test]
fn json_is_json_however_it_is_asked_for() {
    let scenario = damaged();
    let one = scenario.flow(&["check", "--json"]).exits(3);
    let other = scenario.flow(&["check", "--format", "json"]).exits(3);
    assert_eq!(one.stdout, other.stdout);
    assert_eq!(
        scenario.flow(&["check", "--format", "text"]).exits(3).said(),
        scenario.flow(&["check"]).exits(3).said()
    );
    let both = scenario.flow(&["check", "--json", "--format", "sarif"]).exits(2);
    assert_eq!(both.error_code(), "usage");
    scenario.flow(&["check", "--format", "yaml"]).exits(2).says("github");
    // A mistake is told in the same voice.
    let none = Scenario::new().flow(&["check", "--format=json"]).exits(1);
    assert_eq!(none.error_code(), "no-workflow");
}

#[test]
fn the_workflow_decides_what_counts_and_an_unknown_code_is_pointed_at() {
    let scenario = damaged();
    let config = "\n[check]\ncounter = \"warning\"\nunknown-blocker = \"off\"\n";
    scenario.file("workflow.toml", format!("{PLAIN}{config}"));
    scenario.flow(&["check"]).ok().says("warning counter").says("1 warning").never_says("FEAT-404");
    scenario.edit("workflow.toml", "counter = \"warning\"", "conter = \"warning\"");
    let run = scenario.flow(&["check"]).exits(1);
    let line = PLAIN.lines().count() + 3;
    run.says(&format!("workflow.toml:{line}:1")).says("^^^^^^").says("did you mean `counter`?");
}
