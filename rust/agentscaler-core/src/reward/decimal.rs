//! Decimal numbers, exact at any size.

/// `digits` times ten to the `exponent`; no zeros at either end of the digits, none for zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// The number of these digits, with the last one worth ten to the `exponent`.
    pub(super) fn new(negative: bool, digits: &str, exponent: i64) -> Self {
        let whole = digits.trim_start_matches('0');
        let significant = whole.trim_end_matches('0');
        if significant.is_empty() {
            return Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            };
        }
        let zeros = i64::try_from(whole.len() - significant.len()).unwrap_or(i64::MAX);
        Self {
            negative,
            digits: significant.into(),
            exponent: exponent.saturating_add(zeros),
        }
    }

    /// Reads `-12.50` or `1e-07`: the literals of JSON.
    pub(super) fn parse(literal: &str) -> Option<Self> {
        let (negative, rest) = match literal.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, literal),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
            None => (rest, 0_i64),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let places = i64::try_from(fraction.len()).ok()?;
        Some(Self::new(negative, &digits, exponent.checked_sub(places)?))
    }

    /// This number times ten to the `power`.
    pub(super) fn scaled(&self, power: i64) -> Self {
        let mut scaled = self.clone();
        if !self.digits.is_empty() {
            scaled.exponent = scaled.exponent.saturating_add(power);
        }
        scaled
    }

    pub(super) fn negated(mut self) -> Self {
        self.negative = !self.negative && !self.digits.is_empty();
        self
    }

    pub(super) fn is_negative(&self) -> bool {
        self.negative
    }

    pub(super) fn magnitude(mut self) -> Self {
        self.negative = false;
        self
    }

    /// Whether nothing stands behind the point.
    pub(super) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// Whether both are the same but for what binary arithmetic leaves behind: equal when written
    /// with twelve significant digits.
    ///
    /// A sum of prices in binary is off in the 16th digit, sums of thousands in the 13th; amounts
    /// that people tell apart differ far before that.
    pub(super) fn same_but_noise(&self, other: &Self) -> bool {
        self == other || self.rounded() == other.rounded()
    }

    /// To twelve significant digits, half away from zero.
    fn rounded(&self) -> Self {
        const KEPT: usize = 12;
        if self.digits.len() <= KEPT {
            return self.clone();
        }
        let dropped = i64::try_from(self.digits.len() - KEPT).unwrap_or(i64::MAX);
        let mut kept: Vec<u8> = self.digits.bytes().take(KEPT).collect();
        if self.digits.as_bytes()[KEPT] >= b'5' {
            let mut carry = true;
            for digit in kept.iter_mut().rev() {
                if !carry {
                    break;
                }
                carry = *digit == b'9';
                *digit = if carry { b'0' } else { *digit + 1 };
            }
            if carry {
                kept.insert(0, b'1');
            }
        }
        let kept: String = kept.into_iter().map(char::from).collect();
        Self::new(self.negative, &kept, self.exponent.saturating_add(dropped))
    }
}

/// Without an exponent.
#[cfg(test)]
impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = if self.digits.is_empty() {
            "0"
        } else {
            &self.digits
        };
        let sign = if self.negative { "-" } else { "" };
        if let Ok(zeros) = usize::try_from(self.exponent) {
            write!(f, "{sign}{digits}{}", "0".repeat(zeros))
        } else {
            let places = usize::try_from(-self.exponent).unwrap_or_default();
            let padded = format!("{digits:0>width$}", width = places + 1);
            let (whole, fraction) = padded.split_at(padded.len() - places);
            write!(f, "{sign}{whole}.{fraction}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(literal: &str) -> Decimal {
        Decimal::parse(literal).unwrap()
    }

    #[test]
    fn spellings_of_one_value_are_equal() {
        for (a, b) in [
            ("1", "1.0"),
            ("-0.0", "0"),
            ("1e2", "100.00"),
            ("1e-07", "0.0000001"),
            ("12300", "1.23e+04"),
            ("-12.50", "-12.5"),
        ] {
            assert_eq!(decimal(a), decimal(b), "{a} {b}");
        }
        assert_ne!(decimal("12"), decimal("12.0000000000000001"));
        assert_ne!(decimal("9007199254740993"), decimal("9007199254740992"));
        assert!(Decimal::parse("1e").is_none() && Decimal::parse("").is_none());
    }

    #[test]
    fn noise_is_forgiven_and_cents_are_not() {
        assert!(decimal("0.30000000000000004").same_but_noise(&decimal("0.3")));
        assert!(decimal("1093.3400000000001").same_but_noise(&decimal("1093.34")));
        assert!(decimal("99.999999999999986").same_but_noise(&decimal("100")));
        assert!(!decimal("1093.345").same_but_noise(&decimal("1093.34")));
        assert!(!decimal("0.1").same_but_noise(&decimal("-0.1")));
    }
}
