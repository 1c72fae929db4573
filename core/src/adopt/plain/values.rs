//! What the cards of a board say, one after the other, and the stages that come of it.

use super::super::draft::{Table, quoted};
use super::super::meaning::{Meaning, meaning, more};
use super::super::role::{DONE, is_end};
use super::super::{Doubt, Place};
use crate::workflow::MORE;

/// What cards say in the field, the column or the key that tells their stage.
#[derive(Default)]
pub(super) struct Values {
    /// What the field is called.
    pub key: String,
    /// The stages, in the order in which they were seen.
    stages: Vec<Stage>,
    /// How many cards say something.
    pub cards: usize,
    /// Whether these are all stages that there are, in their order.
    told: bool,
    /// What values mean that say nothing by themselves.
    legend: Vec<(String, Meaning)>,
}

struct Stage {
    meaning: Meaning,
    /// How it is written, each with how often.
    spellings: Vec<(String, usize)>,
    /// Where it was seen first.
    at: Place,
    count: usize,
}

impl Stage {
    /// Puts what its rows say alike before what each says, where none says no more than that.
    fn bare(&mut self) -> Option<Doubt> {
        let first = self.spellings.first()?.0.clone();
        let bare = more(&first)?.stage.to_owned();
        let text = format!("`{first}` says more than a stage: flow writes `{bare}`");
        self.spellings.insert(0, (bare, 0));
        Some(Doubt::new(text, self.at.clone()))
    }

    /// The values that are its own: where one says more, all that begin so, but where another stage would be
    /// read as well.
    fn values<'o>(&self, others: impl Iterator<Item = &'o String> + Clone) -> Vec<String> {
        let is_own = |begin: &str| {
            let begin = begin.to_lowercase();
            !others.clone().any(|other| other.to_lowercase().starts_with(&begin))
        };
        let mut values: Vec<String> = Vec::new();
        for (text, _) in &self.spellings {
            let begin = more(text).map(|more| more.begin).filter(|begin| is_own(begin));
            let value = begin.map_or_else(|| text.clone(), |begin| format!("{begin}{MORE}"));
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    /// How it is written, each once.
    fn texts(&self) -> Vec<String> {
        self.spellings.iter().map(|(text, _)| text.clone()).collect()
    }

    /// What is not known to come elsewhere is what is under way.
    fn rank(&self) -> u8 {
        self.meaning.rank.unwrap_or(4)
    }
}

impl Values {
    /// Those of a field of that name.
    pub fn of(key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::default() }
    }

    /// Those that are told beforehand, in their order: there are no others.
    pub fn told(key: &str, stages: &[String], at: &Place) -> Self {
        let mut values = Self::of(key);
        for stage in stages {
            values.put(stage, at.clone(), 0);
        }
        values.told = !stages.is_empty();
        values
    }

    /// Adds a stage that is named beside the cards, whether one stands there or not.
    pub fn expect(&mut self, stage: &str, at: Place) {
        self.put(stage, at, 0);
    }

    /// Adds a value of which a legend tells what it means.
    pub fn explain(&mut self, value: &str, meaning: Meaning, at: Place) {
        self.legend.push((value.to_owned(), meaning));
        self.put(value, at, 0);
    }

    /// Adds what a card says.
    pub fn add(&mut self, value: &str, at: Place) {
        self.put(value, at, 1);
    }

    fn put(&mut self, value: &str, at: Place, count: usize) {
        let value = value.trim();
        let told = self.legend.iter().find(|(known, _)| known.eq_ignore_ascii_case(value));
        let told = told.map(|(_, meaning)| meaning.clone());
        let Some(meaning) = told.or_else(|| meaning(value)) else { return };
        self.cards += count;
        let known = match self.told {
            true => self.stages.iter_mut().find(|stage| stage.meaning.name == meaning.name),
            false => self.stages.iter_mut().find(|stage| stage.meaning.is(&meaning)),
        };
        match known {
            Some(stage) => {
                stage.count += count;
                let same = |(text, _): &&mut (String, usize)| text.eq_ignore_ascii_case(value);
                match stage.spellings.iter_mut().find(same) {
                    Some((_, times)) => *times += count,
                    None => stage.spellings.push((value.to_owned(), count)),
                }
            }
            None if self.told => {}
            None => {
                let spellings = vec![(value.to_owned(), count)];
                self.stages.push(Stage { meaning, spellings, at, count });
            }
        }
    }

    /// Whether its values are stages at all: most cards say one that is known.
    pub fn is_sound(&self) -> bool {
        let known = self.stages.iter().filter(|stage| stage.meaning.rank.is_some());
        let known: usize = known.map(|stage| stage.count).sum();
        self.told || known > 0 && known * 2 >= self.cards
    }

    /// How many places in the order its values have.
    pub fn ranks(&self) -> usize {
        let mut ranks: Vec<u8> =
            self.stages.iter().filter_map(|stage| stage.meaning.rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks.len()
    }

    /// Whether something is still to be done.
    pub fn is_live(&self) -> bool {
        self.stages.iter().any(|stage| stage.rank() < DONE)
    }

    /// How many stages there are.
    pub fn len(&self) -> usize {
        self.stages.len()
    }

    /// The values as they are written, for people.
    pub fn list(&self) -> String {
        let names = self.stages.iter().filter_map(|stage| stage.spellings.first());
        names.take(5).map(|(name, _)| name.clone()).collect::<Vec<_>>().join(", ")
    }

    /// A stage for each. What is said once, in many words, is no stage.
    pub fn stages(
        mut self,
        board: &str,
        what: &str,
        forms: impl Fn(&mut Table),
        doubts: &mut Vec<Doubt>,
    ) -> Vec<Table> {
        let prose = |stage: &Stage| {
            stage.meaning.rank.is_none()
                && stage.count < 2
                && stage.meaning.name.matches('-').count() > 1
        };
        if self.told {
            // What is told behind the end is no way on: it waits before the first, or ends otherwise.
            let end = self.stages.iter().position(|stage| stage.rank() >= DONE);
            let last = end.unwrap_or(self.stages.len());
            let mut stages: Vec<(usize, Stage)> = self.stages.into_iter().enumerate().collect();
            stages.sort_by_key(|(nth, stage)| match stage.rank() {
                rank @ DONE.. => (2, rank),
                _ => (u8::from(*nth < last), 0),
            });
            self.stages = stages.into_iter().map(|(_, stage)| stage).collect();
        } else {
            // Where nothing else is to be done, that is.
            if self.stages.iter().any(|stage| !prose(stage) && stage.rank() < DONE) {
                self.stages.retain(|stage| !prose(stage));
            }
            self.stages.sort_by_key(Stage::rank);
        }
        let mut tables: Vec<Table> = Vec::new();
        let said: Vec<Vec<String>> = self.stages.iter().map(Stage::texts).collect();
        for (nth, stage) in self.stages.iter_mut().enumerate() {
            // The most frequent is the one that is written, of equals the first, but for one that says more
            // of its own row than the stage.
            let says_more = |value: &str| !self.told && more(value).is_some();
            stage.spellings.sort_by_key(|(v, count)| (says_more(v), std::cmp::Reverse(*count)));
            doubts.extend(stage.bare().filter(|_| !self.told));
            let first = stage.spellings.first().map_or("", |(value, _)| value);
            let told = self.legend.iter().any(|(known, _)| known == first);
            let name = meaning(first).filter(|_| !told);
            let name = name.map_or_else(|| stage.meaning.name.clone(), |meaning| meaning.name);
            if stage.meaning.rank.is_none() && !self.told {
                let text =
                    format!("`{first}` is no stage that is known, and is taken for one on the way");
                doubts.push(Doubt::new(text, stage.at.clone()));
            }
            let mut table = Table::new("[[stage]]");
            let why = format!("{first} is a value of {}", self.key);
            table.text("name", &free(name, &tables), why, None);
            let why = match stage.count {
                0 => format!("no {what} says so now"),
                1 => format!("one {what} there says so"),
                count => format!("{count} {what}s there say so"),
            };
            table.text("board", board, why, stage.at.clone());
            forms(&mut table);
            let others = said.iter().enumerate().filter(|(other, _)| *other != nth);
            let values = match self.told {
                true => stage.texts(),
                false => stage.values(others.flat_map(|(_, texts)| texts)),
            };
            table.raw("where", asked(&self.key, &values), "that tells its tasks from others", None);
            ends(&mut table, stage.rank());
            tables.push(table);
        }
        if !self.stages.iter().any(|stage| is_end(stage.rank())) {
            let done = self.done();
            let mut table = Table::new("[[stage]]");
            table.text("name", &free("done".to_owned(), &tables), "the end of the way", None);
            table.text("board", board, "a task stays where it is when it is finished", None);
            forms(&mut table);
            let why = "nothing says so now; it is written as the others are";
            table.raw("where", asked(&self.key, std::slice::from_ref(&done)), why, None);
            ends(&mut table, DONE);
            tables.push(table);
            let doubt = format!("no {what} is finished yet: is `{done}` what one says then?");
            doubts.push(Doubt::new(doubt, None));
        }
        tables
    }

    /// What a finished card would say, in the letters of the others.
    fn done(&self) -> String {
        let texts = || self.stages.iter().filter_map(|s| s.spellings.first()).map(|(text, _)| text);
        let all = |is: fn(char) -> bool| texts().all(|text| !text.contains(is));
        let done = match (all(char::is_lowercase), all(char::is_uppercase)) {
            (true, false) => "DONE",
            (false, true) => "done",
            _ => "Done",
        };
        done.to_owned()
    }
}

/// `where`, by example.
pub(super) fn asked(key: &str, values: &[String]) -> String {
    let value = match values {
        [one] => quoted(one),
        all => format!("[{}]", all.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(", ")),
    };
    format!("{{ {} = {value} }}", quoted(key))
}

/// `ends`, where a rank says so.
pub(super) fn ends(table: &mut Table, rank: u8) {
    if rank >= DONE {
        let why = "its name says that tasks are finished here";
        table.raw("ends", "true".to_owned(), why, None);
    }
}

/// A name that no stage before has.
pub(super) fn free(mut name: String, before: &[Table]) -> String {
    let taken = |name: &str| before.iter().any(|table| said(table, "name") == Some(quoted(name)));
    while taken(&name) {
        name.push_str("-2");
    }
    name
}

fn said(table: &Table, key: &str) -> Option<String> {
    table.keys.iter().find(|known| known.name == key).map(|known| known.value.clone())
}

/// The stages of a draft, each with its place in the order.
pub(in super::super) fn ranks(tables: &[Table]) -> Vec<(String, u8)> {
    let stages = tables.iter().filter(|table| table.header == "[[stage]]");
    let names = stages.filter_map(|table| said(table, "name"));
    let names = names.map(|name| name.trim_matches('"').to_owned());
    names.map(|name| (name.clone(), meaning(&name).and_then(|m| m.rank).unwrap_or(4))).collect()
}
