//! `flow status --watch`: tells again whenever there is something else to tell.
//!
//! It looks again and compares what it would say. That sees whatever changes the answer, however an
//! editor saves and whatever else it hangs on (git, the day), and is cheap: a look takes milliseconds.

use std::thread::sleep;
use std::time::Duration;

use crate::failure::{Exit, Failure};
use crate::outcome::Outcome;
use crate::render::{Printer, Voice};
use crate::signals::Stop;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(400);

/// Tells what `look` finds until the user asks to stop, or nobody reads any more. What cannot be read
/// is told as well, and looked at again.
pub fn watch(
    printer: Printer,
    stop: &Stop,
    look: impl Fn() -> Result<Outcome, Failure>,
) -> Outcome {
    let mut told = String::new();
    while !stop.asked() {
        let now = printer.text(&look());
        if now != told {
            if printer.picture(&now).is_err() {
                break;
            }
            told = now;
        }
        sleep(PAUSE);
    }
    Outcome::silent(Exit::Interrupted)
}

impl Printer {
    /// What would be printed, whether it went well or not.
    fn text(self, told: &Result<Outcome, Failure>) -> String {
        match told {
            Ok(outcome) => self.told(outcome),
            Err(failure) => self.refusal(failure),
        }
    }

    /// Prints one picture: on a terminal in the place of the last, else behind it.
    fn picture(self, text: &str) -> std::io::Result<()> {
        let screen = console::Term::stdout();
        match self.voice {
            Voice::Text if screen.is_term() => {
                screen.clear_screen()?;
                self.print(&format!("{text}\nwatching: Ctrl-C ends it\n"))
            }
            Voice::Text => self.print(&format!("{text}\n")),
            Voice::Json => self.print(text),
        }
    }
}
