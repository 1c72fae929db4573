//! Signals: the first asks flow to stop, the second makes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

/// Set once the user has asked to stop.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens for SIGINT, SIGTERM and SIGHUP. Where the system lets us not, they end flow at once,
    /// which a transaction survives.
    pub fn listen(&self) {
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            // In this order: the second signal finds the flag that the first has set.
            let second = flag::register_conditional_shutdown(signal, 130, self.0.clone());
            if second.is_ok() {
                let _ = flag::register(signal, self.0.clone());
            }
        }
    }

    /// Whether the user has asked to stop.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
