//! Every command that writes, in every grammar: it does, or says why the grammar cannot hold it, and is
//! undone to the byte.

use crate::scenario::Scenario;

/// A grammar: its stage, its board's path and text, and a task on it.
struct Grammar {
    name: &'static str,
    stage: &'static str,
    path: &'static str,
    text: &'static str,
    task: &'static str,
    /// Whether its cards have lines in which sections can stand.
    sections: bool,
}

const GRAMMARS: [Grammar; 9] = [
    Grammar {
        name: "headings",
        stage: "board = \"B.md\"\ncard = \"### [{id}]: {title}\"",
        path: "B.md",
        text: "# Board\n\n### [A-001]: Mend the roof\n**Status**: Open\n\n- [ ] Buy tiles\n\n### [A-002]: Paint\n",
        task: "A-001",
        sections: true,
    },
    Grammar {
        name: "headings without ids",
        stage: "board = \"B.md\"\ncard = \"## {title}\"",
        path: "B.md",
        text: "# Board\n\n## Mend the roof\n\n- [ ] Buy tiles\n\n## Paint\n",
        task: "mend-the-roof",
        sections: true,
    },
    Grammar {
        name: "items",
        stage: "board = \"B.md\"\ncard = \"- [ ] **{id}**: {title}\"",
        path: "B.md",
        text: "# Board\n\n- [ ] **A-001**: Mend the roof\n  - [ ] Buy tiles\n- [ ] **A-002**: Paint\n",
        task: "A-001",
        sections: true,
    },
    Grammar {
        name: "bullets",
        stage: "board = \"B.md\"\ncard = \"- {title}\"",
        path: "B.md",
        text: "# Board\r\n\r\n- Mend the roof\r\n  - [ ] Buy tiles\r\n- Paint\r\n",
        task: "mend-the-roof",
        sections: true,
    },
    Grammar {
        name: "kanban",
        stage: "board = \"B.md\"\nunder = \"## Todo\"\ncard = \"- [ ] {title}\"",
        path: "B.md",
        text: "---\nkanban-plugin: basic\n---\n\n## Todo\n\n- [ ] Mend the roof\n\t- [ ] Buy tiles\n- [ ] Paint\n\n\n%% kanban:settings\n```\n{}\n```\n%%",
        task: "mend-the-roof",
        sections: true,
    },
    Grammar {
        name: "numbered",
        stage: "board = \"B.md\"\ncard = \"1. {title}\"",
        path: "B.md",
        text: "# Board\n\n1. Mend the roof\n   - [ ] Buy tiles\n2. Paint\n",
        task: "mend-the-roof",
        sections: true,
    },
    Grammar {
        name: "rows",
        stage: "board = \"B.md\"\ncard = \"| {id} | {title} | {*} |\"",
        path: "B.md",
        text: "# Board\n\n| Id | Task | Priority | Assigned | Blocked By |\n|---|---|---|---|---|\n| A-001 | Mend the roof | Low | | |\n| A-002 | Paint | | | |\n",
        task: "A-001",
        sections: false,
    },
    Grammar {
        name: "task files",
        stage: "board = \"tasks/*.md\"",
        path: "tasks/A-001.md",
        text: "---\nid: A-001\ntitle: Mend the roof\npriority: Low\n---\n\n- [ ] Buy tiles\n",
        task: "A-001",
        sections: true,
    },
    Grammar {
        name: "todo.txt",
        stage: "board = \"todo.txt\"",
        path: "todo.txt",
        text: "(A) 2026-01-01 Mend the roof +house\nPaint @home\n",
        task: "mend-the-roof-house",
        sections: false,
    },
];

fn ground(grammar: &Grammar) -> (Scenario, String) {
    let scenario = Scenario::new();
    let workflow = format!(
        "version = 1\n\n[ids]\nform = \"{{prefix}}-{{number:3}}\"\nprefixes = [\"A\"]\n\n\
         [[stage]]\nname = \"todo\"\n{}\n\n[[stage]]\nname = \"done\"\nends = true\narchive = \"archive/{{id}}.md\"\n",
        grammar.stage
    );
    scenario.file("workflow.toml", workflow).file(grammar.path, grammar.text);
    scenario.commit("board");
    let tasks = scenario.flow(&["list", "--json"]).ok().data()["tasks"].clone();
    let task = tasks[0]["id"].as_str().unwrap_or_else(|| panic!("{}: {tasks}", grammar.name));
    (scenario, task.to_owned())
}

#[test]
fn each_command_in_each_grammar() {
    for grammar in &GRAMMARS {
        let (scenario, id) = ground(grammar);
        let id = id.as_str();
        assert!(id == grammar.task || grammar.name == "todo.txt", "{}: {id}", grammar.name);
        // What has no id is called by its title.
        let title = match (id == "A-001", grammar.sections) {
            (true, _) => "Mend the roof | now",
            (_, true) => "Mend the roof",
            (_, false) => "Mend the roof +house",
        };
        let always: &[&[&str]] = &[
            &["claim", id],
            &["release", id],
            &["assign", id, "--to", "Grace"],
            &["set", id, "Priority=B"],
            &["edit", id, "--title", title],
            &["add", "Sweep the yard"],
        ];
        let in_sections: &[&[&str]] = &[
            &["note", id, "Found a leak\n\n- [ ] **A-009**: no card\n# no heading"],
            &["step", "add", id, "Buy nails"],
            &["done", id, "Bought tiles"],
            &["ask", id, "Red or black?"],
            &["answer", id, "Red"],
            &["tick", id, "1"],
            &["untick", id, "1"],
        ];
        let with_fields: &[&[&str]] = &[&["see", "add", id, "docs/roof.md"], &["approve", id]];
        for command in always {
            goes(&scenario, grammar, command);
        }
        for command in with_fields {
            if grammar.name == "todo.txt" && command[0] == "approve" {
                // A value there has no blanks.
                refused(&scenario, grammar, command, "one word");
            } else {
                goes(&scenario, grammar, command);
            }
        }
        for command in in_sections {
            if grammar.sections {
                goes(&scenario, grammar, command);
            } else if !matches!(command[0], "tick" | "untick" | "answer") {
                refused(&scenario, grammar, command, "sections");
            } else {
                refused(&scenario, grammar, command, "no ");
            }
        }
    }
}

/// A command is done, checks, and is undone to the byte; and it is done again.
fn goes(scenario: &Scenario, grammar: &Grammar, command: &[&str]) {
    let was = scenario.files();
    let run = scenario.flow(&[command, &["--json"][..]].concat());
    let said = run.said();
    let data = run.ok().data();
    // What the card says already is no change.
    if data["changed"] == true {
        assert_ne!(scenario.files(), was, "{}: {command:?} {said}", grammar.name);
        scenario.flow(&["undo"]).ok();
        assert_eq!(scenario.files(), was, "{}: {command:?}", grammar.name);
        scenario.flow(command).ok();
    }
    let check = scenario.flow(&["check", "--json"]);
    assert!(!check.said().contains("\"severity\":\"error\""), "{}: {}", grammar.name, check.said());
}

fn refused(scenario: &Scenario, grammar: &Grammar, command: &[&str], says: &str) {
    let was = scenario.files();
    let run = scenario.flow(command);
    let said = run.said();
    assert!(said.contains(says), "{}: {command:?} {said}", grammar.name);
    run.exits(3);
    assert_eq!(scenario.files(), was, "{}: {command:?}", grammar.name);
}
