//! The journal: any bytes as an entry's file.

use std::path::Path;

use flow_core::digest::sha256;
use flow_core::journal::{History, Journal, JournalError, Logged};

use crate::shape::Shape;
use crate::{Law, law};

/// Reads the bytes as they are, and with right checksums, so that what lies behind them is met as well.
pub fn run(input: &[u8]) -> Law {
    let mut shape = Shape::default();
    read(input, &mut shape)?;
    let sealed: Vec<u8> = input.split_inclusive(|&b| b == b'\n').flat_map(seal).collect();
    // Flow settles an entry in one way only.
    let once = |logged: &Logged| !(logged.is_rolled_back() && logged.is_committed());
    if let Some((written, logged)) = read(&sealed, &mut shape)?.filter(|(_, logged)| once(logged)) {
        damaged(&written, &logged)?;
    }
    Ok(shape.signature())
}

/// A line that is JSON, with its checksum before it; any other as it is.
fn seal(line: &[u8]) -> Vec<u8> {
    let json = line.strip_suffix(b"\n").unwrap_or(line);
    match json.first() {
        Some(b'{') => [&sha256(json).as_bytes()[..16], b" ", line].concat(),
        _ => line.to_vec(),
    }
}

fn parse(bytes: &[u8]) -> Result<Logged, JournalError> {
    let seq = head(bytes).unwrap_or(1);
    Journal::parse(Path::new("00000001.jsonl"), seq, bytes)
}

/// The number that an entry gives itself, so that it is read as that of its file.
fn head(bytes: &[u8]) -> Option<u64> {
    let line = bytes.split(|&b| b == b'\n').next()?.get(17..)?;
    serde_json::from_slice::<serde_json::Value>(line).ok()?["seq"].as_u64()
}

/// What recovery depends on: taking back again, or telling again, does no harm.
fn decides(logged: &Logged) -> (String, bool, bool) {
    (format!("{:?}", logged.entry), logged.is_committed(), logged.is_done())
}

/// What an entry says, as text: the entry, then each record.
fn meaning(logged: &Logged) -> Vec<String> {
    let records = logged.progress.iter().map(|record| format!("{record:?}"));
    std::iter::once(format!("{:?}", logged.entry)).chain(records).collect()
}

/// An entry as flow writes it, and as it was read.
type Read = (Vec<u8>, Logged);

/// Reads bytes as an entry; where they are one, gives it as flow writes it, and what it says.
fn read(bytes: &[u8], shape: &mut Shape) -> Result<Option<Read>, String> {
    let logged = match parse(bytes) {
        Ok(logged) => logged,
        Err(error @ (JournalError::Corrupt { .. } | JournalError::Newer { .. })) => {
            shape.error(&error.to_string());
            return Ok(None);
        }
        Err(error) => return Err(format!("bytes cannot fail so: {error}")),
    };
    let said = meaning(&logged);
    let json = |value: serde_json::Result<String>| value.map_err(|error| error.to_string());
    let mut again = json(serde_json::to_string(&logged.entry))? + "\n";
    for record in &logged.progress {
        again += &format!("\n{}\n", json(serde_json::to_string(record))?);
    }
    let sealed: Vec<u8> =
        again.as_bytes().split_inclusive(|&b| b == b'\n').flat_map(seal).collect();
    let back = parse(&sealed).map_err(|error| format!("written again: {error}"))?;
    law!(meaning(&back) == said, "written again it says something else");
    shape.see((logged.is_committed(), logged.is_done(), logged.is_rolled_back()));
    shape.count(logged.progress.len());
    shape.count(logged.entry.files.len());
    shape.count(logged.entry.externals.len());
    follow(&logged);
    Ok(Some((sealed, logged)))
}

/// Has the history follow a place through the entry, twice over.
fn follow(logged: &Logged) {
    let mut later = logged.clone();
    later.entry.seq = later.entry.seq.saturating_add(1);
    let history = History::new(vec![logged.clone(), later]);
    for entry in history.entries() {
        let _ =
            (history.is_reverted(entry.seq), history.undid(entry), history.since(entry, &entry.id));
        let _ = history.remade_by(entry);
        for file in &entry.files {
            for (index, splice) in file.splices.iter().enumerate() {
                let _ = history.place(entry, &file.path, index, &splice.old);
            }
        }
    }
}

/// A byte that has flipped, or an end that is torn, never says something else: the file is refused, or
/// says what was durable before.
fn damaged(sealed: &[u8], truth: &Logged) -> Result<(), String> {
    let (whole, truth) = (meaning(truth), decides(truth));
    let spread = (1..=24usize).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % sealed.len().max(1));
    for at in spread.chain(sealed.len().saturating_sub(3)..sealed.len()) {
        for bit in [at % 8, 5] {
            let mut flipped = sealed.to_vec();
            flipped[at] ^= 1 << bit;
            if let Ok(logged) = parse(&flipped) {
                let said = decides(&logged);
                law!(said == truth, "with bit {bit} of byte {at} flipped it says something else");
            }
        }
        if let Ok(logged) = parse(&sealed[..at]) {
            let said = meaning(&logged);
            law!(whole.starts_with(&said), "torn at byte {at} it says something else");
        }
    }
    Ok(())
}
