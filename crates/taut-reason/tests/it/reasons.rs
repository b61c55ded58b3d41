//! The reasons against trying everything on small random knowledge.

use taut_knowledge::{Answers, FindingId, Rung, Value};
use taut_reason::{Change, Fewest, Guarantee, Minimality, Reasoner, Reasons, Setting, XorShift};

use crate::table::{Point, Table, knowledge_with_rules, person, with_absences};

/// Subsets of some indices, by size.
fn subsets(of: &[usize], size: usize) -> Vec<Vec<usize>> {
    (0..1_u32 << of.len())
        .filter(|mask| mask.count_ones() as usize == size)
        .map(|mask| (0..of.len()).filter(|i| mask >> i & 1 == 1).map(|i| of[i]).collect())
        .collect()
}

/// Every claim about one person, by trying everything.
fn assert_reasons(table: &Table, reasoner: &Reasoner, own: &Answers, label: &str, seen: &mut Seen) {
    let knowledge = table.knowledge;
    let answers = with_absences(knowledge, own);
    let verdict = reasoner.verdict(&answers);
    let rung = verdict.rung();
    let reasons = reasoner.reasons_within(&verdict, &answers, usize::MAX);
    assert_floor(table, own, &answers, rung, &reasons, label, seen);
    let own_digits = table.digits_of(own);
    let given: Vec<usize> = (0..own_digits.len()).filter(|i| own_digits[*i] != 0).collect();
    let open: Vec<usize> = (0..own_digits.len())
        .filter(|i| answers.get(FindingId(*i as u16)) == Value::Unknown)
        .filter(|i| reasoner.applies(FindingId(*i as u16), &answers))
        .collect();
    for (what, found, pool, is_open, less) in [
        ("given, less", &reasons.given_less, &given, false, true),
        ("given, more", &reasons.given_more, &given, false, false),
        ("open, less", &reasons.open_less, &open, true, true),
        ("open, more", &reasons.open_more, &open, true, false),
    ] {
        let least = fewest_by_trying(table, &own_digits, pool, is_open, rung, less);
        match (found, least) {
            (Fewest::Exactly { count, ways }, Some(least)) => {
                assert_eq!(*count, least, "{label}, {what}: {ways:?}");
                for way in ways {
                    let reached = reached(table, &own_digits, &way.changes);
                    assert_eq!(reached, way.rung, "{label}, {what}: {way:?}");
                    assert!(if less { reached > rung } else { reached < rung }, "{label}, {what}");
                    assert_eq!(way.changes.len(), least, "{label}, {what}");
                }
                seen.exact += 1;
            }
            (Fewest::AtLeast(bound), least) => {
                assert!(
                    least.is_none_or(|l| l >= *bound),
                    "{label}, {what}: {bound} but {least:?}"
                );
                assert!(!less, "{label}, {what}: a search this small is complete");
            }
            (Fewest::Never, least) => {
                assert_eq!(least, None, "{label}, {what}");
                seen.never += 1;
            }
            (found, least) => panic!("{label}, {what}: {found:?}, by trying {least:?}"),
        }
    }
    for out in &reasons.ruled_out {
        let raising: Vec<FindingId> = open
            .iter()
            .filter(|&&i| {
                (0..table.points[i].len()).any(|digit| {
                    if !matches!(table.points[i][digit], Point::State(_)) {
                        return false;
                    }
                    let mut digits = own_digits.clone();
                    digits[i] = digit;
                    table.rung[table.index(&digits)] == out.rung
                })
            })
            .map(|i| FindingId(*i as u16))
            .collect();
        let mut open = out.open.clone();
        open.sort_unstable();
        assert_eq!(open, raising, "{label}, {:?}", out.rung);
    }
}

fn reached(table: &Table, own: &[usize], changes: &[Change]) -> Rung {
    use taut_reason::Answered;
    let mut digits = own.to_vec();
    for change in changes {
        let point = match change.to {
            Answered::Nothing => Point::Nothing,
            Answered::NotSure => Point::NotSure,
            Answered::State(s, _) => Point::State(s),
            other => panic!("no such answer here: {other:?}"),
        };
        let i = change.finding.index();
        digits[i] = table.points[i].iter().position(|p| *p == point).unwrap();
    }
    table.rung[table.index(&digits)]
}

/// Fewest questions of the pool of which other answers move the rung, by trying every combination.
fn fewest_by_trying(
    table: &Table,
    own: &[usize],
    pool: &[usize],
    is_open: bool,
    rung: Rung,
    less: bool,
) -> Option<usize> {
    let moved = |r: Rung| if less { r > rung } else { r < rung };
    (0..table.rung.len())
        .filter(|index| moved(table.rung[*index]))
        .filter_map(|index| {
            let digits = table.digits(index);
            let changed: Vec<usize> = (0..own.len()).filter(|i| digits[*i] != own[*i]).collect();
            let allowed = |i: &usize| {
                let answered =
                    !matches!(table.points[*i][digits[*i]], Point::Nothing | Point::NotSure);
                pool.contains(i) && (!is_open || answered)
            };
            changed.iter().all(allowed).then_some(changed.len())
        })
        .min()
}

fn assert_floor(
    table: &Table,
    own: &Answers,
    answers: &Answers,
    rung: Rung,
    reasons: &Reasons,
    label: &str,
    seen: &mut Seen,
) {
    let floor = &reasons.floor;
    let chosen: Vec<usize> = floor.answers.iter().map(|f| f.index()).collect();
    let own_digits = table.digits_of(own);
    let digits = table.digits_of(answers);
    let known: Vec<usize> = (0..digits.len()).filter(|i| digits[*i] != 0).collect();
    let own_given: Vec<usize> = (0..digits.len()).filter(|i| own_digits[*i] != 0).collect();
    assert_eq!(
        floor.minimality,
        Minimality::Smallest,
        "{label}: {rung:?}, {floor:?}, {own_digits:?}"
    );
    let by_rule = |index: usize| table.floor[index] <= rung;
    // Whatever is answered: a rule fires, and so the advice is careful enough.
    let any = |set: &[usize]| table.all(&digits, |i| set.contains(&i), by_rule);
    // However the given answers change: a rule fires.
    let rules = |set: &[usize]| table.all(&digits, |i| set.contains(&i) || digits[i] == 0, by_rule);
    let advice = |set: &[usize]| {
        let careful = |index: usize| table.rung[index] <= rung;
        table.all(&own_digits, |i| set.contains(&i) || own_digits[i] == 0, careful)
    };
    let fewer = |of: &[usize], forces: &dyn Fn(&[usize]) -> bool| {
        let shorter = chosen.len().checked_sub(1);
        shorter.is_some_and(|size| subsets(of, size).iter().any(|set| forces(set)))
    };
    match &floor.guarantee {
        Guarantee::AnyAnswer if rung == Rung::StretchAndStrengthen => {
            assert!(chosen.is_empty(), "{label}");
        }
        Guarantee::AnyAnswer => {
            assert!(any(&chosen), "{label}: {chosen:?} does not force {rung:?}");
            let careful = |index: usize| table.rung[index] <= rung;
            let same = |i: usize| chosen.contains(&i) && digits[i] == own_digits[i];
            // What follows from another answer can only be fixed through that answer.
            if chosen.iter().all(|i| digits[*i] == own_digits[*i]) {
                assert!(table.all(&digits, same, careful), "{label}: {chosen:?}");
            }
            assert!(!fewer(&known, &any), "{label}: fewer than {chosen:?} do");
            seen.any_answer += 1;
        }
        Guarantee::GivenAnswers { excusable_by } if !excusable_by.is_empty() => {
            assert!(!any(&known), "{label}: nothing could excuse the rules");
            for &by in excusable_by {
                assert_eq!(digits[by.index()], 0, "{label}: {by:?} was answered");
            }
            let named = |i: usize| !excusable_by.contains(&FindingId(i as u16));
            assert!(
                !table.all(&digits, named, by_rule),
                "{label}: {excusable_by:?} excuse nothing"
            );
            assert!(rules(&chosen), "{label}: {chosen:?} does not force {rung:?}");
            assert!(!fewer(&known, &rules), "{label}: fewer than {chosen:?} do");
            seen.excusable += 1;
        }
        Guarantee::GivenAnswers { .. } => {
            assert!(advice(&chosen), "{label}: {chosen:?} does not force {rung:?}");
            assert!(!fewer(&own_given, &advice), "{label}: fewer than {chosen:?} do");
            seen.given_answers += 1;
        }
        Guarantee::FewChanges { .. } => panic!("{label}: a search this small is complete"),
    }
}

/// How often each kind of claim was checked.
#[derive(Debug, Default)]
struct Seen {
    any_answer: usize,
    excusable: usize,
    given_answers: usize,
    exact: usize,
    never: usize,
}

#[test]
fn reasons_equal_trying_everything() {
    let mut seen = Seen::default();
    for seed in 1..=24 {
        let knowledge = knowledge_with_rules(seed, 4);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let table = Table::new(&knowledge, &reasoner);
        let mut random = XorShift::new(300 + seed);
        for n in 0..8 {
            let own = person(&table, &mut random, [0.4, 0.8, 1.0][n % 3]);
            assert_reasons(&table, &reasoner, &own, &format!("seed {seed}, person {n}"), &mut seen);
        }
    }
    let least = [seen.any_answer, seen.excusable, seen.given_answers];
    assert!(least.iter().all(|n| *n >= 5) && seen.exact > 50 && seen.never > 50, "{seen:?}");
}

#[test]
fn a_search_cut_short_claims_only_what_it_tried() {
    let mut cut_short = 0;
    for seed in 1..=24 {
        let knowledge = knowledge_with_rules(seed, 4);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let table = Table::new(&knowledge, &reasoner);
        let mut random = XorShift::new(900 + seed);
        for n in 0..8 {
            let own = person(&table, &mut random, 0.9);
            let answers = with_absences(&knowledge, &own);
            let verdict = reasoner.verdict(&answers);
            let rung = verdict.rung();
            for decisions in [3, 12, 60] {
                let reasons = reasoner.reasons_within(&verdict, &answers, decisions);
                let Guarantee::FewChanges { changes } = reasons.floor.guarantee else { continue };
                let label = format!("seed {seed}, person {n}, {decisions} decisions");
                assert_few_changes(&table, &own, &reasons.floor.answers, rung, changes, &label);
                let digits = table.digits_of(&own);
                let given: Vec<usize> = (0..digits.len()).filter(|i| digits[*i] != 0).collect();
                let least = fewest_by_trying(&table, &digits, &given, false, rung, true);
                match reasons.given_less {
                    Fewest::AtLeast(bound) => assert!(least.is_none_or(|l| l >= bound), "{label}"),
                    Fewest::Exactly { count, .. } => assert_eq!(Some(count), least, "{label}"),
                    Fewest::Never => panic!("{label}: nothing was cut short"),
                }
                cut_short += 1;
            }
        }
    }
    assert!(cut_short > 50, "{cut_short}");
}

/// The set alone is enough, and so it is with all answers as given but a few outside it; none of it can be spared.
fn assert_few_changes(
    table: &Table,
    own: &Answers,
    chosen: &[FindingId],
    rung: Rung,
    changes: usize,
    label: &str,
) {
    let digits = table.digits_of(own);
    let holds = |set: &[usize]| {
        let alone: Vec<usize> =
            digits.iter().enumerate().map(|(i, d)| if set.contains(&i) { *d } else { 0 }).collect();
        let few = |index: usize| {
            let other = table.digits(index);
            let changed = (0..digits.len()).filter(|i| other[*i] != digits[*i]).count();
            changed > changes || table.rung[index] <= rung
        };
        table.rung[table.index(&alone)] <= rung
            && table.all(&digits, |i| set.contains(&i) || digits[i] == 0, few)
    };
    let chosen: Vec<usize> = chosen.iter().map(|f| f.index()).collect();
    assert!(holds(&chosen), "{label}: {chosen:?} does not hold for {changes} changes");
    for spared in &chosen {
        let fewer: Vec<usize> = chosen.iter().copied().filter(|i| i != spared).collect();
        assert!(!holds(&fewer), "{label}: {spared} can be spared of {chosen:?}");
    }
}
