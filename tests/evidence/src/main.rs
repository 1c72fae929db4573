//! Runs sweeps, and tells what they found. With a fault in its environment it is flow itself.

use std::process::ExitCode;
use std::sync::Arc;

use flow_evidence::faults::Faulty;
use flow_evidence::sweeps;

fn main() -> ExitCode {
    match Faulty::from_env() {
        Ok(Some(faulty)) => flow::Cli::new().behind(Arc::new(faulty)).run(),
        Ok(None) => sweeps::main(),
        Err(message) => {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}
