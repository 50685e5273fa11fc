//! What a library throws at a damaged file, taken for what it means.
//!
//! polars indexes and asserts where a damaged Parquet file makes no sense. Its readers are given one
//! thread, so that what they throw is thrown here.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// The answer of a function, or `None` where it panics, without a word on standard error.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let former = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !SILENT.get() {
                former(info);
            }
        }));
    });
    let before = SILENT.replace(true);
    let answer = panic::catch_unwind(AssertUnwindSafe(work));
    SILENT.set(before);
    answer.ok()
}
