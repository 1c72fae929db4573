//! What the columns of a table are, and what stands in that which says the stage.

use super::told::stages_of;
use super::*;

fn says(inference: &Inference, part: &str) -> bool {
    inference.doubts.iter().any(|doubt| doubt.text.contains(part))
}

#[test]
fn what_a_value_says_of_its_own_row_is_read_and_not_written() {
    let text = "# Tasks\n\n| Task | Status |\n|---|---|\n| Tar | Todo |\n| Oil | In progress (2 of 5) |\n\
                | Saw | ✅ Done |\n| Rig | ✅ Done (2026-02-03) |\n| Dig | 已完成（第一周） |\n";
    let expected = [("todo", 1), ("in-progress", 1), ("done", 2), ("已完成", 1)];
    let (inference, _) = stages_of(&[("TODO.md", text)], &expected);
    has(&inference, "where = { \"Status\" = [\"In progress\", \"In progress {*}\"] }");
    has(&inference, "where = { \"Status\" = [\"✅ Done\", \"✅ Done {*}\"] }");
    has(&inference, "where = { \"Status\" = [\"已完成\", \"已完成（{*}\"] }");
    assert!(says(&inference, "flow writes `In progress`"), "{:?}", inference.doubts);
    assert!(!says(&inference, "flow writes `✅ Done`"), "{:?}", inference.doubts);
    // A sign alone has its bracket with it: another stage may begin with the sign as well.
    let text = "# Tasks\n\n| Task | Status |\n|---|---|\n| Tar | ⬜ |\n| Oil | ✅ (May) |\n| Saw | ✅ Closed |\n";
    let (inference, _) =
        stages_of(&[("TODO.md", text)], &[("todo", 1), ("done", 1), ("closed", 1)]);
    has(&inference, "where = { \"Status\" = [\"✅\", \"✅ ({*}\"] }");
    // What would be read as another stage's too is told apart by all that it says.
    let text = "# Tasks\n\n| Task | Status |\n|---|---|\n| Tar | Todo |\n| Oil | Blocked (Bo) |\n| Saw | Blocked elsewhere |\n\
                | Dig | Done |\n";
    let (inference, _) = adopted(&[("TODO.md", text)]);
    has(&inference, "where = { \"Status\" = [\"Blocked\", \"Blocked (Bo)\"] }");
}

/// A table with two columns of these names.
fn table(title: &str, names: (&str, &str), rows: &[(&str, &str)]) -> String {
    let rows = rows.iter().map(|(task, status)| format!("| {task} | {status} |\n"));
    let (task, status) = names;
    format!("# {title}\n\n| {task} | {status} |\n|---|---|\n{}", rows.collect::<String>())
}

#[test]
fn the_column_that_says_the_stage_is_known_in_the_languages_of_boards() {
    for name in [
        "Статус",
        "СОСТОЯНИЕ",
        "状態",
        "ステータス",
        "상태",
        "Durum",
        "Trạng thái",
        "Stav",
        "Tila",
        "Stan",
        "Situação",
        "Estatus",
        "État",
        "Zustand",
        "Stand",
        "**Status**",
    ] {
        let text =
            table("Plan", ("Task", name), &[("Tar", "✅ done"), ("Oil", "todo"), ("Rig", "much")]);
        stages_of(&[("TODO.md", &text)], &[("todo", 1), ("much", 1), ("done", 1)]);
    }
}

#[test]
fn a_column_in_which_every_value_says_a_stage_is_that_of_the_stage() {
    let rows = [("Tar", "В работе"), ("Oil", "Готово"), ("Rig", "Готово")];
    let text = table("План", ("Задача", "Что с ней"), &rows);
    let (inference, _) = stages_of(&[("ROADMAP.md", &text)], &[("в-работе", 1), ("готово", 2)]);
    assert!(says(&inference, "`Что с ней`"), "{:?}", inference.doubts);
    // One value that says none, signs that may say how urgent it is, and two such columns tell nothing.
    let plain = |rows: &[(&str, &str)]| {
        let text = table("Plan", ("Task", "How | Tests"), rows);
        let text = text.replace("|---|---|", "|---|---|---|");
        let (inference, _) = adopted(&[("TODO.md", &text)]);
        let draft = inference.draft.as_ref().map(Draft::text).unwrap_or_default();
        assert!(!draft.contains("where"), "{draft}");
    };
    plain(&[("Tar", "now | -"), ("Oil", "done | -"), ("Rig", "much | -")]);
    plain(&[("Tar", "🔴 | -"), ("Oil", "🟢 | -"), ("Rig", "🟡 | -")]);
    plain(&[("Tar", "now | -"), ("Oil", "next | -"), ("Rig", "later | -")]);
    plain(&[("Tar", "done | todo"), ("Oil", "todo | done")]);
}

#[test]
fn a_column_that_says_one_sign_throughout_says_the_stage() {
    let text = "# Todo\n\n| # | Task | Status |\n|---|---|---|\n| 1 | Tar | ⏳ |\n| 2 | Oil | ⏳ |\n| 3 | Rig | ⏳ |\n";
    let (inference, _) = stages_of(&[("TODO.md", text)], &[("in-progress", 3), ("done", 0)]);
    has(&inference, "where = { \"Status\" = \"⏳\" }");
}

#[test]
fn a_category_beside_the_id_is_no_title() {
    let text = |kind: &str, title: &str| {
        format!(
            "# Todo\n\n| ID | {kind} | {title} | Status |\n|---|---|---|---|\n| FIX-1 | HULL | Tar it all over | todo |\n\
             | FIX-2 | RIG | Splice both ropes | done |\n"
        )
    };
    for title in [
        "概要",
        "内容",
        "描述",
        "标题",
        "Beschreibung",
        "Zusammenfassung",
        "Résumé",
        "Resumen",
        "Resumo",
        "Descrição",
        "Описание",
        "Название",
        "Opis",
        "Nazwa",
        "Bug Description",
        "Goal",
        "Objective",
        "Work",
        "Change",
        "Requirement",
    ] {
        let (inference, _) =
            stages_of(&[("TODO.md", &text("Area", title))], &[("todo", 1), ("done", 1)]);
        has(&inference, "card = \"| {id} | {*} | {title} | {*} |\"");
    }
    // By names that nobody knows, the first is the title, unless its values come again and those of another do not.
    let (inference, _) = adopted(&[("TODO.md", &text("Ahol", "Mit"))]);
    has(&inference, "card = \"| {id} | {title} | {*} |\"");
    for (kind, title) in [("Ahol", "Mit"), ("Component", "Summary")] {
        let text = text(kind, title).replace("RIG", "HULL");
        let text = format!(
            "{text}\n## More\n\n| ID | {kind} | {title} | Status |\n|---|---|---|---|\n| FIX-3 | KEEL | Oil | done |\n"
        );
        let (inference, _) = adopted(&[("TODO.md", &text)]);
        has(&inference, "card = \"| {id} | {*} | {title} | {*} |\"");
        assert!(
            says(&inference, &format!("titles are taken from the column `{title}`")),
            "{:?}",
            inference.doubts
        );
    }
    // A date, a name or a remark that comes behind the title is none.
    let text = "# Todo\n\n| ID | Ahol | Mikor | Status |\n|---|---|---|---|\n| FIX-1 | Tar | 2026-01-02 | todo |\n\
                | FIX-2 | Tar | 2026-01-03 | done |\n";
    let (inference, _) = adopted(&[("TODO.md", text)]);
    has(&inference, "card = \"| {id} | {title} | {*} |\"");
}
