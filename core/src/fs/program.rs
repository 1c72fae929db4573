//! Waits for a program, and takes what it says.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::OwnedFd;
use std::process::{Child, Output};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};

/// How long passes between two looks at whether a program has ended whose outputs stay open.
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };

/// Waits for a program's own end, and takes all that it said until then. A process that it leaves
/// behind may hold its outputs open; that one is not waited for.
pub(super) fn gather(mut child: Child) -> io::Result<Output> {
    let mut stdout = Ear::new(child.stdout.take().map(OwnedFd::from))?;
    let mut stderr = Ear::new(child.stderr.take().map(OwnedFd::from))?;
    loop {
        // In this order: once it has ended, all that it said is there to be taken.
        let ended = child.try_wait()?;
        stdout.take()?;
        stderr.take()?;
        let open: Vec<&File> = [&stdout.pipe, &stderr.pipe].into_iter().flatten().collect();
        let status = match ended {
            Some(status) => status,
            None if open.is_empty() => child.wait()?,
            None => {
                let mut open: Vec<_> =
                    open.into_iter().map(|pipe| PollFd::new(pipe, PollFlags::IN)).collect();
                match poll(&mut open, Some(&LOOK)) {
                    Ok(_) | Err(Errno::INTR) => continue,
                    Err(error) => return Err(error.into()),
                }
            }
        };
        return Ok(Output { status, stdout: stdout.heard, stderr: stderr.heard });
    }
}

/// One of its outputs.
struct Ear {
    pipe: Option<File>,
    heard: Vec<u8>,
}

impl Ear {
    fn new(pipe: Option<OwnedFd>) -> io::Result<Self> {
        if let Some(pipe) = &pipe {
            ioctl_fionbio(pipe, true)?;
        }
        Ok(Self { pipe: pipe.map(File::from), heard: Vec::new() })
    }

    /// Takes what is there, and lets go of the output once it has ended.
    fn take(&mut self) -> io::Result<()> {
        let Some(pipe) = &mut self.pipe else { return Ok(()) };
        match pipe.read_to_end(&mut self.heard) {
            Ok(_) => self.pipe = None,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
