//! Whole files: those that load, and a folder of those that do not, each with its message.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;

use super::{ConfigError, Known, load};
use crate::path::RelPath;
use crate::workflow::{
    Action, BoardsAt, BundledScript, CardKind, ChangelogTarget, ScriptKind, Spot, StageName,
    Workflow,
};

const FULL: &str = include_str!("../../../tests/workflows/full.toml");
const SMALLEST: &str = include_str!("../../../tests/workflows/smallest.toml");

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

const fn script(name: &'static str, kind: ScriptKind) -> BundledScript {
    BundledScript { name, kind, source: "" }
}

fn read(source: impl AsRef<[u8]>) -> Result<Workflow, ConfigError> {
    let known = Known {
        scripts: &SCRIPTS,
        native_gates: &["quorum"],
        formats: &[],
        script_exists: &|path: &RelPath| path.as_str() == "scripts/house-rules.rhai",
    };
    load("workflow.toml", source.as_ref(), &known)
}

/// The smallest workflow with something more at its end.
fn with(more: &str) -> Workflow {
    read(format!("{SMALLEST}\n{more}")).unwrap_or_else(|error| panic!("{error}"))
}

fn forms(heads: &[crate::workflow::HeadForm]) -> Vec<&str> {
    heads.iter().map(|head| head.line.source()).collect()
}

fn pairs(fields: &[(String, crate::form::Template)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.source())).collect()
}

#[test]
fn the_full_example_gives_ids_git_and_changelog() {
    let flow = read(FULL).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(flow.boards, BoardsAt::Main);
    assert_eq!(flow.env, ["CI", "FLOW_ACTOR"]);
    assert_eq!(flow.source, FULL.as_bytes());
    assert_eq!(flow.git.base.as_deref(), Some("main"));
    let id = flow.ids.read("test-007-C").expect("an id");
    assert_eq!(flow.branch_of(&id), "test-007-C");
    assert_eq!(flow.worktree_of(&id), ".worktrees/test-007-C");
    assert_eq!(flow.ids.prefixes(), ["FEAT", "BUG", "PERF", "REF", "TEST", "DOC", "UX", "SEC"]);
    assert_eq!(flow.ids.write("PERF", 7, ""), "PERF-007");
    let registry = flow.registry.as_ref().expect("a registry");
    assert_eq!(registry.board.as_str(), "TODO.md");
    assert_eq!(registry.under.to_string(), "## ID Registry");
    assert_eq!(registry.row.source(), "| {prefix} | {next:3} | {*} |");
    let changelog = flow.changelog.as_ref().expect("a changelog");
    assert!(matches!(&changelog.target, ChangelogTarget::File(f) if f.as_str() == "CHANGELOG.md"));
    assert_eq!(changelog.under.to_string(), "## [Unreleased]");
    assert_eq!(changelog.heading.source(), "### {section} - {date}");
    assert_eq!(changelog.entry.source(), "- **{id}: {title}**");
    let sections = ["BUG", "SEC", "FEAT", "PERF"].map(|prefix| changelog.section(prefix));
    assert_eq!(sections, ["Fixed", "Fixed", "Added", "Changed"]);
}

#[test]
fn the_full_example_gives_stages() {
    let flow = read(FULL).unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<&str> = flow.stages.iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(names, ["todo", "in-progress", "review", "done"]);
    let [todo, doing, review, done] = &flow.stages[..] else { panic!("four stages") };

    assert_eq!(todo.board.as_ref().map(ToString::to_string).as_deref(), Some("TODO.md"));
    assert_eq!(forms(&todo.card), ["- [ ] **{id}**: {title}"]);
    assert_eq!(todo.card[0].kind, CardKind::Item);
    assert_eq!(forms(&todo.closed), ["- [x] **{id}**: {title}"]);
    assert_eq!(todo.field.source(), "  - **{name}:** {value}");
    assert_eq!(todo.insert.len(), 2);
    assert!(matches!(&todo.insert["BUG"], Spot::Under(h) if h.to_string() == "## Bugs (BUG-*)"));
    assert_eq!(todo.insert["*"], Spot::Bottom);
    assert!(todo.under.is_empty() && todo.limit.is_none() && todo.archive.is_none());

    assert_eq!(doing.under[0].to_string(), "## Active Tasks");
    assert_eq!(forms(&doing.card), ["### [{id}]: {title}", "### {id}: {title}"]);
    assert_eq!(doing.card[0].kind, CardKind::Heading(3));
    assert_eq!(doing.field.source(), "**{name}**: {value}");
    assert_eq!(doing.limit, Some(6));
    let counters: Vec<&str> = doing.counters.iter().map(|form| form.source()).collect();
    assert_eq!(
        counters,
        ["**Maximum Concurrent Tasks: {limit}**", "**Current Active: {count}/{limit}**"]
    );
    assert_eq!(doing.separator.as_deref(), Some("---"));
    assert_eq!(doing.placeholder.as_deref(), Some("*No tasks in progress.*"));
    assert_eq!(
        doing.template.as_ref().map(ToString::to_string).as_deref(),
        Some("## Task Template")
    );
    assert_eq!(doing.stale_after, Some(Duration::from_secs(86_400)));
    assert_eq!(
        pairs(&doing.on_enter_add),
        [
            ("Started", "{date}"),
            ("Assigned", "{actor}"),
            ("Branch", "{worktree}"),
            ("Blocked By", "None")
        ]
    );
    assert_eq!(pairs(&doing.on_enter_set), [("Status", "In Progress")]);
    assert_eq!(pairs(&review.on_enter_set), [("Status", "Awaiting Review")]);

    assert!(done.ends && done.board.is_none() && done.card.is_empty());
    assert_eq!(done.archive.as_ref().map(|form| form.source()), Some("archive/{id}.md"));
}

#[test]
fn the_full_example_gives_transitions_and_steps() {
    let flow = read(FULL).unwrap_or_else(|error| panic!("{error}"));
    let [start, finish, merge] = &flow.transitions[..] else { panic!("three transitions") };
    assert_eq!((start.from.as_str(), start.to.as_str()), ("todo", "in-progress"));
    assert_eq!(start.gates, ["preflight", "unblocked"]);
    assert_eq!(start.hooks, ["create-worktree"]);
    assert_eq!(finish.gates, ["verify-complete"]);
    assert_eq!(merge.hooks, ["merge-branch", "remove-worktree"]);
    assert_eq!(merge.after, ["notify"]);
    assert!(start.allow && finish.allow && merge.allow);

    let gates: Vec<&str> = flow.gates.keys().map(String::as_str).collect();
    assert_eq!(gates, ["approved", "preflight", "tests", "unblocked", "verify-complete"]);
    assert_eq!(flow.hooks.len(), 4);
    assert_eq!(flow.after["notify"].action, Action::Bundled("notify".into()));
    let tests = &flow.gates["tests"];
    assert_eq!(tests.action, Action::Run(vec!["cargo".into(), "test".into()]));
    assert_eq!(tests.timeout, Duration::from_secs(600));
    let verify = &flow.gates["verify-complete"];
    assert_eq!(verify.action, Action::Bundled("verify-complete".into()));
    assert_eq!(verify.needs, ["tests"]);
    assert_eq!(verify.timeout, Duration::from_secs(10));
    assert_eq!(
        verify.args,
        serde_json::json!({
            "sections": ["Next Steps"],
            "own-boxes": ["Run verify-complete", "Move to REVIEW.md"],
            "changelog": "written",
            "status-refuses": ["Awaiting*Approval"],
        })
    );
}

#[test]
fn the_smallest_workflow_has_a_default_for_everything() {
    let flow = with("");
    assert_eq!(flow.boards, BoardsAt::Main);
    assert!(flow.ids.prefixes().is_empty() && flow.env.is_empty());
    assert!(flow.registry.is_none() && flow.changelog.is_none() && flow.git.base.is_none());
    assert_eq!(flow.git.branch.source(), "{id}");
    assert_eq!(flow.git.worktree.source(), ".worktrees/{id}");
    assert!(flow.gates.is_empty() && flow.hooks.is_empty() && flow.after.is_empty());
    let todo = &flow.stages[0];
    assert_eq!(forms(&todo.card), ["### [{id}]: {title}"]);
    assert_eq!(todo.field.source(), "**{name}**: {value}");
    assert_eq!(todo.insert.get("*"), None);
    let archive = flow.stages[1].archive.as_ref().map(|form| form.source());
    assert_eq!(archive, Some("archive/{id}.md"));
    assert!(flow.transition(&StageName::new("todo"), &StageName::new("done")).is_some());
}

#[test]
fn a_field_begins_where_the_text_of_its_item_does() {
    let card = |card: &str| {
        let text = format!(
            "version = 1\n[[stage]]\nname = \"a\"\nboard = \"A.md\"\ncard = \"{card}\"\n\
             [[stage]]\nname = \"b\"\nends = true\n"
        );
        read(&text).unwrap_or_else(|error| panic!("{error}")).stages[0].field.source().to_owned()
    };
    assert_eq!(card("-   {id}: {title}"), "    - **{name}:** {value}");
    assert_eq!(card("- {id}: {title}"), "  - **{name}:** {value}");
    assert_eq!(card("## {id}: {title}"), "**{name}**: {value}");
}

#[test]
fn a_single_text_will_do_for_a_list() {
    let flow = read(
        r###"
        version = 1
        env = "CI"
        boards = "here"
        [[stage]]
        name = "a"
        board = "B.md"
        under = "## A"
        card = "* {id} {title}"
        closed = "* ~~{id}~~ {title}"
        counters = "{count} tasks"
        insert = "## Later"
        [[stage]]
        name = "b"
        board = "./B.md"
        under = "## B"
        [[transition]]
        from = "a"
        to = "b"
        gates = "quorum"
        hooks = "create-worktree"
        after = "notify"
        "###,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((flow.boards, flow.env.len()), (BoardsAt::Here, 1));
    let a = &flow.stages[0];
    assert_eq!(a.field.source(), "  - **{name}:** {value}");
    assert!(matches!(&a.insert["*"], Spot::Under(h) if h.text == "Later"));
    assert_eq!((a.under.len(), a.closed.len(), a.counters.len()), (1, 1, 1));
    assert_eq!(flow.gates["quorum"].action, Action::Native("quorum".into()));
    assert_eq!(flow.transitions[0].after, ["notify"]);
}

#[test]
fn steps_are_found_by_name_path_and_table() {
    let flow = with(
        r#"
        [[transition]]
        from = "todo"
        to = "done"
        gates = ["approved", "quorum", "rules"]
        hooks = ["mine"]
        after = ["tell", "notify"]
        [gate.approved]
        args = { by = "{actor}", "at least" = 2, rate = 0.5, on = 2026-01-02, all = [true, {deep = "{{"}] }
        [gate.quorum]
        timeout = "1m 30s"
        [gate.rules]
        script = "scripts/house-rules.rhai"
        needs = "approved"
        [gate.unused]
        run = ["true"]
        [hook.mine]
        script = "merge-branch"
        [hook.tell]
        run = ["echo", "{id}"]
        [after.notify]
        args = { to = "all" }
        "#,
    );
    assert_eq!(flow.gates.len(), 3);
    let approved = &flow.gates["approved"];
    assert_eq!(approved.action, Action::Bundled("approved".into()));
    assert_eq!(
        approved.args.to_string(),
        r#"{"by":"{actor}","at least":2,"rate":0.5,"on":"2026-01-02","all":[true,{"deep":"{{"}]}"#
    );
    assert_eq!(flow.gates["quorum"].timeout, Duration::from_secs(90));
    assert!(flow.gates["rules"].action.needs_consent());
    assert_eq!(flow.gates["rules"].needs, ["approved"]);
    assert_eq!(flow.hooks["mine"].action, Action::Bundled("merge-branch".into()));
    assert!(matches!(&flow.after["tell"].action, Action::Run(words) if words[1] == "{id}"));
    assert_eq!(flow.after["notify"].args["to"], "all");
}

#[test]
fn an_archive_can_be_declined() {
    let source = SMALLEST.replace("ends = true", "ends = true\narchive = false");
    assert!(read(source).expect("a workflow").stages[1].archive.is_none());
}

#[test]
fn a_byte_order_mark_and_carriage_returns_do_not_count() {
    let source = format!("\u{feff}{FULL}").replace('\n', "\r\n");
    let flow = read(&source).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(flow.source, source.as_bytes());
    let error = read("\u{feff}version = 2\r\n").expect_err("a mistake");
    assert_eq!((error.line, error.column, error.source_line.as_str()), (1, 11, "version = 2"));
}

#[test]
fn bytes_that_are_no_text_are_pointed_at() {
    let error = read(b"version = 1\n# \xC3\xA9 \xFF!\n").expect_err("a mistake");
    assert_eq!((error.line, error.column, error.width), (2, 5, 1));
}

#[test]
fn a_long_chain_of_needs_ends_in_a_message() {
    let chain: String = (0..5000)
        .map(|n| format!("[gate.g{n}]\nrun = [\"true\"]\nneeds = \"g{}\"\n", n + 1))
        .collect();
    let error = read(format!("{SMALLEST}\n{chain}")).expect_err("a mistake");
    assert!(error.message.contains("deeper than"), "{error}");
}

fn invalid() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/invalid-workflows")
}

/// Every file of `tests/invalid-workflows` is refused with the message that stands beside it.
/// `FLOW_BLESS=1` writes the messages anew, to be read before they are committed.
#[test]
#[allow(clippy::disallowed_methods, reason = "expectations are no files of a repository")]
fn every_mistake_has_its_message() {
    let bless = std::env::var_os("FLOW_BLESS").is_some_and(|value| value == "1");
    let mut stems = BTreeSet::new();
    for entry in std::fs::read_dir(invalid()).expect("the folder") {
        stems.insert(entry.expect("an entry").path().with_extension(""));
    }
    assert!(stems.len() >= 35, "{} files", stems.len());
    let mut wrong = Vec::new();
    for stem in stems {
        let name = stem.file_name().expect("a name").to_string_lossy().into_owned();
        let Ok(source) = std::fs::read(stem.with_extension("toml")) else {
            wrong.push(format!("{name}.txt has no {name}.toml"));
            continue;
        };
        let found = match read(source) {
            Ok(_) => {
                wrong.push(format!("{name}.toml loads"));
                continue;
            }
            Err(error) => format!("{error}\n"),
        };
        if bless {
            std::fs::write(stem.with_extension("txt"), &found).expect("a written file");
        }
        match std::fs::read_to_string(stem.with_extension("txt")) {
            Ok(expected) if expected == found => {}
            Ok(expected) => wrong.push(format!("{name}:\n{found}expected:\n{expected}")),
            Err(_) => wrong.push(format!("{name}.toml has no {name}.txt; it says:\n{found}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// No bytes make the reader panic, and what it says can be shown.
    #[test]
    fn any_bytes_are_a_workflow_or_an_error(bytes: Vec<u8>) {
        if let Err(error) = read(&bytes) {
            let _ = error.to_string();
        }
    }

    /// Nor does a workflow with a piece cut out, doubled or overwritten.
    #[test]
    fn a_damaged_workflow_is_a_workflow_or_an_error(
        at in 0..FULL.len(),
        len in 0usize..80,
        with in "(\\PC|[\\r\\n\"'{}#=\\[\\]]){0,6}",
        from in 0..FULL.len(),
    ) {
        let mut bytes = FULL.as_bytes().to_vec();
        let end = (at + len).min(bytes.len());
        let mut piece = FULL.as_bytes()[from..(from + len).min(FULL.len())].to_vec();
        piece.extend(with.bytes());
        bytes.splice(at..end, piece);
        if let Err(error) = read(&bytes) {
            let _ = error.to_string();
        }
    }
}
