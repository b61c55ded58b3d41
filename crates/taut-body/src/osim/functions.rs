//! Reads functions of coordinates.

use super::element::{Node, Reader, child, elements};
use crate::function::Function;
use crate::spline::{Spline, SplineProblem};

/// Polynomials of a higher degree are refused.
const HIGHEST_DEGREE: usize = 16;
/// Functions inside functions, at most.
const DEEPEST: usize = 4;
/// Children of an element with a function that are not the function.
const OTHERS: [&str; 3] = ["coordinates", "axis", "scale"];

/// The function inside an element, direct or in a `<function>`. It needs `inputs` numbers, else that is noted.
pub fn read(reader: &mut Reader, node: Node, inputs: usize) -> Function {
    let function = nested(reader, node, 0);
    if let Some(needs) = function.inputs().filter(|needs| *needs != inputs) {
        let message = format!("its function needs {needs} coordinates, and {inputs} are named");
        reader.problem(node, message, "name as many coordinates as the function has");
    }
    function
}

fn nested(reader: &mut Reader, node: Node, depth: usize) -> Function {
    let stand_in = Function::Constant(0.0);
    let wrapped = child(node, "function").and_then(|inner| elements(inner).first().copied());
    let direct = || {
        let mut inside = elements(node).into_iter();
        inside.find(|n| !OTHERS.contains(&n.tag_name().name()))
    };
    let Some(function) = wrapped.or_else(direct) else {
        reader.problem(node, "there is no function in it", "write one, such as <Constant>");
        return stand_in;
    };
    match function.tag_name().name() {
        "Constant" => Function::Constant(reader.number(function, "value")),
        "LinearFunction" => Function::Linear(reader.numbers(function, "coefficients")),
        "SimmSpline" | "NaturalCubicSpline" => {
            let x = reader.numbers(function, "x");
            let y = reader.numbers(function, "y");
            if x.is_empty() || y.is_empty() {
                return stand_in;
            }
            Spline::new(&x, &y).map_or_else(
                |problem| {
                    reader.problem(function, worded(&problem), "correct the knots of the spline");
                    stand_in
                },
                Function::Spline,
            )
        }
        "PolynomialFunction" => {
            let coefficients = reader.numbers(function, "coefficients");
            if coefficients.len() > HIGHEST_DEGREE + 1 {
                let message = format!("{} coefficients are too many", coefficients.len());
                reader.problem(
                    function,
                    message,
                    format!("the degree is at most {HIGHEST_DEGREE}"),
                );
            }
            Function::Polynomial(coefficients)
        }
        "MultiplierFunction" if depth < DEEPEST => {
            let scale = reader.number(function, "scale");
            Function::Scaled(scale, Box::new(nested(reader, function, depth + 1)))
        }
        "MultiplierFunction" => {
            let hint = format!("nest at most {DEEPEST}");
            reader.problem(function, "too many functions inside functions", hint);
            stand_in
        }
        other => {
            let message =
                format!("functions of the kind {other} are not read, so poses would be wrong");
            let hint = "use Constant, LinearFunction, SimmSpline, PolynomialFunction or \
                        MultiplierFunction";
            reader.problem(function, message, hint);
            stand_in
        }
    }
}

fn worded(problem: &SplineProblem) -> String {
    match problem {
        SplineProblem::Lengths(x, y) => format!("the spline has {x} places and {y} values"),
        SplineProblem::TooFew(n) => format!("{n} knot makes no spline; it needs two"),
        SplineProblem::NotRising(i) => {
            format!("knot {} of the spline is not above the one before it", i + 1)
        }
        SplineProblem::TooSteep => {
            "the spline is too steep for its slopes to be numbers".to_owned()
        }
    }
}
