//! A command at work: one process, the process group it leads, and the one pipe that both its
//! outputs go to.

use std::io::{self, PipeReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

/// A running command.
pub struct Group {
    child: Child,
    leader: Pid,
    pipe: Option<PipeReader>,
    reaped: bool,
}

impl Group {
    /// Starts a command without input. Both outputs go into one pipe, so that they are read in the
    /// order in which they were written.
    pub fn start(mut command: Command) -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).process_group(0);
        let child = command.spawn()?;
        // `command` falls here, and with it our own ends of the pipe that are for writing.
        let leader = Pid::from_child(&child);
        Ok(Self { child, leader, pipe: Some(reader), reaped: false })
    }

    /// Waits a little for output, and reads what is there. `None`: there was nothing, or the output
    /// has ended.
    pub fn read<'b>(&mut self, buffer: &'b mut [u8], patience: Duration) -> Option<&'b [u8]> {
        let Some(pipe) = &mut self.pipe else {
            sleep(patience);
            return None;
        };
        let timeout = Timespec::try_from(patience).ok();
        // A signal that ends the wait early is as good as time that has passed.
        let ready = poll(&mut [PollFd::new(pipe, PollFlags::IN)], timeout.as_ref());
        if !matches!(ready, Ok(1..)) {
            return None;
        }
        match pipe.read(buffer) {
            Ok(0) => self.pipe = None,
            Ok(len) => return Some(&buffer[..len]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.pipe = None,
        }
        None
    }

    /// Whether nobody can write to the pipe any more.
    pub fn is_silent(&self) -> bool {
        self.pipe.is_none()
    }

    /// Whether the process has ended. It is not reaped: as long as it is a zombie, no other process
    /// can get its number, and a signal to the group can hit no stranger.
    pub fn has_ended(&self) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match waitid(WaitId::Pid(self.leader), options) {
            Ok(status) => Ok(status.is_some()),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Asks every process of the group to end.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Ends every process of the group.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn signal(&self, signal: Signal) {
        // A group that is gone already needs no signal.
        let _ = kill_process_group(self.leader, signal);
    }

    /// Ends what is left of the group, and reaps the process, which has ended.
    pub fn reap(&mut self) -> io::Result<ExitStatus> {
        self.kill();
        self.reaped = true;
        self.child.wait()
    }

    /// Waits at most `patience` for the process to end.
    pub fn ends_within(&self, patience: Duration) -> io::Result<bool> {
        let end = Instant::now() + patience;
        while !self.has_ended()? {
            if Instant::now() >= end {
                return Ok(false);
            }
            sleep(Duration::from_millis(5));
        }
        Ok(true)
    }
}

impl Drop for Group {
    /// However the run ends, and be it by a panic of the watcher, no process is left at work.
    fn drop(&mut self) {
        if !self.reaped {
            self.kill();
            if matches!(self.ends_within(Duration::from_secs(2)), Ok(true)) {
                let _ = self.child.wait();
            }
        }
    }
}
