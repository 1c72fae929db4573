//! Work on many texts, spread over a few threads.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, scope};

/// How much text is worth a thread, in bytes: less is read sooner than one is begun.
const WORTH: usize = 64 * 1024;
/// How much reading a file is worth that nobody has opened yet, in bytes of text.
pub(crate) const A_FILE: usize = 1024;
/// How many threads there are at most, this one among them.
const MOST: usize = 4;
/// The stack of each, in bytes: as large as that of a process.
const STACK: usize = 8 * 1024 * 1024;

/// Does the same work for each of many items, which are about so many bytes of text in all. The results
/// are in the order of the items.
pub(crate) fn spread<T: Sync, R: Send>(
    items: &[T],
    bytes: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let others = (bytes / WORTH).min(items.len()).min(MOST).saturating_sub(1);
    if others == 0 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        items.get(at).map(|item| (at, work(item)))
    };
    let turns = || std::iter::from_fn(take).collect::<Vec<_>>();
    let mut done = scope(|scope| {
        // A thread that the system does not give is done without.
        let begin = |_| Builder::new().stack_size(STACK).spawn_scoped(scope, turns).ok();
        let threads: Vec<_> = (0..others).filter_map(begin).collect();
        let mut done = turns();
        for thread in threads {
            done.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
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

    #[test]
    #[should_panic(expected = "that one")]
    fn a_panic_is_not_lost() {
        spread(&[1, 2, 3], 3 * WORTH, |item| assert!(*item != 2, "that one"));
    }
}
