//! A transfer as the user sees it.

use super::Common;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use qpv::catalogue::{
    self, Client, DataFolder, FetchError, Fetched, Item, Patience, Problem, Progress, Record,
};
use std::path::Path;

/// Fetches a file, with a bar on a terminal, and says what came.
pub fn run(
    client: &Client,
    folder: &DataFolder,
    item: &Item,
    patience: Patience,
    common: &Common,
) -> Result<Fetched, FetchError> {
    if common.offline {
        return Err(FetchError {
            file: item.file(),
            page: item.source.page.clone(),
            problem: Problem::Offline,
        });
    }
    if let Some(address) = item.address() {
        common.say(format_args!("fetching {} from {address}", item.file()));
    }
    let bar = if common.quiet {
        ProgressBar::hidden()
    } else {
        // Draws nothing where standard error is no terminal.
        ProgressBar::no_length()
    };
    let template = "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    // A constant template; the default one would do as well.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let fetched = catalogue::fetch(client, folder, item, patience, &mut |step| match step {
        Progress::Began { at, total } => {
            if let Some(total) = total {
                bar.set_length(total);
            }
            bar.set_position(at);
            if at > 0 {
                bar.suspend(|| common.say(format_args!("going on after {}", HumanBytes(at))));
            }
        }
        Progress::At(bytes) => bar.set_position(bytes),
        Progress::Waiting { problem, wait } => bar.suspend(|| {
            common.say(format_args!("{problem}; again in {} s", wait.as_secs_f64()));
        }),
    });
    bar.finish_and_clear();
    let fetched = fetched?;
    tell(&fetched, item, common);
    Ok(fetched)
}

fn tell(fetched: &Fetched, item: &Item, common: &Common) {
    let source = &item.source;
    let arrived = |path: &Path, record: &Record| {
        let size = HumanBytes(record.size);
        let origin = format!("{}, {}", source.attribution, source.licence);
        common.say(format_args!("{}: {size}. {origin}", path.display()));
    };
    match fetched {
        Fetched::New { path, record, kept } => {
            arrived(path, record);
            if let Some(kept) = kept {
                common.say(format_args!("  the file that was here: {}", kept.display()));
            }
        }
        Fetched::Unchanged { path } => {
            common.say(format_args!("{}: unchanged", path.display()));
        }
        Fetched::Replaced {
            path,
            record,
            former,
            kept,
        } => {
            arrived(path, record);
            let day = former.recorded.get(..10).unwrap_or(&former.recorded);
            common.say(format_args!(
                "  the producer has replaced it since {day}: SHA-256 {} then, {} now",
                former.sha256, record.sha256
            ));
            match kept {
                Some(kept) => common.say(format_args!("  the former one: {}", kept.display())),
                None => common.say("  the former one was no longer here"),
            }
        }
    }
}
