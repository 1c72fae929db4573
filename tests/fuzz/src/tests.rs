//! The small sisters of the long runs: the whole corpus, every finding that was ever kept in it, and some
//! thousands of seeded executions of each target.

use crate::boards;
use crate::driver::{Target, Until, Watched, check, fuzz};
use crate::mutants::{Mutant, Totals};
use crate::targets::{TARGETS, corpus, corpus_of};

fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).expect("a target")
}

/// Runs a target on its corpus, then on mutations of it.
fn run(name: &str, executions: u64) {
    let target = target(name);
    for (path, input) in boards::files(&corpus_of(name)).expect("a corpus") {
        check(target, &input).unwrap_or_else(|law| panic!("{}: {law}", path.display()));
    }
    let inputs = corpus(target).expect("a corpus");
    let until = Until::Executions(inputs.len() as u64 + executions);
    let report = fuzz(target, inputs, 3, until, &Watched::default(), &mut |_| {});
    if let Some(finding) = report.finding {
        panic!("{name}: {}\n{:?}", finding.message, String::from_utf8_lossy(&finding.input));
    }
    assert!(report.signatures > 10, "{name} sees only {} kinds of input", report.signatures);
}

#[test]
fn boards_hold() {
    run("board", 3000);
}

#[test]
fn forms_hold() {
    run("form", 10_000);
}

#[test]
fn workflows_hold() {
    run("config", 10_000);
}

#[test]
fn journals_hold() {
    run("journal", 3000);
}

#[test]
fn ids_hold() {
    run("id", 10_000);
}

#[test]
fn conversions_hold() {
    run("convert", 2000);
}

#[test]
fn mutants_lose_nothing() {
    let samples = boards::samples().expect("a corpus");
    let totals = Totals::default();
    for seed in 0..2000 {
        let tale = Mutant::of(seed, &samples, &[]).travel();
        totals.add(&tale.unwrap_or_else(|law| panic!("seed {seed}: {law}")));
    }
    // A sweep in which hardly anything moves would show nothing.
    assert!(totals.moved.into_inner() > 800, "too few mutants move");
}

#[test]
fn a_broken_law_is_found_and_made_small() {
    fn run(input: &[u8]) -> crate::Law {
        assert!(!input.windows(2).any(|two| two == b"ab"), "ab");
        Ok(input.len() as u64)
    }
    let target = Target { name: "ab", text: true, dictionary: &["a", "b"], run };
    let until = Until::Executions(100_000);
    let report = fuzz(&target, Vec::new(), 1, until, &Watched::default(), &mut |_| {});
    let finding = report.finding.expect("a finding");
    assert_eq!(finding.input, b"ab");
    assert!(finding.message.contains("tests.rs"), "{}", finding.message);
}
