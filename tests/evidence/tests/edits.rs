//! The sweep of edits by hand, in a size of seconds.

use flow_evidence::sweep::{Plan, run};
use flow_evidence::sweeps::edits::Edits;

#[test]
fn what_people_write_between_two_acts_is_never_lost() {
    let sweep = Edits::new(env!("CARGO_BIN_EXE_evidence").into()).expect("transitions");
    let plan = Plan {
        count: Some(80),
        from: Some(0),
        every: 1,
        limit: None,
        workers: 2,
        scratch: std::env::temp_dir(),
        results: None,
        loud: false,
    };
    let summary = run(&sweep, &plan).expect("it runs");
    assert!(summary.findings.is_empty(), "{:#?}", summary.findings);
    let tally = summary.tally;
    assert!(tally.of("hand edits") > 40, "{}", tally.told());
    assert!(tally.of("killed as well") > 5, "{}", tally.told());
    assert!(tally.of("written through an old descriptor") > 5, "{}", tally.told());
}
