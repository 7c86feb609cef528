//! What a tool reaches, what it takes, and what is compiled of it.

use monty::RunProgress;
use monty_types::{DictPairs, MontyObject, PrintWriter, ResourceTracker};

use crate::program::{Checked, check};

const SHOP: &str = include_str!("shop.py");

fn shop() -> Checked {
    check("shop.py", SHOP).unwrap()
}

fn call(checked: Checked, tool: &str, arguments: Vec<(&str, MontyObject)>) -> String {
    let mut tools = checked.into_tools();
    let at = tools.iter().position(|t| t.function.name == tool).unwrap();
    let program = tools.remove(at).program;
    let arguments: Vec<(MontyObject, MontyObject)> = arguments
        .into_iter()
        .map(|(name, value)| (MontyObject::String(name.to_owned()), value))
        .collect();
    let inputs = vec![
        MontyObject::None,
        MontyObject::None,
        MontyObject::Dict(DictPairs::from(arguments)),
    ];
    match program.start(inputs, ResourceTracker::default(), PrintWriter::Disabled) {
        Ok(RunProgress::Complete(value)) => value.py_repr(),
        Ok(_) => "a call of the host".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_part_keeps_its_lines() {
    insta::assert_snapshot!("part_of_total", shop().source_for("total").unwrap());
    insta::assert_snapshot!("part_of_spare", shop().source_for("spare").unwrap());
    assert_eq!(shop().source_for("_price"), None);
    let whole: Vec<&str> = SHOP.lines().collect();
    for tool in ["total", "spare"] {
        for (index, line) in shop().source_for(tool).unwrap().lines().enumerate() {
            assert!(
                line.is_empty() || line == whole[index],
                "{tool}, line {}",
                index + 1
            );
        }
    }
}

#[test]
fn a_schema_is_read_from_signature_and_docstring() {
    let shop = shop();
    insta::assert_snapshot!("schema_of_total", shop.parameters_schema("total").unwrap());
    insta::assert_snapshot!("schema_of_spare", shop.parameters_schema("spare").unwrap());
    let total = shop.functions().next().unwrap();
    assert_eq!(total.line, 16);
    assert_eq!(
        total.description().unwrap(),
        "Total of an order, taxes included."
    );
}

#[test]
fn a_compiled_tool_is_called_by_name() {
    let arguments = vec![("order_id", MontyObject::String("#1".to_owned()))];
    assert_eq!(
        call(shop(), "total", arguments),
        "['#1', 2, 'net', 12.0, 12.0]"
    );
}

/// Python's answers; the engine's own `round` gives others to the first ones.
#[test]
fn rounding_is_that_of_python() {
    let source = "def f(db, x, n=None):\n    return round(x, n) if n is not None else round(x)\n";
    let cases: &[(f64, Option<i64>, &str)] = &[
        (2.675, Some(2), "2.67"),
        (-2.675, Some(2), "-2.67"),
        (-181.65, Some(1), "-181.7"),
        (0.15, Some(1), "0.1"),
        (2.5, None, "2"),
        (3.5, None, "4"),
        (-0.5, None, "0"),
        (1e22, Some(2), "1e+22"),
        (1e300, None, &format!("{:.0}", 1e300)),
        (-0.04, Some(1), "-0.0"),
        (1234.5678, Some(-2), "1200.0"),
        (1250.0, Some(-2), "1200.0"),
        (1250.5, Some(-2), "1300.0"),
        (-1250.0, Some(-2), "-1200.0"),
        (-4.0, Some(-1), "-0.0"),
        (1e17, Some(-3), "1e+17"),
        (f64::INFINITY, Some(2), "inf"),
    ];
    for (x, n, expected) in cases {
        let checked = check("f.py", source).unwrap();
        let mut arguments = vec![("x", MontyObject::Float(*x))];
        arguments.extend(n.map(|n| ("n", MontyObject::Int(n))));
        assert_eq!(
            call(checked, "f", arguments),
            *expected,
            "round({x}, {n:?})"
        );
    }
    for (x, n, expected) in [
        (5, None, "5"),
        (5, Some(2), "5"),
        (15, Some(-1), "20"),
        (25, Some(-1), "20"),
    ] {
        let checked = check("f.py", source).unwrap();
        let mut arguments = vec![("x", MontyObject::Int(x))];
        arguments.extend(n.map(|n| ("n", MontyObject::Int(n))));
        assert_eq!(call(checked, "f", arguments), expected, "round({x}, {n:?})");
    }
}

#[test]
fn a_fault_is_told_at_its_line() {
    let source = "X = 1\n\n\ndef f(db):\n    return [1][X]\n";
    let told = call(check("f.py", source).unwrap(), "f", vec![]);
    assert!(told.contains("\"f.py\", line 5, in f"), "{told}");
}

#[test]
fn ordinary_tools_have_nothing_to_tell() {
    let source = include_str!("accepted.py");
    let checked = check("accepted.py", source).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    });
    assert_eq!(checked.warnings(), []);
    assert_eq!(checked.tools().len(), 5);
}
