//! What people do to a repository while flow is at work in it: they write to its files in the ways
//! that editors have, at the boundaries of flow's acts.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What happens in a trial.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The edits.
    pub edits: Vec<Edit>,
    /// The boundary at which flow is killed, behind the edits there.
    pub kill: Option<usize>,
    /// Texts that are counted before and behind each edit.
    pub marks: Vec<String>,
    /// Where it is noted what was done.
    pub log: PathBuf,
}

/// A person's edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The boundary.
    pub at: usize,
    /// The file.
    pub path: PathBuf,
    /// How it is changed.
    pub how: How,
}

/// How a person's editor changes a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It is read, emptied and written.
    InPlace(Change),
    /// A new file takes its name.
    ByRename(Change),
    /// It is opened; text and descriptor are held.
    Open,
    /// The held text is changed, and written to the name as it is now.
    Save(Change),
    /// The held text is changed; a new file takes the name.
    SaveByRename(Change),
    /// This is written at the end of the held descriptor.
    WriteHeld(String),
    /// It gets these bytes, whether it was there or not.
    Make(String),
    /// It goes.
    Remove,
    /// It goes, and a folder with a file of this text stands there.
    Folder(String),
    /// It goes, and a link stands there.
    Link(PathBuf),
}

/// What is changed in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The first of these becomes the second, once.
    Replace(String, String),
    /// This is added at the end.
    End(String),
    /// The lines from the one with the first of these to the one with the second go.
    Cut(String, String),
    /// Those lines are there twice.
    Double(String, String),
}

impl Change {
    fn of(&self, text: &str) -> Option<String> {
        match self {
            Self::Replace(from, to) => {
                text.contains(from.as_str()).then(|| text.replacen(from.as_str(), to, 1))
            }
            Self::End(more) => Some(format!("{text}{more}")),
            Self::Cut(from, upto) => lines(text, from, upto)
                .map(|(start, end)| format!("{}{}", &text[..start], &text[end..])),
            Self::Double(from, upto) => lines(text, from, upto)
                .map(|(start, end)| format!("{}{}", &text[..end], &text[start..])),
        }
    }
}

/// Where the lines begin and end that run from one text to another.
fn lines(text: &str, from: &str, upto: &str) -> Option<(usize, usize)> {
    let at = text.find(from)?;
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let last = at + text[at..].find(upto)?;
    let end = text[last..].find('\n').map_or(text.len(), |end| last + end + 1);
    Some((start, end))
}

/// What the editors have open.
#[derive(Default)]
pub struct Editors {
    open: BTreeMap<PathBuf, (String, File)>,
}

/// What was done in a trial: each text with how often it was written more than taken away.
#[derive(Debug, Default)]
pub struct Done {
    /// The balance of each mark.
    pub balance: BTreeMap<String, i64>,
    /// Which edits were made.
    pub made: Vec<usize>,
}

impl Script {
    /// Does what is to be done at a boundary. `true` where flow is to be killed now.
    pub fn play(&self, editors: &mut Editors, at: usize) -> bool {
        for (index, edit) in self.edits.iter().enumerate().filter(|(_, edit)| edit.at == at) {
            self.one(editors, index, edit);
        }
        self.kill == Some(at)
    }

    fn one(&self, editors: &mut Editors, index: usize, edit: &Edit) {
        let before = text_at(&edit.path);
        // What cannot be done is no edit.
        if edit.perform(editors).is_err() {
            return;
        }
        let after = text_at(&edit.path);
        let mut note = format!("{index}");
        for (number, mark) in self.marks.iter().enumerate() {
            let count = |text: &str| text.matches(mark.as_str()).count() as i64;
            let change = match &edit.how {
                How::WriteHeld(_) if self.takes_name(&edit.path) => 0,
                How::WriteHeld(text) => count(text),
                _ => count(&after) - count(&before),
            };
            if change != 0 {
                note += &format!(" {number}:{change}");
            }
        }
        note.push('\n');
        let file = OpenOptions::new().create(true).append(true).open(&self.log);
        let _ = file.and_then(|mut file| file.write_all(note.as_bytes()));
    }

    /// Whether an edit takes the file's name away from what an editor may hold.
    pub fn takes_name(&self, path: &Path) -> bool {
        let takes = |how: &How| {
            !matches!(
                how,
                How::InPlace(_) | How::Save(_) | How::Open | How::WriteHeld(_) | How::Make(_)
            )
        };
        self.edits.iter().any(|edit| edit.path == path && takes(&edit.how))
    }

    /// Whether an edit went through a held descriptor.
    pub fn writes_held(&self) -> bool {
        self.edits.iter().any(|edit| matches!(edit.how, How::WriteHeld(_)))
    }

    /// What was done, as noted.
    pub fn done(&self) -> Done {
        let mut done = Done::default();
        for line in std::fs::read_to_string(&self.log).unwrap_or_default().lines() {
            let mut words = line.split(' ');
            done.made.extend(words.next().and_then(|word| word.parse::<usize>().ok()));
            for (number, change) in words.filter_map(|word| word.split_once(':')) {
                let mark = number.parse().ok().and_then(|number: usize| self.marks.get(number));
                if let (Some(mark), Ok(change)) = (mark, change.parse::<i64>()) {
                    *done.balance.entry(mark.clone()).or_default() += change;
                }
            }
        }
        done
    }
}

impl Edit {
    fn perform(&self, editors: &mut Editors) -> io::Result<()> {
        let path = &self.path;
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let changed = |change: &Change, text: &str| change.of(text).ok_or_else(missing);
        match &self.how {
            How::InPlace(change) => {
                let text = changed(change, &std::fs::read_to_string(path)?)?;
                std::fs::write(path, text)
            }
            How::ByRename(change) => {
                let text = changed(change, &std::fs::read_to_string(path)?)?;
                renamed(path, &text)
            }
            How::Open => {
                let text = std::fs::read_to_string(path)?;
                let file = OpenOptions::new().append(true).open(path)?;
                editors.open.insert(path.clone(), (text, file));
                Ok(())
            }
            How::Save(change) => {
                let (text, _) = editors.open.get(path).ok_or_else(missing)?;
                std::fs::write(path, changed(change, text)?)
            }
            How::SaveByRename(change) => {
                let (text, _) = editors.open.get(path).ok_or_else(missing)?;
                renamed(path, &changed(change, text)?)
            }
            How::WriteHeld(text) => {
                let (_, file) = editors.open.get_mut(path).ok_or_else(missing)?;
                file.write_all(text.as_bytes())
            }
            How::Make(text) => {
                path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
                std::fs::write(path, text)
            }
            How::Remove => std::fs::remove_file(path),
            How::Folder(text) => {
                std::fs::remove_file(path)?;
                std::fs::create_dir(path)?;
                std::fs::write(path.join("note.md"), text)
            }
            How::Link(to) => {
                std::fs::remove_file(path)?;
                std::os::unix::fs::symlink(to, path)
            }
        }
    }
}

/// Writes a text as careful editors do.
fn renamed(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.to_owned().into_os_string();
    beside.push("~");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}

/// The text at a path, and of what lies below it; that of a link is its target's own.
fn text_at(path: &Path) -> String {
    let Ok(meta) = path.symlink_metadata() else { return String::new() };
    if meta.is_dir() {
        return text_at(&path.join("note.md"));
    }
    if !meta.is_file() {
        return String::new();
    }
    String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
}
