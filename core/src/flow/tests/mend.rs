//! A mending is whole or not at all, wherever the disk gives up.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Yard;
use super::moves::{TODO, WORKFLOW};
use crate::fs::{Act, Boundary, Disk, Leave};
use crate::journal::Logged;

const DAMAGED: &str = "# Doing\n\n**Active: 4/3**\n\n## Now\n\n*Nothing yet.*\n\n### [A-3]: Sweep\n\n---\n\
                       ---\n\n### [A-4]: Dust\n\n## Notes\n\nText.\n";
const MENDED: &str = "# Doing\n\n**Active: 2/2**\n\n## Now\n\n### [A-3]: Sweep\n\n---\n\n\
                      ### [A-4]: Dust\n\n## Notes\n\nText.\n";

/// Does so many acts, and then none: as a kill does, since nothing is tidied up either.
struct GivesUp(AtomicUsize);

impl Boundary for GivesUp {
    fn before(&self, _: &Act<'_>) -> io::Result<Leave> {
        let left = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
        left.map(|_| Leave::Whole).map_err(|_| io::Error::other("gone"))
    }

    fn after(&self, _: &Act<'_>, _: Result<usize, &io::Error>) {}
}

#[test]
fn a_mending_is_made_whole_or_not_at_all() {
    let (mut before, mut after) = (0, 0);
    for acts in 0..200 {
        let yard = Yard::new(WORKFLOW, &[("TODO.md", TODO), ("DOING.md", DAMAGED)]);
        let clean = yard.files();
        let done = yard.flow_on(Disk::behind(Arc::new(GivesUp(acts.into())))).mend_boards();
        let _ = yard.flow().recover().expect("recovered");
        match yard.read("DOING.md").as_str() {
            DAMAGED => {
                assert!(done.is_err(), "after {acts} acts it said that it was done");
                assert_eq!(yard.files(), clean, "after {acts} acts");
                before += 1;
            }
            MENDED => {
                assert!(yard.flow().log().expect("a log").entries.iter().all(Logged::is_settled));
                let mended = yard.flow().mend_boards().expect("nothing is left to mend");
                assert!(mended.applied.is_none() && mended.left.is_empty(), "{mended:?}");
                yard.flow().unmend(1).expect("taken back");
                assert_eq!(yard.files(), clean, "after {acts} acts");
                after += 1;
            }
            other => panic!("after {acts} acts:\n{other}"),
        }
        if done.is_ok() {
            break;
        }
    }
    // It failed on both sides of its commit point.
    assert!(before > 3 && after > 1, "{before} before and {after} after");
}
