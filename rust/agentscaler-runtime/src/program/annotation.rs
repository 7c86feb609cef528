//! Annotations as JSON Schema.

use agentscaler_core::state::{Object, Text, Value};
use ruff_python_ast::{Expr, Operator};

use super::literal;

/// The schema of an annotation: an empty one where it says nothing that JSON Schema knows.
pub(super) fn schema(annotation: Option<&Expr>) -> Value {
    let pairs = annotation.and_then(of).unwrap_or_default();
    Value::Object(Object::from_pairs(pairs))
}

type Pairs = Vec<(Text, Value)>;

fn of(annotation: &Expr) -> Option<Pairs> {
    match annotation {
        Expr::NoneLiteral(_) => Some(one_type("null")),
        Expr::BinOp(union) if union.op == Operator::BitOr => {
            let mut members = Vec::new();
            flatten(annotation, &mut members);
            any_of(&members)
        }
        Expr::Subscript(generic) => {
            let arguments = match &*generic.slice {
                Expr::Tuple(tuple) => &tuple.elts[..],
                one => std::slice::from_ref(one),
            };
            of_generic(name(&generic.value)?, arguments)
        }
        plain => match name(plain)? {
            "str" => Some(one_type("string")),
            "int" => Some(one_type("integer")),
            "float" => Some(one_type("number")),
            "bool" => Some(one_type("boolean")),
            "list" | "List" | "tuple" | "Tuple" | "Sequence" | "Iterable" => {
                Some(one_type("array"))
            }
            "dict" | "Dict" | "Mapping" => Some(one_type("object")),
            _ => None,
        },
    }
}

fn of_generic(name: &str, arguments: &[Expr]) -> Option<Pairs> {
    let items = |argument: &Expr| {
        let mut pairs = one_type("array");
        if let Some(items) = of(argument) {
            pairs.push(("items".into(), Value::Object(Object::from_pairs(items))));
        }
        pairs
    };
    match (name, arguments) {
        ("list" | "List" | "Sequence" | "Iterable", [argument])
        | ("tuple" | "Tuple", [argument, Expr::EllipsisLiteral(_)]) => Some(items(argument)),
        ("tuple" | "Tuple", _) => Some(one_type("array")),
        ("dict" | "Dict" | "Mapping", [_, values]) => {
            let mut pairs = one_type("object");
            if let Some(values) = of(values) {
                let values = Value::Object(Object::from_pairs(values));
                pairs.push(("additionalProperties".into(), values));
            }
            Some(pairs)
        }
        ("Optional", [argument]) => {
            let mut members = of(argument)?;
            let nullable = merged(&[members.clone(), one_type("null")]);
            nullable.or_else(|| {
                members = vec![alternatives(&[members.clone(), one_type("null")])];
                Some(std::mem::take(&mut members))
            })
        }
        ("Union", members) => any_of(&members.iter().collect::<Vec<_>>()),
        ("Literal", values) => {
            let values: Option<Vec<Value>> = values.iter().map(literal::value).collect();
            Some(vec![("enum".into(), Value::Array(values?.into()))])
        }
        ("Annotated", [argument, ..]) => of(argument),
        _ => None,
    }
}

/// `int` of both `int` and `typing.int`.
fn name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

fn one_type(name: &str) -> Pairs {
    vec![("type".into(), name.into())]
}

fn flatten<'a>(expr: &'a Expr, members: &mut Vec<&'a Expr>) {
    match expr {
        Expr::BinOp(union) if union.op == Operator::BitOr => {
            flatten(&union.left, members);
            flatten(&union.right, members);
        }
        member => members.push(member),
    }
}

/// A member that says nothing makes the whole union say nothing.
fn any_of(members: &[&Expr]) -> Option<Pairs> {
    let members: Option<Vec<Pairs>> = members.iter().map(|member| of(member)).collect();
    let members = members?;
    Some(merged(&members).unwrap_or_else(|| vec![alternatives(&members)]))
}

/// `{"type": ["string", "null"]}` where all members are bare types.
fn merged(members: &[Pairs]) -> Option<Pairs> {
    let types: Option<Vec<Value>> = members
        .iter()
        .map(|pairs| match pairs.as_slice() {
            [(name, Value::Text(kind))] if name.as_str() == "type" => {
                Some(Value::Text(kind.clone()))
            }
            _ => None,
        })
        .collect();
    Some(vec![("type".into(), Value::Array(types?.into()))])
}

fn alternatives(members: &[Pairs]) -> (Text, Value) {
    let schemas: Vec<Value> = members
        .iter()
        .map(|pairs| Value::Object(Object::from_pairs(pairs.clone())))
        .collect();
    ("anyOf".into(), Value::Array(schemas.into()))
}
