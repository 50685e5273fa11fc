//! A tab of a real Chromium, driven through the DevTools protocol
//! (<https://chromedevtools.github.io/devtools-protocol/>): real keys, real clicks, real paper.

use serde_json::{Value, json};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// One tab in a browser of its own.
pub struct Tab {
    child: Child,
    socket: WebSocket<TcpStream>,
    session: Option<String>,
    last_id: u64,
    loaded: bool,
    /// Errors and warnings of the console, and exceptions that nothing caught.
    pub heard: Vec<String>,
    /// Requests for anything but the page itself and what it carries.
    pub asked: Vec<String>,
    profile: TempDir,
}

impl Tab {
    /// Starts a browser and opens a page of 1280 by 900 pixels.
    pub fn open(page: &Path) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("QPV_CHROMIUM"))
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-sync",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Where it listens stands in a file of its profile: the port, then the path.
        let told = profile.path().join("DevToolsActivePort");
        let started = Instant::now();
        let (port, path) = loop {
            let text = std::fs::read_to_string(&told).unwrap_or_default();
            if let Some((port, path)) = text.trim().split_once('\n') {
                break (port.to_owned(), path.to_owned());
            }
            if started.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("the browser does not start");
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        let stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let address = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client(address, stream).unwrap();
        let mut tab = Self {
            child,
            socket,
            session: None,
            last_id: 0,
            loaded: false,
            heard: Vec::new(),
            asked: Vec::new(),
            profile,
        };
        let target = tab.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = tab.call(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        );
        tab.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log", "Network"] {
            tab.call(&format!("{domain}.enable"), json!({}));
        }
        tab.window(1280, 900, false);
        tab.load(page);
        tab.ready();
        tab
    }

    /// Opens a page in the same tab and waits until it is whole.
    pub fn load(&mut self, page: &Path) {
        self.loaded = false;
        let address = format!("file://{}", page.canonicalize().unwrap().display());
        self.call("Page.navigate", json!({ "url": address }));
        while !self.loaded {
            let message = self.read();
            self.note(&message);
        }
    }

    /// Waits until the script has unpacked its data and drawn the map.
    pub fn ready(&mut self) {
        let asked = Instant::now();
        while !self.holds("document.documentElement.hasAttribute('data-ready')") {
            assert!(asked.elapsed() < PATIENCE, "the map is not drawn");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The size of the window; a phone has fingers.
    pub fn window(&mut self, width: u32, height: u32, phone: bool) {
        self.call(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone }),
        );
        self.call(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": phone }),
        );
    }

    /// Calls a method of the protocol and gives its result.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        let mut request = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            request["sessionId"] = json!(session);
        }
        let mut sent = self.socket.send(Message::text(request.to_string()));
        while interrupted(&sent) {
            sent = self.socket.flush();
        }
        sent.unwrap();
        loop {
            let mut message = self.read();
            if message["id"] == json!(id) {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].take();
            }
            self.note(&message);
        }
    }

    fn read(&mut self) -> Value {
        loop {
            let read = self.socket.read();
            if interrupted(&read) {
                continue;
            }
            match read.expect("an answer of the browser") {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Close(_) => panic!("the browser is gone"),
                _ => {}
            }
        }
    }

    fn note(&mut self, event: &Value) {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Page.loadEventFired" => self.loaded = true,
            "Runtime.exceptionThrown" => self.heard.push(params["exceptionDetails"].to_string()),
            "Runtime.consoleAPICalled" if params["type"] != "log" => {
                self.heard.push(params["args"].to_string());
            }
            "Log.entryAdded" => self.heard.push(params["entry"]["text"].to_string()),
            "Network.requestWillBeSent" => {
                let url = params["request"]["url"].as_str().unwrap_or_default();
                let own = ["file:", "data:", "blob:", "about:"];
                if !own.iter().any(|scheme| url.starts_with(scheme)) {
                    self.asked.push(url.to_owned());
                }
            }
            _ => {}
        }
    }

    /// The value of an expression in the page; a promise is waited for.
    pub fn eval(&mut self, expression: &str) -> Value {
        let mut result = self.call(
            "Runtime.evaluate",
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }),
        );
        let thrown = &result["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        result["result"]["value"].take()
    }

    /// The value of an expression as text.
    pub fn text(&mut self, expression: &str) -> String {
        match self.eval(expression) {
            Value::String(text) => text,
            other => panic!("{expression}: {other}"),
        }
    }

    /// Whether an expression is true.
    pub fn holds(&mut self, expression: &str) -> bool {
        self.eval(expression) == json!(true)
    }

    /// Waits until what was asked for is drawn.
    pub fn settle(&mut self) {
        self.eval(
            "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(1))))",
        );
    }

    /// Puts letters where the focus is.
    pub fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Presses a key by its name in the DOM.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "Escape" => (27, ""),
            "ArrowRight" => (39, ""),
            "ArrowDown" => (40, ""),
            "+" => (187, "+"),
            other => panic!("{other} is no key of these tests"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code });
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", event);
        }
        self.settle();
    }

    /// Clicks in the middle of an element, which is brought into view first.
    pub fn click(&mut self, selector: &str) {
        let place = self.eval(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const r = e.getBoundingClientRect(); return {{ x: r.x + r.width / 2, y: r.y + r.height / 2 }}; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            self.call(
                "Input.dispatchMouseEvent",
                json!({ "type": kind, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1 }),
            );
        }
        self.settle();
    }

    /// Where what is downloaded from now on goes.
    pub fn download_folder(&mut self) -> PathBuf {
        let folder = self.profile.path().join("downloads");
        self.call(
            "Page.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": folder }),
        );
        folder
    }

    /// The page on paper, as PDF.
    pub fn pdf(&mut self) -> Vec<u8> {
        use base64::Engine;
        let printed = self.call(
            "Page.printToPDF",
            json!({ "preferCSSPageSize": true, "printBackground": true }),
        );
        let data = printed["data"].as_str().unwrap();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .unwrap()
    }

    /// Nothing was said in the console and nothing asked of the network.
    pub fn is_silent(&self) {
        assert!(self.heard.is_empty(), "{:?}", self.heard);
        assert!(self.asked.is_empty(), "{:?}", self.asked);
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a signal, as that a child has ended, cut a call short: it is made again.
fn interrupted<T>(answer: &Result<T, tungstenite::Error>) -> bool {
    matches!(answer, Err(tungstenite::Error::Io(e)) if e.kind() == std::io::ErrorKind::Interrupted)
}
