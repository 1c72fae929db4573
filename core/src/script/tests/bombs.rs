//! Scripts that want too much. Each runs in a process of its own: it may neither bring that down nor
//! make it large, and other tests must not notice.

use super::*;

const MIB: u64 = 1024 * 1024;
const BOMB: &str = "FLOW_TEST_BOMB";

/// Source, and a word of the limit that ends it; empty where the script just has to end.
fn bombs() -> Vec<(String, &'static str)> {
    let nest = |open: &str, close: &str| {
        format!("let x = {}1{};", open.repeat(50_000), close.repeat(50_000))
    };
    let mut all: Vec<(String, &str)> = [
        ("loop {}", "operations"),
        ("while true { let x = 1; }", "operations"),
        ("for i in 0..99999999999 {}", "operations"),
        ("fn f(x) { f(x + 1) } f(0)", "Stack overflow"),
        ("fn f(x) { g(x) } fn g(x) { f(x) } f(0)", "Stack overflow"),
        ("let f = |f, g| g.call(g, g); f.call(f, f)", "Stack overflow"),
        ("let s = \"x\"; loop { s += s; }", "string"),
        ("let s = \"x\"; loop { s = s + s + s; }", "string"),
        ("let s = \"x\"; loop { s = `${s}${s}`; }", "string"),
        ("let s = \"xxxxxxxx\"; s.pad(999999999, 'x');", "string"),
        ("let s = \"x\"; s.pad(1000000, 'x'); let t = s; t.replace(\"x\", s);", "string"),
        ("let s = \"x\"; s.pad(1000000, 'x'); s.replace(\"\", s);", "string"),
        ("let s = \"x\"; s.pad(2000000, 'x'); loop { s.split(\"\"); }", ""),
        ("let s = \"x\"; s.pad(2000000, 'x'); loop { s.to_chars(); }", ""),
        ("let a = []; loop { a.push(1); }", ""),
        ("let a = [1]; loop { a += a; }", "array"),
        ("let a = [1]; loop { a = a + a; }", "array"),
        ("let a = []; a.pad(999999999, 1);", "array"),
        ("let b = blob(999999999);", "array"),
        ("let a = []; loop { a = [a, a]; }", "array"),
        ("let a = []; loop { a = [a]; }", ""),
        ("let a = []; loop { a.push(a); }", "array"),
        ("let row = []; row.pad(9000, 1); let a = []; loop { a.push(row); }", "array"),
        ("let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }", ""),
        ("let m = #{}; loop { m = #{a: m, b: m}; }", "map"),
        ("let m = #{}; loop { m = #{a: m}; }", ""),
        ("let s = \"x\"; s.pad(1000000, 'x'); let a = []; loop { a.push(s + \"y\"); }", "string"),
        ("let s = \"x\"; s.pad(1000000, 'x'); let m = #{}; for i in 0..999 { m[`${i}`] = s + \"y\"; }", "memory"),
        // Closures and curried arguments are not measured by Rhai.
        (
            "let s = \"x\"; s.pad(2000000, 'x'); let a = []; loop { let t = s + \"y\"; a.push(|| t); }",
            "memory",
        ),
        ("let f = |a| 1; loop { f = Fn(\"x\").curry(f); }", ""),
        ("let f = Fn(\"x\"); loop { f = f.curry(f); }", "memory"),
        ("let g = 0; loop { let h = g; g = || h; }", ""),
        (
            "fn f(s, n) { let a = s + \"a\"; let b = s + \"b\"; let c = s + \"c\"; let d = s + \"d\"; \
             let e = s + \"e\"; let g = s + \"g\"; f(s, n) } \
             let s = \"x\"; s.pad(2000000, 'x'); f(s, 0)",
            "memory",
        ),
        ("let s = \"x\"; s.pad(2000000, 'x'); loop { s.to_upper() + \"y\"; }", ""),
        ("let a = []; a.pad(20000, \"abcdefgh\"); loop { a.sort(|x, y| 1); }", "operations"),
        ("let a = []; a.pad(20000, 1); loop { a.contains([a]); }", ""),
        ("let a = []; a.pad(40000, 1); loop { a == a; }", ""),
        ("let a = []; a.pad(40000, 1); loop { `${a}`.len; }", ""),
        // What a script says is kept until it is shown.
        ("let s = \"x\"; s.pad(2000000, 'x'); loop { warn(s + \"y\"); }", ""),
        ("let s = \"x\"; s.pad(2000000, 'x'); loop { print(s); }", ""),
        ("let s = \"x\"; s.pad(2000000, 'x'); throw s;", "Runtime error: xxx"),
        ("let s = \"x\"; s.pad(2000000, 'x'); fail([s, s, s]);", ""),
        // A closure that holds what it stands in; a chain of closures.
        ("let m = #{}; let f = || m; m.f = f; m.to_json();", "a value of the type Fn"),
        ("let m = #{}; let f = || m; m.f = f; print(m); throw m;", "Runtime error"),
        ("let a = [0]; a[0] = || a; a.to_debug(); throw a;", "Runtime error"),
        ("let a = [0]; a[0] = || a; a == a;", "not found"),
        ("let a = [0]; a[0] = || a; a[0].call().len();", "race"),
        ("let a = [1]; let f = || a; a.push(f);", "race"),
        ("let x = [1]; let f = || x; x.for_each(|i| x.push(1));", "race"),
        ("let x = []; let f = || x; x.push(x); x.append(x); x += x; print(x);", ""),
        ("let g = 0; for i in 0..30000 { let h = g; g = || h; } throw [g];", "Runtime error"),
        ("let g = 0; for i in 0..30000 { let h = g; g = || h; } debug([g]); [g] == [g];", "not found"),
        ("let a = []; for i in 0..500 { a = [a]; } throw a;", "Runtime error"),
        ("let a = []; for i in 0..500 { a = [a]; } fs::exists(a);", "deep"),
        ("let m = #{}; for i in 0..500 { m = #{a: m}; } m.to_json();", "deep"),
        // One native call takes what it takes: it must not be much, and the next look must see it.
        ("let s = \"x\"; s.pad(2000000, 'x'); let t = s.sub_string(0, 1000000) + \"y\"; loop { s.contains(t); s.index_of(t); s.split(t); }", "processor time"),
        ("let s = \"é\"; s.pad(1000000, 'é'); loop { s.sub_string(999999, 1); s[-1]; }", "processor time"),
        ("let s = \"ﬃ\"; s.pad(600000, 'ﬃ'); loop { s.to_upper(); }", "processor time"),
        ("let s = \"x\"; s.pad(2000000, 'x'); loop { s.set(0, 'y'); s[1999999] = 'z'; }", "processor time"),
        ("let s = \"x\"; s.pad(2000000, 'x'); loop { s.remove(\"x\"); s.pad(2000000, 'x'); }", "processor time"),
        ("let b = blob(49000, 0); loop { b += b; b.to_array(); b.as_string(); }", ""),
        ("let b = blob(49000, 0); loop { b.split(1); b.contains(1); `${b}`; }", ""),
        ("let a = []; loop { a.push(blob(49000, 0)); }", "array"),
        ("let m = #{}; loop { m[`${m.len()}`] = blob(49000, 0); }", "array"),
        ("let m = #{}; for i in 0..30000 { m[`k${i}`] = i; } loop { m.keys(); m.values(); m += m; `${m}`; }", ""),
        ("let s = \"[\"; for i in 0..19 { s += s; } parse_json(s);", ""),
        ("let s = \"{\\\"a\\\":\"; for i in 0..17 { s += s; } parse_json(s);", ""),
        ("let s = \"1,\"; for i in 0..19 { s += s; } loop { parse_json(\"{\\\"a\\\":[\" + s + \"1]}\"); }", ""),
        ("let s = ctx.task.title; loop { s += `${ctx}`; }", "string"),
        ("let a = []; loop { a += board::all(\"todo\"); a.push(ctx); }", ""),
        ("let s = \"A-1 \"; for i in 0..18 { s += s; } loop { s += board::ids_in(s); }", ""),
        // Ranges and numbers at their ends.
        ("for i in range(0, 9223372036854775807, 1) {}", "operations"),
        ("for i in -9223372036854775807..=9223372036854775807 {}", "operations"),
        ("let a = [1]; a.extract(-9223372036854775808, 9223372036854775807); a.truncate(9223372036854775807); a.drain(-5, 9223372036854775807); a.insert(-9223372036854775808, 1);", ""),
        ("-9223372036854775808 / -1", "overflow"),
        ("2 ** 9223372036854775807", ""),
        ("1 << 9223372036854775807", ""),
        ("fn f(n) { if n > 0 { f(n - 1); f(n - 1); } } f(30);", ""),
        ("fn go(s) { try { go(s + s) } catch { go(s) } } go(\"xxxxxxxx\");", ""),
        ("loop { try { throw [1, 2, 3] } catch (e) {} }", "operations"),
        ("try { try { throw 1 } catch { loop {} } } catch { loop {} }", "operations"),
        ("let a = []; a.pad(20000, 1); a.sort(|x, y| { loop {} });", "operations"),
        ("let a = []; a.pad(40000, \"abcdefgh\"); loop { a.sort(); a.reverse(); }", "processor time"),
        ("import \"bomb\" as b;", "operations"),
        ("try { loop {} } catch {} pass()", "operations"),
        ("timestamp() + 9223372036854775807", ""),
        ("let x = 0; loop { x = parse_json(\"{\\\"a\\\": [1,2,3]}\"); }", ""),
    ]
    .map(|(source, limit)| (source.to_owned(), limit))
    .to_vec();
    all.push((nest("[", "]"), "maximum"));
    all.push((nest("(", ")"), "maximum"));
    all.push((nest("#{a:", "}"), "maximum"));
    all.push((nest("!", ""), "maximum"));
    all.push((nest("- ", ""), "maximum"));
    all.push((nest("`${", "}`"), "maximum"));
    all.push((format!("{}{}", "{".repeat(50_000), "}".repeat(50_000)), "maximum"));
    all.push((format!("{}{}", "if true {".repeat(20_000), "}".repeat(20_000)), "maximum"));
    all.push((format!("if false {{}} {} {{}}", "else if false {}".repeat(15_000)), ""));
    all.push((format!("let x = 1{};", " + 1".repeat(60_000)), ""));
    all.push((format!("let x = true{};", " && true".repeat(25_000)), ""));
    all.push((format!("let x = 2{};", " ** 2".repeat(40_000)), ""));
    all.push((format!("let m = #{{}}; m{};", ".a".repeat(100_000)), ""));
    all.push((format!("let m = []; m{};", "[0]".repeat(80_000)), ""));
    all.push((format!("let x = {};", "|x| ".repeat(60_000)), ""));
    all.push(((0..500).map(|i| format!("let v{i} = 1;")).collect(), "variables"));
    all.push(((0..500).map(|i| format!("fn f{i}() {{}}")).collect(), "functions"));
    all.push((" ".repeat(MAX_SOURCE + 1), "larger than 256 KiB"));
    // Arguments are held until the call.
    let many = vec!["s + \"y\""; 2000].join(", ");
    all.push((format!("let s = \"x\"; s.pad(2000000, 'x'); f({many})"), "memory"));
    all
}

/// How many bombs are played at once: no more than there are cores on a small machine, since processor
/// time that is shared goes less far.
const AT_ONCE: usize = 2;

#[test]
fn bombs_end_soon_and_small() {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let bombs = bombs();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
                    && let Some((source, _)) = bombs.get(at)
                {
                    if let Err(said) = play(at) {
                        let source: String = source.chars().take(120).collect();
                        wrong.lock().expect("no panic").push(format!("{source}\n{said}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no panic");
    assert!(wrong.is_empty(), "{} bombs:\n{}", wrong.len(), wrong.join("\n"));
}

fn play(at: usize) -> Result<(), String> {
    let output = std::process::Command::new(std::env::current_exe().expect("a test binary"))
        .args(["--exact", "script::tests::bombs::one_bomb", "--ignored", "--nocapture"])
        .env(BOMB, at.to_string())
        .output()
        .expect("a child");
    let said = String::from_utf8_lossy(&output.stderr);
    output.status.success().then_some(()).ok_or_else(|| format!("{}: {said}", output.status))
}

#[test]
#[ignore = "run by `bombs_end_soon_and_small`, in a process of its own"]
fn one_bomb() {
    let at: usize = std::env::var(BOMB).expect("a bomb").parse().expect("a number");
    let (source, limit) = bombs().swap_remove(at);
    let mut world = World::new();
    world.library = Library::new([("bomb", "loop {}")], std::iter::empty::<(RelPath, &str)>());
    let begun = Instant::now();
    let outcome = world.gate(&source);
    let took = begun.elapsed();
    match outcome.bug {
        Some(bug) => {
            let message = bug.message.to_lowercase();
            // On a slow machine the processor time runs out before another limit is met: it ends every bomb.
            let limits = [limit.to_lowercase(), "of processor time".to_owned()];
            assert!(
                limits.iter().any(|limit| message.contains(limit)),
                "wants {limit:?}: {message}"
            );
        }
        None => assert!(limit.is_empty(), "wants {limit:?}: {:?}", outcome.verdict),
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|kib| {
        let kib: u64 = kib.trim().trim_end_matches(" kB").parse().expect("a number");
        kib * 1024
    });
    assert!(peak.is_none_or(|peak| peak < 256 * MIB), "peak {} MiB", peak.unwrap_or(0) / MIB);
    // `FLOW_TEST_BOMB_REPORT` shows what each took, for those who change the limits.
    assert!(
        std::env::var_os("FLOW_TEST_BOMB_REPORT").is_none(),
        "report: {took:?}, {} MiB",
        peak.unwrap_or(0) / MIB
    );
}

#[test]
fn the_wall_clock_is_kept() {
    let mut world = World::new();
    world.deadline = Duration::from_millis(20);
    let bug = world.bug("loop {}");
    assert!(bug.message.contains("longer than its timeout"), "{bug}");
}

#[test]
fn what_questions_take_is_not_the_scripts_time() {
    let world = World::new().asks("slow", "think", |_| {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(1200) {}
        Ok(Value::Null)
    });
    assert_eq!(world.passes("slow::think(); for i in 0..100 {} pass(\"done\")"), "done");
}
