//! Where a call came from: the peer of the connection, or whom a proxy that we trust names.
//!
//! Anybody can send the header `x-forwarded-for`; it is believed only as far as each one who passed the call on is a
//! proxy of ours.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    task::{Context, Poll},
};

use http::{HeaderMap, Request};
use tower::{Layer, Service};

use crate::limits::Peer;

const FORWARDED: &str = "x-forwarded-for";

/// The address of the caller, beside the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallerAddress(IpAddr);

impl fmt::Display for CallerAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// The networks of proxies that tell the truth about who called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(Vec<(u128, u32)>);

impl Proxies {
    /// Reads addresses and networks, `10.0.0.0/8, 192.0.2.7`; nothing where one of them is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(network).collect::<Option<Vec<_>>>().map(Self)
    }

    fn has(&self, address: IpAddr) -> bool {
        let bits = bits(address);
        self.0.iter().any(|(network, free)| (bits ^ network).checked_shr(*free).unwrap_or_default() == 0)
    }
}

/// A network: its bits, and how many of them at the end are free.
fn network(text: &str) -> Option<(u128, u32)> {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let length = length.map_or(Some(longest), |length| length.parse().ok())?;
    (length <= longest).then(|| (bits(address), longest - length))
}

/// IPv4 as it stands in IPv6, so that both compare.
fn bits(address: IpAddr) -> u128 {
    let address: Ipv6Addr = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    address.into()
}

/// Puts the caller's address beside every request.
#[derive(Clone)]
pub(crate) struct AddressLayer {
    proxies: Proxies,
}

impl AddressLayer {
    pub(crate) fn new(proxies: Proxies) -> Self {
        Self { proxies }
    }
}

impl<Inner> Layer<Inner> for AddressLayer {
    type Service = Addressed<Inner>;

    fn layer(&self, inner: Inner) -> Addressed<Inner> {
        Addressed { proxies: self.proxies.clone(), inner }
    }
}

/// A service that finds the caller's address beside each request.
#[derive(Clone)]
pub(crate) struct Addressed<Inner> {
    proxies: Proxies,
    inner: Inner,
}

impl<Inner, Body> Service<Request<Body>> for Addressed<Inner>
where
    Inner: Service<Request<Body>>,
{
    type Response = Inner::Response;
    type Error = Inner::Error;
    type Future = Inner::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Inner::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Inner::Future {
        let peer = Peer::of(request.extensions());
        if let Some(peer) = peer {
            peer.connection.calls();
        }
        if let Some(peer) = peer.and_then(Peer::ip) {
            let caller = caller(peer, request.headers(), &self.proxies);
            request.extensions_mut().insert(CallerAddress(caller));
        }
        self.inner.call(request)
    }
}

/// From the peer backwards, as long as it is a proxy of ours who says where the call came from.
fn caller(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let lines: Vec<&str> = headers.get_all(FORWARDED).iter().filter_map(|line| line.to_str().ok()).collect();
    let mut caller = peer;
    for hop in lines.iter().flat_map(|line| line.split(',')).rev() {
        let Ok(before) = hop.trim().parse::<IpAddr>() else { break };
        if !proxies.has(caller) {
            break;
        }
        caller = before.to_canonical();
    }
    caller
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(peer: &str, forwarded: &[&'static str], proxies: &str) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED, http::HeaderValue::from_static(line));
        }
        let proxies = Proxies::parse(proxies).expect("networks");
        caller(peer.parse().expect("an address"), &headers, &proxies).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_says_where_a_call_came_from() {
        assert_eq!(found("203.0.113.9", &["198.51.100.1"], ""), "203.0.113.9");
        assert_eq!(found("203.0.113.9", &["198.51.100.1"], "10.0.0.0/8"), "203.0.113.9");
        assert_eq!(found("10.1.2.3", &["198.51.100.1"], "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(found("10.1.2.3", &[], "10.0.0.0/8"), "10.1.2.3");
    }

    #[test]
    fn what_a_caller_claims_before_our_proxies_is_not_believed() {
        assert_eq!(found("10.1.2.3", &["192.0.2.1, 198.51.100.1, 10.9.9.9"], "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(found("10.1.2.3", &["192.0.2.1", "198.51.100.1"], "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(found("10.1.2.3", &["198.51.100.1, unknown"], "10.0.0.0/8"), "10.1.2.3");
        assert_eq!(found("2001:db8::1", &["2001:db8:f::7"], "2001:db8::/64"), "2001:db8:f::7");
    }

    #[test]
    fn networks_are_read_or_refused() {
        for right in ["", "10.0.0.0/8", "192.0.2.7, 2001:db8::/32", "0.0.0.0/0", "::/0"] {
            assert!(Proxies::parse(right).is_some(), "{right}");
        }
        for wrong in ["10.0.0.0/33", "localhost", "10.0.0/8", "10.0.0.0/-1", "::/129"] {
            assert!(Proxies::parse(wrong).is_none(), "{wrong}");
        }
    }
}
