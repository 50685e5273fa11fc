//! How far a run is.

use crate::cli::Common;
use indicatif::{ProgressBar, ProgressStyle};
use qpv::locate::batch::Progress;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// A progress bar that shows itself when the work takes more than a second.
pub(super) struct Bar {
    bar: ProgressBar,
    start: Instant,
    wanted: bool,
}

impl Bar {
    pub(super) fn new(size: Option<u64>, common: &Common) -> Self {
        let bar = ProgressBar::hidden();
        let style = match size {
            Some(size) => {
                bar.set_length(size);
                "{wide_bar} {percent} %  {msg}  {eta} left"
            }
            None => "{spinner} {msg}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self {
            bar,
            start: Instant::now(),
            wanted: !common.quiet && io::stderr().is_terminal() && !io::stdout().is_terminal(),
        }
    }

    pub(super) fn show(&self, progress: Progress) {
        if !self.wanted || self.start.elapsed() < Duration::from_secs(1) {
            return;
        }
        if self.bar.is_hidden() {
            self.bar
                .set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        let rate = progress.rows as f64 / self.start.elapsed().as_secs_f64();
        self.bar.set_position(progress.bytes);
        let (rows, rate) = (progress.rows, rate.round());
        self.bar.set_message(format!("{rows} rows, {rate}/s"));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
