//! The examples of the book and of the README are read, so that none of them goes stale.

use flow::core::config::{Known, load};
use flow::core::workflow::{BundledScript, ScriptKind, Workflow};

const PAGES: [(&str, &str); 5] = [
    ("README.md", include_str!("../../README.md")),
    ("docs/workflow.md", include_str!("../../docs/workflow.md")),
    ("docs/scripts.md", include_str!("../../docs/scripts.md")),
    ("docs/trust.md", include_str!("../../docs/trust.md")),
    ("workflow.toml", concat!("```toml\n", include_str!("../../workflow.toml"), "```\n")),
];

const fn script(name: &'static str, kind: ScriptKind) -> BundledScript {
    BundledScript { name, kind, source: "" }
}

const SCRIPTS: [BundledScript; 9] = [
    script("preflight", ScriptKind::Gate),
    script("unblocked", ScriptKind::Gate),
    script("verify-complete", ScriptKind::Gate),
    script("approved", ScriptKind::Gate),
    script("create-worktree", ScriptKind::Hook),
    script("write-changelog", ScriptKind::Hook),
    script("merge-branch", ScriptKind::Hook),
    script("remove-worktree", ScriptKind::Hook),
    script("notify", ScriptKind::After),
];

const STAGES: &str = r#"
[[stage]]
name = "todo"
board = "TODO.md"

[[stage]]
name = "in-progress"
board = "IN_PROGRESS.md"

[[stage]]
name = "review"
board = "REVIEW.md"

[[stage]]
name = "done"
ends = true
"#;

/// Every block of TOML on a page.
pub fn blocks(page: &str) -> impl Iterator<Item = &str> {
    page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next())
}

/// A whole workflow of an example: with the version and the stages that it takes for granted.
pub fn whole(block: &str) -> String {
    let version = if block.contains("version = 1") { "" } else { "version = 1\n" };
    let stages = if block.contains("[[stage]]") { "" } else { STAGES };
    format!("{version}{block}{stages}")
}

/// The workflow that an example makes.
pub fn read(page: &str, text: &str) -> Workflow {
    let known =
        Known { scripts: &SCRIPTS, native_gates: &[], formats: &[], script_exists: &|_| true };
    load(page, text.as_bytes(), &known).unwrap_or_else(|error| panic!("{page}: {error}\n{text}"))
}

#[test]
fn every_workflow_in_the_book_is_read() {
    let mut seen = 0;
    for (name, page) in PAGES {
        for block in blocks(page) {
            read(name, &whole(block));
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} examples were found");
}
