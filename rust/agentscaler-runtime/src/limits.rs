//! What one call may use.

use std::time::Duration;

use crate::error::{Error, Result};

/// What one call may use; every limit has a default that honest tools stay far below.
///
/// The counted limits decide what a call is: they give the same answer on every machine. A program
/// that passes one is a [`Fault`](crate::Kind::Fault), arguments that do are an
/// [`InvalidCall`](crate::Kind::InvalidCall). Time and memory are backstops: a call that meets one
/// of them is [`Infrastructure`](crate::Kind::Infrastructure), which says nothing about the tool.
///
/// # What holds a program in this process, and what does not
///
/// The interpreter checks the size of a value before it makes it, its own depth at every call, and
/// the time between its instructions. With the default limits that holds (measured on one core):
///
/// ```text
/// 10 ** 10 ** 7    "ab" * 10 ** 9    [0] * 10 ** 9    "x".rjust(10 ** 9)    1 << 2 ** 40   0.1 ms
/// x = x * x without end                                                                    0.7 s
/// recursion, lists nested a million deep: returned, compared, shown, dropped               0.5 s
/// while True, with try and finally around it                                               1.0 s
/// ```
/// It does not hold these, because nothing is counted there or the clock is not looked at:
///
/// ```text
/// pow(a, b, c) with integers of 25,000 digits                              minutes
/// x = [x, x] sixty times, then returned, handed to db, compared or shown   2 ** 60 steps or cells
/// a list that grows by a kilobyte a step                                   1.1 GB within its second
/// "".join of ten thousand long strings, or json.dumps of them              1.5 GB within its second
/// ```
/// A program that nobody has vetted therefore runs in a worker process with limits of its own.
///
/// A call runs on the thread of its caller: at the default depth the interpreter needs less than
/// 512 KiB of stack, a fourth of what a usual thread has, and starting a thread would cost more than
/// the call. [`Limits::check`] keeps the depth below what 2 MiB bear.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Calls of methods of the database.
    pub host_calls: u64,
    /// Rows and keys that the database copies into the program.
    pub rows_read: u64,
    /// Bytes of the arguments as JSON.
    pub argument_bytes: usize,
    /// Digits of an integer in arguments, rows and results.
    pub integer_digits: usize,
    /// Bytes of the content of a result.
    pub result_bytes: usize,
    /// Bytes of one value that a program makes in one step, or hands to the database.
    pub value_bytes: usize,
    /// Calls of functions within one another, and levels of nesting of a value.
    pub recursion: usize,
    /// Backstop: time of the call.
    pub time: Duration,
    /// Backstop: memory of the process that runs the call; only a worker can enforce it.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            host_calls: 10_000,
            rows_read: 100_000,
            argument_bytes: 1 << 20,
            integer_digits: 1_000,
            result_bytes: 1 << 20,
            value_bytes: 4 << 20,
            recursion: 200,
            time: Duration::from_secs(1),
            memory_bytes: 256 << 20,
        }
    }
}

/// Deepest recursion that a thread with 2 MiB of stack bears, with room to spare.
const DEEPEST: usize = 400;

impl Limits {
    /// Refuses limits that no call could hold to, or that would not protect the process.
    ///
    /// # Errors
    /// [`Error::Limit`] for the first that is out of range.
    pub fn check(&self) -> Result<()> {
        let positive = [
            ("argument_bytes", self.argument_bytes),
            ("integer_digits", self.integer_digits),
            ("result_bytes", self.result_bytes),
            ("value_bytes", self.value_bytes),
        ];
        for (name, value) in positive {
            if value == 0 {
                return Err(out_of_range(name, &value, "at least 1"));
            }
        }
        if !(10..=DEEPEST).contains(&self.recursion) {
            let expected = "from 10 to 400, which is what a thread bears";
            return Err(out_of_range("recursion", &self.recursion, expected));
        }
        if self.time.is_zero() {
            return Err(out_of_range("time_s", &0, "above 0"));
        }
        if self.memory_bytes < 16 << 20 {
            let expected = "at least 16 MiB, which a worker needs to start";
            return Err(out_of_range("memory_bytes", &self.memory_bytes, expected));
        }
        Ok(())
    }
}

fn out_of_range(name: &'static str, value: &impl ToString, expected: &'static str) -> Error {
    let value = value.to_string();
    Error::Limit {
        name,
        value,
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_in_range_and_nonsense_is_not() {
        assert!(Limits::default().check().is_ok());
        for wrong in [
            Limits {
                recursion: 1_000,
                ..Limits::default()
            },
            Limits {
                recursion: 3,
                ..Limits::default()
            },
            Limits {
                result_bytes: 0,
                ..Limits::default()
            },
            Limits {
                time: Duration::ZERO,
                ..Limits::default()
            },
            Limits {
                memory_bytes: 5,
                ..Limits::default()
            },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }
}
