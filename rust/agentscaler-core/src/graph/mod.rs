//! From tools to communities of tools.
//!
//! ```text
//! embed -> similarity -> communities -> agreement
//! ```

pub mod agreement;
pub mod communities;
pub mod embed;
pub mod matrix;
pub mod similarity;
