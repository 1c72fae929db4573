//! Boards and plans, in process: how the cost grows with the number of cards. Each size does ten
//! times the work of the one before; linear growth shows as tenfold times.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::BytesCount;
use flow_core::board::Board;
use flow_core::config::{self, Known};
use flow_core::path::RelPath;
use flow_core::snapshot::Snapshot;
use flow_core::workflow::Workflow;
use pulldown_cmark::Parser;

fn main() {
    divan::main();
}

const SIZES: [usize; 4] = [100, 1_000, 10_000, 25_000];

fn workflow(boards: usize) -> Workflow {
    let mut text = String::from("version = 1\n");
    for board in 0..boards {
        let card = "- [ ] **{id}**: {title}";
        text += &format!(
            "[[stage]]\nname = \"s{board}\"\nboard = \"B{board}.md\"\ncard = \"{card}\"\n"
        );
    }
    text += "[[stage]]\nname = \"done\"\nends = true\n";
    let known = Known { scripts: &[], native_gates: &[], formats: &[], script_exists: &|_| true };
    config::load("workflow.toml", text.as_bytes(), &known).unwrap_or_else(|error| panic!("{error}"))
}

fn text(cards: usize) -> Arc<str> {
    let card = |n: usize| {
        format!(
            "- [ ] **TASK-{n:03}**: Mend the fence at post {n}\n  - **Place:** `yard/post_{n}.md:12`\n  \
             - **Problem:** the wood is soft and the nail does not hold\n  - [ ] Take the old post out\n\n"
        )
    };
    let cards: String = (0..cards).map(card).collect();
    format!("# Later\n\n{cards}").into()
}

/// A bare pass of the Markdown parser over the same bytes.
#[divan::bench(args = SIZES)]
fn bare_parser(bencher: Bencher, cards: usize) {
    let text = text(cards);
    bencher
        .counter(BytesCount::new(text.len()))
        .bench_local(|| Parser::new(&text).into_offset_iter().count());
}

/// A board, with its cards.
#[divan::bench(args = SIZES)]
fn board(bencher: Bencher, cards: usize) {
    let (workflow, text) = (workflow(1), text(cards));
    let path = RelPath::new("B0.md").unwrap_or_else(|error| panic!("{error}"));
    bencher
        .counter(BytesCount::new(text.len()))
        .bench_local(|| Board::parse(path.clone(), text.clone(), &workflow).map(|b| b.cards.len()));
}

/// A snapshot with all its tasks read, fields and boxes included.
#[divan::bench(args = SIZES)]
fn snapshot(bencher: Bencher, cards: usize) {
    let (workflow, text) = (workflow(1), text(cards));
    bencher.counter(BytesCount::new(text.len())).bench_local(|| {
        Snapshot::from_texts(&workflow, &workflow.boards_of([].iter()), |_| Ok(text.clone()))
            .map(|s| s.tasks().len())
    });
}

/// A hundred thousand cards over five boards.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn a_hundred_thousand_cards(bencher: Bencher) {
    let (workflow, text) = (workflow(5), text(20_000));
    bencher.counter(BytesCount::new(5 * text.len())).bench_local(|| {
        Snapshot::from_texts(&workflow, &workflow.boards_of([].iter()), |_| Ok(text.clone()))
            .map(|s| s.tasks().len())
    });
}
