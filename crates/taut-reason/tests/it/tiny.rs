//! Small random knowledge, built by hand, for tests that enumerate everything.

use std::collections::BTreeMap;

use taut_knowledge::{
    Concern, Condition, ConditionId, ConditionKind, ConditionText, Evidence, Finding, FindingId,
    FindingText, Harms, Kind, Knowledge, Link, Mark, Node, Obtained, Origin, Population, Prior,
    QuestionPolicy, Review, Rung, SafetyLists, Uncertainty,
};
use taut_reason::XorShift;

/// A knowledge base with random structure and numbers: `causes` roots, `mechanisms` below them, `findings` below both.
pub fn random_knowledge(seed: u64, causes: usize, mechanisms: usize, findings: usize) -> Knowledge {
    let mut random = XorShift::new(seed);
    let mut conditions = Vec::new();
    for i in 0..causes + mechanisms {
        let cause = i < causes;
        let mut text = BTreeMap::new();
        text.insert("en".to_owned(), ConditionText::default());
        let class =
            Some(Rung::ALL[(random.next_u64() % 8) as usize]).filter(|r| *r != Rung::Undecided);
        let stake = 0.2 + 0.8 * random.next_unit();
        // As the loader demands: the concern layer watches only conditions that ask for care.
        let concern = match random.next_u64() % 3 {
            _ if class.is_none_or(Rung::is_open) => Concern::None,
            0 => Concern::Serious,
            1 => Concern::Nerve,
            _ => Concern::None,
        };
        conditions.push(Condition {
            id: format!("c{i:02}"),
            review: Review::R0,
            class,
            stake,
            concern,
            kind: if cause { ConditionKind::Cause } else { ConditionKind::Mechanism },
            show_to_person: true,
            prior: cause.then(|| Prior {
                home: 0.02 + 0.4 * random.next_unit(),
                pt_clinic: 0.3,
                obtained: Obtained::Assumed,
                source: String::new(),
                note: String::new(),
            }),
            age_odds: [0.5 + random.next_unit(), 1.0, 1.5, 2.0, 0.3 + random.next_unit()],
            female_odds: 0.5 + random.next_unit(),
            male_odds: 1.0,
            text,
        });
    }
    let mut finding_list = Vec::new();
    for i in 0..findings {
        let states = 2 + (random.next_u64() % 3) as usize;
        let marks = match random.next_u64() % 4 {
            0 => vec![Mark::Serious],
            1 => vec![Mark::Nerve],
            2 => vec![Mark::Deficit],
            _ => Vec::new(),
        };
        finding_list.push(finding(&format!("f{i:02}"), states, marks));
    }
    finding_list.push(finding("sex", 2, Vec::new()));
    let mut knowledge = Knowledge {
        edition: "test".to_owned(),
        hash: String::new(),
        safety_hash: String::new(),
        safety_locked: true,
        proved: false,
        lowest_review: Review::R0,
        findings: finding_list,
        conditions,
        evidence: vec![evidence()],
        links: Vec::new(),
        rules: Vec::new(),
        harms: harms(),
        uncertainty: Uncertainty {
            assumed: 6.0,
            unsized_figure: 2.0,
            base_rate: 6.0,
            modifier: 2.0,
            harms: 3.0,
            source: String::new(),
        },
        screens: Vec::new(),
        obligations: Vec::new(),
        safety: SafetyLists::default(),
        sources: BTreeMap::new(),
        hazards: Vec::new(),
        prevalences: Vec::new(),
        phrases: BTreeMap::new(),
        population: Population {
            age_share: [0.1, 0.3, 0.3, 0.2, 0.1],
            female_share: 0.55,
            alarm_emergency: 0.02,
            alarm_doctor: 0.2,
        },
        questions: QuestionPolicy {
            effort_weight: 1.0,
            hazard_weight: 2.0,
            unlisted_share: 0.05,
            same_decision: 1.0,
        },
        exercises: Vec::new(),
        situations: Vec::new(),
        cautions: Vec::new(),
        item_bars: Vec::new(),
        programme: taut_knowledge::ProgrammePolicy::default(),
        check_in: taut_knowledge::CheckInPolicy::default(),
        measures: Vec::new(),
        courses: Vec::new(),
        interface: BTreeMap::new(),
        regions: Vec::new(),
        self_tests: Vec::new(),
        languages: Vec::new(),
    };
    for m in causes..causes + mechanisms {
        let node = Node::Condition(ConditionId(m as u16));
        add_links(&mut knowledge, &mut random, node, 2, m);
    }
    for f in 0..findings {
        let states = knowledge.findings[f].states.len();
        let node = Node::Finding(FindingId(f as u16));
        add_links(&mut knowledge, &mut random, node, states, causes + mechanisms);
    }
    knowledge
}

/// One to five random causes among the first `upto` conditions, with the leak first.
fn add_links(
    knowledge: &mut Knowledge,
    random: &mut XorShift,
    child: Node,
    states: usize,
    upto: usize,
) {
    let leak = falling(random, states, 0.9);
    knowledge.links.push(Link { cause: None, child, given: to_states(&leak), evidence: 0 });
    let wanted = 1 + (random.next_u64() % 5) as usize;
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < wanted.min(upto) {
        let c = (random.next_u64() % upto as u64) as usize;
        if !chosen.contains(&c) {
            chosen.push(c);
        }
    }
    chosen.sort_unstable();
    for c in chosen {
        let ratio = falling(random, states, 0.5);
        let cumulative: Vec<f64> = leak.iter().zip(&ratio).map(|(l, r)| l * r).collect();
        knowledge.links.push(Link {
            cause: Some(ConditionId(c as u16)),
            child,
            given: to_states(&cumulative),
            evidence: 0,
        });
    }
}

/// A cumulative distribution over the states.
fn falling(random: &mut XorShift, states: usize, first: f64) -> Vec<f64> {
    let mut value = first * random.next_unit();
    let mut cumulative = Vec::new();
    for s in 0..states {
        if s + 1 == states {
            value = 1.0;
        }
        cumulative.push(value);
        value += (1.0 - value) * random.next_unit();
    }
    cumulative
}

fn to_states(cumulative: &[f64]) -> Vec<f64> {
    let mut before = 0.0;
    cumulative
        .iter()
        .map(|c| {
            let p = c - before;
            before = *c;
            p
        })
        .collect()
}

fn finding(id: &str, states: usize, marks: Vec<Mark>) -> Finding {
    let mut text = BTreeMap::new();
    text.insert("en".to_owned(), FindingText::default());
    let names: &[&str] = if id == "sex" { &["female", "male"] } else { &["s0", "s1", "s2", "s3"] };
    Finding {
        id: id.to_owned(),
        review: Review::R0,
        kind: Kind::Choice { ordered: true },
        states: names[..states].iter().map(|s| (*s).to_owned()).collect(),
        present_from: 1,
        marks,
        gating: false,
        sided: false,
        origin: Origin::History,
        person_may_answer: true,
        effort: 1,
        hazard: 0,
        absent_if: None,
        asked_if: None,
        source: String::new(),
        text,
    }
}

fn evidence() -> Evidence {
    Evidence {
        id: "test".to_owned(),
        review: Review::R0,
        claim: String::new(),
        misuse: String::new(),
        source: String::new(),
        locator: String::new(),
        obtained: Obtained::Assumed,
        read_as: String::new(),
        csv: String::new(),
        setting: String::new(),
        n: None,
        with_condition: None,
        reference_standard: String::new(),
        figures: BTreeMap::new(),
        drives: true,
        why_drives: String::new(),
    }
}

/// A harms table of the shipped shape.
pub fn harms() -> Harms {
    let mut loss = [[0.0; 8]; 8];
    loss[Rung::Emergency as usize] = [0.0, 60.0, 200.0, 350.0, 380.0, 400.0, 400.0, 400.0];
    loss[Rung::SeeDoctor as usize] = [0.0, 0.0, 0.0, 50.0, 55.0, 60.0, 60.0, 60.0];
    loss[Rung::HoldAndSeePt as usize] = [0.0, 0.0, 0.0, 0.0, 1.0, 3.0, 3.0, 3.0];
    loss[Rung::Strengthen as usize][Rung::StayActive as usize] = 0.45;
    Harms {
        base: [12.0, 5.0, 3.0, 1.0, 0.3, 0.0, 0.2, 0.35],
        loss,
        undecided_margin: 0.02,
        fits_well: 0.5,
        could_play_a_part: 0.15,
        source: String::new(),
    }
}
