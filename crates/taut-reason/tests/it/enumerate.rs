//! The oracle: posteriors by summing the joint distribution, straight from the links, with no table, order or circuit shared.

use taut_knowledge::{Answers, ConditionId, ConditionKind, FindingId, Knowledge, Node, Sex, Value};
use taut_reason::Setting;

/// P(condition present | answers) for each condition, by enumerating every joint state of the conditions.
pub fn posteriors(knowledge: &Knowledge, answers: &Answers, setting: Setting) -> Vec<f64> {
    sums(knowledge, answers, setting).0
}

/// P(answers), by the same enumeration.
pub fn evidence(knowledge: &Knowledge, answers: &Answers, setting: Setting) -> f64 {
    sums(knowledge, answers, setting).1
}

/// Both.
fn sums(knowledge: &Knowledge, answers: &Answers, setting: Setting) -> (Vec<f64>, f64) {
    let n = knowledge.conditions.len();
    let mut total = 0.0;
    let mut present = vec![0.0; n];
    for (band, age_share) in knowledge.population.age_share.iter().enumerate() {
        for (sex, sex_share) in [
            (Sex::Female, knowledge.population.female_share),
            (Sex::Male, 1.0 - knowledge.population.female_share),
        ] {
            if answers.sex().is_some_and(|s| s != sex) {
                continue;
            }
            for world in 0..1_u32 << n {
                let mut p = age_share * sex_share;
                for i in 0..n {
                    p *= condition_factor(knowledge, world, i, setting, band, sex);
                }
                for (finding, state) in answers.known() {
                    p *= child_probability(
                        knowledge,
                        Node::Finding(finding),
                        usize::from(state),
                        world,
                    )
                    .unwrap_or(1.0);
                }
                total += p;
                for (i, sum) in present.iter_mut().enumerate() {
                    if world >> i & 1 == 1 {
                        *sum += p;
                    }
                }
            }
        }
    }
    (present.iter().map(|p| p / total).collect(), total)
}

fn condition_factor(
    knowledge: &Knowledge,
    world: u32,
    index: usize,
    setting: Setting,
    band: usize,
    sex: Sex,
) -> f64 {
    let condition = &knowledge.conditions[index];
    let on = world >> index & 1 == 1;
    if condition.kind == ConditionKind::Mechanism {
        let node = Node::Condition(ConditionId(index as u16));
        return child_probability(knowledge, node, usize::from(on), world).unwrap_or(1.0);
    }
    let prior = condition.prior.as_ref().unwrap();
    let base = match setting {
        Setting::Home => prior.home,
        Setting::PtClinic => prior.pt_clinic,
    };
    let odds = base / (1.0 - base)
        * condition.age_odds[band]
        * match sex {
            Sex::Female => condition.female_odds,
            Sex::Male => condition.male_odds,
        };
    let p = odds / (1.0 + odds);
    if on { p } else { 1.0 - p }
}

/// Noisy-MAX by its definition: the child is the largest of independent effects, one of each present cause and the leak.
fn child_probability(knowledge: &Knowledge, child: Node, state: usize, world: u32) -> Option<f64> {
    let links: Vec<_> = knowledge.links.iter().filter(|l| l.child == child).collect();
    let leak = links.iter().find(|l| l.cause.is_none())?;
    let up_to = |s: usize| {
        let below = |given: &[f64]| given[..=s].iter().sum::<f64>();
        links
            .iter()
            .filter(|l| l.cause.is_some_and(|c| world >> c.index() & 1 == 1))
            .fold(below(&leak.given), |p, l| p * below(&l.given) / below(&leak.given))
    };
    Some(up_to(state) - if state == 0 { 0.0 } else { up_to(state - 1) })
}

/// All findings of a knowledge base that are not `sex`.
pub fn findings(knowledge: &Knowledge) -> impl Iterator<Item = FindingId> + '_ {
    (0..knowledge.findings.len())
        .map(|i| FindingId(i as u16))
        .filter(|id| knowledge.finding(*id).id != "sex")
}

/// Random answers: each finding known with the given chance.
pub fn random_answers(
    knowledge: &Knowledge,
    random: &mut taut_reason::XorShift,
    chance: f64,
) -> Answers {
    let mut answers = Answers::none(knowledge);
    for id in findings(knowledge) {
        if random.next_unit() < chance {
            let states = knowledge.finding(id).states.len() as u64;
            let state = (random.next_u64() % states) as u8;
            answers.set(id, Value::State(state), taut_knowledge::Sides::Unstated);
        }
    }
    answers
}
