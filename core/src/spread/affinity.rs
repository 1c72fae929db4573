//! On which CPU a new thread begins.
//!
//! Linux may begin a thread on the CPU of its maker, and let it wait there for as long as the maker is
//! allowed to run, 3 ms and more, while another CPU idles: longer than all the work takes. So a new one
//! begins there for certain, and its maker goes to another CPU. Then all may run anywhere again.

#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// On which CPUs a thread may run, while it begins others.
#[derive(Clone, Copy)]
#[cfg(target_os = "linux")]
pub(super) struct Affinity {
    /// All on which it may, and those of them on which none has been begun; `None` where there is just
    /// one, or where the system does not tell.
    cpus: Option<(CpuSet, CpuSet)>,
}

#[cfg(target_os = "linux")]
impl Affinity {
    /// That of this thread.
    pub(super) fn own() -> Self {
        let all = sched_getaffinity(None).ok().filter(|all| all.count() > 1);
        Self { cpus: all.map(|all| (all, all)) }
    }

    /// Keeps this thread where it runs: one that it begins now begins there as well.
    pub(super) fn keep(&mut self) {
        let Some((_, rest)) = &mut self.cpus else { return };
        let (here, mut only) = (sched_getcpu(), CpuSet::new());
        rest.unset(here);
        only.set(here);
        // Should the system refuse, here or below, it decides where threads run.
        let _ = sched_setaffinity(None, &only);
    }

    /// Sends this thread to a CPU on which none has been begun, while there is one.
    pub(super) fn leave(&self) {
        let Some((all, rest)) = &self.cpus else { return };
        let _ = sched_setaffinity(None, if rest.count() > 0 { rest } else { all });
    }

    /// Lets this thread run wherever the first one could.
    pub(super) fn free(&self) {
        let Some((all, _)) = &self.cpus else { return };
        let _ = sched_setaffinity(None, all);
    }
}

/// Elsewhere the system is left to it.
#[derive(Clone, Copy)]
#[cfg(not(target_os = "linux"))]
pub(super) struct Affinity;

#[cfg(not(target_os = "linux"))]
impl Affinity {
    pub(super) fn own() -> Self {
        Self
    }

    pub(super) fn keep(&mut self) {}

    pub(super) fn leave(&self) {}

    pub(super) fn free(&self) {}
}
