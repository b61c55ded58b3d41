//! The symbolic form of the decision against the program that decides, on the shipped knowledge.

use std::path::Path;
use std::sync::LazyLock;

use taut_knowledge::{Answers, FindingId, Knowledge, Rung, Value, load, read_folder};
use taut_reason::{Reasoner, Setting, XorShift};
use taut_verify::{Model, verify};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let files = read_folder(&folder).unwrap_or_else(|report| panic!("{report}"));
    load(&files).unwrap_or_else(|report| panic!("{report}")).0
});

/// A random value of every finding: unknown with one chance, else in its lowest state with another, else any.
fn random_values(
    model: &Model,
    random: &mut XorShift,
    unknown: f64,
    lowest: f64,
) -> (Answers, Vec<usize>) {
    let knowledge = model.knowledge();
    let mut answers = Answers::none(knowledge);
    let mut chosen = vec![0; knowledge.findings.len()];
    // Sex last: writing it must not depend on the order.
    for (index, at) in chosen.iter_mut().enumerate() {
        let id = FindingId(index as u16);
        let points = model.symbols.points(id);
        *at = if random.next_unit() < unknown {
            (random.next_u64() % 2) as usize
        } else if random.next_unit() < lowest {
            points.iter().position(|p| p.value == Value::State(0)).unwrap_or(0)
        } else {
            (random.next_u64() % points.len() as u64) as usize
        };
        model.symbols.write(&mut answers, id, &points[*at]);
    }
    let assignment = model.symbols.assignment(|id| chosen[id.index()]);
    (answers, assignment)
}

#[test]
fn symbols_and_program_decide_alike() {
    let reasoner = Reasoner::new(&KNOWLEDGE, Setting::Home);
    let model = Model::new(&reasoner);
    let mut random = XorShift::new(71);
    let mut seen = [0_usize; 8];
    for n in 0..600 {
        let (unknown, lowest) =
            [(0.0, 0.97), (0.5, 0.9), (0.1, 0.99), (0.9, 0.5), (0.02, 0.995)][n % 5];
        let (answers, assignment) = random_values(&model, &mut random, unknown, lowest);
        let verdict = reasoner.verdict(&answers);
        let asked = verdict.decision.asked;
        seen[asked.by_rule as usize] += 1;
        let holds = |set| model.symbols.sets.contains(set, &assignment);
        let floor = Rung::ALL.into_iter().find(|rung| holds(model.floor[*rung as usize]));
        assert_eq!(floor.unwrap_or(Rung::StretchAndStrengthen), asked.by_rule, "person {n}");
        let settled = Rung::ALL.into_iter().find(|rung| holds(model.settles[*rung as usize]));
        assert_eq!(settled, asked.settled, "person {n}");
        let open: Vec<FindingId> =
            model.open.iter().filter(|(_, set)| holds(*set)).map(|(id, _)| *id).collect();
        assert_eq!(open, reasoner.open_questions(&answers), "person {n}");
        if verdict.rung().is_open() {
            let kept: Vec<usize> =
                model.keeps.iter().filter(|(_, set)| holds(*set)).map(|(rule, _)| *rule).collect();
            assert_eq!(kept, verdict.kept_provisional_by, "person {n}");
        }
        assert_eq!(asked.rung().0, verdict.rung(), "person {n}");
        assert_eq!(reasoner.rung(&answers), verdict.rung(), "person {n}");
    }
    assert!(seen[Rung::Emergency as usize] > 50, "{seen:?}");
    assert!(seen[Rung::HoldAndSeePt as usize] > 20, "{seen:?}");
    assert!(seen[Rung::StretchAndStrengthen as usize] > 20, "{seen:?}");
}

#[test]
fn shipped_knowledge_is_proved() {
    let reasoner = Reasoner::new(&KNOWLEDGE, Setting::Home);
    let certificate = verify(&reasoner, &mut |_| {});
    let failures: Vec<_> = certificate.failures().collect();
    assert!(failures.is_empty(), "{failures:#?}");
    let rules: Vec<&str> = certificate.by_rule().iter().map(|(rule, ..)| *rule).collect();
    for rule in ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S9", "S11", "S13", "L1", "L2", "L3"] {
        assert!(rules.contains(&rule), "nothing is said of {rule}");
    }
    assert_eq!(certificate.knowledge_hash, KNOWLEDGE.hash);
}
