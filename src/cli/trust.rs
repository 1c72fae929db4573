//! `flow trust`: the user agrees to what a repository would have executed.

use flow_core::flow::Flow;
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::outcome::{Body, Outcome};
use crate::render::Printer;
use crate::render::bill::{Answer, Trusted, listed};

/// Look at what this repository would execute, and agree to it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow trust             list it, and ask
  flow trust --yes       agree without being asked
  flow trust --revoke    agree no more

Trust covers workflow.toml and the scripts that it names, as they stand now: any change asks again.
What a command itself calls, such as the repository's tests, is not covered. FLOW_TRUST=sha256:…
trusts one state of them for one command, where there is nobody to ask.")]
pub struct Args {
    /// Agree without being asked
    #[arg(long, conflicts_with = "revoke")]
    yes: bool,
    /// Agree no more
    #[arg(long)]
    revoke: bool,
}

/// Runs it.
pub fn run(args: &Args, flow: &Flow, printer: Printer) -> Result<Outcome, Failure> {
    let bill = flow.bill().clone();
    let answer = if args.revoke {
        if flow.revoke_trust().map_err(|error| unwritable(&error))? {
            Answer::Revoked
        } else {
            Answer::NotYet
        }
    } else if bill.runs.is_empty() {
        Answer::Nothing
    } else if flow.is_trusted() {
        Answer::Already
    } else {
        let mut page = listed(&bill.runs);
        page.gap();
        if !args.yes && printer.confirm(&page, "Trust this repository to run these?") != Some(true)
        {
            return Err(not_yet(flow));
        }
        flow.grant_trust().map_err(|error| unwritable(&error))?;
        Answer::Granted { seen: !args.yes }
    };
    let root = flow.site().root.display().to_string();
    Ok(Outcome::new("trust", Trusted { root, bill, answer }))
}

fn not_yet(flow: &Flow) -> Failure {
    let (root, bill) = (flow.site().root.display().to_string(), flow.bill().clone());
    let body = Trusted { root, bill, answer: Answer::NotYet };
    let mut failure = Failure::new("untrusted", Exit::Untrusted, "nothing was agreed to")
        .details(body.data())
        .hint("when you have looked at it: flow trust --yes");
    failure.shown = Some(Box::new(body));
    failure
}

fn unwritable(error: &std::io::Error) -> Failure {
    Failure::new("trust-store", Exit::Failed, format!("your trust cannot be recorded: {error}"))
        .details(json!({ "error": error.to_string() }))
        .hint("let your user write to $XDG_STATE_HOME/flow, or ~/.local/state/flow")
}
