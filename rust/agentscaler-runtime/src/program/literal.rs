//! Values of literals.

use agentscaler_core::state::{Number, Object, Text, Value, read_value};
use num_bigint::BigInt;
use ruff_python_ast::{self as ast, Expr, UnaryOp};

/// The JSON value of a literal: what `json.loads(json.dumps(x))` gives, a tuple being a list.
///
/// `None` for whatever is not a literal, or cannot stand in JSON.
pub(super) fn value(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::NoneLiteral(_) => Some(Value::Null),
        Expr::BooleanLiteral(bool) => Some(bool.value.into()),
        Expr::StringLiteral(text) => Some(text.value.to_str().into()),
        Expr::NumberLiteral(number) => self::number(&number.value, false),
        Expr::UnaryOp(unary) => match (&unary.op, &*unary.operand) {
            (UnaryOp::USub, Expr::NumberLiteral(number)) => self::number(&number.value, true),
            _ => None,
        },
        Expr::List(list) => list_value(&list.elts),
        Expr::Tuple(tuple) => list_value(&tuple.elts),
        Expr::Dict(dict) => dict
            .items
            .iter()
            .map(|item| {
                let Value::Text(name) = value(item.key.as_ref()?)? else {
                    return None;
                };
                Some((name, value(&item.value)?))
            })
            .collect::<Option<Vec<(Text, Value)>>>()
            .map(|pairs| Value::Object(Object::from_pairs(pairs))),
        _ => None,
    }
}

fn list_value(items: &[Expr]) -> Option<Value> {
    let items: Option<Vec<Value>> = items.iter().map(value).collect();
    Some(Value::Array(items?.into()))
}

fn number(number: &ast::Number, negative: bool) -> Option<Value> {
    match number {
        ast::Number::Int(int) => {
            let int = big(int)?;
            let int = if negative { -int } else { int };
            // Digits only, which every reader of JSON takes.
            read_value(int.to_string().as_bytes()).ok()
        }
        ast::Number::Float(float) => {
            let float = if negative { -float } else { *float };
            Number::from_f64(float).map(Value::Number)
        }
        ast::Number::Complex { .. } => None,
    }
}

/// An integer literal, whatever its base and size.
fn big(int: &ast::Int) -> Option<BigInt> {
    if let Some(small) = int.as_u64() {
        return Some(small.into());
    }
    let text = int.to_string().replace('_', "").to_ascii_lowercase();
    let (digits, radix) = match text.get(..2) {
        Some("0x") => (&text[2..], 16),
        Some("0o") => (&text[2..], 8),
        Some("0b") => (&text[2..], 2),
        _ => (&text[..], 10),
    };
    BigInt::parse_bytes(digits.as_bytes(), radix)
}
