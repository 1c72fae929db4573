//! The time, where the user is.

use std::env;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Now, in the zone of the user.
pub fn now() -> ZonedDateTime {
    zone().map_or_else(ZonedDateTime::now, |zone| Timestamp::now().to_zoned_datetime(zone))
}

/// The zone that the machine is set to, from its own file: to look it up by name, jiff would first walk
/// through all the zones there are. `None` where the environment or another kind of system says it.
fn zone() -> Option<TimeZone> {
    const LOCAL: &str = "/etc/localtime";
    if ["TZ", "TZDIR"].iter().any(|name| env::var_os(name).is_some()) {
        return None;
    }
    let target = std::fs::read_link(LOCAL).ok()?;
    let (_, name) = target.to_str()?.rsplit_once("zoneinfo/")?;
    TimeZone::tzif(name, &std::fs::read(LOCAL).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_zone_that_is_found_by_name() {
        let system = TimeZone::system();
        if let Some(zone) = zone() {
            assert_eq!(zone.iana_name(), system.iana_name());
            let at: Timestamp = "2026-07-01T12:00:00Z".parse().expect("a time");
            assert_eq!(zone.to_offset(at), system.to_offset(at));
        }
    }
}
