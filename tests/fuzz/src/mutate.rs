//! Mutations: one input, changed a little, often in the words of its own language.

use fastrand::Rng;

/// The longest input that a mutation makes, in bytes.
const LONGEST: usize = 6000;

/// Numbers at which counting goes wrong.
const NUMBERS: [&str; 8] = [
    "0",
    "00",
    "7",
    "4294967296",
    "9223372036854775807",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
];

/// A mutation of `input`, with another input to borrow from and the words of the target's language.
pub fn mutate(rng: &mut Rng, input: &[u8], other: &[u8], dictionary: &[&str]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..1 << rng.u32(0..4) {
        once(rng, &mut bytes, other, dictionary);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn once(rng: &mut Rng, bytes: &mut Vec<u8>, other: &[u8], dictionary: &[&str]) {
    let at = rng.usize(0..=bytes.len());
    let line = line_at(bytes, at);
    match rng.u8(0..14) {
        0 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(0..8),
        1 if at < bytes.len() => bytes[at] = rng.u8(..),
        2 => drop(bytes.drain(at..(at + rng.usize(0..24)).min(bytes.len()))),
        3 => {
            let part = bytes[at..(at + rng.usize(0..80)).min(bytes.len())].to_vec();
            insert(bytes, rng.usize(0..=bytes.len()), &part);
        }
        4 | 5 => insert(bytes, at, word(rng, dictionary).as_bytes()),
        6 => insert(bytes, line.start, word(rng, dictionary).as_bytes()),
        7 => {
            let whole = format!("{}\n", word(rng, dictionary).trim_end_matches('\n'));
            drop(bytes.splice(line, whole.bytes()));
        }
        8 => {
            let theirs = line_at(other, rng.usize(0..=other.len()));
            insert(bytes, line.start, &other[theirs]);
        }
        9 => {
            let theirs = line_at(other, rng.usize(0..=other.len()));
            bytes.truncate(line.start);
            bytes.extend_from_slice(&other[theirs.start..]);
        }
        10 => drop(bytes.drain(line)),
        11 => {
            let moved: Vec<u8> = bytes.drain(line).collect();
            let to = line_at(bytes, rng.usize(0..=bytes.len())).start;
            insert(bytes, to, &moved);
        }
        12 => number(rng, bytes, at),
        _ => {
            if let Some(newline) = bytes[line.clone()].iter().position(|&b| b == b'\n') {
                insert(bytes, line.start + newline, b"\r");
            }
        }
    }
}

fn word<'d>(rng: &mut Rng, dictionary: &[&'d str]) -> &'d str {
    rng.choice(dictionary).copied().unwrap_or_default()
}

fn insert(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    drop(bytes.splice(at..at, part.iter().copied()));
}

/// The line that holds a byte, with its newline.
fn line_at(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let start = bytes[..at].iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |end| at + end + 1);
    start..end
}

/// Gives the next number behind `at` another value.
fn number(rng: &mut Rng, bytes: &mut Vec<u8>, at: usize) {
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit) else { return };
    let start = at + start;
    let len = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
    let value = word(rng, &NUMBERS);
    drop(bytes.splice(start..start + len, value.bytes()));
}
