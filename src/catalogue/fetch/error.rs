//! What can go wrong with a transfer, so that each says what to do about it.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// A file that could not be fetched.
#[derive(Debug, Error)]
#[error("{file}: {problem}")]
pub struct FetchError {
    /// The file, by its name in the data folder.
    pub file: String,
    /// What the producer's page is, for taking it by hand.
    pub page: String,
    /// What went wrong.
    pub problem: Problem,
}

/// What went wrong with a transfer.
#[derive(Debug, Error)]
pub enum Problem {
    /// The network is forbidden.
    #[error("not fetched, as --offline forbids the network")]
    Offline,
    /// The catalogue knows no address.
    #[error("no stable address of this file is known")]
    NoAddress,
    /// No way to the server.
    #[error("no network: {host} cannot be reached ({detail})")]
    NoNetwork {
        /// The server.
        host: String,
        /// What the system says.
        detail: String,
    },
    /// The connection cannot be made safe.
    #[error("no safe connection to {host} ({detail})")]
    Tls {
        /// The server.
        host: String,
        /// What is wrong with its certificate.
        detail: String,
    },
    /// The address is dead.
    #[error("not found: {host} answers {status} for {address}")]
    NotFound {
        /// The server.
        host: String,
        /// 404 or 410.
        status: u16,
        /// What was asked for.
        address: String,
    },
    /// The server does not give it to us.
    #[error("refused: {host} answers {status}")]
    Refused {
        /// The server.
        host: String,
        /// 401, 403, 407 or another status below 500.
        status: u16,
    },
    /// The server has a fault, or too much to do.
    #[error("server error: {host} answers {status}")]
    Server {
        /// The server.
        host: String,
        /// 429 or 500 and above.
        status: u16,
    },
    /// The connection ends too early, every time.
    #[error("cut: {host} ends the connection after {got} of {} bytes", known(.expected))]
    Cut {
        /// The server.
        host: String,
        /// Bytes that came.
        got: u64,
        /// Bytes that were announced.
        expected: Option<u64>,
    },
    /// The connection stands still.
    #[error("stalled: {host} sends nothing more after {got} bytes")]
    Stalled {
        /// The server.
        host: String,
        /// Bytes that came.
        got: u64,
    },
    /// Something else came under the address.
    #[error("{host} answers with {found} instead of a {expected}")]
    NotThatFile {
        /// The server.
        host: String,
        /// What came.
        found: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// All announced bytes came, and the file has no end.
    #[error("not a whole file, although {host} announced no more than these {got} bytes: {detail}")]
    NotWhole {
        /// The server.
        host: String,
        /// Bytes that came.
        got: u64,
        /// What is missing.
        detail: String,
    },
    /// Another size than the catalogue says.
    #[error("wrong size: {got} bytes where the catalogue says {expected}")]
    WrongSize {
        /// Size in the catalogue.
        expected: u64,
        /// Size that came.
        got: u64,
    },
    /// Another content than the catalogue says.
    #[error("wrong checksum: SHA-256 {got} where the catalogue says {expected}")]
    WrongChecksum {
        /// Hash in the catalogue.
        expected: String,
        /// Hash of what came.
        got: String,
    },
    /// More bytes than any official file has.
    #[error("more than {limit} bytes come from {host}, so this cannot be the file")]
    TooLarge {
        /// The server.
        host: String,
        /// The limit.
        limit: u64,
    },
    /// No room.
    #[error("the disk is full: {} cannot grow beyond {written} bytes", path.display())]
    DiskFull {
        /// The file that was written.
        path: PathBuf,
        /// Bytes of it that fitted.
        written: u64,
    },
    /// Another process fetches it.
    #[error("another qpv is fetching it")]
    Busy,
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
}

fn known(bytes: &Option<u64>) -> String {
    bytes.map_or_else(|| "an unknown number of".into(), |n| n.to_string())
}

impl FetchError {
    /// Whether nothing else can be fetched either.
    pub fn stops_all(&self) -> bool {
        matches!(
            self.problem,
            Problem::Offline | Problem::NoNetwork { .. } | Problem::DiskFull { .. }
        )
    }

    /// What the user can do about it.
    pub fn advice(&self) -> String {
        let by_hand = format!("take it from {} and put it into the data folder", self.page);
        match &self.problem {
            Problem::Offline => "run again without --offline where there is a network".into(),
            Problem::NoNetwork { .. } => {
                "check the connection, and HTTPS_PROXY where a proxy leads out".into()
            }
            Problem::Tls { .. } => {
                "check the clock, and that the certificate of a proxy is installed on this system"
                    .into()
            }
            Problem::NoAddress => by_hand,
            Problem::NotFound { .. } => format!("the producer moved it: {by_hand}"),
            Problem::Refused { status: 407, .. } => {
                "the proxy asks for a password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT".into()
            }
            Problem::Refused { .. } => by_hand,
            Problem::Server { .. } | Problem::Stalled { .. } => {
                "try again later; what has come is kept and the transfer goes on from there".into()
            }
            Problem::Cut { .. } => {
                "run it again: what has come is kept and the transfer goes on from there".into()
            }
            Problem::NotThatFile { .. } => {
                format!("a login page or a maintenance notice came: try again, or {by_hand}")
            }
            Problem::NotWhole { .. } | Problem::TooLarge { .. } => {
                format!("try again, or {by_hand}")
            }
            Problem::WrongSize { .. } | Problem::WrongChecksum { .. } => {
                "nothing was kept of it; a proxy may have changed it, or the catalogue is outdated"
                    .into()
            }
            Problem::DiskFull { .. } => {
                "make room and run it again: the transfer goes on from there".into()
            }
            Problem::Busy => "wait until it is done".into(),
            Problem::Io { .. } => "check that the data folder can be written".into(),
        }
    }
}
