//! A command, as one would type it again.

use std::path::Path;

use flow_core::flow::Request;

/// A command about a task, as one would type it again.
#[derive(Debug, Clone)]
pub struct Typed {
    verb: &'static str,
    from: Option<String>,
    tail: String,
    /// All of it as it was typed, where more is asked by it than a stage.
    whole: Option<Vec<String>>,
}

impl Typed {
    /// The command with nothing but its verb.
    pub fn verb(verb: &'static str) -> Self {
        Self { verb, from: None, tail: String::new(), whole: None }
    }

    /// The command about a task in a stage that was typed so, with all that it is to do.
    pub fn about(verb: &'static str, from: Option<&str>) -> Self {
        let args = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
        Self::whole(verb, from, args.collect())
    }

    fn whole(verb: &'static str, from: Option<&str>, args: Vec<String>) -> Self {
        let whole = Some(without(args, &["--from", "-C"]));
        Self { verb, from: from.map(str::to_owned), tail: String::new(), whole }
    }

    /// The command that led to a request.
    pub fn request(verb: &'static str, request: &Request) -> Self {
        let to = request.to.as_ref().map(|to| format!(" --to {to}"));
        let why = request.why.as_ref().map(|why| format!(" --why {}", quoted(why)));
        let force = request.force.then(|| " --force".to_owned());
        let tail = to.into_iter().chain(why).chain(force).collect();
        Self { verb, from: request.from.clone(), tail, whole: None }
    }

    /// The command for a task.
    pub fn with(&self, id: &impl ToString) -> String {
        match &self.from {
            Some(from) => self.leaving(id, from),
            None => format!("flow {} {}{}", self.verb, id.to_string(), self.tail),
        }
    }

    /// The command for a task that was asked for by another name.
    pub fn instead(&self, asked: &str, id: &impl ToString) -> String {
        let Some(whole) = &self.whole else { return self.with(id) };
        let name = |word: &String| if word == asked { id.to_string() } else { word.clone() };
        let typed = Self { whole: Some(whole.iter().map(name).collect()), ..self.clone() };
        match (&self.from, &typed.whole) {
            (None, Some(whole)) => spelled(whole),
            _ => typed.with(id),
        }
    }

    /// The command for a task in one of the stages it stands in.
    pub fn leaving(&self, id: &impl ToString, stage: &str) -> String {
        if let Some(whole) = &self.whole {
            let end = whole.iter().position(|word| word == "--").unwrap_or(whole.len());
            let (before, behind) = whole.split_at(end);
            let from = ["--from".to_owned(), stage.to_owned()];
            return spelled(&[before, &from, behind].concat());
        }
        format!("flow {} {} --from {stage}{}", self.verb, id.to_string(), self.tail)
    }
}

/// A command with these arguments, as a shell takes it.
fn spelled(args: &[String]) -> String {
    let args: Vec<String> = args.iter().map(|arg| quoted(arg)).collect();
    format!("flow {}", args.join(" "))
}

/// Arguments without some options, each of which has a value, and without `--json`, which only tells how to answer.
fn without(args: Vec<String>, options: &[&str]) -> Vec<String> {
    let mut left = Vec::new();
    let mut args = args.into_iter();
    while let Some(word) = args.next() {
        if word == "--" {
            left.push(word);
            left.extend(args);
            break;
        }
        let joined = |option: &&&str| {
            word.strip_prefix(**option)
                .is_some_and(|rest| rest.starts_with('=') || option.len() == 2)
        };
        if options.contains(&word.as_str()) {
            args.next();
        } else if word != "--json" && options.iter().find(joined).is_none() {
            left.push(word);
        }
    }
    left
}

/// A text in which each of our commands is typed for a folder: `flow trust` becomes
/// `flow -C FOLDER trust`. Who has given `-C` is not where the command would work without it.
pub fn for_folder(text: &str, folder: &Path, verbs: &[String]) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
    let (mut out, mut rest) = (String::with_capacity(text.len() + 32), text);
    while let Some(at) = rest.find("flow ") {
        let (before, after) = rest.split_at(at + "flow ".len());
        let verb = after.split(|c| !is_word(c)).next().unwrap_or_default();
        let begins = !rest[..at].ends_with(|c| is_word(c) || c == '/');
        out.push_str(before);
        if begins && verbs.iter().any(|known| known == verb) {
            out.push_str(&format!("-C {} ", quoted(&folder.to_string_lossy())));
        }
        rest = after;
    }
    out + rest
}

/// A word as a shell takes it.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow_core::plan::MoveKind;

    #[test]
    fn a_command_can_be_typed_again() {
        let request = Request {
            id: "7".into(),
            from: Some("review".into()),
            to: None,
            kind: MoveKind::Back,
            why: Some("it's late".into()),
            force: true,
        };
        let typed = Typed::request("back", &request);
        assert_eq!(typed.with(&"P-7"), r"flow back P-7 --from review --why 'it'\''s late' --force");
        assert_eq!(Typed::verb("advance").with(&"P-7"), "flow advance P-7");
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let args = words(&["-C", "a", "note", "P-7", "--from=todo", "it's", "--json", "--", "-x"]);
        let typed = Typed::whole("note", None, args);
        assert_eq!(typed.leaving(&"P-7", "review"), r"flow note P-7 'it'\''s' --from review -- -x");
        assert_eq!(typed.instead("P-7", &"P-70"), r"flow note P-70 'it'\''s' -- -x");
    }

    #[test]
    fn a_command_is_typed_for_the_folder_that_was_given() {
        let verbs = ["trust", "show", "log"].map(str::to_owned);
        let typed = |text: &str| for_folder(text, Path::new("a b"), &verbs);
        assert_eq!(typed("agree: flow trust"), "agree: flow -C 'a b' trust");
        assert_eq!(typed("`flow show X`\nflow log"), "`flow -C 'a b' show X`\nflow -C 'a b' log");
        for same in ["any flow command", "workflow trust", "flow logs", "overflow log", "flow "] {
            assert_eq!(typed(same), same);
        }
    }
}
