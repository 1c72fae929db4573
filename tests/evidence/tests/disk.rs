//! Disks that fail, in a size of seconds: a sample of the sweeps of errors and of power cuts; and the
//! system's own refusals, with no fault played inside flow.

use std::path::Path;
use std::process::Command;

use flow_evidence::ground::{Ground, Kind, Said};
use flow_evidence::picture::Picture;
use flow_evidence::sweep::{Plan, Summary, Sweep, run};
use flow_evidence::sweeps::errors::Errors;
use flow_evidence::sweeps::power::Power;

/// This package's program, which is flow where it is told to be.
fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_evidence"))
}

#[expect(clippy::expect_used, reason = "this is a test's")]
#[track_caller]
fn clean<S: Sweep>(sweep: &S, count: u64, every: u64) -> Summary {
    let plan = Plan {
        count: Some(count),
        from: Some(0),
        every,
        limit: None,
        workers: 2,
        scratch: std::env::temp_dir(),
        results: None,
        loud: false,
    };
    let summary = run(sweep, &plan).expect("it runs");
    assert!(summary.findings.is_empty(), "{:#?}", summary.findings);
    summary
}

#[test]
fn an_act_that_fails_leaves_nothing_or_is_recovered() {
    let sweep = Errors::new(program().to_owned()).expect("transitions");
    let all = sweep.total().expect("an end");
    assert!(all > 4000, "{all} faults");
    // A sample of each scene; the whole is the evidence's.
    let summary = clean(&sweep, all, 211);
    assert!(summary.count >= all / 211);
    assert!(summary.tally.of("failed with nothing changed") > 0);
}

#[test]
fn a_power_cut_at_any_moment_is_recovered() {
    let summary = clean(&Power::new(program().to_owned()), 40, 1);
    for what in ["cuts behind a failed sync", "cuts behind exit 0", "cuts of a recovery"] {
        assert!(summary.tally.of(what) > 0, "{what}");
    }
}

/// A repository in a folder of its own, that nobody else's settings reach.
struct Trial {
    ground: Ground,
    _folder: tempfile::TempDir,
}

impl Trial {
    #[expect(clippy::expect_used, reason = "this is a test's")]
    fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ground = Ground::build(kind, folder.path(), program()).expect("a ground");
        Self { ground, _folder: folder }
    }

    /// Makes the transition by way of `sh -c SCRIPT`, in which `"$@"` is flow.
    fn play(&self, around: &[&str], script: &str) -> Said {
        let flow = self.ground.flow_command(self.ground.words(), None);
        let mut command = Command::new(around.first().unwrap_or(&"sh"));
        command.args(around.get(1..).unwrap_or_default());
        if !around.is_empty() {
            command.arg("sh");
        }
        command.args(["-c", script, "sh"]).arg(flow.get_program()).args(flow.get_args());
        command.current_dir(self.ground.root());
        for (name, value) in flow.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Said::of(command.output())
    }

    /// It failed, and changed nothing.
    #[track_caller]
    fn refused(&self, said: &Said, names: &str) {
        assert!(matches!(said.code, Some(1 | 3)), "{said:?}");
        assert!(said.text.contains("error: ") && said.text.contains("help: "), "{said:?}");
        assert!(said.text.contains(names), "{names}: {said:?}");
        let differences = self.ground.before.differences(&Picture::of(&self.ground));
        assert!(differences.is_empty(), "{differences:#?}");
    }
}

/// Says what cannot be tried here.
fn skip(why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

#[test]
fn files_may_not_grow() {
    let trial = Trial::new(Kind::Forward);
    // No file may get a single byte; the signal that says so is not for flow to die of.
    let said = trial.play(&[], "trap '' XFSZ; ulimit -f 0; exec \"$@\"");
    trial.refused(&said, "cannot be");
}

#[test]
fn a_disk_that_is_really_full() {
    let room = |script: &str| {
        let output = Command::new("unshare").args(["-Urm", "sh", "-c", script]).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !room("mount -t tmpfs -o size=64k none /mnt") {
        return skip("no tmpfs can be mounted in a user namespace here");
    }
    let trial = Trial::new(Kind::WithoutGit);
    // The repository is copied to a small disk, filled up to so many bytes, and copied back.
    let script = |left: u32| {
        format!(
            "here=$(pwd) && mount -t tmpfs -o size=1m none /mnt && cp -a \"$here/.\" /mnt && cd /mnt \
             && dd if=/dev/zero of=filler bs=4096 status=none 2>/dev/null; \
             truncate -s -{left} filler; \"$@\"; code=$?; rm filler; \
             find \"$here\" -mindepth 1 -delete; cp -a /mnt/. \"$here\" || exit 99; exit $code"
        )
    };
    let (mut failed, mut made) = (0, 0);
    for pages in 0..12 {
        trial.ground.reset();
        let said = trial.play(&["unshare", "-Urm"], &script(pages * 4096));
        if said.code == Some(0) {
            made += 1;
            let now = Picture::of(&trial.ground);
            assert!(trial.ground.after.differences(&now).is_empty(), "{said:?}");
        } else {
            failed += 1;
            trial.refused(&said, "cannot be");
        }
    }
    assert!(failed > 0 && made > 0, "{failed} failed, {made} made");
}

#[test]
fn what_may_not_be_written_is_refused_beforehand() {
    // Root may write anything; only somebody else is refused.
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let is_root = || Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let can = || {
        let tried = Command::new(nobody[0]).args(&nobody[1..]).arg("true").status();
        tried.is_ok_and(|status| status.success())
    };
    let around: &[&str] = match is_root() {
        false => &[],
        true if can() => &nobody,
        true => return skip("these tests run as root, and cannot be another user"),
    };
    let trial = Trial::new(Kind::Forward);
    let said = |give: &str, take: &str| {
        trial.ground.reset();
        let shell = |script: &str| {
            let mut sh = Command::new("sh");
            sh.args(["-ec", script]).current_dir(trial.ground.root()).output().expect("a shell")
        };
        if is_root() {
            shell("chmod a+rx ../../.. ../../../..; chown -R 65534:65534 ../..");
        }
        shell(give);
        let said = trial.play(around, "exec \"$@\"");
        shell(take);
        if is_root() {
            shell("chown -R 0:0 ../..");
        }
        said
    };
    for board in ["TODO.md", "DOING.md"] {
        let said = said(&format!("chmod a-w {board}"), &format!("chmod u+w {board}"));
        trial.refused(&said, board);
    }
    trial.refused(&said("chmod a-w .", "chmod u+w ."), "cannot be");
    trial.refused(&said("chmod a-w .git", "chmod u+w .git"), ".git/flow");
    let state = ("mkdir .git/flow; chmod a-w .git/flow", "chmod u+w .git/flow");
    trial.refused(&said(state.0, state.1), ".git/flow");
    trial.refused(&said("chmod a-r TODO.md", "chmod a+r TODO.md"), "TODO.md");
}
