//! The place that flow works in: who may write to its state, and what kind of disk it is on.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Finding;
use crate::problem::Severity;
use crate::site::Site;

pub(super) fn examine(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    let state = &site.state;
    if let Ok(meta) = state.metadata() {
        let place = state.display().to_string();
        if meta.permissions().mode() & 0o002 != 0 {
            let message = "anybody on this machine may write to flow's state, its journal included";
            let fix = format!("chmod o-w {place}");
            found.push(Finding::new("open-state", Severity::Error, message, fix).at(&place));
        }
        if rustix::fs::access(state, rustix::fs::Access::WRITE_OK).is_err() {
            let message = "you may not write to flow's state, so that nothing can be moved";
            let fix = format!("let your user write there: chown -R \"$USER\" {place}");
            found.push(Finding::new("no-state", Severity::Error, message, fix).at(&place));
        }
    }
    let state = if state.exists() { state } else { &site.root };
    for place in [&site.root, state] {
        if let Some(kind) = kind(place)
            && found.iter().all(|f: &Finding| f.problem.code != "network-disk")
        {
            let message = format!(
                "this is on {kind}: locks and renames there may not hold between machines, and what \
                 is told as durable may not be"
            );
            let fix = "keep the repository on a disk of this machine, or move tasks from one only";
            let finding = Finding::new("network-disk", Severity::Warning, message, fix);
            found.push(finding.at(place.display()));
        }
    }
    found
}

#[cfg(target_os = "linux")]
fn kind(path: &Path) -> Option<&'static str> {
    rustix::fs::statfs(path).ok().and_then(|found| network(found.f_type as u64))
}

#[cfg(not(target_os = "linux"))]
fn kind(_: &Path) -> Option<&'static str> {
    None
}

/// The kind of a file system whose files may be elsewhere, by the number that Linux has for it.
pub fn network(magic: u64) -> Option<&'static str> {
    // Some systems give the number with its sign.
    match magic & 0xffff_ffff {
        0x6969 => Some("NFS"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        0x0102_1997 => Some("9P"),
        0x6573_5546 => Some("FUSE"),
        0x00c3_6400 => Some("Ceph"),
        0x5346_414f => Some("AFS"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_disks_are_known_by_their_number() {
        assert_eq!(network(0x6969), Some("NFS"));
        assert_eq!(network(0xffff_ffff_ff53_4d42), Some("SMB"));
        assert_eq!(network(0xef53), None);
    }
}
