//! Work on many texts, spread over a few threads.

mod affinity;

use std::panic::resume_unwind;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{Builder, available_parallelism, scope};

use self::affinity::Affinity;

/// How much text is worth a thread, in bytes: less is read sooner than one is begun.
const WORTH: usize = 64 * 1024;
/// How much reading a file is worth that nobody has opened yet, in bytes of text.
pub(crate) const A_FILE: usize = 1024;
/// How many threads there are at most, this one among them.
const MOST: usize = 4;
/// Into how many heaps many items are parted: small enough that no thread waits long for the last, large
/// enough that taking one is nothing beside the work.
const HEAPS: usize = 64;
/// The stack of each, in bytes: as large as that of a process.
const STACK: usize = 8 * 1024 * 1024;

/// Does the same work for each of many items, which are about so many bytes of text in all. The results
/// are in the order of the items.
pub(crate) fn spread<T: Sync, R: Send>(
    items: &[T],
    bytes: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let worth = (bytes / WORTH).min(items.len());
    if worth < 2 {
        return items.iter().map(work).collect();
    }
    let mut results: Vec<Option<R>> = Vec::new();
    results.resize_with(items.len(), || None);
    let size = (items.len() / HEAPS).max(1);
    let heaps = Mutex::new(items.chunks(size).zip(results.chunks_mut(size)));
    let next = || heaps.lock().unwrap_or_else(PoisonError::into_inner).next();
    let turns = || {
        while let Some((items, results)) = next() {
            for (item, result) in items.iter().zip(results) {
                *result = Some(work(item));
            }
        }
    };
    scope(|scope| {
        let mut affinity = Affinity::own();
        let begin = |_| {
            affinity.keep();
            let turns = move || {
                affinity.free();
                turns();
            };
            let thread = Builder::new().stack_size(STACK).spawn_scoped(scope, turns).ok();
            affinity.leave();
            thread
        };
        // A thread that the system does not give is done without.
        let threads: Vec<_> = (1..worth.min(cores())).filter_map(begin).collect();
        affinity.free();
        turns();
        for thread in threads {
            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    // All are there. So written, they stay where they are.
    results.into_iter().map_while(|result| result).collect()
}

/// How many threads can be at work at once, this one among them; two on a single core as well, for one may
/// wait for the disk.
fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| available_parallelism().map_or(2, usize::from).clamp(2, MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for bytes in [0, WORTH, 2 * WORTH, 100 * WORTH] {
            let doubled = spread(&items, bytes, |item| item * 2);
            assert!(doubled.iter().enumerate().all(|(at, double)| *double == at * 2));
            assert_eq!(doubled.len(), items.len());
        }
        assert!(spread(&items[..0], 10 * WORTH, |item| *item).is_empty());
    }

    #[test]
    fn several_threads_are_at_work() {
        let both = std::sync::Barrier::new(2);
        assert_eq!(spread(&[1, 2], 2 * WORTH, |item| (both.wait(), *item).1), [1, 2]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn no_thread_is_kept_from_any_cpu() {
        let cpus = || rustix::thread::sched_getaffinity(None).expect("told");
        let before = cpus();
        let within = spread(&[1, 2, 3, 4], 4 * WORTH, |_| cpus());
        assert!(within.iter().all(|own| *own == before));
        assert!(cpus() == before);
    }

    #[test]
    #[should_panic(expected = "that one")]
    fn a_panic_is_not_lost() {
        spread(&[1, 2, 3], 3 * WORTH, |item| assert!(*item != 2, "that one"));
    }
}
