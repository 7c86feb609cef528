//! A compiled program that many threads start runs of.
//!
//! A run uses a copy of the program up, and a program can be copied by one thread at a time (its
//! signatures keep what they have learnt about their callers). So each thread copies from a master
//! of its own, which it takes from here and puts back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use monty::MontyRun;

/// Masters of one program: as many as threads have ever copied it at the same time.
#[derive(Debug)]
pub(crate) struct Masters {
    first: Mutex<MontyRun>,
    idle: Mutex<Vec<MontyRun>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing under these locks can leave a program half-written.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Masters {
    pub(crate) fn new(program: MontyRun) -> Self {
        Self {
            first: Mutex::new(program),
            idle: Mutex::default(),
        }
    }

    /// A copy to start a run with.
    pub(crate) fn copy(&self) -> MontyRun {
        let idle = lock(&self.idle).pop();
        let master = idle.unwrap_or_else(|| lock(&self.first).clone());
        let copy = master.clone();
        lock(&self.idle).push(master);
        copy
    }
}
