//! The set of plugins that a flow is built with. No other file names one.

use std::sync::Arc;

use flow_core::plugin::Plugin;

/// The plugins that the features of this build bring, in their order.
pub fn default() -> Vec<Arc<dyn Plugin>> {
    vec![
        #[cfg(feature = "git")]
        Arc::new(flow_git::Git),
        #[cfg(feature = "process")]
        Arc::new(flow_process::Process),
        #[cfg(feature = "changelog")]
        Arc::new(flow_changelog::Changelog),
        #[cfg(feature = "markdown")]
        Arc::new(flow_markdown::Markdown),
    ]
}
