//! What the names of files and headings say of a stage.

use std::borrow::Cow;

use super::vocabulary::{self, fold};
pub(super) use super::vocabulary::{ARCHIVE, DONE, GIVEN_UP, PARKED, TO_DO, is_end};

/// What a name says: where in the order such a stage stands, and the word that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    /// The place in the order; stages of one meaning share it.
    pub rank: u8,
    /// The word that was recognised.
    pub word: String,
}

/// What parts a name into several that each say a stage: `Merged / Done`.
const PARTS: [char; 4] = ['/', '&', '·', '+'];
/// What parts a stage's name from what more is said of it: `Ready — bugs`.
const TAILS: [&str; 5] = [" — ", " – ", " - ", ": ", "："];

/// The words of a name, in small letters: `🚧 IN_PROGRESS (3/5)` is `in progress`.
pub(super) fn words(name: &str) -> Vec<String> {
    // An accent may be a sign of its own.
    let name = untagged(name);
    let bare: String = uncounted(&name).chars().filter(|c| !vocabulary::is_mark(*c)).collect();
    let parts = bare.split(|c: char| !c.is_alphanumeric());
    // The small letter of a Turkish İ has a dot of its own, which nobody types.
    let small = |part: &str| part.to_lowercase().replace("i\u{307}", "i");
    parts.filter(|part| !part.is_empty()).map(small).collect()
}

/// A name without tags of HTML in it.
fn untagged(name: &str) -> Cow<'_, str> {
    let is_tag = |rest: &str| rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic());
    let (mut bare, mut rest) = (String::new(), name);
    while let Some((before, tag)) = rest.split_once('<')
        && let Some((_, behind)) = tag.split_once('>').filter(|_| is_tag(tag))
    {
        bare.push_str(before);
        rest = behind;
    }
    if rest.len() == name.len() { Cow::Borrowed(name) } else { Cow::Owned(bare + rest) }
}

/// A name without what stands in brackets at its end, and without a last colon: a count, a limit or a
/// date.
fn uncounted(name: &str) -> &str {
    let mut name = name.trim().trim_end_matches([':', '#']).trim_end();
    const BRACKETS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')];
    while let Some((open, close)) = BRACKETS.into_iter().find(|(_, c)| name.ends_with(*c)) {
        debug_assert!(name.ends_with(close));
        match name.rfind(open) {
            Some(at) if at > 0 => name = name[..at].trim_end(),
            _ => break,
        }
    }
    count_at(name).map_or(name, |at| name[..at].trim_end())
}

/// Where a count begins that stands behind a name without brackets: `Todo: 2`, `Doing — 1/3`, `Doing 1/3`.
pub(super) fn count_at(name: &str) -> Option<usize> {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '/' | ' '));
    let digits = &name[bare.len()..];
    let parts: Vec<&str> = digits.split('/').map(str::trim).collect();
    let is_number = |part: &&str| (1..4).contains(&part.len()) && !part.contains(' ');
    let signed = bare.trim_end_matches([':', '—', '–']);
    let is_told = parts.iter().all(is_number) && parts.len() <= 2;
    (is_told && (signed.len() < bare.len() || parts.len() == 2) && !signed.is_empty())
        .then_some(signed.trim_end().len())
}

/// The most letters of a stage's name.
const LONGEST_NAME: usize = 40;

/// What a name says of a stage, if anything.
pub(super) fn role(name: &str) -> Option<Role> {
    whole(name).or_else(|| in_parts(name))
}

/// What all of a name says.
fn whole(name: &str) -> Option<Role> {
    let all = words(name);
    let folded: Vec<String> = all.iter().map(|word| fold(word)).collect();
    let mut range = 0..all.len();
    // Folders and sections are numbered to keep their order: `1-backlog`.
    if folded.len() > 1 && folded[0].bytes().all(|b| b.is_ascii_digit()) {
        range.start = 1;
    }
    loop {
        let (shown, rest) = (&all[range.clone()], &folded[range.clone()]);
        if let Some(rank) = vocabulary::rank(&rest.join(" ")) {
            return Some(Role { rank, word: shown.join(" ") });
        }
        if let [word] = rest
            && let Some((rank, said)) = vocabulary::compound(word)
        {
            return Some(Role { rank, word: said.to_owned() });
        }
        if names_period(rest) {
            return Some(Role { rank: DONE, word: shown[0].clone() });
        }
        match rest {
            [first, ..] if vocabulary::is_around(first) => range.start += 1,
            [.., last] if vocabulary::is_around(last) => range.end -= 1,
            _ => return None,
        }
    }
}

/// What a name says every part of which says a stage: the first of them.
fn in_parts(name: &str) -> Option<Role> {
    let name = untagged(name);
    let name = uncounted(&name).replace(" and ", " & ");
    let parts = name.split(PARTS).map(whole).collect::<Option<Vec<Role>>>()?;
    parts.into_iter().next()
}

/// What a name says by its first part, or in brackets, where the headings beside it say stages as well.
pub(super) fn hint(name: &str) -> Option<Role> {
    let name = &*untagged(name);
    let bare = uncounted(name);
    let cuts = TAILS.iter().filter_map(|tail| bare.find(tail)).chain(bare.find(PARTS));
    if let Some(role) = cuts.min().and_then(|cut| whole(&bare[..cut])) {
        return Some(role);
    }
    let inner = name.trim().strip_prefix(bare)?.trim().trim_end_matches([':', '#']).trim_end();
    let inner = inner.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    // What has a number or many words is a thing, and the brackets tell how far it is.
    let main = words(bare);
    let is_name = main.len() < 3 && !main.iter().any(|word| word.contains(char::is_numeric));
    is_name.then(|| role(inner))?
}

/// A stage's name by a heading: all of it where all of it says the stage, or else the part that does.
pub(super) fn name_by(title: &str, role: Option<&Role>) -> String {
    match role {
        Some(role) if whole(title).is_none() => stage_name(&role.word),
        _ => stage_name(title),
    }
}

/// Whether the folded words of a name say that something is done, and when or with what: `Done in May`.
fn names_period(words: &[String]) -> bool {
    let [done, period @ ..] = words else { return false };
    let is_done = vocabulary::rank(done) == Some(DONE)
        || vocabulary::compound(done).is_some_and(|(rank, _)| rank == DONE);
    is_done && period.iter().all(|word| is_period(word))
}

/// Whether a word may tell when or with what something was finished: `Done in May`, `Shipped v1.2`.
fn is_period(word: &str) -> bool {
    const WORDS: [&str; 38] = [
        "in",
        "this",
        "last",
        "week",
        "month",
        "year",
        "cycle",
        "on",
        "for",
        "with",
        "sprint",
        "release",
        "version",
        "milestone",
        "phase",
        "jan",
        "january",
        "feb",
        "february",
        "mar",
        "march",
        "apr",
        "april",
        "may",
        "jun",
        "june",
        "jul",
        "july",
        "aug",
        "august",
        "sep",
        "september",
        "oct",
        "october",
        "nov",
        "november",
        "dec",
        "december",
    ];
    WORDS.contains(&word) || word.bytes().any(|b| b.is_ascii_digit())
}

/// What a file of tasks is called, beside what says a stage.
const TASKS: [&str; 40] = [
    "task",
    "tasks",
    "tasklist",
    "task list",
    "roadmap",
    "aufgabe",
    "aufgaben",
    "aufgabenliste",
    "tarea",
    "tareas",
    "lista de tareas",
    "tarefa",
    "tarefas",
    "lista de tarefas",
    "tache",
    "taches",
    "tâche",
    "tâches",
    "compiti",
    "attività",
    "taken",
    "takenlijst",
    "uppgifter",
    "opgaver",
    "oppgaver",
    "tehtävät",
    "zadania",
    "zadanie",
    "úkoly",
    "задача",
    "задачи",
    "список задач",
    "завдання",
    "görevler",
    "yapılacaklar",
    "tugas",
    "任务",
    "任務",
    "タスク",
    "작업",
];

/// The languages that the name of a file may end with: `TODO.fr.md`, `todo_zh.md`.
const LANGUAGES: [&str; 26] = [
    "ar", "cn", "cs", "da", "de", "en", "es", "fi", "fr", "he", "hi", "id", "it", "ja", "ko", "nl",
    "pl", "pt", "ru", "sv", "tr", "tw", "ua", "uk", "vi", "zh",
];

/// The words of a file's name, without the language at its end.
fn file_words(stem: &str) -> Vec<String> {
    let mut words = words(stem);
    if words.len() > 1 && words.last().is_some_and(|last| LANGUAGES.contains(&last.as_str())) {
        words.pop();
    }
    words
}

/// What the name of a file says of a stage among files beside it: `ROADMAP.md`.
pub(super) fn role_of_file(stem: &str) -> Option<Role> {
    let word = file_words(stem).join(" ");
    role(stem).or_else(|| role(&word)).or_else(|| {
        let rank = match word.as_str() {
            "history" => DONE,
            _ => TASKS.contains(&word.as_str()).then_some(2)?,
        };
        Some(Role { rank, word })
    })
}

/// Whether the name of a file says that tasks are kept in it, though not which.
pub(super) fn names_board(stem: &str) -> bool {
    const WORDS: [&str; 13] = [
        "kanban",
        "board",
        "tasks",
        "task",
        "roadmap",
        "sprint",
        "taskboard",
        "tasklist",
        "todolist",
        "worklist",
        "tracker",
        "issues",
        "bugs",
    ];
    role_of_file(stem).is_some() || words(stem).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// A stage's name as commands call it: `Awaiting Review (2)` is `awaiting-review`. It has no day in it, which
/// will be another, and can be typed.
pub(super) fn stage_name(name: &str) -> String {
    let words = words(name);
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    if names_period(&folded) {
        return words[0].clone();
    }
    let is_number = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
    let words = match &words[..] {
        [rest @ .., one, two, three]
            if !rest.is_empty() && [one, two, three].into_iter().all(is_number) =>
        {
            rest
        }
        all => all,
    };
    let mut name = String::new();
    for word in words {
        let fits = name.chars().count() + word.chars().count() < LONGEST_NAME;
        match name.is_empty() {
            true => name.extend(word.chars().take(LONGEST_NAME)),
            false if fits => name.extend(["-", word.as_str()]),
            false => break,
        }
    }
    if name.is_empty() { "stage".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(name: &str) -> Option<u8> {
        role(name).map(|role| role.rank)
    }

    #[test]
    fn names_say_stages() {
        for (name, expected) in [
            ("TODO", 2),
            ("To Do", 2),
            ("📋 Backlog", 1),
            ("IN_PROGRESS", 4),
            ("Active Tasks", 4),
            ("DOING (5)", 4),
            ("🚧 In Progress [3/5]:", 4),
            ("Awaiting Review", 6),
            ("Merge Queue", 7),
            ("Waiting On", 5),
            ("Completed Today", 8),
            ("✅ Done This Week", 8),
            ("Recently Completed (2025-11-30)", 8),
            ("✅ Done", 8),
            ("Completed - June", 8),
            ("Shipped in v0.3", 8),
            ("À faire", 2),
            ("In Bearbeitung (2)", 4),
            ("已完成", 8),
            ("2-in-progress", 4),
            ("Selected for Development", 3),
            ("QA / Testing", 7),
            ("Ready for Release", 7),
            ("<b>To Do</b>", 2),
        ] {
            assert_eq!(rank(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn other_names_say_nothing() {
        for name in [
            "Guidelines",
            "Review Process",
            "Testing Process",
            "Current Sprint",
            "Tasks",
            "This Week",
            "",
        ] {
            assert_eq!(rank(name), None, "{name}");
        }
    }

    #[test]
    fn names_for_commands_are_plain() {
        assert_eq!(stage_name("🚧 In Progress (3)"), "in-progress");
        assert_eq!(stage_name("(3)"), "3");
        assert_eq!(stage_name("Done 10/18/2026"), "done");
        assert_eq!(stage_name("🚧"), "stage");
        assert_eq!(
            stage_name("For Tomorrow - <span f=\"a()\"></span><b>09/01/2026</b>"),
            "for-tomorrow"
        );
        assert_eq!(stage_name("Fewer < more"), "fewer-more");
        assert_eq!(
            stage_name("What we said we would do when the boat is dry"),
            "what-we-said-we-would-do-when-the-boat"
        );
    }
}
