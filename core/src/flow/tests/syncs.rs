//! What a move costs: the durable steps, counted where they pass.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Yard;
use super::moves::{DOING, TODO, WORKFLOW};
use crate::flow::Request;
use crate::fs::{Act, Boundary, Disk, Leave};
use crate::plan::MoveKind;
use crate::verb::{About, Claim, Note, Step, Verb};

/// Counts every step that has to wait for the disk.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Boundary for Counting {
    fn before(&self, act: &Act<'_>) -> io::Result<Leave> {
        if matches!(act, Act::Sync { .. } | Act::SyncDir { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        Ok(Leave::Whole)
    }

    fn after(&self, _: &Act<'_>, _: Result<usize, &io::Error>) {}
}

fn cost(yard: &Yard, id: &str) -> usize {
    let count = Arc::new(Counting::default());
    let request = Request {
        id: id.into(),
        from: None,
        to: None,
        kind: MoveKind::Advance,
        why: None,
        force: false,
    };
    yard.flow_on(Disk::behind(count.clone())).advance(&request).expect("moved");
    count.0.load(Ordering::Relaxed)
}

#[test]
fn a_move_without_external_effects_waits_for_the_disk_seven_times() {
    let yard = Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)]);
    // The first move of all makes the folders of the lock and of the journal, and the lock's file.
    assert_eq!(cost(&yard, "A-1"), 10);
    assert_eq!(cost(&yard, "A-2"), 7);
    // Into the archive: one folder more, and that is new as well.
    assert_eq!(cost(&yard, "A-1"), 9);
}

#[test]
fn what_is_written_on_a_card_waits_for_the_disk_six_times() {
    let yard = Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DOING)]);
    assert_eq!(cost(&yard, "A-1"), 10);
    let verbs: [&dyn Verb; 3] = [
        &Note { about: about("A-2"), text: "said".into() },
        &Step { about: about("A-2"), text: "to be done".into() },
        &Claim { about: about("A-2") },
    ];
    for verb in verbs {
        let count = Arc::new(Counting::default());
        yard.flow_on(Disk::behind(count.clone())).write_cards(verb).expect("written");
        assert_eq!(count.0.load(Ordering::Relaxed), 6, "{}", verb.name());
    }
}

fn about(id: &str) -> About {
    About { id: id.into(), from: None }
}
