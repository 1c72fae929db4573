//! Crowds and hostile repositories, in a size of seconds.

use std::path::PathBuf;

use flow_evidence::sweep::{Plan, Summary, Sweep, run};
use flow_evidence::sweeps::crowd::Crowd;
use flow_evidence::sweeps::hostile::Hostile;

/// This package's program, which is flow where it is told to be.
fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_evidence").into()
}

#[expect(clippy::expect_used, reason = "this is a test's")]
#[track_caller]
fn clean<S: Sweep>(sweep: &S, count: u64) -> Summary {
    let plan = Plan {
        count: Some(count),
        from: Some(0),
        every: 1,
        limit: None,
        workers: sweep.workers(),
        scratch: std::env::temp_dir(),
        results: None,
        loud: false,
    };
    let summary = run(sweep, &plan).expect("it runs");
    assert!(summary.findings.is_empty(), "{:#?}", summary.findings);
    summary
}

#[test]
fn a_crowd_loses_no_card_and_is_told_the_truth() {
    // With git and without, and the last with kills in the middle.
    let tally = clean(&Crowd::new(program(), 8, 40), 4).tally;
    assert!(tally.of("towns in order") == 4 && tally.of("made") >= 160);
    assert!(tally.of("killed") > 0 && tally.of("looks at the boards") > 0);
}

#[test]
fn a_hostile_repository_gets_nothing_executed_and_reaches_nothing_outside() {
    let tally = clean(&Hostile::new(program()), 13).tally;
    assert_eq!(tally.of("repositories"), 13);
}
