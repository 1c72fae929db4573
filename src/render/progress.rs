//! Shows gates at work on standard error: a spinner each on a terminal, plain lines elsewhere.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stderr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use flow_core::watch::Watch;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::escape::safe;
use super::page::{Line, Page};
use super::print::{Printer, Voice};
use crate::signals::Stop;

/// Watches gates for a person.
pub struct Progress {
    printer: Printer,
    /// `None` where nothing is drawn.
    bars: Option<MultiProgress>,
    running: Mutex<BTreeMap<String, ProgressBar>>,
    stop: Stop,
}

impl Progress {
    /// A watch that shows what the printer's voice allows.
    pub fn new(printer: Printer, stop: Stop) -> Self {
        let draws = printer.voice == Voice::Text && stderr().is_terminal();
        let bars = draws.then(MultiProgress::new);
        Self { printer, bars, running: Mutex::default(), stop }
    }

    fn print(&self, line: Line) {
        if self.printer.voice == Voice::Json {
            return;
        }
        let mut page = Page::default();
        page.push(line);
        let print = || self.printer.raw_error(&page.styled());
        match &self.bars {
            Some(bars) => bars.suspend(print),
            None => print(),
        }
    }
}

impl Watch for Progress {
    fn started(&self, step: &str) {
        let Some(bars) = &self.bars else { return };
        let colors = match self.printer.color {
            ColorChoice::Auto => AutoStream::choice(&stderr()) != ColorChoice::Never,
            asked => asked != ColorChoice::Never,
        };
        let template = if colors {
            "{spinner:.cyan} gate {prefix} {elapsed:.dim} {wide_msg:.dim}"
        } else {
            "{spinner} gate {prefix} {elapsed} {wide_msg}"
        };
        let style = ProgressStyle::with_template(template)
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = bars.add(ProgressBar::new_spinner().with_style(style));
        bar.set_prefix(safe(step).into_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(step.to_owned(), bar);
    }

    fn line(&self, step: &str, line: &str) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match running.get(step) {
            Some(bar) => bar.set_message(safe(line).into_owned()),
            // A gate's own output is only a sign of life, and belongs on its bar.
            None if matches!(step, "recover" | "after") => {
                self.print(Line::default().dim(format!("{step}: ")).plain(line));
            }
            None => {}
        }
    }

    fn finished(&self, step: &str, word: &str, took: Duration) {
        let bar = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            running.remove(step)
        };
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        let line = Line::default().plain(format!("gate {step} … "));
        let line = match word {
            "pass" => line.good(word),
            "skip" => line.dim(word),
            _ => line.bad(word),
        };
        self.print(line.dim(format!(" ({:.1}s)", took.as_secs_f64())));
    }

    fn interrupted(&self) -> bool {
        self.stop.asked()
    }

    fn insisted(&self) -> bool {
        self.stop.insisted()
    }
}
