//! The yardstick for reading boards: bare passes of the Markdown parser, as a whole process.
//!
//! `passes 3 TODO.md` reads the file and parses it three times.

use std::process::ExitCode;

use pulldown_cmark::Parser;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let passes: usize = args.next().and_then(|count| count.parse().ok()).unwrap_or(1);
    let mut events = 0;
    for path in args {
        let Ok(text) = std::fs::read_to_string(path) else { return ExitCode::FAILURE };
        for _ in 0..passes {
            events += Parser::new(&text).into_offset_iter().count();
        }
    }
    if events > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
