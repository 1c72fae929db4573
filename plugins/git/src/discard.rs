//! What may go with a worktree unasked: `[git] discard` names files that can be made again.

/// Whether a path of a worktree is named as worthless, by itself or by a folder it lies in. A path
/// that ends in `/` is a folder.
///
/// As in `.gitignore`: a name holds at any depth, a path with a `/` within or before it from the
/// worktree's root, a `/` at the end only for folders; `*` stands for anything but `/`. In
/// difference to it, nothing can be excepted.
pub(crate) fn names(patterns: &[String], path: &[u8]) -> bool {
    let is_folder = path.ends_with(b"/");
    let parts: Vec<&[u8]> = path.split(|&b| b == b'/').filter(|part| !part.is_empty()).collect();
    (1..=parts.len()).any(|upto| {
        let folder = is_folder || upto < parts.len();
        patterns.iter().any(|pattern| fits(pattern, &parts[..upto], folder))
    })
}

fn fits(pattern: &str, path: &[&[u8]], is_folder: bool) -> bool {
    if pattern.ends_with('/') && !is_folder {
        return false;
    }
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    let anchored = pattern.starts_with('/') || parts.len() > 1;
    let path = if anchored { path } else { &path[path.len().saturating_sub(1)..] };
    parts.len() == path.len()
        && parts.iter().zip(path).all(|(part, name)| like(part.as_bytes(), name))
}

/// Whether a name is like a pattern with stars. It goes back to the last star only, so that it stays
/// quick whatever the pattern.
fn like(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p + 1, n));
            p += 1;
        } else if pattern.get(p) == Some(&name[n]) {
            (p, n) = (p + 1, n + 1);
        } else if let Some((after, at)) = star {
            (p, n, star) = (after, at + 1, Some((after, at + 1)));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&b| b == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(patterns: &[&str], path: &str) -> bool {
        let patterns: Vec<String> = patterns.iter().map(|&p| p.to_owned()).collect();
        names(&patterns, path.as_bytes())
    }

    #[test]
    fn a_name_holds_at_any_depth_and_a_path_from_the_root() {
        for (pattern, path) in [
            ("target/", "target/"),
            ("target/", "target/debug/app"),
            ("target/", "crates/a/target/"),
            ("target", "target"),
            ("/target/", "target/x"),
            ("web/dist", "web/dist/app.js"),
            ("*.log", "deep/down/x.log"),
            ("cmake-*-build/", "cmake-debug-build/a"),
        ] {
            assert!(go(&[pattern], path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("target/", "target"),
            ("target/", "targets/"),
            ("/target/", "crates/target/"),
            ("web/dist", "a/web/dist/app.js"),
            ("*.log", "x.logs"),
            ("*.log", "x.txt"),
            ("a*/", "b/a"),
        ] {
            assert!(!go(&[pattern], path), "{pattern} {path}");
        }
        assert!(!go(&[], "target/"));
    }
}
