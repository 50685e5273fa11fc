//! A server on the loopback address that behaves as badly as a test asks it to.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    headers: Vec<(String, String)>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// First byte of a `Range: bytes=N-`.
    pub fn range(&self) -> Option<usize> {
        let range = self.header("range")?.strip_prefix("bytes=")?;
        range.strip_suffix('-')?.parse().ok()
    }
}

/// An answer, or what is left of it.
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// Length that is announced: the true one unless a test lies.
    announced: Option<usize>,
    /// Bytes after which the connection ends.
    cut: Option<usize>,
    /// Whether it stands still instead of ending.
    stall: bool,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self {
            status,
            headers: Vec::new(),
            announced: Some(body.len()),
            body,
            cut: None,
            stall: false,
        }
    }

    /// The whole of a file, or the rest of it where a range is asked for and the file is still
    /// the one that is meant.
    pub fn file(request: &Request, bytes: &[u8], tag: &str) -> Self {
        let tag = format!("{tag:?}");
        let same = request.header("if-range").is_none_or(|t| t == tag);
        let reply = match request.range().filter(|_| same) {
            Some(first) if first < bytes.len() => Self::new(206, &bytes[first..]).with(
                "Content-Range",
                format!("bytes {first}-{}/{}", bytes.len() - 1, bytes.len()),
            ),
            Some(_) => Self::new(416, ""),
            None if request.header("if-none-match") == Some(&tag) => Self::new(304, ""),
            None => Self::new(200, bytes),
        };
        reply.with("ETag", tag)
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn announcing(mut self, length: usize) -> Self {
        self.announced = Some(length);
        self
    }

    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    pub fn stalled_after(mut self, bytes: usize) -> Self {
        self.stall = true;
        self.cut_after(bytes)
    }

    fn send(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        let mut head = format!("HTTP/1.1 {} x\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if let Some(length) = self.announced {
            head += &format!("Content-Length: {length}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        let sent = self.cut.unwrap_or(self.body.len()).min(self.body.len());
        stream.write_all(&self.body[..sent])?;
        stream.flush()?;
        if self.stall {
            std::thread::sleep(Duration::from_secs(3));
        }
        Ok(())
    }
}

/// Answers until it is dropped.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server; `answer` gets the number of the request, from 0, and the request.
    pub fn start(answer: impl Fn(usize, &Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (seen, stopped) = (Arc::clone(&requests), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let mut stream = stream.unwrap();
                stream
                    .set_read_timeout(Some(Duration::from_secs(5)))
                    .unwrap();
                let Some(request) = read(&stream) else {
                    continue;
                };
                let number = seen.lock().unwrap().len();
                seen.lock().unwrap().push(request.clone());
                // A client that has had enough closes first.
                let _ = answer(number, &request).send(&mut stream);
            }
        });
        Self {
            address,
            requests,
            stop,
            thread: Some(thread),
        }
    }

    /// Address of a path on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    for line in lines {
        let line = line.ok()?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Some(Request {
        method,
        path,
        headers,
    })
}
