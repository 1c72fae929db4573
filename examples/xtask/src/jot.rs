//! A format of boards of the team's own: a jotter, in which a task is a line of a title and of what it
//! says, each behind a tab: `Oil the hinge`, `state=open`, `who=Ada`.

use flow_core::board::{Board, Card, Domain, Found};
use flow_core::format::Format;
use flow_core::id::{IdForm, TaskId};
use flow_core::task::{Field, Task};
use flow_core::workflow::{CardKind, HeadForm, Stage, Standing};

/// Files that end in `.jot`.
#[derive(Debug)]
pub struct Jot;

impl Format for Jot {
    fn name(&self) -> &'static str {
        "jot"
    }

    fn fits(&self, standing: &Standing) -> bool {
        standing.board().is_some_and(|board| board.as_str().ends_with(".jot"))
    }

    fn cards(&self, board: &Board, stage: &Stage, _: &IdForm) -> Vec<Found> {
        let lines = board.lines.within(0..board.text.len());
        let lines = lines.filter(|line| !board.is_blank(line));
        let card = |line: std::ops::Range<usize>| {
            let title = board.slice(&line).trim_end().split('\t').next().unwrap_or_default();
            Found::from(Card {
                id: TaskId::handle(title),
                stage: stage.name.clone(),
                closed: false,
                kind: CardKind::Own,
                id_at: None,
                title: line.start..line.start + title.len(),
                head_end: line.end,
                width: 0,
                line: board.lines.number(line.start),
                range: line,
            })
        };
        lines.map(card).collect()
    }

    fn task(&self, board: &Board, card: &Card) -> Task {
        let title = board.slice(&card.title).to_owned();
        let mut task =
            Task::departed(card.id.clone(), title, card.stage.clone(), board.path.clone());
        task.line = card.line;
        task.fields = pairs(board.slice(&card.range))
            .map(|(name, value)| Field { name: name.into(), value: value.into(), line: card.line })
            .collect();
        task
    }

    fn write(
        &self,
        task: &Task,
        stage: &Stage,
        _: &HeadForm,
        board: &Board,
    ) -> Result<String, Domain> {
        if task.title.contains('\t') {
            return Err(Domain::Title);
        }
        let mut text = format!("{}{}", task.title.trim(), board.line_end());
        for field in &task.fields {
            text = self.set(stage, &text, &field.name, &field.value)?;
        }
        Ok(text)
    }

    fn value(&self, text: &str, name: &str) -> Option<String> {
        let mut pairs = pairs(text);
        let found = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    }

    fn set(&self, _: &Stage, text: &str, name: &str, value: &str) -> Result<String, Domain> {
        let sound = |part: &str| !part.is_empty() && !part.contains(['\t', '\n', '\r', '=']);
        if !sound(name) || !sound(value) {
            return Err(Domain::Value { name: name.to_owned() });
        }
        let line = text.trim_end_matches(['\n', '\r']);
        let end = &text[line.len()..];
        let mut parts: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let is_it = |part: &String| {
            part.split_once('=').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name))
        };
        match parts.iter_mut().skip(1).find(|part| is_it(part)) {
            Some(part) => *part = format!("{name}={value}"),
            None => parts.push(format!("{name}={value}")),
        }
        Ok(parts.join("\t") + end)
    }
}

/// What a line says behind its title.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.trim_end_matches(['\n', '\r']).split('\t').skip(1).filter_map(|part| part.split_once('='))
}
