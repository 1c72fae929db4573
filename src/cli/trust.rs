//! `flow trust`: the user agrees to what a repository would have executed.

use flow_core::flow::Flow;
use flow_core::trust::Claim;

use crate::failure::{Exit, Failure};
use crate::outcome::{Body, Outcome};
use crate::render::bill::{self, Answer, Trusted};
use crate::render::{Printer, interrupted};

/// Look at what this repository would execute, and agree to it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow trust             list it, and ask
  flow trust --yes       agree without being asked
  flow trust --revoke    agree no more

Trust covers workflow.toml and the scripts that it names, as they stand now: any change asks again,
and shows what has changed.
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
    let claim = flow.claim();
    let answer = if args.revoke {
        if flow.revoke_trust().map_err(|error| bill::unusable(&error))? {
            Answer::Revoked
        } else {
            Answer::NotYet
        }
    } else if claim.runs.is_empty() {
        Answer::Nothing
    } else if flow.is_agreed() {
        Answer::Already
    } else if let Some(error) = &claim.unusable {
        return Err(bill::unusable(error));
    } else if args.yes {
        flow.grant_trust(&claim).map_err(|error| bill::unusable(&error))?;
        Answer::Granted { seen: false }
    } else if asked(flow, &claim, printer)? {
        Answer::Granted { seen: true }
    } else {
        let root = flow.site().root.display().to_string();
        let body = Trusted { root, claim, answer: Answer::NotYet };
        let mut failure = not_agreed().details(body.data());
        failure.shown = Some(Box::new(body));
        return Err(failure.hint("when you have looked at it: flow trust --yes"));
    };
    let root = flow.site().root.display().to_string();
    Ok(Outcome::new("trust", Trusted { root, claim, answer }))
}

/// Shows the user what would run, asks, and records a yes. `false` where there is nobody to ask, or
/// nowhere to record it.
///
/// # Errors
/// When the user says no, or the yes cannot be recorded.
pub fn asked(flow: &Flow, claim: &Claim, printer: Printer) -> Result<bool, Failure> {
    if claim.unusable.is_some() {
        return Ok(false);
    }
    let mut page = bill::listed(claim);
    page.gap();
    let question = "Trust this repository to run these?";
    let answer = printer.confirm(&page, question, &|| flow.is_interrupted());
    if flow.is_interrupted() {
        return Err(interrupted());
    }
    match answer {
        None => Ok(false),
        Some(false) => Err(not_agreed().hint("look at it again when you like: flow trust")),
        Some(true) => {
            flow.grant_trust(claim).map_err(|error| bill::unusable(&error))?;
            Ok(true)
        }
    }
}

fn not_agreed() -> Failure {
    Failure::new("untrusted", Exit::Untrusted, "nothing was agreed to")
}
