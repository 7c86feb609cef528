//! Numbers: kept as they were written, compared by value.
//!
//! Integer literals are exact at any size; a literal with a point or an exponent is a 64-bit float.
//! A float prints as Python prints it, so that a text written by Python needs no memory of how it
//! was written; every other spelling is kept beside the value.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::Arc;

/// A number of JSON.
#[derive(Debug, Clone)]
pub enum Number {
    /// An integer that fits.
    Int(i64),
    /// A finite float that prints canonically.
    Float(f64),
    /// Any other spelling, and integers beyond 64 bits.
    Spelled(Arc<Spelled>),
}

/// A number together with the way it was written.
#[derive(Debug)]
pub struct Spelled {
    text: Box<str>,
    exact: Exact,
}

/// The value of a number, in one form only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Exact {
    Int(i64),
    /// Bits of a float that is not an integer.
    Fraction(u64),
    /// Digits of an integer beyond 64 bits, with its sign.
    Big(Box<str>),
}

impl Exact {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    fn of_float(float: f64) -> Self {
        // 2^63 is a float, the largest i64 is not: the comparison has to be with the former.
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        if float.fract() != 0.0 {
            Self::Fraction(float.to_bits())
        } else if (-LIMIT..LIMIT).contains(&float) {
            Self::Int(float as i64)
        } else {
            // Rust prints all digits of the exact value.
            Self::Big(format!("{float:.0}").into())
        }
    }
}

impl Number {
    /// A float, unless it is not finite.
    pub fn from_f64(float: f64) -> Option<Self> {
        float.is_finite().then_some(Self::Float(float))
    }

    /// Reads a literal of JSON's grammar; `None` for a float out of range.
    pub(super) fn parse(literal: &str) -> Option<Self> {
        let exact = if literal.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')) {
            let float: f64 = literal.parse().ok().filter(|f: &f64| f.is_finite())?;
            if is_canonical(float, literal) {
                return Some(Self::Float(float));
            }
            Exact::of_float(float)
        } else {
            match literal.parse() {
                Ok(int) if literal != "-0" => return Some(Self::Int(int)),
                Ok(int) => Exact::Int(int),
                Err(_) => Exact::Big(literal.into()),
            }
        };
        let text = literal.into();
        Some(Self::Spelled(Arc::new(Spelled { text, exact })))
    }

    pub(super) fn exact(&self) -> Exact {
        match self {
            Self::Int(int) => Exact::Int(*int),
            Self::Float(float) => Exact::of_float(*float),
            Self::Spelled(spelled) => spelled.exact.clone(),
        }
    }

    /// Whether both have the same value.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a == b,
            #[expect(clippy::float_cmp, reason = "values, and -0.0 is 0")]
            (Self::Float(a), Self::Float(b)) => a == b,
            _ => self.exact() == other.exact(),
        }
    }

    /// Which of two is the smaller one, exactly.
    #[expect(
        clippy::cast_precision_loss,
        reason = "floats with a fraction lie where integers are floats, or are smaller than any"
    )]
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let sign = |digits: &str| if digits.starts_with('-') { -1 } else { 1 };
        match (&self.exact(), &other.exact()) {
            (Exact::Int(a), Exact::Int(b)) => a.cmp(b),
            (Exact::Big(a), Exact::Big(b)) => {
                let size = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
                let size = if sign(a) < 0 { size.reverse() } else { size };
                sign(a).cmp(&sign(b)).then(size)
            }
            (Exact::Big(a), _) => sign(a).cmp(&0),
            (_, Exact::Big(b)) => 0.cmp(&sign(b)),
            (Exact::Int(a), Exact::Fraction(b)) => (*a as f64).total_cmp(&f64::from_bits(*b)),
            (Exact::Fraction(a), Exact::Int(b)) => f64::from_bits(*a).total_cmp(&(*b as f64)),
            (Exact::Fraction(a), Exact::Fraction(b)) => {
                f64::from_bits(*a).total_cmp(&f64::from_bits(*b))
            }
        }
    }

    /// The integer, where the value is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.exact() {
            Exact::Int(int) => Some(int),
            _ => None,
        }
    }

    /// The nearest float.
    #[expect(clippy::cast_precision_loss, reason = "nearest is what is asked for")]
    pub fn to_f64(&self) -> f64 {
        match self {
            Self::Int(int) => *int as f64,
            Self::Float(float) => *float,
            Self::Spelled(spelled) => spelled.text.parse().unwrap_or(f64::NAN),
        }
    }

    /// Whether it was written as an integer.
    pub fn is_integer_literal(&self) -> bool {
        match self {
            Self::Int(_) => true,
            Self::Float(_) => false,
            Self::Spelled(s) => !s.text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')),
        }
    }

    /// Whether both lie within `tolerance` of each other.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a difference is compared with a float"
    )]
    pub(super) fn near(&self, other: &Self, tolerance: f64) -> bool {
        match (self.exact(), other.exact()) {
            (Exact::Int(a), Exact::Int(b)) => a.abs_diff(b) as f64 <= tolerance,
            // Beyond 64 bits the nearest floats of two integers say nothing about their distance.
            (a @ Exact::Big(_), b) | (a, b @ Exact::Big(_)) => a == b,
            _ => (self.to_f64() - other.to_f64()).abs() <= tolerance,
        }
    }

    /// Appends the number as it was written.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Int(int) => {
                let _ = write!(out, "{int}");
            }
            Self::Float(float) => write_float(*float, out),
            Self::Spelled(spelled) => out.push_str(&spelled.text),
        }
    }
}

fn is_canonical(float: f64, literal: &str) -> bool {
    let mut canonical = String::with_capacity(literal.len() + 8);
    write_float(float, &mut canonical);
    canonical == literal
}

/// The shortest digits that read back, laid out as Python does: an exponent outside 1e-4 .. 1e16.
fn write_float(float: f64, out: &mut String) {
    if float == 0.0 {
        out.push_str(if float.is_sign_negative() {
            "-0.0"
        } else {
            "0.0"
        });
        return;
    }
    if (1e-4..1e16).contains(&float.abs()) {
        // Rust's `{:?}` agrees with Python in this range.
        let _ = write!(out, "{float:?}");
        return;
    }
    let scientific = format!("{float:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let (sign, size) = match exponent.strip_prefix('-') {
        Some(size) => ('-', size),
        None => ('+', exponent),
    };
    let _ = write!(out, "{digits}e{sign}{size:0>2}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(literal: &str) -> Number {
        Number::parse(literal).unwrap()
    }

    #[test]
    fn values_are_compared_and_spellings_kept() {
        for (a, b, same) in [
            ("1", "1.0", true),
            ("-0.0", "0", true),
            ("-0", "0.0", true),
            ("9007199254740993", "9007199254740992.0", false),
            ("9007199254740992", "9007199254740992.0", true),
            ("9223372036854775808", "9223372036854775808.0", true),
            ("-9223372036854775808", "-9.223372036854775808e18", true),
            ("100000000000000000000", "1e20", true),
            ("100000000000000000001", "1e20", false),
            ("0.1", "1e-1", true),
            ("1e-400", "0", true),
        ] {
            assert_eq!(number(a).same(&number(b)), same, "{a} {b}");
            for literal in [a, b] {
                let mut out = String::new();
                number(literal).write(&mut out);
                assert_eq!(out, literal);
            }
        }
        assert!(Number::parse("1e400").is_none());
    }

    #[test]
    fn the_order_is_exact_at_any_size() {
        let rising = [
            "-1e300",
            "-100000000000000000001",
            "-1e20",
            "-9223372036854775808",
            "-0.5",
            "0",
            "1e-300",
            "1",
            "1.5",
            "2",
            "9007199254740992.0",
            "9007199254740993",
            "1700000000000000001",
            "1700000000000000002",
            "9223372036854775807",
            "9223372036854775808",
            "1e20",
            "100000000000000000001",
            "1e300",
        ];
        for (i, a) in rising.iter().enumerate() {
            for (j, b) in rising.iter().enumerate() {
                assert_eq!(number(a).order(&number(b)), i.cmp(&j), "{a} {b}");
            }
        }
        assert_eq!(number("-0.0").order(&number("0")), Ordering::Equal);
    }

    #[test]
    fn floats_print_as_python_prints_them() {
        for (float, text) in [
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (1.5e-5, "1.5e-05"),
            (1e-4, "0.0001"),
            (-2.5e300, "-2.5e+300"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            let mut out = String::new();
            Number::Float(float).write(&mut out);
            assert_eq!(out, text);
            assert!(
                matches!(number(text), Number::Float(_)),
                "{text} needs no spelling"
            );
        }
    }
}
