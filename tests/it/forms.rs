//! Ids and fields in the forms in which real boards have them: each is told, moved through all stages
//! and home, and not a byte changed.

use crate::grammars::there_and_back;
use crate::scenario::Scenario;

/// Two stages, from a form to another one.
fn stages(ids: &str, from: &str, to: &str) -> String {
    format!(
        "{ids}\n[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\n{from}\n\n\
         [[stage]]\nname = \"doing\"\nboard = \"DOING.md\"\n{to}\n"
    )
}

/// What a field of a task says.
fn field(town: &Scenario, id: &str, name: &str) -> Option<String> {
    let data = town.flow(&["list", "--json"]).ok().data();
    let tasks = data["tasks"].as_array()?;
    let task = tasks.iter().find(|task| task["id"] == id)?;
    task["fields"].get(name)?.as_str().map(str::to_owned)
}

#[test]
fn ids_are_bold_bracketed_or_behind_a_sign() {
    for (ids, from, head, id) in [
        ("", "- **{id}** {title}", "- **FEAT-1** Mend", "FEAT-1"),
        ("", "- **{id}:** {title}", "- **FEAT-1:** Mend", "FEAT-1"),
        ("", "* [{id}] {title}", "* [FEAT-1] Mend", "FEAT-1"),
        ("", "- [ ] {title} ({id})", "- [ ] Mend (FEAT-1)", "FEAT-1"),
        ("[ids]\nform = \"#{number}\"\n", "- {id} — {title}", "- #190 — Mend", "#190"),
        ("[ids]\nform = \"{number}\"\n", "1. #{id} — {title}", "1. #190 — Mend", "190"),
    ] {
        let workflow = stages(ids, &format!("card = \"{from}\""), "card = \"### {id}: {title}\"");
        let todo = format!("# Todo\n\n{head}\n  - a step\n");
        let todo = if head.starts_with('1') { todo.replace("\n  -", "\n   -") } else { todo };
        let boards = [("TODO.md", &*todo), ("DOING.md", "# Doing\n")];
        let town = there_and_back(&workflow, &boards, &[id], 2);
        town.flow(&["advance", id]).ok();
        assert_eq!(town.read("DOING.md"), format!("# Doing\n\n### {id}: Mend\n- a step\n"));
    }
}

const FIELDS: &str = "\
# Todo

- [ ] A-1: Mend the roof @due(2026-11-24) #home #roof
  Owner: Ada
  **Size**: 3
  **Risk:** low
  - **Place**: north
  - Tool: hammer

  Note: the ladder stands behind the shed.
- [ ] A-2: Paint
";

#[test]
fn fields_are_told_and_set_in_the_form_they_have() {
    let to = "card = \"### {id}: {title}\"\nfield = \"{name}: {value}\"\n\
              on-enter.set = { due = \"tomorrow\", Owner = \"Eve\", Seen = \"yes\" }";
    let workflow = stages("", "card = \"- [ ] {id}: {title}\"", to);
    let boards = [("TODO.md", FIELDS), ("DOING.md", "# Doing\n")];
    let town = there_and_back(&workflow, &boards, &["A-1", "A-2"], 2);
    for (name, value) in [
        ("due", "2026-11-24"),
        ("tags", "home, roof"),
        ("Owner", "Ada"),
        ("Size", "3"),
        ("Risk", "low"),
        ("Place", "north"),
        ("Tool", "hammer"),
    ] {
        assert_eq!(field(&town, "A-1", name).as_deref(), Some(value), "{name}");
    }
    town.flow(&["advance", "A-1"]).ok();
    town.flow(&["advance", "A-2"]).ok();
    assert_eq!(
        town.read("DOING.md"),
        "# Doing\n\n### A-1: Mend the roof @due(tomorrow) #home #roof\nOwner: Eve\n**Size**: 3\n\
         **Risk:** low\nSeen: yes\n- **Place**: north\n- Tool: hammer\n\n\
         Note: the ladder stands behind the shed.\n\n### A-2: Paint\ndue: tomorrow\nOwner: Eve\nSeen: yes\n"
    );
    town.flow(&["check"]).ok();
    for task in ["A-2", "A-1"] {
        town.flow(&["back", task, "--why", "not yet"]).ok();
    }
    assert_eq!(town.read("TODO.md"), FIELDS);
}

#[test]
fn a_mark_in_the_title_may_say_the_stage() {
    let stage = |name: &str| {
        format!(
            "\n[[stage]]\nname = \"{name}\"\nboard = \"TODO.md\"\ncard = \"- {{title}}\"\n\
             where = {{ status = \"{name}\" }}\nfield = \"@{{name}}({{value}})\"\n\
             on-enter.add = {{ seen = \"{name}\" }}\n"
        )
    };
    let todo = "# Todo\n\n- Mend the roof @status(open) #home\n- Paint @status(open)\n";
    let workflow = ["open", "doing", "done"].map(stage).concat();
    let town = there_and_back(&workflow, &[("TODO.md", todo)], &["mend-the-roof", "paint"], 3);
    town.flow(&["advance", "paint"]).ok();
    assert_eq!(
        town.read("TODO.md"),
        "# Todo\n\n- Mend the roof @status(open) #home\n- Paint @status(doing) @seen(doing)\n"
    );
}

#[test]
fn an_id_that_is_a_link_stays_one_wherever_it_goes() {
    let linked = "https://x.example/a_(b)/1";
    for (from, head, to, there) in [
        ("- {id} {title}", "- [FEAT-1](URL) Mend", "### {id}: {title}", "### [FEAT-1](URL): Mend"),
        (
            "- [{id}]({link}) {title}",
            "- [FEAT-1](URL) Mend",
            "1. {id} {title}",
            "1. [FEAT-1](URL) Mend",
        ),
        (
            "- [{id}: {title}]({link})",
            "- [FEAT-1: Mend](URL)",
            "## {id} {title}",
            "## [FEAT-1](URL) Mend",
        ),
        (
            "- {id}: {title}",
            "- [FEAT-1](URL): Mend",
            "- [x] [{id}: {title}]({link})",
            "- [x] [FEAT-1: Mend](URL)",
        ),
        ("- {id}: {title}", "- FEAT-1: Mend", "- [x] {id}: {title}", "- [x] FEAT-1: Mend"),
        ("- [{title}]({link})", "- [Mend](URL)", "### {title}", "### [Mend](URL)"),
    ] {
        let id = if head.contains("FEAT") { "FEAT-1" } else { "mend" };
        let (head, there) = (head.replace("URL", linked), there.replace("URL", linked));
        let form = format!("card = [\"{to}\", \"- [x] {{id}}: {{title}}\", \"- [x] {{title}}\"]");
        let workflow = stages("", &format!("card = \"{from}\""), &form);
        let todo = format!("# Todo\n\n{head}\n");
        let boards = [("TODO.md", &*todo), ("DOING.md", "# Doing\n")];
        let town = there_and_back(&workflow, &boards, &[id], 2);
        let data = town.flow(&["list", "--json"]).ok().data();
        let expected =
            if head.contains("](") { serde_json::json!(linked) } else { serde_json::Value::Null };
        assert_eq!(data["tasks"][0]["link"], expected, "{head}");
        assert_eq!(data["tasks"][0]["title"], "Mend", "{head}");
        town.flow(&["advance", id]).ok();
        assert_eq!(town.read("DOING.md"), format!("# Doing\n\n{there}\n"));
        // An edited card goes home by conversion, and has its link all the same.
        town.file("DOING.md", town.read("DOING.md").replace("Mend", "Mend it"));
        let id = if id == "mend" { "mend-it" } else { id };
        town.flow(&["back", id, "--why", "not yet"]).ok();
        assert_eq!(
            town.read("TODO.md"),
            format!("# Todo\n\n{}\n", head.replace("Mend", "Mend it"))
        );
    }
}

#[test]
fn rows_keep_the_links_of_their_ids() {
    let rows = "| Id | Title | Owner |\n|----|-------|-------|\n";
    let todo = format!("# Todo\n\n{rows}| [FEAT-1](a/1.md) | Mend | Ada |\n");
    let doing = format!("# Doing\n\n{rows}");
    let row = "card = \"| {id} | {title} | {*} |\"";
    let boards = [("TODO.md", &*todo), ("DOING.md", &*doing), ("DONE.md", "# Done\n")];
    let last = "[[stage]]\nname = \"done\"\nboard = \"DONE.md\"\ncard = \"- {id}: {title}\"\n";
    let town =
        there_and_back(&format!("{}\n{last}", stages("", row, row)), &boards, &["FEAT-1"], 3);
    town.flow(&["advance", "FEAT-1"]).ok();
    assert!(town.read("DOING.md").ends_with("| [FEAT-1](a/1.md) | Mend | Ada |\n"));
    town.flow(&["advance", "FEAT-1"]).ok();
    assert!(town.read("DONE.md").ends_with("- [FEAT-1](a/1.md): Mend\n  - **Owner:** Ada\n"));
}

#[test]
fn underlined_headings_are_sections_and_cards() {
    let todo = "Work (2)\n========\n\nFEAT-1: Mend the roof\n---------------------\n\nOwner: Ada\n\n- step\n\n\
                FEAT-2: Paint\n-------------\n\n---\n\nText.\n\nDone\n====\n\nFEAT-9: Old\n-----------\n";
    let from = "under = \"# Work ({count})\"\ncard = \"## {id}: {title}\"\n\
                on-enter.set = { Seen = \"yes\" }";
    let to = "card = \"- [ ] {id}: {title}\"";
    let last = "\n[[stage]]\nname = \"done\"\nboard = \"TODO.md\"\nunder = \"# Done\"\ncard = \"## {id}: {title}\"\n";
    let workflow = format!("{}{last}", stages("", from, to));
    let boards = [("TODO.md", todo), ("DOING.md", "# Doing\n")];
    let town = there_and_back(&workflow, &boards, &["FEAT-1", "FEAT-2"], 3);
    assert_eq!(field(&town, "FEAT-1", "Owner").as_deref(), Some("Ada"));
    town.flow(&["advance", "FEAT-1"]).ok();
    assert_eq!(
        town.read("DOING.md"),
        "# Doing\n\n- [ ] FEAT-1: Mend the roof\n\n  Owner: Ada\n\n  - step\n"
    );
    assert_eq!(
        town.read("TODO.md"),
        "Work (1)\n========\n\nFEAT-2: Paint\n-------------\n\n---\n\nText.\n\nDone\n====\n\nFEAT-9: Old\n-----------\n"
    );
    // An edited card goes home by conversion.
    town.edit("DOING.md", "step", "a step");
    town.flow(&["back", "FEAT-1", "--why", "not yet"]).ok();
    assert!(
        town.read("TODO.md").contains("\n## FEAT-1: Mend the roof\n"),
        "{}",
        town.read("TODO.md")
    );
    town.flow(&["check"]).ok();
}

#[test]
fn an_underlined_title_of_several_lines_is_one_title() {
    let todo =
        "FEAT-1: Mend\n  the roof\nand paint it\n========\n\nText.\n\nPaint\nthe door\n===\n";
    let workflow = stages(
        "[ids]\nprefixes = [\"FEAT\"]\nform = \"{prefix}-{number}\"\n",
        "card = [\"# {id}: {title}\", \"# {title}\"]",
        "card = [\"- {id}: {title}\", \"- {title}\"]",
    );
    let town = Scenario::new();
    town.file("workflow.toml", format!("version = 1\n{workflow}"));
    town.file("TODO.md", todo).file("DOING.md", "# Doing\n");
    town.flow(&["list"]).ok().says("Mend the roof and paint it");
    town.flow(&["advance", "FEAT-1"]).ok();
    let card = "- FEAT-1: Mend the roof and paint it\n\n  Text.\n";
    assert_eq!(town.read("DOING.md"), format!("# Doing\n\n{card}"));
    town.flow(&["back", "FEAT-1", "--why", "rain"]).ok();
    assert_eq!(town.read("TODO.md"), todo);

    // Without an id it is called by its first line, and would be called otherwise elsewhere.
    let refused = town.flow(&["advance", "paint"]).exits(3);
    refused.says("several lines").says("flow id");
    assert_eq!(town.read("TODO.md"), todo);
    town.flow(&["id", "paint"]).ok();
    town.flow(&["advance", "FEAT-2"]).ok();
    assert!(town.read("DOING.md").contains("- FEAT-2: Paint the door\n"));
    town.flow(&["check"]).ok();
}

#[test]
fn an_id_that_is_a_reference_stays_one_and_finds_what_it_refers_to() {
    let todo = "# Todo\n\n- [FEAT-1][] Mend the roof\n- [FEAT-2][Spec]: Paint\n- [FEAT-3][gone] Sweep\n\n\
                [FEAT-1]: docs/roof.md\n[spec]: docs/paint.md \"How\"\n";
    let ids = "[ids]\nprefixes = [\"FEAT\"]\nform = \"{prefix}-{number}\"\n";
    let town = |to: &str| {
        let from = "card = [\"- {id} {title}\", \"- {id}: {title}\"]";
        let town = Scenario::new();
        town.file("workflow.toml", format!("version = 1\n{}", stages(ids, from, to)));
        town.file("TODO.md", todo).file("DOING.md", "# Doing\n");
        town
    };
    let own = town("card = \"## {id}: {title}\"");
    for id in ["FEAT-1", "FEAT-2", "FEAT-3"] {
        own.flow(&["advance", id]).ok();
    }
    let cards = "# Doing\n\n## [FEAT-1][]: Mend the roof\n\n## [FEAT-2][Spec]: Paint\n\n\
                 ## [FEAT-3][gone]: Sweep\n\n[FEAT-1]: docs/roof.md\n[spec]: docs/paint.md \"How\"\n";
    assert_eq!(own.read("DOING.md").replace("\n\n[spec]", "\n[spec]"), cards);
    own.flow(&["check"]).ok();
    for id in ["FEAT-3", "FEAT-2", "FEAT-1"] {
        own.flow(&["back", id, "--why", "rain"]).ok();
    }
    assert_eq!(own.read("TODO.md"), todo);

    // Where a form has a place for where it leads, that is written.
    let linked = town("card = [\"- [{id}]({link}) {title}\", \"- {id} {title}\"]");
    linked.flow(&["advance", "FEAT-2"]).ok();
    assert!(linked.read("DOING.md").contains("- [FEAT-2](docs/paint.md) Paint\n"));
    linked.flow(&["undo"]).ok();
    assert_eq!(linked.read("TODO.md"), todo);
}

#[test]
fn an_underlined_card_gets_an_id_in_its_place() {
    let todo = "Mend the roof\n-------------\n\nText.\n";
    let form = "card = [\"## {id}: {title}\", \"## {title}\"]";
    let workflow = stages("[ids]\nprefixes = [\"FEAT\"]\n", form, form);
    let boards = [("TODO.md", todo), ("DOING.md", "# Doing\n")];
    let town = there_and_back(&workflow, &boards, &["mend-the-roof"], 2);
    town.flow(&["id", "mend-the-roof"]).ok();
    assert_eq!(town.read("TODO.md"), "FEAT-001: Mend the roof\n-------------\n\nText.\n");
}

const REFERRING: &str = "\
# Todo

## FEAT-1: Mend the [roof]

See [the plan][The  Plan] and the note[^1].

## FEAT-2: Paint the [roof]

Owner: Ada

[roof]: https://roof.example
[the plan]: docs/plan.md \"Plan\"

[^1]: A note of words.
[other]: x
";

#[test]
fn definitions_stay_usable_where_a_card_goes() {
    let to = "card = \"- {id}: {title}\"";
    let last = "\n[[stage]]\nname = \"done\"\nends = true\narchive = \"archive/{id}.md\"\n";
    let workflow = format!("{}{last}", stages("", "card = \"## {id}: {title}\"", to));
    for doing in
        ["# Doing\n", "# Doing", "# Doing\n\n- FEAT-9: Old\n\n[other]: y\n", "# Doing\r\n\r\n"]
    {
        let boards = [("TODO.md", REFERRING), ("DOING.md", doing)];
        there_and_back(&workflow, &boards, &["FEAT-1", "FEAT-2"], 2);
    }
    let boards = [("TODO.md", REFERRING), ("DOING.md", "# Doing\n")];
    let town = there_and_back(&workflow, &boards, &["FEAT-1", "FEAT-2"], 2);
    town.flow(&["advance", "FEAT-1"]).ok();
    town.flow(&["advance", "FEAT-2"]).ok();
    let definitions =
        "[roof]: https://roof.example\n[the plan]: docs/plan.md \"Plan\"\n[^1]: A note of words.\n";
    assert_eq!(
        town.read("DOING.md"),
        format!(
            "# Doing\n\n- FEAT-1: Mend the [roof]\n\n  See [the plan][The  Plan] and the note[^1].\n\
             - FEAT-2: Paint the [roof]\n\n  Owner: Ada\n\n{definitions}"
        )
    );
    assert!(town.read("TODO.md").ends_with("[^1]: A note of words.\n[other]: x\n"));
    town.flow(&["check"]).ok();
    town.flow(&["advance", "FEAT-1"]).ok();
    assert!(town.read("archive/FEAT-1.md").ends_with(&format!("note[^1].\n\n{definitions}")));
}

#[test]
fn a_label_that_is_taken_is_told() {
    let workflow = stages("", "card = \"## {id}: {title}\"", "card = \"### {id}: {title}\"");
    let doing = "# Doing\n\n[Roof]: elsewhere\n";
    let boards = [("TODO.md", REFERRING), ("DOING.md", doing)];
    let town = there_and_back(&workflow, &boards, &["FEAT-2"], 2);
    town.flow(&["advance", "FEAT-2", "--dry-run"])
        .ok()
        .says("[roof] leads elsewhere there: DOING.md:3");
    town.flow(&["advance", "FEAT-2"]).ok();
    assert_eq!(
        town.read("DOING.md"),
        "# Doing\n\n### FEAT-2: Paint the [roof]\n\nOwner: Ada\n\n[Roof]: elsewhere\n"
    );
}

#[test]
fn what_cannot_be_defined_there_is_told() {
    let workflow = "[[stage]]\nname = \"todo\"\nboard = \"TODO.md\"\ncard = \"- {title}\"\n\n\
                    [[stage]]\nname = \"doing\"\nboard = \"todo.txt\"\n";
    let todo = "# Todo\n\n- Mend the [roof]\n\n[roof]: https://roof.example\n";
    let boards = [("TODO.md", todo), ("todo.txt", "Paint the door\n")];
    let town = there_and_back(workflow, &boards, &["mend-the-roof"], 2);
    let dry = town.flow(&["advance", "mend-the-roof", "--dry-run"]).ok();
    dry.says("todo.txt has no place for what the card refers to: [roof]: https://roof.example");
    town.flow(&["advance", "mend-the-roof"]).ok();
    assert_eq!(town.read("todo.txt"), "Paint the door\nMend the [roof]\n");
}
