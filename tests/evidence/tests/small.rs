//! Each sweep, in a size of seconds. The numbers of the trials are fixed, so that a failure comes again.

use std::path::PathBuf;

use flow_evidence::results;
use flow_evidence::sweep::{Plan, Summary, Sweep, run};
use flow_evidence::sweeps::boundaries::Boundaries;
use flow_evidence::sweeps::kills::Kills;

/// This package's program, which is flow where it is told to be.
fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_evidence").into()
}

fn plan(from: u64, count: u64) -> Plan {
    Plan {
        count: Some(count),
        from: Some(from),
        every: 1,
        limit: None,
        workers: 2,
        scratch: std::env::temp_dir(),
        results: None,
        loud: false,
    }
}

#[expect(clippy::expect_used, reason = "this is a test's")]
#[track_caller]
fn clean<S: Sweep>(sweep: &S, plan: &Plan) -> Summary {
    let summary = run(sweep, plan).expect("it runs");
    assert!(summary.findings.is_empty(), "{:#?}", summary.findings);
    summary
}

#[test]
fn a_kill_at_any_boundary_leaves_all_before_or_all_after() {
    let sweep = Boundaries::single(program()).expect("transitions");
    let all = sweep.total().expect("an end");
    assert!(all > 500, "{all} boundaries");
    // A sample of each kind of transition; the whole is the evidence's.
    let summary = clean(&sweep, &Plan { every: all / 24, ..plan(0, all) });
    assert!(summary.count >= 24 && summary.tally.of("kills") == summary.count);
}

#[test]
fn a_kill_of_the_recovery_is_recovered() {
    let sweep = Boundaries::double(program()).expect("transitions");
    assert!(clean(&sweep, &plan(0, 16)).tally.of("double kills") > 4);
}

#[test]
fn a_kill_at_any_instant_is_recovered() {
    let sweep = Kills::new(program());
    assert_eq!(clean(&sweep, &plan(0, 16)).count, 16);
}

#[test]
fn a_sweep_goes_on_where_its_results_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("results.jsonl");
    let sweep = Kills::new(program());
    let plan = |count| Plan { from: None, results: Some(file.clone()), ..plan(0, count) };
    assert_eq!(clean(&sweep, &plan(2)).count, 2);
    assert_eq!(clean(&sweep, &plan(3)).count, 1);
    assert_eq!(clean(&sweep, &plan(3)).count, 0);
    let batches = results::read(&file);
    assert_eq!(results::next(&batches, "kills"), 3);
    assert!(results::table(&batches).contains("| kills | 3 | 0 |"), "{}", results::table(&batches));
}
