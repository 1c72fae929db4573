//! Several tasks at once: each in a transaction of its own, in one report.

use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::outcome::{Body, Outcome};
use crate::render::page::{Line, Page};
use crate::render::{failure_data, failure_page};

/// What became of each.
struct Batch {
    results: Vec<(String, Result<Outcome, Failure>)>,
    /// Those that were not tried any more.
    left: Vec<String>,
}

/// The ids of a list such as `A-1,A-2`, each once; `None` where there is only one.
pub fn ids(asked: Option<&str>) -> Option<Vec<String>> {
    let asked = asked.filter(|asked| asked.contains(','))?;
    let mut ids: Vec<String> = Vec::new();
    for id in asked.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        if !ids.iter().any(|known| known.eq_ignore_ascii_case(id)) {
            ids.push(id.to_owned());
        }
    }
    Some(ids)
}

/// Does something with each of several tasks, and goes on where one is refused. Ends as the first ended
/// that was not done; an interruption ends it all.
pub fn each<A>(
    kind: &'static str,
    asked: Vec<(String, A)>,
    mut act: impl FnMut(A) -> Result<Outcome, Failure>,
) -> Outcome {
    let mut batch = Batch { results: Vec::new(), left: Vec::new() };
    let mut asked = asked.into_iter();
    for (id, one) in asked.by_ref() {
        let result = act(one);
        let over = matches!(&result, Err(failure) if matches!(failure.exit, Exit::Interrupted | Exit::Person));
        batch.results.push((id, result));
        if over {
            break;
        }
    }
    batch.left = asked.map(|(id, _)| id).collect();
    let ends = batch.results.iter().map(|(_, result)| match result {
        Ok(outcome) => outcome.exit,
        Err(failure) => failure.exit,
    });
    let exit = ends.into_iter().find(|exit| *exit != Exit::Done).unwrap_or(Exit::Done);
    Outcome::new(kind, batch).exit(exit)
}

impl Body for Batch {
    fn data(&self) -> Value {
        let result = |(id, result): &(String, Result<Outcome, Failure>)| match result {
            Ok(outcome) => json!({ "id": id, "done": true, "data": outcome.body.data() }),
            Err(failure) => json!({
                "id": id, "done": false, "exit": failure.exit as u8, "error": failure_data(failure),
            }),
        };
        let done = self.results.iter().filter(|(_, result)| result.is_ok()).count();
        json!({
            "results": self.results.iter().map(result).collect::<Vec<_>>(),
            "done": done,
            "failed": self.results.len() - done,
            "left": self.left,
        })
    }

    fn page(&self, width: usize) -> Page {
        let mut page = Page::default();
        for (id, result) in &self.results {
            page.gap();
            match result {
                Ok(outcome) => page.append(outcome.body.page(width)),
                Err(failure) => {
                    page.push(Line::default().bold(id));
                    page.append(failure_page(failure));
                }
            }
        }
        let done = self.results.iter().filter(|(_, result)| result.is_ok()).count();
        page.gap();
        let line = Line::default()
            .plain(format!("{done} of {} done", self.results.len() + self.left.len()));
        page.push(match self.left.is_empty() {
            true => line,
            false => line.warn(format!("; not tried: {}", self.left.join(", "))),
        });
        page
    }
}
