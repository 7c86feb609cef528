//! The check from outside: what it says, what it lets through, and what it survives.

mod cases;
mod hostile;
mod parts;
mod refusals;
