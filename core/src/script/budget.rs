//! How much a script may use: operations, processor time, memory.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use super::state::{Ending, State};

/// Operations of a script and all that it imports, as Rhai counts them.
pub const MAX_OPERATIONS: u64 = 500_000;
/// Processor time of the script itself; what questions take is not counted. Processor time, and not
/// the wall clock, so that a loaded machine refuses nobody.
pub const MAX_PROCESSOR_TIME: Duration = Duration::from_secs(1);
/// How much the process may grow while a script runs, in bytes. The sizes of single values are
/// limited by the engine; this is for many values that are each below those limits.
pub const MAX_GROWTH: u64 = 96 * 1024 * 1024;
/// The most bytes of any string, and of all the strings within one value.
pub const MAX_STRING: usize = 2 * 1024 * 1024;
/// The most elements of any array, nested ones included.
pub const MAX_ARRAY: usize = 50_000;
/// The most entries of any map, nested ones included.
pub const MAX_MAP: usize = 100_000;

/// Clocks and memory are looked at once in this many operations.
const STRIDE: u64 = 32;

/// What has been used so far.
pub(super) struct Budget {
    operations: AtomicU64,
    outside: AtomicU64,
    memory: Option<Memory>,
}

struct Memory {
    statm: File,
    page: u64,
    at_start: u64,
}

impl Budget {
    pub fn begin() -> Self {
        Self { operations: AtomicU64::new(0), outside: AtomicU64::new(0), memory: Memory::look() }
    }

    /// Runs what is not the script's own work.
    pub fn outside<T>(&self, work: impl FnOnce() -> T) -> T {
        let begun = processor_time();
        let result = work();
        let took = processor_time().saturating_sub(begun);
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.outside.fetch_add(nanos, Ordering::Relaxed);
        result
    }

    /// Whether the script's own work has taken too long, as told by the clock of its thread.
    fn is_late(&self) -> bool {
        let outside = Duration::from_nanos(self.outside.load(Ordering::Relaxed));
        processor_time().saturating_sub(outside) > MAX_PROCESSOR_TIME
    }
}

impl Memory {
    /// `None` where the system does not tell; the engine's limits hold all the same.
    fn look() -> Option<Self> {
        let statm = File::open("/proc/self/statm").ok()?;
        let page = rustix::param::page_size() as u64;
        let mut memory = Self { statm, page, at_start: 0 };
        memory.at_start = memory.resident()?;
        Some(memory)
    }

    fn resident(&self) -> Option<u64> {
        let mut text = [0; 128];
        let len = self.statm.read_at(&mut text, 0).ok()?;
        let text = std::str::from_utf8(text.get(..len)?).ok()?;
        let pages: u64 = text.split_ascii_whitespace().nth(1)?.parse().ok()?;
        Some(pages * self.page)
    }

    fn has_grown_too_much(&self) -> bool {
        self.resident().is_some_and(|now| now.saturating_sub(self.at_start) > MAX_GROWTH)
    }
}

impl State {
    /// Called before every operation: whether the script has to end here. Counts operations itself,
    /// as Rhai counts those of an imported script anew.
    pub fn must_end(&self) -> bool {
        if self.has_ended() {
            return true;
        }
        let operations = self.budget.operations.fetch_add(1, Ordering::Relaxed) + 1;
        if operations > MAX_OPERATIONS {
            self.end(Ending::Limit(format!("it needs more than {MAX_OPERATIONS} operations")));
        } else if operations.is_multiple_of(STRIDE) {
            self.look_at_the_clocks();
        }
        self.has_ended()
    }

    fn look_at_the_clocks(&self) {
        if self.asking.watch.interrupted() {
            self.end(Ending::Interrupted);
        } else if Instant::now() > self.asking.deadline {
            self.end(Ending::Limit("it took longer than its timeout".into()));
        } else if self.budget.is_late() {
            let limit = MAX_PROCESSOR_TIME.as_secs();
            self.end(Ending::Limit(format!("it needs more than {limit} s of processor time")));
        } else if self.budget.memory.as_ref().is_some_and(Memory::has_grown_too_much) {
            let limit = MAX_GROWTH / 1024 / 1024;
            self.end(Ending::Limit(format!("it needs more than {limit} MiB of memory")));
        }
    }
}

/// Processor time of this thread; every script has its own.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}
