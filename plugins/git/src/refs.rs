//! Moves refs, by the git program, each time against what is expected to stand there.

use flow_core::fault::{Fault, FaultKind};
use flow_core::site::Site;

use crate::program::Git;

/// Where no ref is expected.
pub(crate) const NOTHING: &str = "0000000000000000000000000000000000000000";

/// Makes refs that must not be there yet, all of them or none.
pub(crate) fn create(site: &Site, refs: &[(&str, &str)], why: &str) -> Result<(), Fault> {
    let lines = refs.iter().map(|(name, id)| format!("create {name}\0{id}\0"));
    let input = lines.collect::<String>().into_bytes();
    let call = Git::changes(site, &site.root).args(["update-ref", "-m", why, "-z", "--stdin"]);
    call.input(input).run().map(drop)
}

/// Moves a ref from `old` to `new`; somebody else's move in between loses the race.
pub(crate) fn swap(site: &Site, name: &str, new: &str, old: &str, why: &str) -> Result<(), Fault> {
    let args = ["update-ref", "-m", why, name, new, old];
    Git::changes(site, &site.root).args(args).run().map(drop).map_err(|fault| lost(name, fault))
}

/// Removes a ref that stands at `old`.
pub(crate) fn delete(site: &Site, name: &str, old: &str) -> Result<(), Fault> {
    let args = ["update-ref", "-d", name, old];
    Git::changes(site, &site.root).args(args).run().map(drop).map_err(|fault| lost(name, fault))
}

/// Brings the folders of a ref to the disk: git syncs the file, and not that it took its name.
///
/// The ref has moved by then, and nothing that is said here would take it back.
pub(crate) fn settle(site: &Site, name: &str) {
    let Some(common) = site.state.parent() else { return };
    let file = common.join(name);
    for folder in file.ancestors().skip(1).take_while(|folder| *folder != common) {
        let _ = site.disk.sync_dir(folder);
    }
}

fn lost(name: &str, fault: Fault) -> Fault {
    if fault.message.contains("but expected") || fault.message.contains("reference already exists")
    {
        let message = format!("{name} was moved by somebody else: {}", fault.message);
        return Fault::failed(message).kind(FaultKind::Lost).hint("try again");
    }
    fault
}
