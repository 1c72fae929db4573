//! Problems as SARIF 2.1.0, the format of code scanning.

use std::fmt::Write;

use flow_core::problem::{Problem, RULES, Rule, Severity};
use serde::Serialize;

use super::escape;
use crate::open::WORKFLOW;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Result>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

/// A rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    name: String,
    short_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

/// The document: every rule, and a result for each problem.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn sarif(problems: &[Problem]) -> serde_json::Result<String> {
    let mut rules: Vec<Descriptor> = RULES.iter().map(Descriptor::of).collect();
    let results = problems.iter().map(|problem| {
        let known = rules.iter().position(|rule| rule.id == problem.code);
        let rule_index = known.unwrap_or_else(|| {
            rules.push(Descriptor::foreign(problem));
            rules.len() - 1
        });
        Result::of(problem, rule_index)
    });
    let results = results.collect();
    let driver = Driver { name: "flow", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    Ok(escape::json(&serde_json::to_string_pretty(&log)?) + "\n")
}

impl Descriptor {
    fn of(rule: &Rule) -> Self {
        Self {
            id: rule.code.to_owned(),
            name: pascal(rule.code),
            short_description: text(rule.about),
            help: text(rule.remedy),
            default_configuration: Configuration { level: level(rule.severity) },
        }
    }

    /// The rule of a plugin that is not flow's own.
    fn foreign(problem: &Problem) -> Self {
        Self {
            id: problem.code.to_owned(),
            name: pascal(problem.code),
            short_description: text("found by a plugin of this binary"),
            help: text("each result says what to do about it"),
            default_configuration: Configuration { level: level(problem.severity) },
        }
    }
}

impl Result {
    fn of(problem: &Problem, rule_index: usize) -> Self {
        // Code scanning wants a place: what stands on no board is wrong by what the workflow says.
        let file = problem.board.as_deref().unwrap_or(WORKFLOW);
        let artifact_location = Artifact { uri: uri(file), uri_base_id: "%SRCROOT%" };
        let region = problem.line.map(|start_line| Region { start_line });
        Self {
            rule_id: problem.code,
            rule_index,
            level: level(problem.severity),
            message: text(&format!("{}\n{}", problem.message, problem.fix)),
            locations: [Location { physical_location: Physical { artifact_location, region } }],
        }
    }
}

fn text(text: &str) -> Text {
    Text { text: text.to_owned() }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// `two-boards` as `TwoBoards`.
fn pascal(code: &str) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
    };
    code.split('-').map(capital).collect()
}

/// A path as a relative reference of RFC 3986.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for &byte in path.as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            // Writing to a string never fails.
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn problem(code: &'static str, board: Option<&str>) -> Problem {
        Problem {
            code,
            severity: Severity::Warning,
            board: board.map(str::to_owned),
            line: board.map(|_| 3),
            id: None,
            message: "wrong".into(),
            fix: "mend it".into(),
            edits: Vec::new(),
        }
    }

    fn document(problems: &[Problem]) -> Value {
        let text = sarif(problems).expect("json");
        serde_json::from_str(&text).expect("json")
    }

    #[test]
    fn a_result_names_its_rule_and_its_place() {
        let log = document(&[problem("two-boards", Some("docs/my board: é.md"))]);
        let run = &log["runs"][0];
        let result = &run["results"][0];
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small");
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!((&rule["id"], &rule["name"]), (&result["ruleId"], &Value::from("TwoBoards")));
        assert_eq!(rule["defaultConfiguration"]["level"], "error");
        assert_eq!(result["level"], "warning");
        assert_eq!(result["message"]["text"], "wrong\nmend it");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "docs/my%20board%3A%20%C3%A9.md");
        assert_eq!(place["region"]["startLine"], 3);
    }

    #[test]
    fn what_has_no_place_stands_at_the_workflow_and_a_foreign_code_gets_a_rule() {
        let log = document(&[problem("made-up", None), problem("made-up", None)]);
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        assert_eq!(rules.len(), RULES.len() + 1);
        assert_eq!(rules[RULES.len()]["name"], "MadeUp");
        for result in run["results"].as_array().expect("results") {
            assert_eq!(result["ruleIndex"], RULES.len());
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], WORKFLOW);
            assert_eq!(place.get("region"), None);
        }
    }

    #[test]
    fn all_is_well_is_a_document_too() {
        let log = document(&[]);
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
    }
}
