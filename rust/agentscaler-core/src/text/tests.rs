//! Rendering and tokenising, end to end.
