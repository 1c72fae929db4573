//! The examples of the book and of the README are read, so that none of them goes stale.

use flow::core::config::{Known, load};
use flow::core::workflow::{BundledScript, ScriptKind};

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
fn blocks(page: &str) -> impl Iterator<Item = &str> {
    page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next())
}

#[test]
fn every_workflow_in_the_book_is_read() {
    let mut seen = 0;
    for (name, page) in PAGES {
        for block in blocks(page) {
            let version = if block.contains("version = 1") { "" } else { "version = 1\n" };
            let stages = if block.contains("[[stage]]") { "" } else { STAGES };
            let text = format!("{version}{block}{stages}");
            let known = Known {
                scripts: &SCRIPTS,
                native_gates: &[],
                formats: &[],
                script_exists: &|_| true,
            };
            if let Err(error) = load(name, text.as_bytes(), &known) {
                panic!("{name}: {error}\n{text}");
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} examples were found");
}
