//! Problems as GitHub annotations: workflow commands, one a line.
//!
//! What GitHub's own toolkit escapes is escaped: in the message `%`, CR and LF, in a property `:` and
//! `,` as well. So no text from a board can begin a command of its own.

use flow_core::problem::{Problem, Severity};

use super::escape::safe;

/// One line for each problem, and nothing where there is none.
pub fn annotations(problems: &[Problem]) -> String {
    problems.iter().map(annotation).collect()
}

fn annotation(problem: &Problem) -> String {
    let Problem { code, severity, board, line, message, fix, .. } = problem;
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = Vec::new();
    if let Some(board) = board {
        properties.push(format!("file={}", property(board)));
    }
    if let Some(line) = line {
        properties.push(format!("line={line}"));
    }
    properties.push(format!("title={}", property(&format!("flow: {code}"))));
    let text: Vec<_> = message.lines().chain(fix.lines()).map(safe).collect();
    format!("::{command} {}::{}\n", properties.join(","), data(&text.join("\n")))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&safe(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Problem {
        Problem {
            code: "limit",
            severity: Severity::Error,
            board: Some("docs/a,b:100%.md".into()),
            line: Some(7),
            id: None,
            message: "50% too many, in all: 3\n::error::no".into(),
            fix: "move one on\u{202e}\r\nor two".into(),
            edits: Vec::new(),
        }
    }

    #[test]
    fn what_has_a_meaning_to_github_is_escaped() {
        assert_eq!(
            annotations(&[problem()]),
            "::error file=docs/a%2Cb%3A100%25.md,line=7,title=flow%3A limit::\
             50%25 too many, in all: 3%0A::error::no%0Amove one on\\u{202e}%0Aor two\n"
        );
    }

    #[test]
    fn a_problem_without_a_place_has_none() {
        let nowhere = Problem { severity: Severity::Warning, board: None, line: None, ..problem() };
        assert!(annotations(&[nowhere]).starts_with("::warning title=flow%3A limit::50%25"));
        assert_eq!(annotations(&[]), "");
    }
}
