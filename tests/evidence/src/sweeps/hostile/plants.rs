//! What may stand in `.git` and in flow's state folder where a repository came as an archive.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use fastrand::Rng;
use flow_core::digest::sha256;
use serde_json::{Value, json};

use super::features::{Draft, evil, fifo};
use super::world::{CANARY, World};

/// Programs that git's configuration names.
pub fn git_config(draft: &mut Draft<'_>) -> io::Result<()> {
    if !draft.has_git {
        return Ok(());
    }
    draft.file(".gitattributes", "* filter=evil diff=evil merge=evil\n")?;
    draft.last.push(|world, random| {
        let touch = |name: &str| format!("touch {}", world.mark(&format!("git-{name}")));
        let mut text = String::from("[core]\n\trepositoryformatversion = 0\n\tbare = false\n");
        for key in ["fsmonitor", "pager", "editor", "sshCommand", "askPass", "gitProxy"] {
            if random.bool() {
                text += &format!("\t{key} = {}\n", touch(key));
            }
        }
        text += &format!(
            "[filter \"evil\"]\n\tclean = {c}\n\tsmudge = {s}\n\trequired = true\n[diff]\n\texternal = {d}\n[diff \"evil\"]\n\ttextconv = {d}\n\tcommand = {d}\n[merge \"evil\"]\n\tdriver = {m}\n[gpg]\n\tprogram = {g}\n[commit]\n\tgpgsign = true\n[alias]\n\tstatus = !{a}\n\tworktree = !{a}\n[credential]\n\thelper = !{a}\n[include]\n\tpath = ../../canary/bird.md\n[user]\n\tname = \"\u{1b}[31m\u{202e}Eve\"\n",
            c = touch("clean"), s = touch("smudge"), d = touch("diff"), m = touch("merge"),
            g = touch("gpg"), a = touch("alias"),
        );
        fs::write(world.root().join(".git/config"), text)?;
        // git looks at files whose times have changed.
        fs::write(world.root().join("REVIEW.md~"), "x")?;
        for name in ["CHANGELOG.md", "workflow.toml"] {
            let path = world.root().join(name);
            if path.symlink_metadata().is_ok_and(|found| found.is_file()) {
                fs::File::options().append(true).open(path)?.set_modified(std::time::UNIX_EPOCH)?;
            }
        }
        Ok(())
    });
    Ok(())
}

/// Hooks of every name.
pub fn git_hooks(draft: &mut Draft<'_>) -> io::Result<()> {
    if !draft.has_git {
        return Ok(());
    }
    draft.last.push(|world, _| {
        let folder = world.root().join(".git/hooks");
        fs::create_dir_all(&folder)?;
        for name in [
            "post-checkout",
            "pre-commit",
            "post-commit",
            "reference-transaction",
            "post-index-change",
            "fsmonitor-watchman",
            "pre-merge-commit",
            "post-merge",
            "post-rewrite",
            "pre-auto-gc",
            "prepare-commit-msg",
            "commit-msg",
            "update",
            "post-update",
            "sendemail-validate",
        ] {
            let mark = world.mark(&format!("git-hook-{name}"));
            fs::write(folder.join(name), format!("#!/bin/sh\ntouch {mark}\n"))?;
            fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755))?;
        }
        Ok(())
    });
    Ok(())
}

/// A bare repository among the files, with hooks and a configuration of its own.
pub fn embedded(draft: &mut Draft<'_>) -> io::Result<()> {
    let mark = draft.world.mark("bare");
    let bare = [
        ("HEAD", "ref: refs/heads/main\n".to_owned()),
        (
            "config",
            format!("[core]\n\tbare = false\n\tworktree = ..\n\tfsmonitor = touch {mark}\n"),
        ),
        ("objects/.keep", String::new()),
        ("refs/heads/.keep", String::new()),
    ];
    for (name, text) in bare {
        draft.file(&format!("vendor/bare.git/{name}"), &text)?;
        draft.file(name, text)?;
    }
    Ok(())
}

/// A `.git` that is not where it seems, and worktrees that are nowhere.
pub fn elsewhere(draft: &mut Draft<'_>) -> io::Result<()> {
    draft.last.push(|world, random| {
        let git = world.root().join(".git");
        match random.u8(..4) {
            0 if git.is_dir() => {
                fs::rename(&git, world.root().join("dot"))?;
                symlink("dot", &git)
            }
            1 if git.is_dir() => {
                fs::write(git.join("HEAD"), "ref: refs/heads/\u{1b}[31m\u{202e}x\n")
            }
            2 if git.is_dir() => {
                let admin = git.join("worktrees/x");
                fs::create_dir_all(&admin)?;
                fs::write(admin.join("gitdir"), format!("{}/.git\n", world.canary().display()))?;
                fs::write(admin.join("HEAD"), "ref: refs/heads/FEAT-001\n")?;
                fs::write(admin.join("commondir"), "../..\n")?;
                fs::write(admin.join("locked"), "\u{1b}[31m")
            }
            _ if !git.exists() => fs::write(&git, "gitdir: ../canary\n"),
            _ => Ok(()),
        }
    });
    Ok(())
}

/// Every folder that could hold state: only one of them is looked at.
fn states(world: &World) -> Vec<PathBuf> {
    let root = world.root();
    let git = root.join(".git");
    let mut states = vec![root.join(".flow")];
    states.extend(git.is_dir().then(|| git.join("flow")));
    states
}

/// State that is, or leads, elsewhere.
pub fn state_links(draft: &mut Draft<'_>) -> io::Result<()> {
    draft.last.push(|world, random| {
        let which = random.u8(..7);
        for state in states(world) {
            let (canary, lock) = (world.canary(), state.join("lock"));
            let _ = fs::remove_dir_all(&state);
            if which == 0 {
                symlink(&canary, &state)?;
                continue;
            }
            fs::create_dir_all(&state)?;
            match which {
                1 => symlink(canary.join("new"), &lock)?,
                2 => symlink(canary.join("bird.md"), &lock)?,
                3 => fs::create_dir(&lock)?,
                4 => fifo(&lock),
                5 => symlink(canary.join("cage"), state.join("journal"))?,
                _ => symlink(canary.join("gone"), state.join("journal"))?,
            }
        }
        Ok(())
    });
    Ok(())
}

/// A journal of no sense.
pub fn state_bytes(draft: &mut Draft<'_>) -> io::Result<()> {
    draft.last.push(|world, random| {
        let names =
            ["00000001.jsonl", "18446744073709551615.jsonl", "99999999.jsonl", "+1.jsonl", "x"];
        let texts = [
            b"".to_vec(),
            b"\xff\xfe\0".repeat(1000),
            line(&json!({ "version": 99, "seq": 1 })),
            line(&json!({ "version": 1 })),
            line(&json!([[[[["\u{1b}[31m"]]]]])),
            vec![b'['; 3 << 20],
        ];
        let (name, text) = (names[random.usize(..5)], &texts[random.usize(..6)]);
        for state in states(world).into_iter().filter(|state| !state.is_symlink()) {
            let journal = state.join("journal");
            if fs::create_dir_all(&journal).is_ok() && !journal.is_symlink() {
                fs::write(journal.join(name), text)?;
            }
        }
        Ok(())
    });
    Ok(())
}

/// A line of a journal, with its checksum.
fn line(value: &Value) -> Vec<u8> {
    let text = value.to_string();
    format!("{} {text}\n", &sha256(text.as_bytes())[..16]).into_bytes()
}

/// An entry that is whole, and whose every path leads where it should not.
pub fn entry(draft: &mut Draft<'_>) -> io::Result<()> {
    draft.last.push(|world, random| {
        let bird = world.canary().join("bird.md").display().to_string();
        let paths = ["../canary/bird.md", &bird, "archive/../../canary/bird.md", "archive/bird.md", ".git/config", "x\u{0}y", ""];
        let path = paths[random.usize(..paths.len())];
        let nonces = ["0123456789abcdef0123456789abcdef", "../../canary/bird", "x", "", "ééééééééééééé"];
        let nonce = nonces[random.usize(..nonces.len())];
        let temporaries = [
            ".bird.md.flow-0123456789ab", "../canary/bird.md", "../../canary/cage/bird.md", &bird, "", ".",
        ];
        let temporary = temporaries[random.usize(..temporaries.len())];
        let at = [0, usize::MAX, 1 << 40][random.usize(..3)];
        let new = "it was eaten\n";
        let goes = random.bool();
        let file = json!({
            "path": path, "temporary": temporary,
            "before": sha256(CANARY.as_bytes()),
            "after": if goes { Value::Null } else { sha256(new.as_bytes()).into() },
            "splices": [{ "at": at, "old": CANARY, "new": if goes { "" } else { new } }],
        });
        let kinds = ["git.worktree", "git.remove-worktree", "git.delete-branch", "git.checkout", "none"];
        let phase = ["prepare", "commit", "finish"][random.usize(..3)];
        let kind = kinds[random.usize(..kinds.len())];
        let external = json!({
            "phase": phase,
            "kind": kind, "summary": "\u{1b}[31m\u{202e}",
            "data": {
                "path": "../canary", "branch": evil(random), "base": "main", "tip": "0".repeat(40),
                "message": "", "keep": true, "kept_at": "--stdin",
                "found": {
                    "start": "--force", "branch_existed": false, "folder_existed": false, "admins": [],
                    "old": "--help", "tip": "-x", "when": "@1 +0000",
                },
            },
        });
        let externals = if random.bool() { json!([external]) } else { json!([]) };
        let seq: u64 = [1, 7, u64::MAX - 1, u64::MAX][random.usize(..4)];
        let entry = json!({
            "version": 1, "seq": if random.bool() { seq } else { 5 }, "nonce": nonce, "kind": "advance",
            "id": evil(random), "title": evil(random), "from": evil(random), "to": "\u{1b}[31m",
            "actor": "\u{202e}Eve", "at": "yesterday", "why": evil(random), "gates": [evil(random)],
            "files": [file], "externals": externals,
            "card": { "home": path, "before": "", "after": "", "entered": [], "neighbours": [null, null] },
            "reverts": if random.bool() { json!(seq) } else { Value::Null },
            "after": [evil(random), "a", "s"], "committed": random.bool(),
        });
        let mut text = line(&entry);
        if random.u8(..3) == 0 {
            text.extend(line(&json!({ "record": "done" })));
        }
        for state in states(world).into_iter().filter(|state| !state.is_symlink()) {
            let journal = state.join("journal");
            if fs::create_dir_all(&journal).is_ok() && !journal.is_symlink() {
                fs::write(journal.join(format!("{seq:08}.jsonl")), &text)?;
            }
        }
        Ok(())
    });
    Ok(())
}

/// A note in the lock of files that nobody staged.
pub fn note(draft: &mut Draft<'_>) -> io::Result<()> {
    draft.last.push(|world, _: &mut Rng| {
        let canary = world.canary();
        fs::write(canary.join(".bird.md.flow-0123456789ab"), CANARY)?;
        let link = world.root().join("way-out");
        let _ = symlink(&canary, link);
        let note = json!([
            "../canary/bird.md",
            "../canary/.bird.md.flow-0123456789ab",
            "../canary/cage/",
            "way-out/.bird.md.flow-0123456789ab",
            "way-out/",
            "workflow.toml",
            "./",
            "..",
            "/",
            canary.join("bird.md"),
        ]);
        for state in states(world).into_iter().filter(|state| !state.is_symlink()) {
            fs::create_dir_all(&state)?;
            let lock = state.join("lock");
            if lock.symlink_metadata().is_err() {
                fs::write(lock, note.to_string())?;
            }
        }
        Ok(())
    });
    Ok(())
}
