//! How often somebody may try to sign in: by address and by account, in memory.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Tries a minute from one address; a clinic shares one.
const BY_ADDRESS: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// Tries a minute for one sign-in name.
const BY_NAME: NonZeroU32 = NonZeroU32::new(8).unwrap();

/// The limits, and who has used them up.
#[derive(Debug)]
pub struct Rates {
    address: DefaultKeyedRateLimiter<IpAddr>,
    name: DefaultKeyedRateLimiter<String>,
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
            address: RateLimiter::keyed(Quota::per_minute(BY_ADDRESS)),
            name: RateLimiter::keyed(Quota::per_minute(BY_NAME)),
        }
    }

    /// True if another try may be made, which it then counts as.
    #[must_use]
    pub fn allow(&self, address: IpAddr, name: &str) -> bool {
        // Both are counted, whichever refuses.
        let by_address = self.address.check_key(&network(address)).is_ok();
        let by_name = self.name.check_key(&name.to_lowercase()).is_ok();
        by_address && by_name
    }

    /// Forgets those whose tries have all come back, so that memory does not grow.
    pub fn sweep(&self) {
        self.address.retain_recent();
        self.name.retain_recent();
    }
}

/// One household or clinic has a whole IPv6 network of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let high = u128::from(address) & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from(high))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_run_out_by_name_and_by_address() {
        let rates = Rates::new();
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        let allowed = (0..20).filter(|_| rates.allow(address, "Ann")).count();
        assert_eq!(allowed, BY_NAME.get() as usize);
        let rates = Rates::new();
        let allowed = (0..100).filter(|i| rates.allow(address, &i.to_string())).count();
        assert_eq!(allowed, BY_ADDRESS.get() as usize);
        let rates = Rates::new();
        let six = |i: u16| format!("2001:db8::{i:x}").parse().unwrap();
        let allowed = (0..100).filter(|i| rates.allow(six(*i), &i.to_string())).count();
        assert_eq!(allowed, BY_ADDRESS.get() as usize, "one network counts once");
    }
}
