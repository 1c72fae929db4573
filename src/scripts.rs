//! The scripts in the binary: gates and hooks that `workflow.toml` may name without a table.

use flow_core::workflow::{BundledScript, ScriptKind};

macro_rules! script {
    ($kind:ident, $name:literal) => {
        BundledScript {
            name: $name,
            kind: ScriptKind::$kind,
            source: include_str!(concat!("../scripts/", $name, ".rhai")),
        }
    };
}

/// Every bundled script.
pub const BUNDLED: &[BundledScript] = &[
    script!(Gate, "preflight"),
    script!(Gate, "unblocked"),
    script!(Gate, "verify-complete"),
    script!(Gate, "approved"),
    script!(Gate, "answered"),
    script!(Hook, "create-worktree"),
    script!(Hook, "write-changelog"),
    script!(Hook, "merge-branch"),
    script!(Hook, "remove-worktree"),
    script!(After, "notify"),
];
