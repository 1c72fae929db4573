//! Damage of every kind, to every byte of an entry.

use super::record::line;
use super::*;
use crate::fs::Disk;

/// What a byte can turn into: each bit alone, and all at once.
const MASKS: [u8; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 255];

fn entry(committed: bool) -> Entry {
    Entry {
        version: VERSION,
        seq: 7,
        nonce: "0123456789abcdef0123456789abcdef".into(),
        kind: MoveKind::Advance,
        id: "A-1".into(),
        title: "Paint the door".into(),
        from: "todo".into(),
        to: "doing".into(),
        actor: "Ada".into(),
        at: "2026-11-23T10:00:00+00:00[UTC]".into(),
        why: None,
        gates: vec!["tests".into()],
        files: vec![FileRecord {
            at: None,
            path: "TODO.md".into(),
            temporary: ".TODO.md.flow-0123456789ab-01234567".into(),
            before: Some("aa".into()),
            after: Some("bb".into()),
            splices: vec![Splice { at: 3, old: b"old\n".to_vec(), new: b"new\n".to_vec() }],
        }],
        externals: Vec::new(),
        card: CardChange::default(),
        reverts: None,
        writing: None,
        given: Vec::new(),
        after: vec!["tell".into()],
        committed,
    }
}

fn bytes(entry: &Entry, records: &[Progress]) -> Vec<u8> {
    let mut bytes = line(entry).expect("json");
    for record in records {
        bytes.push(b'\n');
        bytes.extend(line(record).expect("json"));
    }
    bytes
}

/// A journal with this as the bytes of its entry 7.
#[expect(clippy::disallowed_methods, reason = "a test's own fixture")]
fn write(folder: &std::path::Path, bytes: &[u8]) -> Journal {
    std::fs::create_dir_all(folder.join("journal")).expect("made");
    std::fs::write(folder.join("journal/00000007.jsonl"), bytes).expect("written");
    Journal::new(folder, Disk::default())
}

/// What recovery depends on.
fn meaning(logged: &Logged) -> (String, bool, bool) {
    let entry = serde_json::to_string(&logged.entry).expect("json");
    // Taking back what is taken back already changes nothing.
    (entry, logged.is_committed(), logged.is_done())
}

fn states() -> Vec<(bool, Vec<Progress>)> {
    let back = Progress::RolledBack { why: "it was interrupted".into() };
    let after = Progress::After { name: "tell".into() };
    let kept = Progress::Kept { path: "TODO.md.theirs-0123456789ab".into() };
    vec![
        (true, vec![]),
        (false, vec![]),
        (false, vec![Progress::Committed]),
        (false, vec![Progress::Committed, kept, Progress::Swapped]),
        (false, vec![Progress::Committed, Progress::Done]),
        (true, vec![Progress::Done, after]),
        (false, vec![back]),
    ]
}

#[test]
fn no_flipped_byte_is_taken_for_something_else() {
    let folder = tempfile::tempdir().expect("a folder");
    for (committed, records) in states() {
        let whole = bytes(&entry(committed), &records);
        let truth = write(folder.path(), &whole).read(7).expect("whole");
        for at in 0..whole.len() {
            for mask in MASKS {
                let mut broken = whole.clone();
                broken[at] ^= mask;
                match write(folder.path(), &broken).read(7) {
                    Ok(read) => {
                        assert_eq!(meaning(&read), meaning(&truth), "{records:?} {at} {mask}");
                    }
                    Err(JournalError::Corrupt { .. } | JournalError::Newer { .. }) => {}
                    Err(other) => panic!("{records:?} {at} {mask}: {other}"),
                }
            }
        }
    }
}

#[test]
fn an_entry_cut_off_anywhere_is_what_was_durable_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for (committed, records) in states() {
        let whole = bytes(&entry(committed), &records);
        let head = line(&entry(committed)).expect("json").len();
        for at in 0..whole.len() {
            for nuls in [0, 5] {
                let cut = [&whole[..at], &vec![0; nuls]].concat();
                match write(folder.path(), &cut).read(7) {
                    Ok(read) => {
                        assert!(at + 1 >= head, "{at}");
                        assert!(records.starts_with(&read.progress), "{at}");
                    }
                    // The entry itself is durable before anything else begins; and NULs behind a
                    // whole record are no tear.
                    Err(JournalError::Corrupt { .. }) => assert!(at < head || nuls > 0, "{at}"),
                    Err(other) => panic!("{at}: {other}"),
                }
            }
        }
    }
}

#[test]
fn a_newer_version_and_a_file_under_another_number_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let newer = Entry { version: 2, ..entry(true) };
    let read = write(folder.path(), &bytes(&newer, &[])).read(7);
    assert!(matches!(read, Err(JournalError::Newer { version: 2, .. })));
    let other = Entry { seq: 8, ..entry(true) };
    let read = write(folder.path(), &bytes(&other, &[])).read(7);
    assert!(matches!(read, Err(JournalError::Corrupt { settled: false, .. })));
}

#[test]
fn a_damaged_entry_knows_whether_it_was_settled_and_can_be_set_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut broken = bytes(&entry(true), &[Progress::Done]);
    broken[30] ^= 1;
    let journal = write(folder.path(), &broken);
    assert!(matches!(journal.read(7), Err(JournalError::Corrupt { settled: true, .. })));
    let aside = journal.set_aside(7).expect("renamed");
    assert_eq!(std::fs::read(aside).expect("kept"), broken);
    assert!(journal.last().expect("none").is_none());
    assert_eq!(journal.next().expect("a number"), 8);
}
