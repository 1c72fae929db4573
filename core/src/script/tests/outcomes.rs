//! What scripts can say.

use super::*;
use crate::fault::FaultKind;
use crate::gate::{Marks, Reason};

fn verdict(source: &str) -> Verdict {
    World::new().gate(source).verdict
}

fn reason(message: &str, hint: Option<&str>, line: Option<usize>) -> Reason {
    Reason { message: message.into(), hint: hint.map(str::to_owned), line }
}

#[test]
fn a_gate_that_just_ends_passes() {
    let pass = Verdict::Pass { message: String::new(), marks: Marks::default() };
    for source in ["", "let x = 1;", "pass()", "return;", "pass(); fail(\"late\")"] {
        assert_eq!(verdict(source), pass, "{source}");
    }
}

#[test]
fn verdicts_carry_what_the_script_says() {
    assert_eq!(verdict("skip(\"not ours\")"), Verdict::Skip { message: "not ours".into() });
    assert_eq!(verdict("fail(\"no\")"), Verdict::Refuse(vec![reason("no", None, None)]));
    assert_eq!(
        verdict("fail(\"no\", \"do it\")"),
        Verdict::Refuse(vec![reason("no", Some("do it"), None)])
    );
    assert_eq!(
        verdict(
            "fail([\"a\", #{message: \"b\", hint: \"c\", line: 7}, #{message: \"d\", hint: ()}])"
        ),
        Verdict::Refuse(vec![
            reason("a", None, None),
            reason("b", Some("c"), Some(7)),
            reason("d", None, None)
        ])
    );
    let marks = Marks {
        tick: vec!["Run tests".into()],
        set: vec![("Verification".into(), "passed".into())],
    };
    assert_eq!(
        verdict("pass(\"well\", #{tick: [\"Run tests\"], set: #{Verification: \"passed\"}})"),
        Verdict::Pass { message: "well".into(), marks }
    );
}

#[test]
fn fail_cannot_be_swallowed() {
    for source in [
        "try { fail(\"no\") } catch {}",
        "fn f() { fail(\"no\") } try { f() } catch { pass() }",
        "try { [1, 2].filter(|x| fail(\"no\")) } catch (e) { skip(\"\") }",
        "fn f() { try { g() } catch {} pass() } fn g() { fail(\"no\") } f(); pass()",
    ] {
        assert_eq!(verdict(source), Verdict::Refuse(vec![reason("no", None, None)]), "{source}");
    }
}

#[test]
fn ill_formed_verdicts_are_bugs() {
    for (source, expected) in [
        ("fail([])", "at least one reason"),
        ("fail(7)", "a reason is a text or a map"),
        ("fail(#{hint: \"x\"})", "a reason is a text or a map"),
        ("fail(#{message: \"x\", colour: 1})", "no `colour`"),
        ("pass(\"\", #{untick: []})", "not `untick`"),
        ("pass(\"\", #{set: #{A: 1}})", "the field `A` a value that is no text"),
        ("pass(\"\", #{tick: \"x\"})", "array of texts"),
    ] {
        let bug = World::new().bug(source);
        assert!(bug.message.contains(expected), "{source}: {bug}");
        assert_eq!(bug.line, Some(1), "{source}: {bug}");
    }
}

#[test]
fn warnings_and_printed_lines_go_their_ways() {
    let world = World::new();
    let outcome = world.gate("warn(\"careful\"); print(\"one\\ntwo\"); print(#{a: 1}.a); pass()");
    assert_eq!(outcome.warnings, ["careful"]);
    let seen = world.watch.seen.lock().expect("no panic").clone();
    assert_eq!(seen, ["test: one", "test: two", "test: 1"]);
}

#[test]
fn printing_is_bounded() {
    let world = World::new();
    world.gate("for i in 0..5000 { print(i) }");
    assert_eq!(world.watch.seen.lock().expect("no panic").len(), 1000);
}

#[test]
fn a_fault_ends_the_gate_and_is_not_the_scripts_to_catch() {
    let fault = || Fault::failed("git is not there").hint("install it");
    let world = World::new().asks("git", "base", move |_| Err(fault()));
    let outcome = world.gate("\n  try { git::base() } catch { pass() }\n pass()");
    let Verdict::Broken(fault) = outcome.verdict else { panic!("{:?}", outcome.verdict) };
    assert_eq!(fault.message, "git is not there (`git::base`, asked at scripts/test.rhai:2:14)");
    assert_eq!(fault.hint.as_deref(), Some("install it"));
    assert_eq!((fault.kind, outcome.bug), (FaultKind::Failed, None));
}

#[test]
fn a_fault_that_refuses_is_a_refusal() {
    let world =
        World::new().asks("git", "base", |_| Err(Fault::refused("no branch yet").hint("make one")));
    let expected = Verdict::Refuse(vec![reason("no branch yet", Some("make one"), None)]);
    assert_eq!(world.gate("git::base()").verdict, expected);
}

#[test]
fn kinds_of_faults_are_kept() {
    for kind in [FaultKind::Interrupted, FaultKind::Lost, FaultKind::NeedsPerson] {
        let world = World::new().asks("git", "base", move |_| Err(Fault::failed("x").kind(kind)));
        let Verdict::Broken(fault) = world.gate("git::base()").verdict else { panic!() };
        assert_eq!(fault.kind, kind);
    }
    let mut world = World::new();
    world.watch = Arc::new(Lines { interrupted: true, ..Lines::default() });
    let Verdict::Broken(fault) = world.gate("loop {}").verdict else { panic!() };
    assert_eq!(fault.kind, FaultKind::Interrupted);
}

#[test]
fn what_a_gate_asks_is_recorded_once() {
    let world = World::new().answers("git", "base", json!("main"));
    let outcome = world.gate("git::base(); git::base(); git::base(\"x\"); time::today()");
    let asked: Vec<_> =
        outcome.recorded.iter().map(|r| (r.question.as_str(), r.args.clone(), r.replay)).collect();
    assert_eq!(
        asked,
        [
            ("git::base", vec![], true),
            ("git::base", vec![json!("x")], true),
            ("time::today", vec![], true)
        ]
    );
    let again = world.all_questions().ask(&world.asking(), "git::base", &[]).expect("an answer");
    assert_eq!(outcome.recorded[0].digest, digest(&again));
    assert_eq!(outcome.recorded[0].digest.len(), 64);
    assert!(world.all_questions().ask(&world.asking(), "git::nothing", &[]).is_err());
}

#[test]
fn null_is_unit() {
    let world = World::new().answers("git", "worktree_at", Value::Null);
    assert_eq!(world.passes("if git::worktree_at(\"x\") == () { pass(\"none\") }"), "none");
}

#[test]
fn hooks_intend_and_note() {
    let world = World::new().intent("git", "merge", json!(true)).answers("git", "base", json!("m"));
    let draft = world
        .hook("if git::merge(#{base: git::base()}) { note(\"merged \" + ctx.id) }")
        .expect("a plan");
    assert_eq!(draft.notes(), ["git::merge {\"base\":\"m\"}", "merged PERF-007"]);
}

#[test]
fn hooks_can_refuse_and_break() {
    let world = World::new();
    let refused = world.hook("try { fail(\"no\", \"why\") } catch {}");
    assert!(
        matches!(refused, Err(HookError::Refused(r)) if r == [reason("no", Some("why"), None)])
    );
    let broken = world.hook("pass()");
    let Err(HookError::Failed { bug: Some(bug), .. }) = broken else { panic!("{broken:?}") };
    assert!(bug.hint.as_deref().is_some_and(|h| h.contains("only in gates")), "{bug:?}");
}

#[test]
fn after_scripts_note() {
    let world = World::new().intent("git", "merge", json!(true));
    assert_eq!(world.after("note(`${ctx.id} in ${ctx.to}`)").expect("ok"), ["PERF-007 in review"]);
    let Err(HookError::Failed { bug: Some(bug), .. }) = world.after("git::merge(#{})") else {
        panic!()
    };
    assert!(bug.hint.as_deref().is_some_and(|h| h.contains("only ask")), "{bug:?}");
}

#[test]
fn nothing_of_the_repository_runs_unless_it_is_trusted() {
    let mut world = World::new();
    world.consent = Consent::bundled();
    let Verdict::Broken(fault) = world.gate("pass()").verdict else { panic!("it ran") };
    assert!(fault.message.contains("not trusted"));

    let mut bundled = world.script("proc::run()");
    bundled.bundled = true;
    let mut runs = Question::new("proc", "run", 0..=0, |_, _| Ok(json!("ran")));
    runs.runs_commands = true;
    world.questions.push(runs);
    let Verdict::Broken(fault) = world.gate_script(&bundled).verdict else { panic!("it ran") };
    assert!(fault.message.contains("may not ask `proc::run`"), "{fault}");
    world.consent = Consent::trusted();
    let outcome = world.gate_script(&bundled);
    assert!(!outcome.recorded[0].replay);
}

#[test]
fn ctx_tells_of_task_and_transition() {
    let world = World::new()
        .field("Status", "Testing")
        .section("Next Steps", &["[ ] Write", "> at length"])
        .args(json!({"place": "{worktree}/{number:3}", "deep": ["{to}", 7], "plain": "{{x}}"}));
    for (asked, expected) in [
        ("ctx.id", "PERF-007"),
        ("ctx.task.fields[0].value", "Testing"),
        ("field(\"status\")", "Testing"),
        ("section(\"NEXT STEPS\").items[0].nested[0]", "at length"),
        ("ctx.task.boxes[0].text", "Write"),
        ("ctx.args.place", ".worktrees/PERF-007/007"),
        ("ctx.args.deep[0]", "review"),
        ("ctx.args.plain", "{x}"),
        ("arg(\"place\", \"\")", ".worktrees/PERF-007/007"),
        ("arg(\"other\", \"default\")", "default"),
        ("ctx.from + ctx.to", "in-progressreview"),
        ("ctx.branch + ctx.date + ctx.actor", "PERF-0072025-11-24Ada"),
        ("ctx.stages[1].board", "IN_PROGRESS.md"),
        ("`${\"base\" in ctx} ${\"archive\" in ctx}`", "false false"),
    ] {
        assert_eq!(world.passes(&format!("pass({asked})")), expected, "{asked}");
    }
    assert_eq!(world.passes("pass(`${field(\"None\") == () && section(\"x\") == ()}`)"), "true");
}

#[test]
fn functions_see_ctx_and_nobody_changes_it() {
    assert_eq!(World::new().passes("fn f() { ctx.id } pass(f())"), "PERF-007");
    assert_eq!(World::new().passes("let f = || ctx.id; pass(f.call())"), "PERF-007");
    for source in ["ctx.id = \"x\"; pass(ctx.id)", "ctx = 1", "fn f() { ctx.id = \"x\"; } f();"] {
        let bug = World::new().bug(source);
        assert!(bug.message.contains("constant"), "{source}: {bug}");
    }
}

#[test]
fn args_that_cannot_be_filled_in_are_named() {
    for (args, expected) in [(json!({"a": "{id"}), "never closed"), (json!("x"), "no table")] {
        let outcome = World::new().args(args).gate("pass()");
        assert!(matches!(&outcome.verdict, Verdict::Broken(f) if f.message.contains(expected)));
    }
}
