//! Bugs: each with its place, its line, and how the script came there.

use super::*;

#[test]
fn a_bug_shows_its_line() {
    let bug = World::new().bug("let a = 1;\n\tlet b = a.len();\n");
    assert_eq!((bug.line, bug.text.as_deref()), (Some(2), Some("\tlet b = a.len();")));
    let shown = bug.to_string();
    let expected = "scripts/test.rhai:2:12: Function not found: len (int)\n  \
                    2 | \tlet b = a.len();\n    | \t          ^";
    assert_eq!(shown, expected);
}

#[test]
fn a_syntax_error_has_a_place() {
    let bug = World::new().bug("let x = 1;\nlet = 2;");
    assert_eq!((bug.line, bug.column), (Some(2), Some(5)), "{bug}");
}

#[test]
fn calls_are_followed_to_where_it_happened() {
    let bug =
        World::new().bug("fn inner(x) {\n  x.nope\n}\nfn outer() {\n  inner(#{})\n}\nouter();");
    assert_eq!(bug.line, Some(2), "{bug}");
    let frames: Vec<_> = bug.called_from.iter().map(|f| (f.what.as_str(), f.line)).collect();
    assert_eq!(frames, [("`inner`", Some(5)), ("`outer`", Some(7))]);
    assert!(bug.to_string().ends_with("`outer` called from scripts/test.rhai:7"), "{bug}");
}

#[test]
fn names_and_properties_must_exist() {
    for (source, message) in [
        ("pass(x)", "Undefined variable"),
        ("let id = ctx.idd;", "Property not found"),
        ("if ctx.task.nothing == () {}", "Property not found"),
        ("fn f() { y } f()", "Undefined variable"),
        ("eval(\"1\")", "reserved"),
        ("sleep(1)", "cannot `sleep`"),
        ("sleep(0.5)", "cannot `sleep`"),
    ] {
        let outcome = World::new().gate(source);
        let bug = outcome.bug.unwrap_or_else(|| panic!("{source} is no bug"));
        let (found, wanted) = (bug.message.to_lowercase(), message.to_lowercase());
        assert!(found.contains(&wanted), "{source}: {bug}");
        assert_eq!(bug.line, Some(1), "{source}: {bug}");
    }
}

#[test]
fn unknown_functions_are_explained() {
    let world = World::new().intent("git", "create_worktree", Value::Null).answers(
        "git",
        "branch_exists",
        json!(true),
    );
    for (source, hint) in [
        ("git::create_worktree(#{})", "`git::create_worktree` is an intent; gates only ask"),
        ("git::branch_exist(\"x\")", "is `git::branch_exists` meant?"),
        ("time::today(1)", "`time::today` takes no arguments"),
        ("board::find()", "`board::find` takes 1 argument(s)"),
        ("nowhere::f()", "this flow has no plugin that answers `nowhere::…`"),
        ("note(\"x\")", "`note` is for hooks; gates `warn`"),
        ("fail()", "write `fail(\"why not\")`"),
    ] {
        let bug = world.bug(source);
        assert!(bug.message.starts_with("Function not found"), "{source}: {bug}");
        assert!(bug.hint.as_deref().is_some_and(|h| h.starts_with(hint)), "{source}: {bug:?}");
    }
}

#[test]
fn a_module_of_intents_alone_is_known_to_gates() {
    let bug = World::new().intent("mail", "send", Value::Null).bug("mail::send(#{})");
    assert_eq!(bug.hint.as_deref(), Some("`mail::send` is an intent; gates only ask"));
}

#[test]
fn a_module_that_is_not_there_matters_only_when_it_is_called() {
    let source = "fn f() { nowhere::g() } if false { f() } pass(\"fine\")";
    assert_eq!(World::new().passes(source), "fine");
}

#[test]
fn only_json_goes_out() {
    let bug = World::new().bug("board::find(|x| x)");
    assert!(bug.message.contains("`board::find` cannot be given"), "{bug}");
}

#[test]
fn throwing_is_a_bug_and_can_be_caught() {
    assert!(World::new().bug("throw \"x\"").message.contains('x'));
    assert_eq!(World::new().passes("try { throw 1 } catch { pass(\"caught\") }"), "caught");
}
