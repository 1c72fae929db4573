//! What gates say, as data and as a page.

use flow_core::fault::FaultKind;
use flow_core::flow::Judgement;
use flow_core::gate::{GateReport, Reason, Verdict};
use flow_core::path::RelPath;
use serde_json::{Value, json};

use super::page::{Line, Page};
use super::typed::Typed;
use super::words::interrupted;
use crate::failure::{Exit, Failure};

/// The gates as data.
pub fn data(reports: &[GateReport]) -> Vec<Value> {
    reports.iter().map(gate).collect()
}

fn gate(report: &GateReport) -> Value {
    let (message, reasons) = match &report.verdict {
        Verdict::Pass { message, .. } | Verdict::Skip { message } => (message.clone(), Vec::new()),
        Verdict::Refuse(reasons) => {
            let first = reasons.first().map(|r| r.message.clone()).unwrap_or_default();
            (first, reasons.iter().map(reason).collect())
        }
        Verdict::Broken(fault) => {
            let reason = json!({ "message": fault.message, "hint": fault.hint, "line": null });
            (fault.message.clone(), vec![reason])
        }
    };
    json!({
        "name": report.name,
        "verdict": report.word(),
        "ms": u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX),
        "message": message,
        "reasons": reasons,
        "warnings": report.warnings,
    })
}

fn reason(reason: &Reason) -> Value {
    json!({ "message": reason.message, "hint": reason.hint, "line": reason.line })
}

/// Every gate with its verdict and its reasons.
pub fn page(reports: &[GateReport], board: &RelPath) -> Page {
    let width = reports.iter().map(|r| r.name.chars().count()).max().unwrap_or(0);
    let mut page = Page::default();
    for report in reports {
        let line = Line::blanks(2);
        let name = format!("{:width$}  ", report.name);
        match &report.verdict {
            Verdict::Pass { message, .. } => {
                page.push(line.good("pass  ").plain(name).dim(message).trimmed())
            }
            Verdict::Skip { message } => {
                page.push(line.dim("skip  ").plain(name).dim(message).trimmed())
            }
            _ => reasons(report, board, &mut page),
        }
    }
    page
}

/// Why a gate does not agree: each reason with its place and what to do about it.
fn reasons(report: &GateReport, board: &RelPath, page: &mut Page) {
    page.push(Line::blanks(2).bad(format!("{:<5}", report.word())).plain(" ").bold(&report.name));
    let mut tell = |message: &str, hint: Option<&str>, line: Option<usize>| {
        let mut lines = message.lines();
        let first = lines.next().unwrap_or_default();
        let place = line.map(|line| format!("{board}:{line}  "));
        page.push(Line::blanks(8).link(place.unwrap_or_default()).plain(first).prose(10));
        for more in lines {
            page.push(Line::blanks(8).plain(more));
        }
        for line in hint.unwrap_or_default().lines() {
            page.push(Line::blanks(10).dim(line));
        }
    };
    match &report.verdict {
        Verdict::Refuse(reasons) => {
            for reason in reasons {
                tell(&reason.message, reason.hint.as_deref(), reason.line);
            }
        }
        Verdict::Broken(fault) => tell(&fault.message, fault.hint.as_deref(), None),
        Verdict::Pass { .. } | Verdict::Skip { .. } => {}
    }
}

/// The failure of a judgement in which not all gates agree.
pub fn refused(judgement: &Judgement, typed: &Typed) -> Failure {
    let Judgement { task, mov, reports, .. } = judgement;
    let broken = |report: &&GateReport| matches!(report.verdict, Verdict::Broken(_));
    let is_interrupted = |report: &GateReport| matches!(&report.verdict, Verdict::Broken(f) if f.kind == FaultKind::Interrupted);
    if reports.iter().any(is_interrupted) {
        return interrupted();
    }
    let against: Vec<GateReport> = reports.iter().filter(|r| !r.agrees()).cloned().collect();
    let names: Vec<&str> = against.iter().map(|report| report.name.as_str()).collect();
    let names = names.join(", ");
    let stays = format!("{} stays in {}", mov.id, mov.from);
    let (code, exit, message) = if against.iter().all(|report| broken(&report)) {
        ("gate-error", Exit::Failed, format!("no answer from the gates ({names}): {stays}"))
    } else if against.len() == 1 {
        ("refused", Exit::Refused, format!("the gate {names} refuses: {stays}"))
    } else {
        ("refused", Exit::Refused, format!("the gates {names} refuse: {stays}"))
    };
    let details = json!({
        "id": mov.id, "from": mov.from, "to": mov.to, "board": task.board, "gates": data(reports),
    });
    Failure::new(code, exit, message)
        .page(page(&against, &task.board))
        .details(details)
        .hint(format!("when that is done: {}", typed.with(&mov.id)))
}
