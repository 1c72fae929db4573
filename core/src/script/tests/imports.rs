//! Imports resolve to what the workflow names, and to nothing else.

use super::*;

fn world() -> World {
    let mut world = World::new();
    let path = |p: &str| RelPath::new(p).expect("a path");
    world.library = Library::new(
        [(
            "helper",
            "fn twice(x) { x * 2 }\nfn id() { ctx.id }\nfn bad() {\n  let a = 1;\n  a.nope()\n}",
        )],
        [
            (path("scripts/own.rhai"), "import \"helper\" as h; fn four(x) { h::twice(x) * 2 }"),
            (path("scripts/round.rhai"), "import \"scripts/trip\" as t; fn f() {}"),
            (path("scripts/trip.rhai"), "import \"scripts/round\" as r;"),
            (path("scripts/broken.rhai"), "let x = ;"),
            (path("scripts/fails.rhai"), "fail(\"from within\"); fn f() {}"),
            (path("scripts/loops.rhai"), "loop {}"),
        ],
    );
    world
}

#[test]
fn scripts_that_are_named_can_be_imported() {
    assert_eq!(world().passes("import \"helper\" as h; pass(`${h::twice(2)}`)"), "4");
    assert_eq!(world().passes("import \"helper\" as h; pass(h::id())"), "PERF-007");
    assert_eq!(world().passes("import \"scripts/own\" as o; pass(`${o::four(2)}`)"), "8");
    assert_eq!(world().passes("import \"scripts/own.rhai\" as o; pass(`${o::four(2)}`)"), "8");
}

#[test]
fn nothing_else_can() {
    for path in ["../helper", "/etc/passwd", "scripts/../scripts/own", "other", "./helper", ""] {
        let bug = world().bug(&format!("import \"{path}\" as x;"));
        assert!(bug.message.contains("Module not found"), "{path}: {bug}");
        assert!(bug.hint.is_some_and(|h| h.contains("scripts/own.rhai")), "{path}");
    }
}

#[test]
fn a_bundled_script_imports_only_bundled_ones_without_trust() {
    let mut world = world();
    world.consent = Consent::bundled();
    let run = |source: &str| {
        let mut script = world.script(source);
        script.bundled = true;
        world.gate_script(&script)
    };
    assert!(run("import \"helper\" as h;").bug.is_none());
    let bug = run("import \"scripts/own\" as o;").bug.expect("refused");
    assert!(bug.message.contains("Module not found"), "{bug}");
}

#[test]
fn errors_within_an_import_point_there() {
    let bug = world().bug("import \"helper\" as h;\nh::bad();");
    assert_eq!((bug.file.as_str(), bug.line), ("<bundled> helper", Some(5)), "{bug}");
    assert_eq!(bug.text.as_deref(), Some("  a.nope()"));
    assert_eq!(bug.called_from[0].line, Some(2), "{bug:?}");
    let bug = world().bug("\nimport \"scripts/broken\" as b;");
    assert_eq!((bug.file.as_str(), bug.line), ("scripts/broken.rhai", Some(1)), "{bug}");
    assert_eq!(bug.called_from[0].line, Some(2), "{bug:?}");
}

#[test]
fn imports_end_and_are_limited_like_any_script() {
    let bug = world().bug("import \"scripts/round\" as r;");
    assert!(bug.message.contains("imports itself"), "{bug}");
    assert_eq!(
        world().refusals("try { import \"scripts/fails\" as f; } catch {}"),
        ["from within"]
    );
    let bug = world().bug("import \"scripts/loops\" as l;");
    assert!(bug.message.contains("operations"), "{bug}");
}
