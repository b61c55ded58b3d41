//! Answers to a finding as they were reported, self-tested and examined, side by side; and which one stands (S13).

use taut_knowledge::{
    By, Case, CaseAnswer, FindingId, Knowledge, Origin, Said, Side, Value, resolve,
};

/// One answer in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What was said.
    pub said: String,
    /// When; empty if not known.
    pub when: String,
    /// Why a flag is cleared and by whom; empty otherwise.
    pub why: String,
    /// This answer stands.
    pub stands: bool,
}

/// A finding of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The finding.
    pub finding: FindingId,
    /// Its name.
    pub name: String,
    /// The side; unstated where there is none.
    pub side: Side,
    /// It is marked: serious, nerve or deficit.
    pub marked: bool,
    /// It is present, as far as the answers that stand say.
    pub present: bool,
    /// Told by the person, or by the therapist from what the person told.
    pub reported: Vec<Given>,
    /// Tested by the person alone.
    pub self_tested: Vec<Given>,
    /// Examined by a therapist.
    pub examined: Vec<Given>,
    /// Answers disagree, and none stands.
    pub open: bool,
}

/// Every finding that was answered, in the order of the knowledge, each side apart.
#[must_use]
pub fn lines(knowledge: &Knowledge, case: &Case, language: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (i, finding) in knowledge.findings.iter().enumerate() {
        let Ok(i) = u16::try_from(i) else { continue };
        let id = FindingId(i);
        let answers: Vec<&CaseAnswer> = case.answers.iter().filter(|a| a.finding == id).collect();
        let sides: &[Side] = if finding.sided {
            &[Side::Left, Side::Right, Side::Unstated]
        } else {
            &[Side::Unstated]
        };
        for &side in sides {
            let mine: Vec<&CaseAnswer> =
                answers.iter().copied().filter(|a| concerns(a, side)).collect();
            let spoken = mine
                .iter()
                .any(|a| a.side == side || a.side == Side::Both && side != Side::Unstated);
            if spoken {
                lines.push(line(knowledge, case, (id, side), &mine, language));
            }
        }
    }
    lines
}

/// True if an answer bears on a side; a clearance of both sides also bears on a report without one.
fn concerns(answer: &CaseAnswer, side: Side) -> bool {
    answer.side == side
        || answer.side == Side::Both && (side != Side::Unstated || answer.said == Said::Cleared)
}

fn line(
    knowledge: &Knowledge,
    case: &Case,
    (id, side): (FindingId, Side),
    mine: &[&CaseAnswer],
    language: &str,
) -> Line {
    let finding = knowledge.finding(id);
    let (standing, present) = standing(knowledge, case, id, mine);
    let mut line = Line {
        finding: id,
        name: finding.text.get(language).unwrap_or_else(|| finding.en()).name.clone(),
        side,
        marked: finding.is_marked(),
        present,
        reported: Vec::new(),
        self_tested: Vec::new(),
        examined: Vec::new(),
        open: standing.is_none(),
    };
    for (at, answer) in mine.iter().enumerate() {
        let given = Given {
            said: said(knowledge, answer, language),
            when: answer.when.clone().unwrap_or_default(),
            why: [answer.reason.as_str(), answer.examiner.as_str()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join("; "),
            stands: standing == Some(at),
        };
        match (answer.by, finding.origin) {
            (By::Therapist, _) => line.examined.push(given),
            (By::Person, Origin::SelfTest) => line.self_tested.push(given),
            (By::Person, _) => line.reported.push(given),
        }
    }
    line
}

/// Which of the answers stands, and whether the finding is present. The value is the resolver's own, asked about these
/// answers alone; the answer that stands is the newest one that gives this value by itself.
fn standing(
    knowledge: &Knowledge,
    case: &Case,
    id: FindingId,
    mine: &[&CaseAnswer],
) -> (Option<usize>, bool) {
    let finding = knowledge.finding(id);
    let value = |answers: &[&CaseAnswer]| {
        let answers = answers.iter().map(|answer| {
            // On both sides, so that the other side does not leave it open.
            let side = if finding.sided { Side::Both } else { Side::Unstated };
            CaseAnswer { side, ..(*answer).clone() }
        });
        let alone = Case { answers: answers.collect(), ..case.clone() };
        let resolved = resolve(&alone, knowledge).answers;
        (resolved.get(id), resolved.number(id).map(f64::to_bits))
    };
    let all = value(mine);
    let present = matches!(all.0, Value::State(state) if state >= finding.present_from);
    let mut best: Option<usize> = None;
    for (at, answer) in mine.iter().enumerate() {
        let newer = best.is_none_or(|best| mine[best].when <= answer.when);
        if newer && value(&[*answer]) == all && (all.0 != Value::Unknown || mine.len() == 1) {
            best = Some(at);
        }
    }
    (best, present)
}

/// What was said, in the words of the finding.
fn said(knowledge: &Knowledge, answer: &CaseAnswer, language: &str) -> String {
    let finding = knowledge.finding(answer.finding);
    let text = finding.text.get(language).unwrap_or_else(|| finding.en());
    let word = |name: &str| {
        let (area, key) = name.split_once('.').unwrap_or((name, ""));
        knowledge.label(area, key, language).unwrap_or(name).to_owned()
    };
    match answer.said {
        Said::Unknown => word("clinic.said_unknown"),
        Said::Cleared => word("clinic.said_cleared"),
        Said::Number(number) => match &finding.kind {
            taut_knowledge::Kind::Measure { unit, .. } => {
                let unit = knowledge.label("units", unit, language).unwrap_or(unit);
                format!("{number} {unit}")
            }
            _ => number.to_string(),
        },
        Said::State(state) => {
            let at = usize::from(state);
            match &finding.kind {
                taut_knowledge::Kind::Sign if state == 0 => word("clinic.said_no"),
                taut_knowledge::Kind::Sign => word("clinic.said_yes"),
                _ => text
                    .states
                    .get(at)
                    .or_else(|| finding.states.get(at))
                    .cloned()
                    .unwrap_or_default(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use taut_knowledge::{load, read_case, read_folder};

    /// The answers that stand, as `who said`; and whether any finding is open.
    fn stand(answers: &str) -> (Vec<String>, bool) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../knowledge");
        let (knowledge, _) = load(&read_folder(folder.as_ref()).unwrap()).unwrap();
        let text =
            format!("schema = \"taut.case/1\"\nid = \"x\"\nage = 40\nsex = \"male\"\n{answers}");
        let case = read_case("x", text.as_bytes(), &knowledge).unwrap();
        let lines = lines(&knowledge, &case, "en");
        let mut all = Vec::new();
        for line in &lines {
            let columns = [
                ("told", &line.reported),
                ("tested", &line.self_tested),
                ("examined", &line.examined),
            ];
            for (who, given) in columns {
                let stands = given.iter().filter(|one| one.stands);
                all.extend(stands.map(|one| format!("{who} {}", one.said)));
            }
        }
        (all, lines.iter().any(|line| line.open))
    }

    fn answer(finding: &str, rest: &str, by: &str, day: u32) -> String {
        format!(
            "[[answers]]\nfinding = \"{finding}\"\n{rest}\nby = \"{by}\"\nwhen = \"2026-01-{day:02}\"\n"
        )
    }

    #[test]
    fn the_answer_that_stands_is_marked() {
        let told = answer("bladder_new", "state = \"present\"", "person", 1);
        let denied = answer("bladder_new", "state = \"absent\"", "therapist", 2);
        let cleared = "state = \"cleared\"\nreason = \"old\"\nexaminer = \"E\"";
        let early = answer("bladder_new", cleared, "therapist", 1);
        let late = answer("bladder_new", cleared, "therapist", 3);
        let yes = || vec!["told yes".to_owned()];
        assert_eq!(stand(&told), (yes(), false));
        assert_eq!(stand(&format!("{told}{denied}")), (yes(), false), "a denial clears nothing");
        assert_eq!(stand(&format!("{told}{early}")), (yes(), false), "not after the report");
        let clears = vec!["examined cleared".to_owned()];
        assert_eq!(stand(&format!("{told}{denied}{late}")), (clears, false));

        let angle = "value = 50.0\nunit = \"degrees\"\nside = \"left\"";
        let less = "value = 10.0\nunit = \"degrees\"\nside = \"left\"";
        let tested = answer("knee_extension_deficit", angle, "person", 2);
        let later = answer("knee_extension_deficit", less, "therapist", 3);
        let same_day = answer("knee_extension_deficit", less, "therapist", 2);
        assert_eq!(
            stand(&format!("{tested}{later}")),
            (vec!["examined 10 degrees".to_owned()], false)
        );
        assert_eq!(stand(&format!("{tested}{same_day}")), (Vec::new(), true));
    }
}
