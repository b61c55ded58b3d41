//! What is asked: tasks, weak and tired muscles; every mistake at once.

use taut_body::task::record::{FatigueGroup, TaskRecord, TaskRecords};
use taut_body::task::{Compartments, FatigueRates};
use taut_knowledge::BodyKnowledge;

use super::CompensationArgs;
use crate::BadInput;

/// A group of muscles that has only a share of its strength.
pub struct Weak {
    /// Index of the group.
    pub group: usize,
    /// Its share of strength that is left.
    pub left: f64,
    /// How it came about, such as `to 50 %`.
    pub how: String,
}

/// What is asked.
pub struct Question {
    /// The tasks, in the order of the records.
    pub tasks: Vec<TaskRecord>,
    /// What is weak.
    pub weak: Vec<Weak>,
}

/// What is weak when nothing is said: the big buttock muscle has half its strength.
const USUAL: &str = "glmax=50";

/// Reads the flags.
///
/// # Errors
/// All that is wrong with them.
pub fn question(args: &CompensationArgs, knowledge: &BodyKnowledge) -> anyhow::Result<Question> {
    let records = &knowledge.tasks;
    let mut wrong = Vec::new();
    let tasks = tasks(&args.task, records, &mut wrong);
    let mut weak = Vec::new();
    let usual = (args.weaken.is_none() && args.fatigue.is_none()).then(|| USUAL.to_owned());
    for part in parts(args.weaken.as_ref().or(usual.as_ref())) {
        weak.extend(weakened(&part, records, &mut wrong));
    }
    for part in parts(args.fatigue.as_ref()) {
        weak.extend(tired(&part, records, &mut wrong));
    }
    for (i, one) in weak.iter().enumerate() {
        if weak[..i].iter().any(|before| before.group == one.group) {
            let name = &records.groups.group[one.group].name;
            wrong.push(problem(
                "twice",
                &format!("`{name}` is given twice"),
                "give each group once",
            ));
        }
    }
    if wrong.is_empty() {
        Ok(Question { tasks, weak })
    } else {
        Err(BadInput(wrong.join("\n")).into())
    }
}

fn problem(code: &str, message: &str, hint: &str) -> String {
    format!("error[{code}]: {message}\n  hint: {hint}")
}

fn parts(list: Option<&String>) -> Vec<String> {
    let parts = list.into_iter().flat_map(|list| list.split(','));
    parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn tasks(list: &str, records: &TaskRecords, wrong: &mut Vec<String>) -> Vec<TaskRecord> {
    let mut wanted = Vec::new();
    for name in parts(Some(&list.to_owned())) {
        let fits = |task: &&TaskRecord| name == "all" || task.id == name || task.part_of == name;
        let found: Vec<&TaskRecord> = records.tasks.iter().filter(fits).collect();
        if found.is_empty() {
            let mut names: Vec<&str> = records.tasks.iter().map(|t| t.part_of.as_str()).collect();
            names.dedup();
            names.sort_unstable();
            names.dedup();
            let hint = format!("one of all, {}", names.join(", "));
            wrong.push(problem("unknown-task", &format!("there is no task `{name}`"), &hint));
        }
        wanted.extend(found.iter().map(|task| task.id.clone()));
    }
    if wanted.is_empty() && wrong.is_empty() {
        wrong.push(problem("no-task", "no task is named", "name one, or `all`"));
    }
    records.tasks.iter().filter(|task| wanted.contains(&task.id)).cloned().collect()
}

/// Index of a group that may be weakened.
fn group(name: &str, records: &TaskRecords, wrong: &mut Vec<String>) -> Option<usize> {
    let groups = &records.groups.group;
    let found = groups.iter().position(|group| group.name == name && group.can_weaken);
    if found.is_none() {
        let names: Vec<&str> =
            groups.iter().filter(|g| g.can_weaken).map(|g| g.name.as_str()).collect();
        let hint = format!("one of {}", names.join(", "));
        wrong.push(problem("unknown-group", &format!("no group `{name}`"), &hint));
    }
    found
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

fn weakened(part: &str, records: &TaskRecords, wrong: &mut Vec<String>) -> Option<Weak> {
    let Some((name, share)) = part.split_once('=') else {
        let hint = "write a group and the percent of strength that is left, such as glmax=50";
        wrong.push(problem("bad-weakness", &format!("`{part}` is no weakness"), hint));
        return None;
    };
    let group = group(name.trim(), records, wrong);
    let percent = number(share).filter(|percent| (0.0..=100.0).contains(percent));
    if percent.is_none() {
        let message = format!("`{share}` is no percent of strength");
        wrong.push(problem("bad-percent", &message, "give a number from 0 to 100"));
    }
    let percent = percent?;
    Some(Weak { group: group?, left: percent / 100.0, how: format!("{percent} % of its strength") })
}

fn tired(part: &str, records: &TaskRecords, wrong: &mut Vec<String>) -> Option<Weak> {
    let form =
        "write a group, the effort in percent and seconds, such as calf=40:120 or calf=40:120:60";
    let Some((name, hold)) = part.split_once('=') else {
        wrong.push(problem("bad-fatigue", &format!("`{part}` is no fatigue"), form));
        return None;
    };
    let name = name.trim();
    let group = group(name, records, wrong);
    let known = records.fatigue.group.iter().find(|fatigue| fatigue.id == name);
    if let (Some(_), None) = (group, known) {
        let reason = records.fatigue.unknown.iter().find(|unknown| unknown.group == name);
        let reason = reason.map_or("no published parameters", |unknown| unknown.reason.as_str());
        let known: Vec<&str> = records.fatigue.group.iter().map(|f| f.id.as_str()).collect();
        let hint = format!(
            "use --weaken {name}=PERCENT; fatigue can be worked out for {}",
            known.join(", ")
        );
        let message = format!("the fatigue of `{name}` cannot be worked out: {reason}");
        wrong.push(problem("no-fatigue", &message, &hint));
    }
    let numbers: Option<Vec<f64>> = hold.split(':').map(number).collect();
    let (percent, seconds, rest) = match numbers.as_deref() {
        Some([percent, seconds]) => (*percent, *seconds, 0.0),
        Some([percent, seconds, rest]) => (*percent, *seconds, *rest),
        _ => {
            wrong.push(problem("bad-fatigue", &format!("`{hold}` is no hold"), form));
            return None;
        }
    };
    let left = strength_left(records, known?, percent / 100.0, seconds, rest);
    match left {
        Ok(left) => {
            let after = if rest > 0.0 { format!(" and {rest} s of rest") } else { String::new() };
            let how = format!(
                "{:.0} % of its strength left after holding {percent} % for {seconds} s{after}",
                100.0 * left
            );
            Some(Weak { group: group?, left, how })
        }
        Err(problems) => {
            wrong.extend(problems);
            None
        }
    }
}

fn strength_left(
    records: &TaskRecords,
    group: &FatigueGroup,
    load: f64,
    seconds: f64,
    rest: f64,
) -> Result<f64, Vec<String>> {
    let rates = FatigueRates {
        fatigue: group.fatigue,
        recovery: group.recovery,
        rest: group.rest,
        develop: records.fatigue.develop,
        relax: records.fatigue.relax,
    };
    let held = rates.after(Compartments::RESTED, load, seconds);
    let rested =
        held.and_then(|tired| if rest == 0.0 { Ok(tired) } else { rates.after(tired, 0.0, rest) });
    rested
        .map(|after| after.strength().clamp(0.0, 1.0))
        .map_err(|problems| problems.iter().map(|p| format!("error[bad-fatigue]: {p}")).collect())
}
