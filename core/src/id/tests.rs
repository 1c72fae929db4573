//! Ids read, written, compared and found.

use super::*;

fn form() -> IdForm {
    let prefixes = ["FEAT", "TEST", "PERF"].map(str::to_owned).to_vec();
    IdForm::new("{prefix}-{number:3}{suffix?}", prefixes).expect("a form")
}

#[test]
fn a_text_names_no_task_by_half_a_number_or_by_nothing() {
    let ids = ["Week 10: plan", "Feat 10 day trial", "Feat 1 day trip", "✅", "Mend the roof"]
        .map(TaskId::handle);
    let known: Vec<TaskId> = ids.iter().cloned().chain(form().read("FEAT-002")).collect();
    let found = |text: &str, ids: &[TaskId]| match resolve(text, ids) {
        Resolution::One(id) => id.to_string(),
        Resolution::Many(ids) => format!("{} of them", ids.len()),
        Resolution::None => "none".to_owned(),
    };
    for (text, all, alone) in [
        ("week-1", "none", "none"),
        ("week 10", "week-10-plan", "week-10-plan"),
        ("mend the r", "mend-the-roof", "mend-the-roof"),
        ("", "none", "none"),
        ("?", "none", "none"),
        // Where there are ids like it, it is one.
        ("FEAT-1", "none", "feat-1-day-trip"),
        ("feat", "2 of them", "2 of them"),
    ] {
        assert_eq!(
            (found(text, &known), found(text, &ids)),
            (all.to_owned(), alone.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn a_handle_is_typed_by_its_first_words() {
    let ids = ["Mend the roof", "Mend the fence", "Sweep"].map(TaskId::handle);
    assert_eq!(resolve("sweep", &ids), Resolution::One(ids[2].clone()));
    assert_eq!(resolve("Mend the r", &ids), Resolution::One(ids[0].clone()));
    assert_eq!(resolve("mend-the", &ids), Resolution::Many(ids[..2].to_vec()));
    assert_eq!(resolve("roof", &ids), Resolution::None);
    assert_eq!(resolve("", &ids), Resolution::None);
}

#[test]
fn reads_ids_with_and_without_suffix() {
    let id = form().read("TEST-007-C").expect("an id");
    assert_eq!((id.prefix(), id.number(), id.suffix()), ("TEST", 7, "C"));
    assert_eq!(form().read("PERF-007").expect("an id").suffix(), "");
    assert_eq!(form().read("FEAT-012b").expect("an id").suffix(), "b");
    assert!(form().read("PERF-").is_none());
    assert!(form().read("PERF-99999999999999999999999").is_some(), "ids are texts");
    assert!(form().read("NOPE-1").is_none());
}

#[test]
fn identity_ignores_case_and_minds_zeros() {
    assert_eq!(form().read("perf-007"), form().read("PERF-007"));
    assert_ne!(form().read("PERF-7"), form().read("PERF-007"));
    let twins: Vec<TaskId> =
        ["PERF-12", "PERF-012"].iter().filter_map(|t| form().read(t)).collect();
    let found = |text| resolve(text, &twins);
    assert!(matches!(found("PERF-12"), Resolution::One(id) if id.as_str() == "PERF-12"));
    assert!(matches!(found("perf-012"), Resolution::One(id) if id.as_str() == "PERF-012"));
    assert!(matches!(found("12"), Resolution::Many(ids) if ids.len() == 2));
    assert!(matches!(found("PERF-0012"), Resolution::Many(_)));
    assert!(matches!(resolve("perf-12", &twins[1..]), Resolution::One(_)));
}

#[test]
fn ids_in_prose_stand_alone() {
    let text = "see PERF-007, XPERF-008 and FEAT-1-2-3 or TEST-007-C.";
    let ids: Vec<_> = form().find_all(text).into_iter().map(|(_, id)| id.to_string()).collect();
    assert_eq!(ids, ["PERF-007", "TEST-007-C"]);
}

#[test]
fn a_prefix_ends_where_the_form_goes_on() {
    let read = |form, text: &str| {
        let ids = IdForm::new(form, Vec::new()).expect("a form");
        let id = ids.read(text)?;
        let capital = text.replacen('t', "T", 1);
        assert_eq!(ids.find_all(&capital).len(), 1, "{capital}");
        Some((id.prefix().to_owned(), id.number(), id.suffix().to_owned()))
    };
    let parts = |p: &str, n, s: &str| Some((p.to_owned(), n, s.to_owned()));
    assert_eq!(read("{prefix}{number}{suffix?}", "T12-C"), parts("T", 12, "C"));
    assert_eq!(read("{prefix}{number}{suffix?}", "t12"), parts("t", 12, ""));
    assert_eq!(read("{prefix}_{number}", "A_B_7"), parts("A_B", 7, ""));
    assert_eq!(read("{prefix}#{number}", "A1#7"), parts("A1", 7, ""));
    assert_eq!(read("{prefix}-{number}", "A1-7"), parts("A1", 7, ""));
    assert_eq!(read("{prefix}{suffix}-{number}", "Ag-3"), parts("A", 3, "g"));
    assert_eq!(read("{prefix}-{number}", "A1"), None);
}

#[test]
fn undeclared_prefixes_are_id_shaped() {
    let found = form().at(b"AUDIT-001 Part 3", 0).expect("shape");
    assert!(!found.declared);
    assert_eq!(found.end, 9);
}

#[test]
fn a_short_id_is_never_a_prefix_of_the_digits() {
    let form = form();
    let ids: Vec<TaskId> =
        ["PERF-007", "PERF-070", "FEAT-012"].iter().filter_map(|t| form.read(t)).collect();
    assert!(matches!(resolve("7", &ids), Resolution::One(id) if id.as_str() == "PERF-007"));
    assert!(matches!(resolve("012", &ids), Resolution::One(id) if id.as_str() == "FEAT-012"));
    assert!(matches!(resolve("1", &ids), Resolution::None));
    let twins: Vec<TaskId> = ["PERF-007", "FEAT-007"].iter().filter_map(|t| form.read(t)).collect();
    assert!(matches!(resolve("7", &twins), Resolution::Many(m) if m.len() == 2));
}

#[test]
fn writes_with_the_width_of_the_form() {
    assert_eq!(form().write("PERF", 7, ""), "PERF-007");
    assert_eq!(form().write("TEST", 7, "C"), "TEST-007-C");
}

#[test]
fn a_part_of_a_task_has_its_numbers_behind_a_dot() {
    let form = IdForm::new("{prefix}-{number}{suffix?}", vec!["TASK".to_owned()]).expect("a form");
    let read = |text: &str| form.read(text).map(|id| (id.number(), id.suffix().to_owned()));
    assert_eq!(read("task-12.1"), Some((12, ".1".to_owned())));
    assert_eq!(read("TASK-100.11.4"), Some((100, ".11.4".to_owned())));
    assert_eq!(read("task-12."), None);
    assert_eq!(form.write("TASK", 12, ".1"), "TASK-12.1");
    let prose = "TASK-12.1 waits for TASK-12. TASK-3.md tells more.";
    let found: Vec<_> = form.find_all(prose).into_iter().map(|(_, id)| id.to_string()).collect();
    assert_eq!(found, ["TASK-12.1", "TASK-12", "TASK-3"]);
    let ids: Vec<TaskId> = ["TASK-12", "TASK-12.1"].iter().filter_map(|t| form.read(t)).collect();
    assert!(matches!(resolve("12", &ids), Resolution::One(id) if id.as_str() == "TASK-12"));
    assert!(
        matches!(resolve("task-12.1", &ids), Resolution::One(id) if id.as_str() == "TASK-12.1")
    );
}

#[test]
fn a_prefix_may_have_parts() {
    let prefixes = ["WEB", "WEB-API", "NET"].map(str::to_owned).to_vec();
    let form = IdForm::new("{prefix}-{number:2}{suffix?}", prefixes).expect("a form");
    let parts = |text: &str| {
        let id = form.read(text)?;
        Some((id.prefix().to_owned(), id.number(), id.suffix().to_owned()))
    };
    let expected = |p: &str, n, s: &str| Some((p.to_owned(), n, s.to_owned()));
    assert_eq!(parts("WEB-API-01"), expected("WEB-API", 1, ""));
    assert_eq!(parts("web-api-01-C"), expected("web-api", 1, "C"));
    assert_eq!(parts("WEB-07-API"), expected("WEB", 7, "API"));
    assert_eq!(parts("NET-API-01"), None);
    assert!(form.at(b"NET-API-01: x", 0).is_some_and(|found| !found.declared && found.end == 10));
    let prose = "WEB-API-01 waits for WEB-2, not for X-WEB-API-03 or WEB-API.";
    let found: Vec<_> = form.find_all(prose).into_iter().map(|(_, id)| id.to_string()).collect();
    assert_eq!(found, ["WEB-API-01", "WEB-2"]);
    assert_eq!(form.write("WEB-API", 3, "C"), "WEB-API-03-C");
    let ids: Vec<TaskId> =
        ["WEB-API-01", "WEB-02"].iter().filter_map(|text| form.read(text)).collect();
    for typed in ["web-api-1", "WEB-API-001", "1"] {
        assert_eq!(resolve(typed, &ids), Resolution::One(ids[0].clone()), "{typed}");
    }
}

#[test]
fn a_number_may_be_typed_with_its_sign() {
    let form = IdForm::new("{number}", Vec::new()).expect("a form");
    let ids: Vec<TaskId> = ["7", "17"].iter().filter_map(|text| form.read(text)).collect();
    assert_eq!(resolve("#7", &ids), Resolution::One(ids[0].clone()));
    assert_eq!(resolve("7", &ids), Resolution::One(ids[0].clone()));
    assert_eq!(resolve("#", &ids), Resolution::None);
    let signed = IdForm::new("#{number}", Vec::new()).expect("a form");
    let ids: Vec<TaskId> = ["#7", "#17"].iter().filter_map(|text| signed.read(text)).collect();
    assert_eq!(resolve("7", &ids), Resolution::One(ids[0].clone()));
    assert_eq!(resolve("#17", &ids), Resolution::One(ids[1].clone()));
}
