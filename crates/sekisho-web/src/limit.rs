//! How often one address may ask: a bucket of tokens each, in memory alone, and nothing of it in any log.
//!
//! Shape: an office of hundreds may come from one address; what is stopped is a machine that tries.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName, Method};

/// So many addresses are remembered; of more, the one that was silent longest is forgotten.
const MOST: usize = 16_384;

/// Tokens are counted in thousandths, as time is.
const WHOLE: u64 = 1000;

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How fast a bucket fills, and how much it holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rate {
    /// So many at once. Units: requests.
    pub burst: u64,
    /// So many each second, in the long run. Units: requests.
    pub per_second: u64,
}

/// Where requests come from.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Peers {
    /// From whoever connects.
    #[default]
    Direct,
    /// From a proxy on this machine, which says in `X-Forwarded-For` who connected.
    Proxied,
}

/// Who connected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peers {
    /// Finds from where a request comes. Only a proxy on this machine is believed, and of what it says only what it wrote itself.
    pub(crate) fn address(self, peer: Option<&Peer>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.to_canonical());
        if self == Self::Direct || !peer.is_loopback() {
            return peer;
        }
        let last = headers.get_all(FORWARDED).iter().next_back().and_then(|line| line.to_str().ok());
        let said =
            last.and_then(|line| line.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
        said.map_or(peer, |said| said.to_canonical())
    }
}

/// One household: an address, or in IPv6 the network that one customer has.
pub(crate) fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    level: u64,
    seen: u64,
}

/// The buckets of one kind of request.
#[derive(Debug)]
pub(crate) struct Buckets {
    known: BTreeMap<IpAddr, Bucket>,
    rate: Rate,
}

impl Buckets {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { known: BTreeMap::new(), rate }
    }

    /// Takes one token.
    ///
    /// Units: `now` in milliseconds. Errors: in how many seconds there is one again.
    pub(crate) fn take(&mut self, address: IpAddr, now: u64) -> Result<(), u64> {
        let Rate { burst, per_second } = self.rate;
        let full = burst.saturating_mul(WHOLE);
        let place = household(address);
        if self.known.len() >= MOST && !self.known.contains_key(&place) {
            self.forget(now, full);
        }
        let bucket = self.known.entry(place).or_insert(Bucket { level: full, seen: now });
        let gained = now.saturating_sub(bucket.seen).saturating_mul(per_second);
        bucket.level = bucket.level.saturating_add(gained).min(full);
        bucket.seen = now;
        let Some(rest) = bucket.level.checked_sub(WHOLE) else {
            let lacking = WHOLE.saturating_sub(bucket.level);
            return Err(lacking.div_ceil(per_second.max(1).saturating_mul(WHOLE)).max(1));
        };
        bucket.level = rest;
        Ok(())
    }

    /// Forgets whoever has a full bucket again, and if need be whoever was silent longest.
    fn forget(&mut self, now: u64, full: u64) {
        let per_second = self.rate.per_second;
        self.known.retain(|_, bucket| {
            let gained = now.saturating_sub(bucket.seen).saturating_mul(per_second);
            bucket.level.saturating_add(gained) < full
        });
        if self.known.len() >= MOST {
            let silent = self.known.iter().min_by_key(|(_, bucket)| bucket.seen).map(|(place, _)| *place);
            silent.and_then(|place| self.known.remove(&place));
        }
    }
}

/// Tells whether a request tries a key or a code: those have buckets of their own.
pub(crate) fn tries(method: &Method, path: &str) -> bool {
    let first = path.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
    method == Method::POST && matches!(first, "bring" | "found" | "setup" | "sign" | "sign-in")
        || first == "setup"
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3, per_second: 2 };

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_bucket_empties_and_fills_for_each_household_alone() {
        let mut buckets = Buckets::new(RATE);
        let one = ip("192.0.2.1");
        for _ in 0..3 {
            assert_eq!(buckets.take(one, 1000), Ok(()));
        }
        assert_eq!(buckets.take(one, 1000), Err(1));
        assert_eq!(buckets.take(ip("192.0.2.2"), 1000), Ok(()));
        assert_eq!(buckets.take(one, 1499), Err(1));
        assert_eq!(buckets.take(one, 1500), Ok(()));
        // Long silence fills it to the brim and not further.
        for _ in 0..3 {
            assert_eq!(buckets.take(one, 1_000_000), Ok(()));
        }
        assert_eq!(buckets.take(one, 1_000_000), Err(1));
        // Whoever has a whole network has one bucket.
        for last in 1..4 {
            assert_eq!(buckets.take(ip(&format!("2001:db8::{last}")), 5), Ok(()));
        }
        assert_eq!(buckets.take(ip("2001:db8::9"), 5), Err(1));
        assert_eq!(buckets.take(ip("2001:db8:0:1::9"), 5), Ok(()));
        assert_eq!(buckets.take(ip("::ffff:192.0.2.1"), 1_000_000), Err(1));
    }

    #[test]
    fn many_addresses_use_no_more_memory_than_there_is() {
        let mut buckets = Buckets::new(RATE);
        for number in 0..40_000_u32 {
            let _ = buckets.take(IpAddr::V4(Ipv4Addr::from_bits(number)), 1);
        }
        assert!(buckets.known.len() <= MOST);
    }

    #[test]
    fn only_a_proxy_on_this_machine_says_who_connected() {
        let mut headers = HeaderMap::new();
        headers.append(FORWARDED, "198.51.100.9".parse().unwrap());
        headers.append(FORWARDED, "198.51.100.7, 203.0.113.5".parse().unwrap());
        let (here, there) = (Peer(ip("127.0.0.1")), Peer(ip("192.0.2.1")));
        assert_eq!(Peers::Direct.address(Some(&here), &headers), here.0);
        assert_eq!(Peers::Proxied.address(Some(&there), &headers), there.0);
        assert_eq!(Peers::Proxied.address(Some(&here), &headers), ip("203.0.113.5"));
        assert_eq!(Peers::Proxied.address(Some(&here), &HeaderMap::new()), here.0);
    }

    #[test]
    fn what_tries_keys_and_codes_is_known_by_its_place() {
        for (method, path, is) in [
            (Method::POST, "/sign-in", true),
            (Method::POST, "/sign-in/new", true),
            (Method::POST, "/sign/abc?lang=ja", true),
            (Method::GET, "/setup?code=1", true),
            (Method::GET, "/sign/abc", false),
            (Method::POST, "/acts/permit/request", false),
            (Method::POST, "/sign-out", false),
        ] {
            assert_eq!(tries(&method, path), is, "{method} {path}");
        }
    }
}
