//! How often somebody may try to sign in or begin as a guest: by network and by name, in memory.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Tries a minute from one network; a clinic shares one.
const BY_NETWORK: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// Tries a minute from one network for one name. Others elsewhere who try the name take nothing from whose it is.
const BY_NAME: NonZeroU32 = NonZeroU32::new(8).unwrap();

/// Interviews that guests of one network may begin a minute, and at once; each keeps something for some hours.
const GUESTS: (NonZeroU32, NonZeroU32) =
    (NonZeroU32::new(600).unwrap(), NonZeroU32::new(6000).unwrap());

/// Wrong passphrases in a row that cost nothing: anybody mistypes.
const FREE: u32 = 4;

/// The first lock; each further wrong passphrase doubles it.
const FIRST_LOCK: Duration = Duration::from_secs(15);

/// The longest lock, and how long wrong passphrases are remembered.
const LONGEST_LOCK: Duration = Duration::from_secs(15 * 60);

/// A name at a network. The name is hashed, so that a long one takes no more memory than a short one.
type Key = (IpAddr, u64);

/// Wrong passphrases in a row.
#[derive(Debug, Clone, Copy)]
struct Wrong {
    times: u32,
    last: Instant,
}

/// The limits, and who has used them up.
#[derive(Debug)]
pub struct Rates {
    networks: DefaultKeyedRateLimiter<IpAddr>,
    names: DefaultKeyedRateLimiter<Key>,
    guests: DefaultKeyedRateLimiter<IpAddr>,
    wrong: Mutex<HashMap<Key, Wrong>>,
    hashing: RandomState,
}

impl Default for Rates {
    fn default() -> Self {
        Self::new()
    }
}

impl Rates {
    /// Nobody has tried yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            networks: RateLimiter::keyed(Quota::per_minute(BY_NETWORK)),
            names: RateLimiter::keyed(Quota::per_minute(BY_NAME)),
            guests: RateLimiter::keyed(Quota::per_minute(GUESTS.0).allow_burst(GUESTS.1)),
            wrong: Mutex::default(),
            hashing: RandomState::new(),
        }
    }

    /// True if another try may be made, which it then counts as. What the network is refused does not count for the name.
    #[must_use]
    pub fn allow(&self, address: IpAddr, name: &str) -> bool {
        self.networks.check_key(&network(address)).is_ok()
            && self.names.check_key(&self.key(address, name)).is_ok()
    }

    /// True if a guest may begin, which it then counts as.
    #[must_use]
    pub fn allow_guest(&self, address: IpAddr) -> bool {
        self.guests.check_key(&network(address)).is_ok()
    }

    /// Counts a wrong passphrase for a name, whether or not there is such an account.
    pub fn wrong(&self, address: IpAddr, name: &str, now: Instant) {
        let mut all = self.wrong.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let found = all.entry(self.key(address, name)).or_insert(Wrong { times: 0, last: now });
        found.times = found.times.saturating_add(1);
        found.last = now;
    }

    /// The passphrase was right: what was wrong before is forgotten.
    pub fn right(&self, address: IpAddr, name: &str) {
        let mut all = self.wrong.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.remove(&self.key(address, name));
    }

    /// True while a name is locked at a network after several wrong passphrases in a row; at other networks it is not.
    #[must_use]
    pub fn is_locked(&self, address: IpAddr, name: &str, now: Instant) -> bool {
        let all = self.wrong.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.get(&self.key(address, name))
            .is_some_and(|wrong| now.saturating_duration_since(wrong.last) < lock(wrong.times))
    }

    /// Forgets those whose tries have all come back, so that memory does not grow.
    pub fn sweep(&self, now: Instant) {
        self.networks.retain_recent();
        self.names.retain_recent();
        self.guests.retain_recent();
        let mut all = self.wrong.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.retain(|_, wrong| now.saturating_duration_since(wrong.last) < LONGEST_LOCK);
    }

    /// Accounts are found whatever the spaces around a name and its capitals.
    fn key(&self, address: IpAddr, name: &str) -> Key {
        (network(address), self.hashing.hash_one(name.trim().to_lowercase()))
    }
}

/// How long a name is locked at a network after so many wrong passphrases in a row.
fn lock(times: u32) -> Duration {
    if times <= FREE {
        return Duration::ZERO;
    }
    FIRST_LOCK.saturating_mul(1 << (times - FREE - 1).min(10)).min(LONGEST_LOCK)
}

/// One household or clinic has a whole IPv6 network of 64 bits; an IPv4 address is itself, however it is written.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let high = u128::from(address) & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from(high))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn allowed(rates: &Rates, tries: impl Iterator<Item = (String, String)>) -> usize {
        tries.filter(|(address, name)| rates.allow(at(address), name)).count()
    }

    #[test]
    fn tries_run_out_by_name_and_by_network() {
        let rates = Rates::new();
        let spelled = |i: usize| format!("{}{}", " ".repeat(i), ["Ann", "ANN", "ann "][i % 3]);
        let tries = (0..20).map(|i| ("192.0.2.1".to_owned(), spelled(i)));
        assert_eq!(allowed(&rates, tries), BY_NAME.get() as usize);
        let ann = |address: &str| rates.allow(at(address), "Ann");
        assert!(!ann("192.0.2.1") && ann("192.0.2.2"), "whoever tries elsewhere takes nothing");

        let rates = Rates::new();
        let tries = (0..100).map(|i| ("192.0.2.1".to_owned(), i.to_string()));
        assert_eq!(allowed(&rates, tries), BY_NETWORK.get() as usize);
        let rates = Rates::new();
        let tries = (0..100).map(|i| (format!("2001:db8::{i:x}"), i.to_string()));
        assert_eq!(allowed(&rates, tries), BY_NETWORK.get() as usize, "one network counts once");
        let rates = Rates::new();
        let tries = (0..100).map(|i| (format!("::ffff:192.0.2.{i}"), i.to_string()));
        assert_eq!(allowed(&rates, tries), 100, "written as IPv6, but a hundred of IPv4");
    }

    #[test]
    fn wrong_passphrases_lock_longer_and_longer_but_only_where_they_came_from() {
        let (rates, here, elsewhere) = (Rates::new(), at("192.0.2.1"), at("192.0.2.2"));
        let begun = Instant::now();
        let after = |seconds: u64| begun + Duration::from_secs(seconds);
        for _ in 0..FREE {
            rates.wrong(here, "Ann", begun);
            assert!(!rates.is_locked(here, "Ann", begun));
        }
        rates.wrong(here, " ann", begun);
        assert!(
            rates.is_locked(here, "Ann", after(14)) && !rates.is_locked(here, "Ann", after(15))
        );
        assert!(!rates.is_locked(elsewhere, "Ann", begun) && !rates.is_locked(here, "Bob", begun));
        rates.wrong(here, "ann", after(15));
        assert!(
            rates.is_locked(here, "Ann", after(44)) && !rates.is_locked(here, "Ann", after(45))
        );
        rates.sweep(after(46));
        rates.wrong(here, "ann", after(46));
        assert!(rates.is_locked(here, "Ann", after(46 + 59)), "not forgotten in between");
        rates.right(here, "Ann");
        assert!(!rates.is_locked(here, "Ann", after(46)));
        rates.wrong(here, "ann", begun);
        rates.sweep(after(LONGEST_LOCK.as_secs()));
        assert!(rates.wrong.lock().unwrap().is_empty(), "memory does not grow");
        assert_eq!(lock(u32::MAX), LONGEST_LOCK);
    }

    #[test]
    fn guests_of_one_network_run_out() {
        let rates = Rates::new();
        let begun = (0..10_000).filter(|_| rates.allow_guest(at("192.0.2.1"))).count();
        // Some come back while the test runs.
        assert!((6000..6500).contains(&begun), "{begun}");
        assert!(rates.allow_guest(at("192.0.2.2")));
    }
}
