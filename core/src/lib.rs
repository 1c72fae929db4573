//! flow-core: the workflow, the boards, the plan, the journal, the script host and the plugin trait.
//!
//! The core knows no version control, no terminal and no plugin; what it needs of them is handed in.

pub mod adopt;
pub mod apply;
pub mod board;
pub mod change;
pub mod check;
pub mod config;
pub mod digest;
pub mod doctor;
pub mod edit;
pub mod effect;
pub mod fault;
pub mod find;
pub mod finished;
pub mod flow;
pub mod form;
pub mod format;
pub mod fs;
pub mod gate;
pub mod given;
pub mod id;
pub mod inline;
pub mod journal;
pub mod markdown;
pub mod path;
pub mod plan;
pub mod plugin;
pub mod problem;
pub mod question;
pub mod script;
pub mod site;
pub mod snapshot;
mod spread;
pub mod task;
pub mod trust;
pub mod verb;
pub mod watch;
pub mod within;
pub mod workflow;
