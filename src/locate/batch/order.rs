//! Parts of a table from many threads in any order, written in the order in which they were read.

use super::BatchError;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A lock whose holder cannot leave it half changed in a way that matters: a thread that panics
/// takes the whole run with it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where finished parts wait until those before them are written.
///
/// A thread that hands in a part does not wait for its turn: whoever hands in the part that is
/// next writes all those that follow it. Only a thread that would run too far ahead waits.
pub(super) struct InOrder<'a, T> {
    state: Mutex<State<'a, T>>,
    /// Signalled when parts were written, and when there will be no more.
    moved: Condvar,
    /// Parts that may wait.
    most: usize,
}

type Write<'a, T> = Box<dyn FnMut(&T) -> Result<(), BatchError> + Send + 'a>;

struct State<'a, T> {
    write: Write<'a, T>,
    /// Number of the part to be written next.
    turn: u64,
    /// Finished parts by number, or why the table broke off there.
    waiting: BTreeMap<u64, Result<T, BatchError>>,
    /// Written parts, to be filled again.
    spare: Vec<T>,
    error: Option<BatchError>,
    /// A thread broke off, so its part will never come.
    broken: bool,
}

impl<'a, T: Default> InOrder<'a, T> {
    pub(super) fn new(
        most: usize,
        write: impl FnMut(&T) -> Result<(), BatchError> + Send + 'a,
    ) -> Self {
        Self {
            state: Mutex::new(State {
                write: Box::new(write),
                turn: 0,
                waiting: BTreeMap::new(),
                spare: Vec::new(),
                error: None,
                broken: false,
            }),
            moved: Condvar::new(),
            most,
        }
    }

    /// Room for a part, once not too many wait; `None` when the run is over.
    ///
    /// A thread asks before it takes a part, so the one that all wait for is never held up here.
    pub(super) fn room(&self) -> Option<T> {
        let mut state = lock(&self.state);
        while state.waiting.len() >= self.most && !state.over() {
            state = self
                .moved
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        (!state.over()).then(|| state.spare.pop().unwrap_or_default())
    }

    /// Hands in a part, or why there is none, and writes it and those behind it if it is their
    /// turn; `false` when the run is over.
    pub(super) fn put(&self, number: u64, part: Result<T, BatchError>) -> bool {
        let mut state = lock(&self.state);
        state.waiting.insert(number, part);
        while !state.over()
            && let Some(part) = state.next()
        {
            let written = part.and_then(|part| (state.write)(&part).map(|()| part));
            match written {
                Ok(part) => state.spare.push(part),
                Err(error) => state.error = Some(error),
            }
        }
        self.moved.notify_all();
        !state.over()
    }

    /// Lets the other threads go when one breaks off in a panic, which then goes on.
    pub(super) fn on_panic(&self) -> OnPanic<'_, 'a, T> {
        OnPanic(self)
    }

    pub(super) fn finish(self) -> Result<(), BatchError> {
        let state = self.state.into_inner();
        match state.unwrap_or_else(PoisonError::into_inner).error {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

impl<T> State<'_, T> {
    fn over(&self) -> bool {
        self.error.is_some() || self.broken
    }

    fn next(&mut self) -> Option<Result<T, BatchError>> {
        let part = self.waiting.remove(&self.turn)?;
        self.turn += 1;
        Some(part)
    }
}

pub(super) struct OnPanic<'b, 'a, T>(&'b InOrder<'a, T>);

impl<T> Drop for OnPanic<'_, '_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(&self.0.state).broken = true;
            self.0.moved.notify_all();
        }
    }
}
