//! `flow graph`: which tasks wait for which.

use clap::ValueEnum;
use clap_complete::ArgValueCompleter;
use flow_core::find::Graph;
use flow_core::flow::{Flow, FlowError};
use flow_core::plan::resolve;

use super::asked::explained;
use super::complete;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::render::Typed;
use crate::render::found::Drawn;

/// Draw which tasks wait for which
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow graph
  flow graph PERF-007                      what it needs, and what waits for it
  flow graph --format mermaid              for a Markdown page
  flow graph --format dot | dot -Tsvg      for Graphviz")]
pub struct Args {
    /// Only what this task needs, and what waits for it
    #[arg(value_name = "ID", add = ArgValueCompleter::new(complete::ids))]
    id: Option<String>,
    /// What is over, too
    #[arg(long)]
    all: bool,
    /// How it is drawn: text, mermaid, dot or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
}

/// How a graph is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A tree
    Text,
    /// Mermaid
    Mermaid,
    /// Graphviz
    Dot,
    /// One JSON document
    Json,
}

impl Args {
    /// Runs it.
    pub fn run(&self, flow: &Flow) -> Result<Outcome, Failure> {
        let snapshot = flow.look()?;
        let mut graph = Graph::of(flow.workflow(), &snapshot, self.all);
        let mut around = None;
        if let Some(asked) = &self.id {
            let id = resolve(&snapshot, asked)
                .map_err(|error| explained(flow, FlowError::Plan(error), &Typed::verb("graph")))?;
            graph = graph.around(&id);
            around = Some(id);
        }
        let document = match self.format {
            Format::Mermaid => Some(graph.mermaid()),
            Format::Dot => Some(graph.dot()),
            Format::Text | Format::Json => None,
        };
        let outcome = Outcome::new("graph", Drawn { graph, around });
        Ok(match document {
            Some(document) => outcome.document(document),
            None => outcome,
        })
    }
}
