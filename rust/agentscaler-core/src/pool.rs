//! The one explicit thread pool: no global state, no environment variable.

#[cfg(feature = "rayon")]
use std::sync::Arc;

use crate::cancel::Cancel;
use crate::error::{Error, Result};

/// A pool of threads together with the flag that stops its work.
///
/// Without the feature `rayon` everything runs on the calling thread, with equal results.
#[derive(Debug)]
pub struct Pool {
    #[cfg(feature = "rayon")]
    threads: Arc<rayon::ThreadPool>,
    cancel: Cancel,
}

impl Pool {
    /// Starts `threads` threads (0 is refused: the caller decides, not the machine).
    ///
    /// # Errors
    /// [`Error::Argument`] for 0, [`Error::Threads`] when the system refuses.
    pub fn new(threads: usize, cancel: Cancel) -> Result<Self> {
        if threads == 0 {
            return Err(Error::Argument {
                name: "threads",
                value: "0".into(),
                expected: "at least 1",
            });
        }
        #[cfg(feature = "rayon")]
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|e| Error::Threads {
                threads,
                detail: e.to_string(),
            })?;
        Ok(Self {
            #[cfg(feature = "rayon")]
            threads: Arc::new(pool),
            cancel,
        })
    }

    /// The same threads under another stop flag.
    #[must_use]
    pub fn with_cancel(&self, cancel: Cancel) -> Self {
        Self {
            #[cfg(feature = "rayon")]
            threads: Arc::clone(&self.threads),
            cancel,
        }
    }

    /// The stop flag of the work that runs here.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// `f(0), f(1), .. f(n - 1)` in this order, computed on all threads.
    ///
    /// # Errors
    /// The error of the smallest failing index, or [`Error::Cancelled`].
    pub fn map<T: Send>(&self, n: usize, f: impl Fn(usize) -> Result<T> + Sync) -> Result<Vec<T>> {
        let guarded = |i: usize| {
            self.cancel.check()?;
            f(i)
        };
        #[cfg(feature = "rayon")]
        let results: Vec<Result<T>> = self.threads.install(|| {
            use rayon::prelude::*;
            (0..n).into_par_iter().map(guarded).collect()
        });
        #[cfg(not(feature = "rayon"))]
        let results: Vec<Result<T>> = (0..n).map(guarded).collect();
        results.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_for_any_number_of_threads() {
        for threads in [1, 2, 7] {
            let pool = Pool::new(threads, Cancel::default()).unwrap();
            assert_eq!(pool.map(5, |i| Ok(i * i)).unwrap(), [0, 1, 4, 9, 16]);
        }
    }

    #[test]
    fn a_cancelled_pool_refuses_work() {
        let pool = Pool::new(2, Cancel::default()).unwrap();
        pool.cancel().cancel();
        assert_eq!(pool.map(3, Ok), Err(Error::Cancelled));
    }

    #[test]
    fn no_threads_are_refused() {
        assert!(Pool::new(0, Cancel::default()).is_err());
    }
}
