//! Every grammar of real boards, adopted as it stands: the draft is written, `check` finds nothing, and
//! each task goes through all the stages before it and home, with no byte changed.

use serde_json::Value;

use crate::scenario::Scenario;

/// A board as a team could have it.
struct Board {
    /// What is special to it.
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    /// The stages that `adopt` finds, with how many live cards stand in each.
    stages: &'static [(&'static str, u64)],
}

fn tasks(scenario: &Scenario) -> Vec<(String, String)> {
    let data = scenario.flow(&["list", "--json"]).ok().data();
    let tasks = data["tasks"].as_array().expect("tasks").clone();
    let text = |task: &Value, key: &str| task[key].as_str().unwrap_or_default().to_owned();
    tasks.iter().map(|task| (text(task, "id"), text(task, "stage"))).collect()
}

fn adopted(board: &Board) -> Result<(), String> {
    let scenario = Scenario::new();
    for (path, text) in board.files {
        scenario.file(path, text);
    }
    scenario.commit("Boards");
    let run = scenario.flow(&["adopt", "--write", "--json"]);
    if run.code != 0 {
        return Err(format!("adopt: {run:?}"));
    }
    let data = run.data();
    let stages = data["stages"].as_array().expect("stages").iter();
    let stages: Vec<(String, u64)> = stages
        .map(|s| (s["name"].as_str().expect("a name").to_owned(), s["live"].as_u64().expect("one")))
        .collect();
    let expected: Vec<(String, u64)> =
        board.stages.iter().map(|(name, live)| ((*name).to_owned(), *live)).collect();
    if stages != expected {
        return Err(format!("{stages:?}\n{}", scenario.read("workflow.toml")));
    }
    if data["proof"]["refused"] != Value::Array(Vec::new()) {
        return Err(format!("refused: {}", data["proof"]));
    }
    if data["uncovered"].as_array().is_some_and(|lines| !lines.is_empty()) {
        return Err(format!("uncovered: {}", data["uncovered"]));
    }
    scenario.commit("Workflow");
    let told = |run: &crate::scenario::Run| format!("{run:?}\n{}", scenario.read("workflow.toml"));
    let good = |args: &[&str]| {
        let run = scenario.flow(args);
        if run.code == 0 { Ok(run) } else { Err(format!("{args:?}: {}", told(&run))) }
    };
    let before = scenario.files();
    good(&["check"])?;
    let boards = data["stages"].as_array().expect("stages").iter();
    let has_board: Vec<bool> = boards.map(|stage| !stage["board"].is_null()).collect();
    let names: Vec<&str> = expected.iter().map(|(name, _)| name.as_str()).collect();
    for (id, stage) in tasks(&scenario) {
        let at = names.iter().position(|name| *name == stage).expect("a stage");
        for to in &names[at + 1..] {
            good(&["advance", &id, "--to", to])?;
            good(&["check"])?;
        }
        for _ in &names[at + 1..] {
            good(&["undo"])?;
        }
        if scenario.files() != before {
            return Err(format!("{id} did not come home by undo"));
        }
        // One stage on, and home by the way that people go.
        if has_board.get(at + 1) == Some(&true) {
            good(&["advance", &id, "--to", names[at + 1]])?;
            good(&["back", &id, "--why", "not yet"])?;
        }
        if let Some((path, text)) = scenario.files().iter().find(|(p, t)| before.get(*p) != Some(t))
        {
            return Err(format!("{id} did not come home: {}\n{text:?}", path.display()));
        }
        if scenario.files() != before {
            return Err(format!("{id} left a file missing"));
        }
    }
    Ok(())
}

const BOARDS: &[Board] = &[
    Board {
        name: "headings with ids, a file for each stage",
        files: &[
            (
                "TODO.md",
                "# Todo\n\n## Ready\n\n### OAR-003: Bore the oarlocks\n**Priority**: high\n\nWith the long bit.\n\n---\n\n### OAR-004: Oil the oars\n",
            ),
            (
                "IN_PROGRESS.md",
                "# In progress\n\n### OAR-001: Plane the oars\n**Status**: under way\n\nBoth of them.\n",
            ),
            ("REVIEW.md", "# Review\n\nNothing here.\n"),
            ("DONE.md", "# Done\n\n### OAR-002: Buy the ash\n"),
        ],
        stages: &[("todo", 2), ("in-progress", 1), ("review", 0), ("done", 1)],
    },
    Board {
        name: "headings without ids, sections as stages",
        files: &[(
            "BOARD.md",
            "# Boatyard\n\n## To Do\n\n### Caulk the seams\n\nAll of them.\n\n### Tar the hull\n\n## Doing\n\n### Step the mast\n\n- with two people\n\n## Done\n\n### Lay the keel\n",
        )],
        stages: &[("to-do", 2), ("doing", 1), ("done", 1)],
    },
    Board {
        name: "counts, limits, dates and emoji in the headings",
        files: &[(
            "TASKS.md",
            "# Tasks\n\n## 📋 Todo (3)\n\n- [ ] Count the cleats\n- [ ] Count the blocks\n- [ ] Count the shackles\n\n## 🚧 Doing (1)\n\n- [ ] Sort the lines\n\n## ✅ Done (2026-05-01)\n\n- [x] Sweep the loft\n",
        )],
        stages: &[("todo", 3), ("doing", 1), ("done", 1)],
    },
    Board {
        name: "checkbox items of other markers, hard-wrapped, with a tab",
        files: &[(
            "todo.md",
            "# Work\n\n## Backlog\n\n* [ ] Write to the sailmaker about the jib that\n  tore in the spring\n* [ ] Order thread\n\t* the waxed one\n\n## In progress\n\n* [ ] Patch the mainsail\n\n## Done\n\n* [x] Measure the spinnaker\n",
        )],
        stages: &[("backlog", 2), ("in-progress", 1), ("done", 1)],
    },
    Board {
        name: "an Obsidian Kanban board",
        files: &[(
            "Board.md",
            "---\n\nkanban-plugin: board\n\n---\n\n## Ideas\n\n- [ ] A roof over the slip #yard\n\n\n## Doing\n\n- [ ] Mend the crane @{2026-10-03}\n\twith the new cable\n- [ ] Grease the rails\n\n\n## Shipped\n\n**Complete**\n- [x] Paint the sign\n\n\n\n\n%% kanban:settings\n```\n{\"kanban-plugin\":\"board\"}\n```\n%%\n",
        )],
        stages: &[("ideas", 1), ("doing", 2), ("shipped", 1)],
    },
    Board {
        name: "plain bullets",
        files: &[(
            "ROADMAP.md",
            "# Roadmap\n\n## Now\n\n- a second jetty\n- lights on the first\n\n## Next\n\n- a crane\n\n## Later\n\n- a café\n  - with a terrace\n- a chandlery\n",
        )],
        stages: &[("later", 2), ("next", 1), ("now", 2), ("done", 0)],
    },
    Board {
        name: "a file per task, as Backlog.md keeps them",
        files: &[
            (
                "backlog/tasks/task-1 - Dredge-the-basin.md",
                "---\nid: task-1\ntitle: Dredge the basin\nstatus: To Do\nassignee: []\nlabels:\n  - harbour\n---\n\n## Description\n\nTo four metres.\n",
            ),
            (
                "backlog/tasks/task-2 - Mark-the-channel.md",
                "---\nid: task-2\ntitle: Mark the channel\nstatus: In Progress\nassignee:\n  - '@ada'\n---\n\n## Description\n\nWith six buoys.\n",
            ),
            (
                "backlog/tasks/task-3 - Chart-the-rocks.md",
                "---\nid: task-3\ntitle: 'Chart: the rocks'\nstatus: Done\n---\n",
            ),
        ],
        stages: &[("to-do", 1), ("in-progress", 1), ("done", 1)],
    },
    Board {
        name: "an index of links, as kanbn keeps it",
        files: &[
            (
                ".kanbn/index.md",
                "---\nstartedColumns:\n  - 'In Progress'\ncompletedColumns:\n  - Done\n---\n\n# Ferry\n\n## Backlog\n\n- [paint-the-funnel](tasks/paint-the-funnel.md)\n- [new-ropes](tasks/new-ropes.md)\n\n## In Progress\n\n- [oil-the-engine](tasks/oil-the-engine.md)\n\n## Done\n\n- [clean-the-deck](tasks/clean-the-deck.md)\n",
            ),
            (".kanbn/tasks/paint-the-funnel.md", "# Paint the funnel\n\nRed.\n"),
            (".kanbn/tasks/new-ropes.md", "# New ropes\n"),
            (".kanbn/tasks/oil-the-engine.md", "# Oil the engine\n"),
            (".kanbn/tasks/clean-the-deck.md", "# Clean the deck\n"),
        ],
        stages: &[("backlog", 2), ("in-progress", 1), ("done", 1)],
    },
    Board {
        name: "two folders of task files",
        files: &[
            ("tasks/todo/net-1.md", "---\nid: NET-1\ntitle: Mend the nets\n---\n\nAll four.\n"),
            ("tasks/todo/net-2.md", "---\nid: NET-2\ntitle: Dry the nets\n---\n"),
            ("tasks/done/net-3.md", "---\nid: NET-3\ntitle: Buy twine\n---\n"),
        ],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "a table for each stage",
        files: &[(
            "PLAN.md",
            "# Plan\n\n## Open\n\n| Id | Task | Who |\n|----|------|-----|\n| P-1 | Tune the rig | Ada |\n| P-2 | Splice \\| whip | |\n\n## In progress\n\n| Id | Task | Who |\n|---|---|---|\n| P-3 | Weigh the keel | Bo |\n\n## Done\n\n| Id | Task | Who |\n|---|---|---|\n| P-4 | Rent a scale | Bo |\n",
        )],
        stages: &[("open", 2), ("in-progress", 1), ("done", 1)],
    },
    Board {
        name: "a table for each stage, with columns of its own",
        files: &[
            (
                "TODO.md",
                "# Todo\n\n| ID | Task | Priority |\n|----|------|----------|\n| QUAY-1 | Drive the *long* piles | high |\n| QUAY-2 | Cap them @due(2026-05-01) | |\n",
            ),
            (
                "IN_PROGRESS.md",
                "# In progress\n\n| Owner | ID | Task | Started |\n|:------|----|------|--------:|\n| Ada | QUAY-3 | Order \\| fetch [the planks](planks.md) | 2026-03-02 |\n",
            ),
            (
                "REVIEW.md",
                "# Review\n\n| ID | Task | Assignee | Notes |\n|---|---|---|---|\n| QUAY-4 | Level the bed | Bo | see [the plan](p.md) (p. 3) |\n",
            ),
            (
                "DONE.md",
                "# Done\n\n| ID | Task | Completed |\n|----|------|-----------|\n| QUAY-5 | Dredge | 2026-02-11 |\n",
            ),
        ],
        stages: &[("todo", 2), ("in-progress", 1), ("review", 1), ("done", 1)],
    },
    Board {
        name: "ids whose prefix has parts, of every kind",
        files: &[
            (
                "TODO.md",
                "# Todo\n\n## Papers (YARD-DOC)\n\n- [ ] **YARD-DOC-01**: Draw the slip\n- [ ] **YARD-DOC-02**: Draw the crane\n\n## Works (YARD)\n\n- [ ] **YARD-01**: Dig the slip\n- [ ] **YARD-02**: Line it\n",
            ),
            ("DOING.md", "# Doing\n\n### YARD-P1-04: Lay the rails\n"),
            (
                "DONE.md",
                "# Done\n\n| Date | Task | ID |\n|---|---|---|\n| 2026-01-02 | Buy the land | [YARD-DOC-07](land.md) |\n",
            ),
        ],
        stages: &[("todo", 4), ("doing", 1), ("done", 1)],
    },
    Board {
        name: "bare numbers in a column of a table for each stage, in any place",
        files: &[(
            "BOARD.md",
            "# Board\n\n## Todo\n\n| # | Task | Priority |\n|--:|------|----------|\n| 7 | Ring the bell 17 times | high |\n| 9 | Polish it | |\n\n## In Progress\n\n| Tries | # | Task | Owner |\n|---|---|---|---|\n| 8 or 17 | 17 | Hang the clapper | Ada |\n\n## Review\n\n| Task | # |\n|---|---|\n\n## Done\n\n| # | Task | Date |\n|---|------|------|\n| 4 | Cast the bell | 2026-01-01 |\n",
        )],
        stages: &[("todo", 2), ("in-progress", 1), ("review", 0), ("done", 1)],
    },
    Board {
        name: "tables with rows of dashes, without rows, and with a line below that says so",
        files: &[(
            "docs/TASKS.md",
            "# Current tasks\n\n## In progress\n\n| ID | Task | Owner | Started | Notes |\n|----|------|-------|---------|-------|\n| — | — | — | — | — |\n\n## Backlog\n\n| ID | Task | Priority | Needs |\n|----|------|----------|-------|\n| F004 | Patch the **main** sail | High | after F005 (soon) |\n| F005 | Buy cloth | 🔴 now | — |\n\n## Blocked\n| ID | Task | Blocker |\n|---|---|---|\n| - | - | No blockers |\n\n## Review\n\n| Reviewer | ID | Task |\n|---|---|---|\n\n_No active tasks._\n\n## Testing\n\n| ID | Task |\n|---|---|\n\n## Done (Latest 5)\n\n| ID | Task | Completed By | Completed |\n|----|------|--------------|-----------|\n| F000 | Rent the loft | Ada | 2026-02-03 |\n\n## Rules\n\n- Move a row when you start.\n",
        )],
        stages: &[
            ("backlog", 2),
            ("in-progress", 0),
            ("blocked", 0),
            ("review", 0),
            ("testing", 0),
            ("done", 1),
        ],
    },
    Board {
        name: "rows with a mark before the ids of what is done",
        files: &[(
            "TASKS.md",
            "# Tasks\n\n## Active\n\n| ID | Task | Effort | Needs |\n|----|------|--------|-------|\n| FOG-50 | Wind the horn | 2h | [needs: FOG-43] |\n\n## Done (Recent)\n\n| ID | Task | Completed | Commit |\n|----|------|-----------|--------|\n| ✅ FOG-43 | Buy a horn | 2026-02-20 | 300b7ee |\n| ✅ FOG-44 | Oil it | 2026-02-21 | |\n",
        )],
        stages: &[("active", 1), ("done", 2)],
    },
    Board {
        name: "numbers of parts in a column, stages in files of their own",
        files: &[
            (
                "TODO.md",
                "# Todo\n\n| # | Task | Est. |\n|---|---|---|\n| 1.2 | Sound the bar | 30m |\n| 1.10 | Mark the bar | 2h |\n",
            ),
            (
                "DONE.md",
                "# Done\n\n| # | Task | Took |\n|---|---|---|\n| 1.1 | Borrow a lead | 5m |\n",
            ),
        ],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "numbers that only count the rows of each table",
        files: &[(
            "BOARD.md",
            "# Board\n\n## Todo\n\n| # | Task | Effort |\n|---|------|---|\n| 1 | Ring the bell | 3 |\n| 2 | Polish it | |\n\n## Done\n\n| # | Task | When |\n|---|------|---|\n| 1 | Cast the bell | May |\n",
        )],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "a table with a column of the status",
        files: &[(
            "TASKS.md",
            "# Tasks\n\n| # | Task | Status |\n|---|------|--------|\n| 1 | Raise the flag | done |\n| 2 | Ring the bell | todo |\n| 3 | Light the lamp | in progress |\n| 4 | Wind the clock | todo |\n",
        )],
        stages: &[("todo", 2), ("in-progress", 1), ("done", 1)],
    },
    Board {
        name: "numbered lists",
        files: &[(
            "TODO.md",
            "# List\n\n## To do\n\n1. Fetch the water\n2. Fill the tanks\n3. Close the valves\n\n## Doing\n\n1. Pump the bilge\n\n## Done\n\n1. Find the leak\n",
        )],
        stages: &[("to-do", 3), ("doing", 1), ("done", 1)],
    },
    Board {
        name: "todo.txt",
        files: &[(
            "todo.txt",
            "(A) 2026-03-01 Call the pilot +harbour @phone\nBook the tug due:2026-04-01\nx 2026-02-03 2026-02-01 Ask for the tide table\n",
        )],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "ids in brackets and in bold",
        files: &[
            ("TODO.md", "# Todo\n\n- [ ] [LOG-12] Write the log\n- [ ] [LOG-13] Bind the log\n"),
            ("DOING.md", "# Doing\n\n- [ ] **LOG-11**: Rule the pages\n"),
        ],
        stages: &[("todo", 2), ("doing", 1), ("done", 0)],
    },
    Board {
        name: "a number before a dash",
        files: &[
            (
                "TODO.md",
                "# Todo\n\n## #12 — Rig the crane\n\nBefore noon.\n\n## #13 — Rig the boat\n",
            ),
            ("DONE.md", "# Done\n\n## #9 — Buy the wire\n"),
        ],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "ids as links, fields as lists, definitions at the end",
        files: &[(
            "BOARD.md",
            "# Board\n\n## Todo\n\n### [SEA-7](https://example.org/7) Swing the compass\n\n- **Owner**: Ada\n- **Needs:** a calm day, see [the bay][bay]\n\n### [SEA-8](https://example.org/8) Read the almanac\n\n## Doing\n\n### [SEA-6](https://example.org/6) Draw the card\n\nOwner: Bo\n\n## Done\n\n[bay]: https://example.org/bay\n",
        )],
        stages: &[("todo", 2), ("doing", 1), ("done", 0)],
    },
    Board {
        name: "setext headings",
        files: &[(
            "KANBAN.md",
            "Kanban\n======\n\nTodo\n----\n\n- [ ] Haul the boats\n- [ ] Stack the chairs\n\nDoing\n-----\n\n- [ ] Count the oars\n\nDone\n----\n\n- [x] Lock the shed\n",
        )],
        stages: &[("todo", 2), ("doing", 1), ("done", 1)],
    },
    Board {
        name: "a status as a field of each card",
        files: &[(
            "TASKS.md",
            "# Tasks\n\n## T-001: Mend the pier\n\n**Status**: Todo\n\nThe third plank.\n\n## T-002: Mend the gate\n\n**Status**: In progress\n\n## T-003: Mend the lamp\n\n**Status**: Done\n",
        )],
        stages: &[("todo", 1), ("in-progress", 1), ("done", 1)],
    },
    Board {
        name: "boxes alone",
        files: &[(
            "TODO.md",
            "# TODO\n\n- [ ] stow the dinghy\n- [x] rinse the sails\n- [ ] flush the engine\n",
        )],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "lines that end as on Windows, and none at the end",
        files: &[(
            "TASKS.md",
            "# Tasks\r\n\r\n## Todo\r\n\r\n- [ ] Sort the flags\r\n- [ ] Wash the flags\r\n\r\n## Doing\r\n\r\n- [ ] Iron the flags\r\n\r\n## Done\r\n\r\n- [x] Find the flags",
        )],
        stages: &[("todo", 2), ("doing", 1), ("done", 1)],
    },
    Board {
        name: "lanes of the third level, with boxes below the tasks",
        files: &[(
            "docs/board.md",
            "# Harbour\n\nWhat we do this year.\n\n## Board\n\n### To Do\n\n- [ ] Dig the pond\n  - [ ] mark it\n  - [x] ask the council\n- [ ] Plant reeds\n\n### In Progress (1/3)\n\n- [ ] Drain the ditch\n\n### Done\n\n- [x] Measure the meadow\n\n## Notes\n\nThe meadow is wet.\n",
        )],
        stages: &[("to-do", 2), ("in-progress", 1), ("done", 1)],
    },
    Board {
        name: "other languages",
        files: &[(
            "Aufgaben.md",
            "# Aufgaben\n\n## Offen\n\n- [ ] Leinen tauschen\n- [ ] Fender flicken\n\n## In Arbeit\n\n- [ ] Deck schrubben\n\n## Erledigt\n\n- [x] Seife kaufen\n",
        )],
        stages: &[("offen", 2), ("in-arbeit", 1), ("erledigt", 1)],
    },
    Board {
        name: "a lane that only waits, passed by",
        files: &[(
            "KANBAN.md",
            "# Kanban\n\n## Backlog\n\n- A new anchor\n- A longer chain\n\n## In Progress\n\n- The windlass\n\n## Blocked\n\n- The hawse pipe, until spring\n\n## Done\n\n- The chain locker\n",
        )],
        stages: &[("backlog", 2), ("in-progress", 1), ("blocked", 1), ("done", 1)],
    },
    Board {
        name: "plus signs, marks for what is done, front matter",
        files: &[(
            "TODO.md",
            "---\ntitle: What is to do\n---\n\n# To do\n\n## Next\n\n+ [ ] Renew the licence\n+ [ ] Pay the berth\n\n## Done\n\n+ ✅ Insure the boat\n+ ✅ Register it\n",
        )],
        stages: &[("next", 2), ("done", 2)],
    },
    Board {
        name: "cards with ids in the third level below lanes of the second, parted by rules",
        files: &[(
            "SPRINT.md",
            "# Sprint 12\n\n## Todo\n\n### [RIG-21] Set the stays\n\n**Estimate**: 3\n\n---\n\n### [RIG-22] Set the shrouds\n\n**Estimate**: 5\n\n- [ ] port\n- [ ] starboard\n\n---\n\n## In Review\n\n### [RIG-20] Cut the spreaders\n\n**Estimate**: 2\n\n---\n\n## Done\n\n",
        )],
        stages: &[("todo", 2), ("in-review", 1), ("done", 0)],
    },
    Board {
        name: "a table of one file with a stage of its own, and a list of done things",
        files: &[
            (
                "TODO.md",
                "# Todo\n\n| ID | Title | Effort |\n|----|-------|--------|\n| BEL-1 | Cast the bell | big |\n| BEL-2 | Hang the bell | small |\n",
            ),
            (
                "DONE.md",
                "# Done\n\n| ID | Title | Effort |\n|----|-------|--------|\n| BEL-0 | Buy the bronze | small |\n",
            ),
        ],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "a numbered list of boxes, with links",
        files: &[(
            "todo.md",
            "# Todo\n\n1. [ ] Read [the chart](charts/north.md)\n2. [ ] Mark the wreck\n3. [x] Ask the pilot\n",
        )],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "task files with a number in the name and the status below a heading's front matter",
        files: &[
            (
                "issues/001-leak.md",
                "---\nstatus: open\npriority: high\n---\n# The bilge leaks\n\nSince Monday.\n",
            ),
            ("issues/002-pump.md", "---\nstatus: open\n---\n# The pump is slow\n"),
            ("issues/003-hatch.md", "---\nstatus: closed\n---\n# The hatch is stuck\n"),
        ],
        stages: &[("open", 2), ("closed", 1)],
    },
    Board {
        name: "settings that name an empty stage, parts of tasks, finished ones in a folder of their own",
        files: &[
            (
                "backlog/config.yml",
                "project_name: \"pier\"\nstatuses: [\"To Do\", \"In Progress\", \"In Review\", \"Done\"]\nlabels: []\n",
            ),
            (
                "backlog/tasks/task-12 - Piles.md",
                "---\nid: task-12\ntitle: Piles\nstatus: In Progress\nassignee: []\n---\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 They stand\n<!-- AC:END -->\n",
            ),
            (
                "backlog/tasks/task-12.1 - Drive-them.md",
                "---\nid: task-12.1\ntitle: Drive them\nstatus: To Do\nparent_task_id: task-12\n---\n",
            ),
            (
                "backlog/tasks/task-12.2.1 - Cap-them.md",
                "---\nid: task-12.2.1\ntitle: Cap them\nstatus: To Do\n---\n",
            ),
            (
                "backlog/completed/task-3 - Buy-piles.md",
                "---\nid: task-3\ntitle: Buy piles\nstatus: Done\n---\n",
            ),
            (
                "backlog/drafts/draft-1 - Lamps.md",
                "---\nid: draft-1\ntitle: Lamps\nstatus: Draft\n---\n",
            ),
            ("TODO.md", "# Todo\n\n- [ ] look at the backlog\n- [ ] and at the weather\n"),
        ],
        stages: &[
            ("to-do", 2),
            ("in-progress", 1),
            ("in-review", 0),
            ("done", 0),
            ("completed", 1),
        ],
    },
    Board {
        name: "folders of stages whose files say their stage as well, one of them empty but for a mark",
        files: &[
            (
                "docs/tasks/1-backlog/rope.md",
                "---\nid: ROPE-1\nstatus: backlog\n---\n# Lay the rope\n",
            ),
            (
                "docs/tasks/2-in-progress/sail.md",
                "---\nid: ROPE-2\nstatus: in-progress\n---\n# Sew the sail\n\nBy hand.\n",
            ),
            ("docs/tasks/3-review/.gitkeep", ""),
            ("docs/tasks/4-done/mast.md", "---\nid: ROPE-3\nstatus: done\n---\n# Step the mast\n"),
            ("docs/tasks/README.md", "# Tasks\n\nThe folder is the stage.\n"),
        ],
        stages: &[("1-backlog", 1), ("2-in-progress", 1), ("3-review", 0), ("4-done", 1)],
    },
    Board {
        name: "a file per task with its status in a bold line",
        files: &[
            (
                "docs/issues/001-leak.md",
                "# 001: The leak\n\n**Status:** Open\n**Priority:** high\n\nBelow the mast.\n",
            ),
            ("docs/issues/002-pump.md", "# 002: The pump\n\n**Status:** In Progress\n"),
            ("docs/issues/003-bung.md", "# 003: The bung\n\n**Status:** Closed\n\nFound.\n"),
        ],
        stages: &[("open", 1), ("in-progress", 1), ("closed", 1)],
    },
    Board {
        name: "a table for each phase, with signs, words and more than one way to say a stage",
        files: &[(
            "STATUS.md",
            "# Sprint 11\n\n**Updated**: today\n\n## Phase 0: Soundings - ✅ COMPLETED\n\n| ID | Task | Status | Notes |\n|----|------|--------|-------|\n| BAY-001 | Sound the bay | ✅ Completed | deep |\n| [BAY-002](bay.md) | Chart it | ✅ | |\n\n## Phase 1\n\n| ID | Task | Status | Notes |\n|----|------|--------|-------|\n| BAY-010 | Lay the buoys | 🔄 In Progress | two left |\n| BAY-011 | Paint them | ⬜ TODO | |\n| BAY-012 | Number them | Not started | |\n| BAY-013 | Light them | BLOCKED BY BAY-012 | |\n",
        )],
        stages: &[("todo", 2), ("in-progress", 1), ("blocked", 1), ("completed", 2)],
    },
    Board {
        name: "a table with a legend above it, statuses in bold and plain",
        files: &[(
            "BOARD.md",
            "# Board\n\n## Legend\n| Status | Meaning |\n|--------|---------|\n| **Next** | it waits |\n| **Done** | it is there |\n\n---\n\n## Hull\n\n### Outside\n\n| # | Task | Status | Owner |\n|---|------|--------|-------|\n| B01 | Scrape | **Next** | ada |\n| B02 | Prime | Next | |\n| B03 | Paint | `Done` | bo |\n",
        )],
        stages: &[("next", 2), ("done", 1)],
    },
    Board {
        name: "boxes drawn into a column, and ids of two kinds",
        files: &[(
            "docs/tasks.md",
            "# Tasks\n\n| # | Task | Status |\n|---|------|--------|\n| A-1a | Weigh **the** keel | ✓ |\n| A-1b | Weigh the mast | [ ] |\n\n## Later\n\n| # | Task | Status | Owner |\n|---|---|---|---|\n| P1 | Weigh the crew | [x] ✅ | All |\n| P4 | Weigh the cook | [ ] | Bo |\n",
        )],
        stages: &[("todo", 2), ("done", 2)],
    },
    Board {
        name: "a todo.txt with its done.txt",
        files: &[
            (
                "todo.txt",
                "(A) 2026-03-01 Call the pilot +harbour @phone\r\n(B) Mend the net @shed due:2026-04-01\r\nx 2026-02-03 2026-02-01 Ask for the tides\r\n\r\n2026-02-09 Sort the flags",
            ),
            ("done.txt", "x 2026-01-02 2026-01-01 Oil the winch +yard\r\n"),
        ],
        stages: &[("todo", 3), ("done", 1), ("filed", 1)],
    },
    Board {
        name: "headings without ids, in files that name each other",
        files: &[
            (
                "PLANS/ROADMAP.md",
                "# Roadmap\n\nWork goes from here to `IN_PROGRESS.md`, and from there to `FINISHED.md`.\n\n---\n\n## High\n\n### Cut the mast\n\nIt is too long.\n\n- [ ] Measure\n- [ ] Saw\n\n## Low\n\n### Carve a figurehead\n\n**Why:** for luck\n",
            ),
            (
                "PLANS/IN_PROGRESS.md",
                "# In progress\n\nWhat is being done.\n\n---\n\n### Sew the jib\n\n`[loft]`\n\n**Scope:**\n\n- [ ] Cut\n- [x] Chalk\n",
            ),
            ("PLANS/FINISHED.md", "# Finished\n\n---\n\n### Lay the keel — 2026-01-02\n\nOak.\n"),
        ],
        stages: &[("todo", 2), ("in-progress", 1), ("finished", 1)],
    },
    Board {
        name: "headings that part boxes into groups are no tasks",
        files: &[(
            "KANBAN.md",
            "# The boat\n\n## To Do\n\n### Hull\n* [ ] Caulk it\n* [ ] Paint it\n\n### Mast\n* [ ] Step it\n\n---\n\n## In Progress\n\n---\n\n## Done\n\n### Keel\n* [x] Lay it\n    * [x] with two people\n* [x] Bolt it\n",
        )],
        stages: &[("to-do", 3), ("in-progress", 0), ("done", 2)],
    },
    Board {
        name: "stages named twice, in wide brackets, and a number of days",
        files: &[(
            "BOARD.md",
            "# 看板\n\n## 📥 待办（todo）\n\n- **T-8** Caulk\n- **T-9** Tar\n\n## 👀 评审中（review）\n\n- **T-7** Scrape\n\n## ✅ 已完成 (last 7 days)\n\n- **T-1** Haul out\n",
        )],
        stages: &[("待办", 2), ("评审中", 1), ("已完成", 1)],
    },
    Board {
        name: "drawn boxes under underlined headings",
        files: &[(
            "TASKS.md",
            "Tasks\n=====\n\nSoon\n----\n\n- ⬜ Stow the sails\n- ✅ Dry the sails\n\nSome day\n--------\n\n- ⬜ Dye the sails\n",
        )],
        stages: &[("todo", 2), ("done", 1)],
    },
    Board {
        name: "a queue, with priorities where ids could stand",
        files: &[
            ("QUEUE.md", "# Queue\n\n- [P0] Oil the winch\n- [P1] Oil the hinge\n"),
            ("IN-PROGRESS.md", "# In progress\n\n- [P1] Oil the lock\n"),
            ("DONE.md", "# Done\n\n## 2026-04-29\n\n- [P0] Buy oil\n"),
        ],
        stages: &[("queue", 2), ("in-progress", 1), ("done", 1)],
    },
    Board {
        name: "a list without boxes, with a section of what is finished",
        files: &[(
            "TODO.md",
            "# To do\n\n## Soon\n\n- Splice the halyard\n- Whip the ends\n  - of all sheets\n\n## Some day\n\n- Sew a flag\n\n## Completed\n\n- Coil the ropes\n- Count the ropes\n",
        )],
        stages: &[("todo", 3), ("completed", 2)],
    },
    Board {
        name: "files that name each other, with a history of what is finished",
        files: &[
            (
                "ROADMAP.md",
                "# Roadmap\n\nTasks go from `ROADMAP.md` to `IN_PROGRESS.md` to `HISTORY.md`.\n\n### Buy a kiln\n\nA small one.\n\n### Dig clay\n",
            ),
            ("IN_PROGRESS.md", "# In progress\n\n### Build the shed\n\n- [ ] the roof\n"),
            (
                "HISTORY.md",
                "# History\n\nNewest first.\n\n### Clear the yard — 2026-05-30\n\nAll of it.\n",
            ),
        ],
        stages: &[("todo", 2), ("in-progress", 1), ("history", 1)],
    },
    Board {
        name: "a lane that no known word names, and one of bullets beside boxes",
        files: &[(
            "KANBAN.md",
            "# Kiln\n\n## Todo\n\n- [ ] Sort the glazes\n- [ ] Wedge the clay\n\n## Drying on the rack\n\n- [ ] Six bowls\n\n## Doing\n\n- [ ] Two jugs\n\n## Review\n\n- A plate, asked of Ada\n\n## Done\n\n- [x] A cup\n",
        )],
        stages: &[("todo", 2), ("drying-on-the-rack", 1), ("doing", 1), ("review", 1), ("done", 1)],
    },
    Board {
        name: "kanbn, whose front matter says which lanes are complete",
        files: &[
            (
                ".kanbn/index.md",
                "---\ncompletedColumns:\n  - Fired\n---\n\n# Pots\n\n## Wanted\n\n- [bowl](tasks/bowl.md)\n\n## Thrown\n\n- [jug](tasks/jug.md)\n\n## Fired\n\n- [cup](tasks/cup.md)\n",
            ),
            (".kanbn/tasks/bowl.md", "# Bowl\n"),
            (".kanbn/tasks/jug.md", "# Jug\n"),
            (".kanbn/tasks/cup.md", "# Cup\n"),
        ],
        stages: &[("wanted", 1), ("thrown", 1), ("fired", 1)],
    },
];

#[test]
fn boards_of_every_grammar_are_adopted_and_each_task_goes_round() {
    let mut wrong = String::new();
    for board in BOARDS {
        if let Err(what) = adopted(board) {
            wrong += &format!("== {}\n{what}\n\n", board.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A file that is no board, however it is called.
fn refused(files: &[(&str, &str)], why: &str) {
    let scenario = Scenario::new();
    for (path, text) in files {
        scenario.file(path, text);
    }
    scenario.commit("Notes");
    let before = scenario.files();
    scenario.flow(&["adopt", "--write"]).exits(1).says(why);
    assert_eq!(scenario.files(), before);
}

#[test]
fn records_and_notes_are_no_boards() {
    let done = "# Done\n\n## 2026-04-29\n\n- [x] Mend the saw\n  - with glue\n- [x] Buy glue\n";
    refused(&[("DONE.md", done)], "nothing here holds what is to be done");
    // Headings alone are cards only where files name each other.
    let steps = "# In progress\n\n## The paint\n\n### Look at it\n\nIt is blue.\n\n### Mix it\n\nWith oil.\n";
    refused(&[("IN_PROGRESS.md", steps)], "free notes");
    refused(&[("IN_PROGRESS.md", steps), ("DONE.md", "# Done\n\nNothing.\n")], "free notes");
}
