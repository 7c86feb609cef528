//! The one door into the core: the GIL is released, Ctrl-C is answered, a panic becomes
//! `InternalError`, and the thread pool is rebuilt after a fork.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agentscaler_core::{Cancel, Error, Pool, Result};
use pyo3::prelude::*;

use crate::error::{raise, to_python};

/// How long Ctrl-C may wait. Python runs its signal handlers only when asked to.
const SIGNAL_POLL: Duration = Duration::from_millis(50);

struct Kept {
    pid: u32,
    threads: usize,
    pool: Pool,
}

/// The pool of the last call. Threads do not survive a fork, so the process id is part of it.
static KEPT: Mutex<Option<Kept>> = Mutex::new(None);

fn pool(threads: usize) -> Result<Pool> {
    let pid = std::process::id();
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(k) = kept.as_ref()
        && k.pid == pid
        && k.threads == threads
    {
        return Ok(k.pool.with_cancel(Cancel::default()));
    }
    let pool = Pool::new(threads, Cancel::default())?;
    let own = pool.with_cancel(Cancel::default());
    if let Some(old) = kept.replace(Kept { pid, threads, pool })
        && old.pid != pid
    {
        // Joining threads that the fork did not copy would wait for ever.
        std::mem::forget(old);
    }
    Ok(own)
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "panic without a message".into())
}

fn internal(py: Python<'_>, panic: &(dyn Any + Send)) -> PyErr {
    let text = panic_text(panic);
    let message = format!("the compiled core failed: {text}; please report this");
    raise(py, "InternalError", message)
}

/// Runs `work` here and now: for calls that cost less than a thread, and cannot take long.
///
/// # Errors
/// Core errors as their Python classes, and `InternalError` for a panic.
pub(crate) fn step<T>(py: Python<'_>, work: impl FnOnce() -> Result<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(|e| to_python(py, &e)),
        Err(panic) => Err(internal(py, panic.as_ref())),
    }
}

/// Runs `work` on `threads` threads without the GIL.
///
/// # Errors
/// Core errors as their Python classes, the exception of a signal handler (Ctrl-C), and
/// `InternalError` for a panic.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the bare method is not general enough over lifetimes"
)]
pub(crate) fn enter<T: Send>(
    py: Python<'_>,
    threads: usize,
    work: impl FnOnce(&Pool) -> Result<T> + Send,
) -> PyResult<T> {
    let pool = pool(threads).map_err(|e| to_python(py, &e))?;
    let cancel = pool.cancel().clone();
    let (outcome, interrupted) = py.detach(|| {
        std::thread::scope(|scope| {
            let (done, wait) = channel();
            let thread = std::thread::Builder::new().spawn_scoped(scope, move || {
                let outcome = catch_unwind(AssertUnwindSafe(|| work(&pool)));
                // The receiver lives until this message arrives.
                let _ = done.send(outcome);
            });
            if let Err(e) = thread {
                let detail = e.to_string();
                return (Some(Ok(Err(Error::Threads { threads, detail }))), None);
            }
            let mut interrupted = None;
            loop {
                match wait.recv_timeout(SIGNAL_POLL) {
                    Ok(outcome) => break (Some(outcome), interrupted),
                    Err(RecvTimeoutError::Disconnected) => break (None, interrupted),
                    Err(RecvTimeoutError::Timeout) => {
                        if let Err(signal) = Python::attach(|py| py.check_signals()) {
                            cancel.cancel();
                            interrupted.get_or_insert(signal);
                        }
                    }
                }
            }
        })
    });
    if let Some(signal) = interrupted {
        return Err(signal);
    }
    match outcome {
        Some(Ok(result)) => result.map_err(|e| to_python(py, &e)),
        Some(Err(panic)) => Err(internal(py, panic.as_ref())),
        None => Err(raise(
            py,
            "InternalError",
            "the compiled core gave no answer".into(),
        )),
    }
}
