//! Consent: the proof that a script may run, and what it may ask.

/// Proof that a script may run. Every entry of the script host takes one, so that nothing a
/// repository brings is run by oversight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bundled,
    Trusted,
}

impl Consent {
    /// Enough for scripts that are compiled into the binary: they may ask whatever only reads.
    pub fn bundled() -> Self {
        Self(Kind::Bundled)
    }

    /// The user trusts what the repository brings. Only the code that has looked at the user's
    /// trust may say so.
    #[allow(dead_code, reason = "the trust store, which alone says so, stands on top of the host")]
    pub(crate) fn trusted() -> Self {
        Self(Kind::Trusted)
    }

    /// Whether the user trusts what the repository brings.
    pub fn is_trusted(self) -> bool {
        self.0 == Kind::Trusted
    }
}
