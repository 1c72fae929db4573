//! On which CPU a new thread begins.
//!
//! Linux may begin a thread on the CPU of its maker, and let it wait there for as long as the maker is
//! allowed to run, 3 ms and more, while another CPU idles: longer than all the work takes. So the new one
//! begins there for certain, and its maker goes to another CPU. Then both may run anywhere again.

#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// On which CPUs a thread may run, while it begins another one.
#[derive(Clone, Copy)]
#[cfg(target_os = "linux")]
pub(super) struct Affinity {
    /// All on which it may run, and where it does; `None` where there is no other, or where the system
    /// does not tell.
    cpus: Option<(CpuSet, usize)>,
}

#[cfg(target_os = "linux")]
impl Affinity {
    /// Keeps this thread where it runs: one that it begins now begins there as well.
    pub(super) fn keep() -> Self {
        let here = sched_getcpu();
        let mut only = CpuSet::new();
        let cpus = sched_getaffinity(None).ok().filter(|all| all.count() > 1 && all.is_set(here));
        let cpus = cpus.filter(|_| {
            only.set(here);
            sched_setaffinity(None, &only).is_ok()
        });
        Self { cpus: cpus.map(|all| (all, here)) }
    }

    /// Sends this thread to another CPU. It may come back.
    pub(super) fn leave(self) {
        let Some((mut all, here)) = self.cpus else { return };
        all.unset(here);
        // Should the system refuse, it stays.
        let _ = sched_setaffinity(None, &all);
        self.free();
    }

    /// Lets this thread run wherever the first one could.
    pub(super) fn free(self) {
        let Some((all, _)) = self.cpus else { return };
        let _ = sched_setaffinity(None, &all);
    }
}

/// Elsewhere the system is left to it.
#[derive(Clone, Copy)]
#[cfg(not(target_os = "linux"))]
pub(super) struct Affinity;

#[cfg(not(target_os = "linux"))]
impl Affinity {
    pub(super) fn keep() -> Self {
        Self
    }

    pub(super) fn leave(self) {}

    pub(super) fn free(self) {}
}
