//! Evidence and target of `taut network`, from the command line: every problem at once.

use taut_infer::{Evidence, Network};

use crate::BadInput;

/// Reads `VARIABLE=STATE` texts and the name of a target; without a target its index is 0.
///
/// # Errors
/// Every text that names no variable or state, or names a variable twice; a target that is unknown or observed.
pub fn parse(
    network: &Network,
    texts: &[String],
    target: Option<&str>,
) -> Result<(Evidence, usize), BadInput> {
    let mut evidence = Evidence::none();
    let mut problems = String::new();
    for text in texts {
        match one(network, text) {
            Ok((variable, _)) if evidence.of(variable).is_some() => {
                let name = &network.variables()[variable].name;
                problems += &problem(
                    "evidence-twice",
                    &format!("`{name}` is given twice"),
                    "give one state for each variable",
                );
            }
            Ok((variable, state)) => evidence.observe(variable, state),
            Err(text) => problems += &text,
        }
    }
    let mut index = 0;
    if let Some(name) = target {
        match network.find(name) {
            None => problems += &unknown_variable(network, name),
            Some(found) if evidence.of(found).is_some() => {
                problems += &problem(
                    "target-observed",
                    &format!("the target `{name}` is among the evidence"),
                    "ask for a variable that is open",
                );
            }
            Some(found) => index = found,
        }
    }
    if problems.is_empty() { Ok((evidence, index)) } else { Err(BadInput(problems)) }
}

fn problem(code: &str, message: &str, hint: &str) -> String {
    format!("error[{code}]: {message}\n  hint: {hint}\n")
}

/// Names may hold `=` (a state such as `>=7.5`), so the split is where a variable's name ends.
fn one(network: &Network, text: &str) -> Result<(usize, usize), String> {
    let splits = text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let known = splits.clone().find_map(|(name, state)| network.find(name).map(|v| (v, state)));
    let Some((variable, state)) = known else {
        return Err(match splits.clone().next() {
            None => problem(
                "bad-evidence",
                &format!("`{text}` has no `=`"),
                "write VARIABLE=STATE, such as smoke=yes",
            ),
            Some((name, _)) => unknown_variable(network, name),
        });
    };
    let v = &network.variables()[variable];
    v.states.iter().position(|s| s == state).map(|s| (variable, s)).ok_or_else(|| {
        let hint = format!("its states are {}", v.states.join(", "));
        problem("unknown-state", &format!("`{}` has no state `{state}`", v.name), &hint)
    })
}

fn unknown_variable(network: &Network, name: &str) -> String {
    /// More names than this help nobody.
    const NAMED: usize = 12;
    let names = || network.variables().iter().map(|v| v.name.as_str());
    let near = names()
        .find(|known| known.eq_ignore_ascii_case(name))
        .or_else(|| taut_knowledge::nearest(name, names()));
    let hint = near.map_or_else(
        || {
            let mut listed = names().take(NAMED).collect::<Vec<_>>().join(", ");
            if network.variables().len() > NAMED {
                listed += ", ...";
            }
            format!("the network has {listed}")
        },
        |known| format!("did you mean `{known}`?"),
    );
    problem("unknown-variable", &format!("there is no variable `{name}`"), &hint)
}
