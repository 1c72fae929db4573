//! Signals: the first asks flow to stop, the second to do so at once, the third ends it.

use std::io::stdout;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::exit;

/// What the user has asked for: to stop, or to stop at once.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicU8>);

impl Stop {
    /// Listens for SIGINT, SIGTERM and SIGHUP. Where the system lets us not, they end flow at once,
    /// which a transaction survives. One that was ignored when flow was started (`nohup`) stays so.
    pub fn listen(&self) {
        let ignored = ignored();
        let heeded = [SIGINT, SIGTERM, SIGHUP].into_iter();
        let heeded = heeded.filter(|signal| ignored & (1 << (signal - 1)) == 0);
        let Ok(mut signals) = Signals::new(heeded) else { return };
        let count = Arc::clone(&self.0);
        let listener = thread::Builder::new().name("signals".into());
        let _ = listener.spawn(move || {
            for _ in signals.forever() {
                if count.fetch_add(1, Ordering::Relaxed) >= 2 {
                    exit(130);
                }
            }
        });
    }

    /// Whether the user has asked to stop, or nobody reads any more what flow would say.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0 || nobody_reads()
    }

    /// Whether the user has asked again.
    pub fn insisted(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 1
    }
}

/// Lets a write over the limit of file sizes (`ulimit -f`) fail, as one to a full disk does; by
/// default its signal kills. A command that flow starts has the default again.
pub fn survive_file_limit() {
    let _ = flag::register(SIGXFSZ, Arc::<AtomicBool>::default());
}

/// Whether standard output is a pipe or a terminal whose other end has gone away.
fn nobody_reads() -> bool {
    let out = stdout();
    let mut fds = [PollFd::new(&out, PollFlags::empty())];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    let told = poll(&mut fds, Some(&at_once)).is_ok();
    told && fds[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
}

/// The signals that are ignored, as a set of bits; none where the system does not tell.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
