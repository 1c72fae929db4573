//! What the names of files and headings say of a stage.

/// What a name says: where in the order such a stage stands, and the word that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    /// The place in the order; stages of one meaning share it.
    pub rank: u8,
    /// The word that was recognised.
    pub word: String,
}

/// The rank from which work is done.
pub(super) const DONE: u8 = 8;
/// The rank of work that waits on somebody; it is passed by on the way from one stage to the next.
pub(super) const PARKED: u8 = 5;

const RANKS: [(u8, &[&str]); 11] = [
    (0, &["icebox", "idea", "ideas", "someday", "wishlist", "maybe"]),
    (1, &["backlog", "product backlog", "inbox", "triage"]),
    (
        2,
        &[
            "todo",
            "sprint backlog",
            "to do",
            "todos",
            "to dos",
            "open",
            "planned",
            "not started",
            "pending",
            "upcoming",
            "later",
            "new",
            "queue",
            "queued",
            "offen",
            "zu erledigen",
            "à faire",
            "por hacer",
            "pendiente",
            "pendientes",
            "a fazer",
            "pendente",
            "待办",
            "待办清单",
            "待办事项",
            "待办列表",
            "待辦",
            "未着手",
            "сделать",
        ],
    ),
    (
        3,
        &[
            "next",
            "next up",
            "up next",
            "ready",
            "ready to start",
            "ready for work",
            "selected",
            "selected for development",
            "ready for development",
            "ready for dev",
        ],
    ),
    (
        4,
        &[
            "in progress",
            "inprogress",
            "doing",
            "active",
            "wip",
            "work in progress",
            "ongoing",
            "now",
            "started",
            "working on",
            "working",
            "currently working on",
            "in development",
            "underway",
            "current",
            "progress",
            "in arbeit",
            "in bearbeitung",
            "en cours",
            "en progreso",
            "en curso",
            "em andamento",
            "em progresso",
            "进行中",
            "進行中",
            "в работе",
        ],
    ),
    (PARKED, &["blocked", "waiting", "on hold", "paused", "parked", "waiting for", "waiting on"]),
    (
        6,
        &[
            "review",
            "in review",
            "awaiting review",
            "code review",
            "ready for review",
            "needs review",
            "reviewing",
            "under review",
            "to review",
            "for review",
            "pending review",
            "waiting for review",
            "awaiting approval",
            "评审中",
            "评审",
            "審查中",
        ],
    ),
    (
        7,
        &[
            "testing",
            "test",
            "qa",
            "in testing",
            "verification",
            "to test",
            "ready for testing",
            "merge queue",
            "staging",
            "validation",
            "in qa",
            "ready to merge",
            "qa testing",
            "ready for qa",
            "ready for release",
            "ready to release",
            "ready for deployment",
            "ready to deploy",
            "测试中",
            "測試中",
        ],
    ),
    (
        DONE,
        &[
            "done",
            "complete",
            "completed",
            "finished",
            "closed",
            "shipped",
            "released",
            "merged",
            "fixed",
            "resolved",
            "deployed",
            "accomplished",
            "erledigt",
            "fertig",
            "abgeschlossen",
            "terminé",
            "fait",
            "hecho",
            "terminado",
            "completado",
            "feito",
            "concluído",
            "已完成",
            "完成",
            "完了",
            "готово",
            "сделано",
        ],
    ),
    (9, &["archive", "archived"]),
    (
        10,
        &[
            "cancelled",
            "canceled",
            "wontfix",
            "won t fix",
            "won t do",
            "wont do",
            "dropped",
            "rejected",
            "abandoned",
        ],
    ),
];

/// Words around a stage's name that change nothing of it: `Active Tasks`, `Recently Completed`.
const AROUND: [&str; 21] = [
    "today", "this", "week", "task", "tasks", "item", "items", "issue", "issues", "work", "story",
    "stories", "list", "card", "cards", "recently", "recent", "all", "my", "the", "stage",
];

/// The words of a name, in small letters: `🚧 IN_PROGRESS (3/5)` is `in progress`.
pub(super) fn words(name: &str) -> Vec<String> {
    let bare = uncounted(name);
    let parts = bare.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
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
    name
}

/// What a name says of a stage, if anything.
pub(super) fn role(name: &str) -> Option<Role> {
    let all = words(name);
    let mut rest: &[String] = &all;
    // Folders and sections are numbered to keep their order: `1-backlog`.
    if let [first, tail @ ..] = rest
        && !tail.is_empty()
        && first.bytes().all(|b| b.is_ascii_digit())
    {
        rest = tail;
    }
    loop {
        let word = rest.join(" ");
        let rank = RANKS.iter().find(|(_, known)| known.contains(&word.as_str()));
        if let Some((rank, _)) = rank {
            return Some(Role { rank: *rank, word });
        }
        if names_period(rest) {
            return Some(Role { rank: DONE, word: rest[0].clone() });
        }
        rest = match rest {
            [first, tail @ ..] if AROUND.contains(&first.as_str()) => tail,
            [head @ .., last] if AROUND.contains(&last.as_str()) => head,
            _ => return None,
        };
    }
}

/// Whether the words of a name say that something is done, and when or with what: `Done in May`.
fn names_period(words: &[String]) -> bool {
    let is_done =
        |word: &str| RANKS.iter().any(|(rank, known)| *rank == DONE && known.contains(&word));
    let [done, period @ ..] = words else { return false };
    is_done(done) && period.iter().all(|word| is_period(word))
}

/// Whether a word may tell when or with what something was finished: `Done in May`, `Shipped v1.2`.
fn is_period(word: &str) -> bool {
    const WORDS: [&str; 32] = [
        "in",
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

/// What the name of a file says of a stage among files beside it: `ROADMAP.md`.
pub(super) fn role_of_file(stem: &str) -> Option<Role> {
    const FILES: [(&str, u8); 5] =
        [("roadmap", 2), ("task", 2), ("tasks", 2), ("tasklist", 2), ("history", DONE)];
    role(stem).or_else(|| {
        let word = words(stem).join(" ");
        let (_, rank) = FILES.iter().find(|(name, _)| *name == word)?;
        Some(Role { rank: *rank, word })
    })
}

/// Whether the name of a file says that tasks are kept in it, though not which.
pub(super) fn names_board(stem: &str) -> bool {
    const WORDS: [&str; 12] = [
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
    ];
    role_of_file(stem).is_some() || words(stem).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// A stage's name as commands call it: `Awaiting Review (2)` is `awaiting-review`.
pub(super) fn stage_name(name: &str) -> String {
    let words = words(name);
    let name = if names_period(&words) { words[0].clone() } else { words.join("-") };
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
    }
}
