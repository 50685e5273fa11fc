//! The way out: one HTTP client for all files.

use super::error::Problem;
use std::io;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// An HTTP client that trusts what the system trusts, leaves by the proxy of the environment
/// (`HTTPS_PROXY`, `ALL_PROXY`, `HTTP_PROXY`, but for the hosts in `NO_PROXY`), follows
/// redirections, and gives up a connection that stands still.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) agent: Agent,
}

impl Client {
    /// A client that gives a silent server up after `silence`.
    pub fn new(silence: Duration) -> Self {
        let roots = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
        let config = Agent::config_builder()
            .tls_config(roots.build())
            .user_agent(concat!("qpv/", env!("CARGO_PKG_VERSION")))
            // Lengths and ranges are those of the file as it is kept.
            .accept_encoding("identity")
            .http_status_as_error(false)
            .timeout_resolve(Some(silence))
            .timeout_connect(Some(silence))
            .timeout_recv_response(Some(2 * silence))
            .timeout_per_read(Some(silence))
            .build();
        Self {
            agent: config.into(),
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new(Duration::from_secs(30))
    }
}

/// The host of an address, for messages: what is read there and what is not is none of the log.
pub(super) fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    authority.rsplit('@').next().unwrap_or(authority).to_owned()
}

/// What a failure of the client means, and whether another attempt can end better.
pub(super) fn judge(
    error: ureq::Error,
    host: &str,
    got: u64,
    expected: Option<u64>,
) -> (Problem, bool) {
    use io::ErrorKind as Kind;
    let host = host.to_owned();
    let no_network = |detail: String, passing| {
        let host = host.clone();
        (Problem::NoNetwork { host, detail }, passing)
    };
    match error {
        ureq::Error::HostNotFound => no_network("its name is not known".into(), false),
        ureq::Error::ConnectionFailed => no_network("no connection".into(), true),
        ureq::Error::InvalidProxyUrl => no_network("the proxy's address is wrong".into(), false),
        ureq::Error::ConnectProxyFailed(why) => no_network(format!("the proxy says {why}"), false),
        ureq::Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => {
            no_network("no answer in time".into(), true)
        }
        ureq::Error::Timeout(_) => (Problem::Stalled { host, got }, true),
        ureq::Error::Tls(why) => tls(host, why.to_owned()),
        ureq::Error::Rustls(why) => tls(host, why.to_string()),
        ureq::Error::Io(e) => match e.kind() {
            Kind::NetworkUnreachable | Kind::HostUnreachable | Kind::NetworkDown => {
                no_network(e.to_string(), false)
            }
            Kind::ConnectionRefused => no_network(e.to_string(), true),
            Kind::TimedOut | Kind::WouldBlock => (Problem::Stalled { host, got }, true),
            Kind::InvalidData => tls(host, e.to_string()),
            // The resolver of the system has no kind of its own for a name it does not know.
            _ if e.to_string().contains("lookup address") => {
                no_network("its name is not known".into(), false)
            }
            _ => (
                Problem::Cut {
                    host,
                    got,
                    expected,
                },
                true,
            ),
        },
        _ => (
            Problem::Cut {
                host,
                got,
                expected,
            },
            true,
        ),
    }
}

fn tls(host: String, detail: String) -> (Problem, bool) {
    (Problem::Tls { host, detail }, false)
}
