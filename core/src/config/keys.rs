//! Every key of `workflow.toml`. The reader refuses what does not stand here, and the book is held to
//! have all of it.

const STEP: &[&str] = &["run", "script", "needs", "args", "timeout"];

/// The tables, each with the keys that may stand in it; the first is the file itself. The keys of
/// `check` are the codes of problems; those of `where`, `args` and the like are the user's own.
pub const TABLES: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "version",
            "boards",
            "env",
            "git",
            "ids",
            "changelog",
            "check",
            "names",
            "stage",
            "transition",
            "gate",
            "hook",
            "after",
        ],
    ),
    ("git", &["base", "branch", "worktree", "discard"]),
    ("ids", &["form", "prefixes", "registry"]),
    ("ids.registry", &["board", "under", "row"]),
    ("changelog", &["file", "fragment", "under", "heading", "entry", "sections"]),
    (
        "names",
        &[
            "notes",
            "steps",
            "completed",
            "questions",
            "see",
            "blocked",
            "assigned",
            "approved",
            "rejected",
            "priority",
            "priorities",
        ],
    ),
    (
        "stage",
        &[
            "name",
            "board",
            "format",
            "under",
            "groups",
            "where",
            "card",
            "closed",
            "field",
            "insert",
            "limit",
            "limit-with",
            "waits-for",
            "counters",
            "separator",
            "footer",
            "placeholder",
            "template",
            "stale-after",
            "on-enter",
            "aside",
            "ends",
            "archive",
        ],
    ),
    ("stage.on-enter", &["add", "set"]),
    ("transition", &["from", "to", "gates", "hooks", "after", "allow"]),
    ("gate", STEP),
    ("hook", STEP),
    ("after", STEP),
];

/// The keys of a table.
pub(super) fn of(table: &str) -> &'static [&'static str] {
    TABLES.iter().find(|(name, _)| *name == table).map_or(&[], |(_, keys)| keys)
}
