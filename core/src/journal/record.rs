//! The lines of an entry: each with a checksum, so that a torn or damaged one is told from a whole one.

use std::io;

use super::Progress;
use crate::digest::sha256;
use crate::fs::written;

/// How long the checksum is, in hexadecimal digits.
const SUM: usize = 16;

/// A line with its checksum.
pub(crate) fn line(value: &impl serde::Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(value)?;
    let mut line = sha256(&json).as_bytes()[..SUM].to_vec();
    line.push(b' ');
    line.extend(json);
    line.push(b'\n');
    Ok(line)
}

/// The JSON of a line whose checksum is right.
pub(crate) fn checked(line: &[u8]) -> Option<&[u8]> {
    let (sum, json) = line.split_at_checked(SUM + 1)?;
    (sum[SUM] == b' ' && sha256(json).as_bytes()[..SUM] == sum[..SUM]).then_some(json)
}

/// Whether a line that does not hold is only the beginning of a record, cut off as it was written.
/// Anything else was whole once, and nobody knows what it said.
pub(super) fn is_torn(line: &[u8]) -> bool {
    let cut = written(line);
    let decisive = [Progress::Committed, Progress::Swapped, Progress::Done];
    let begins = |whole: io::Result<Vec<u8>>| {
        // The line end is a part of the record.
        whole.is_ok_and(|whole| cut.len() + 1 < whole.len() && whole.starts_with(cut))
    };
    decisive.iter().any(|progress| begins(self::line(progress))) || only_tells(cut)
}

/// Whether it is a record that decides nothing, or the beginning of one: taking back again, running
/// an after-script again and telling of a kept file again do no harm.
fn only_tells(cut: &[u8]) -> bool {
    let (sum, rest) = cut.split_at(cut.len().min(SUM));
    let json = rest.strip_prefix(b" ").unwrap_or(rest);
    let tags: [&[u8]; 3] =
        [b"{\"record\":\"rolled-back\"", b"{\"record\":\"after\"", b"{\"record\":\"kept\""];
    let fits = |tag: &[u8]| json.starts_with(tag) || tag.starts_with(json);
    sum.iter().all(u8::is_ascii_hexdigit) && tags.into_iter().any(fits)
}
