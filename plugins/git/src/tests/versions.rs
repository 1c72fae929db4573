//! Files as commits and the index have them.

use flow_core::path::RelPath;
use flow_core::plugin::Version;

use super::Fixture;
use crate::version;

fn read(fixture: &Fixture, at: &Version, path: &str) -> Option<String> {
    let path = RelPath::new(path).unwrap();
    let bytes = version::read(&fixture.site(), at, &path).unwrap();
    bytes.map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn each_version_has_its_own_text() {
    let fixture = Fixture::new();
    let root = fixture.root.clone();
    let first = fixture.commit(&root, "docs/B.md", "one\n");
    fixture.commit(&root, "docs/B.md", "two\n");
    fixture.write(&root, "docs/B.md", "three\n");
    fixture.git(&["add", "docs/B.md"]);
    fixture.write(&root, "docs/B.md", "four\n");
    let revision = |name: &str| Version::Revision(name.to_owned());
    assert_eq!(read(&fixture, &revision(&first), "docs/B.md").as_deref(), Some("one\n"));
    assert_eq!(read(&fixture, &revision("HEAD"), "docs/B.md").as_deref(), Some("two\n"));
    assert_eq!(read(&fixture, &Version::Staged, "docs/B.md").as_deref(), Some("three\n"));
    for at in [revision("HEAD"), Version::Staged] {
        assert_eq!(read(&fixture, &at, "docs"), None);
        assert_eq!(read(&fixture, &at, "C.md"), None);
    }
    let path = RelPath::new("docs/B.md").unwrap();
    assert!(version::read(&fixture.site(), &revision("none"), &path).is_err());
}

#[test]
fn before_the_first_commit_there_is_nothing() {
    let fixture = Fixture::unborn(&[]);
    assert_eq!(read(&fixture, &Version::Revision("HEAD".into()), "B.md"), None);
    assert_eq!(version::since(&fixture.site(), "HEAD").unwrap(), ["HEAD"]);
}

#[test]
fn a_link_is_followed_within_the_repository() {
    let fixture = Fixture::new();
    let root = fixture.root.clone();
    fixture.commit(&root, "docs/B.md", "one\n");
    for (link, target) in [("B.md", "docs/B.md"), ("docs/C.md", "../B.md"), ("out", "../../x")] {
        std::os::unix::fs::symlink(target, root.join(link)).unwrap();
    }
    std::os::unix::fs::symlink("loop", root.join("loop")).unwrap();
    fixture.git(&["add", "-A"]);
    for link in ["B.md", "docs/C.md"] {
        assert_eq!(read(&fixture, &Version::Staged, link).as_deref(), Some("one\n"));
    }
    for link in ["out", "loop"] {
        assert_eq!(read(&fixture, &Version::Staged, link), None);
    }
}

#[test]
fn revisions_begin_where_the_branch_left_the_other() {
    let fixture = Fixture::new();
    let root = fixture.root.clone();
    let left = fixture.tip("HEAD");
    fixture.git(&["switch", "--quiet", "-c", "work"]);
    let one = fixture.commit(&root, "b.txt", "one\n");
    let two = fixture.commit(&root, "b.txt", "two\n");
    fixture.git(&["switch", "--quiet", "main"]);
    fixture.commit(&root, "c.txt", "meanwhile\n");
    fixture.git(&["switch", "--quiet", "work"]);
    assert_eq!(version::since(&fixture.site(), "main").unwrap(), [left, one, two.clone()]);
    assert_eq!(version::since(&fixture.site(), "HEAD").unwrap(), [two]);
    assert!(version::since(&fixture.site(), "none").is_err());
}
