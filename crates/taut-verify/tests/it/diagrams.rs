//! Decision diagrams against truth tables.

use taut_reason::XorShift;
use taut_verify::{Diagrams, EVERYTHING, NOTHING, Set};

const SIZES: [usize; 4] = [2, 3, 4, 2];

/// Every assignment of the four variables.
fn assignments() -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for size in SIZES {
        all = all
            .into_iter()
            .flat_map(|a: Vec<usize>| {
                (0..size).map(move |v| {
                    let mut a = a.clone();
                    a.push(v);
                    a
                })
            })
            .collect();
    }
    all
}

/// A set with its truth table.
type Tabled = (Set, Vec<bool>);

fn random_set(sets: &mut Diagrams, random: &mut XorShift) -> Tabled {
    let level = (random.next_u64() % 4) as usize;
    let mask = random.next_u64();
    let set = sets.values(level, |v| mask >> v & 1 == 1);
    (set, assignments().iter().map(|a| mask >> a[level] & 1 == 1).collect())
}

#[test]
fn diagrams_agree_with_truth_tables() {
    let mut sets = Diagrams::new(SIZES.to_vec());
    let mut random = XorShift::new(3);
    let mut known: Vec<Tabled> = vec![
        (NOTHING, vec![false; assignments().len()]),
        (EVERYTHING, vec![true; assignments().len()]),
    ];
    for step in 0..600 {
        let pick = |known: &[Tabled], random: &mut XorShift| {
            known[(random.next_u64() % known.len() as u64) as usize].clone()
        };
        let (a, b, c) =
            (pick(&known, &mut random), pick(&known, &mut random), pick(&known, &mut random));
        let zip = |f: &dyn Fn(bool, bool) -> bool| -> Vec<bool> {
            a.1.iter().zip(&b.1).map(|(x, y)| f(*x, *y)).collect()
        };
        let made = match step % 7 {
            0 => random_set(&mut sets, &mut random),
            1 => (sets.and(a.0, b.0), zip(&|x, y| x && y)),
            2 => (sets.or(a.0, b.0), zip(&|x, y| x || y)),
            3 => (sets.not(a.0), a.1.iter().map(|x| !x).collect()),
            4 => (sets.minus(a.0, b.0), zip(&|x, y| x && !y)),
            5 => {
                let count = (random.next_u64() % 5) as usize;
                let table = (0..a.1.len())
                    .map(|i| [&a, &b, &c].iter().filter(|s| s.1[i]).count() >= count)
                    .collect();
                (sets.at_least(count, &[a.0, b.0, c.0]), table)
            }
            _ => {
                let level = (random.next_u64() % 4) as usize;
                let value = (random.next_u64() % SIZES[level] as u64) as usize;
                let all = assignments();
                let table = all
                    .iter()
                    .map(|one| {
                        let mut fixed = one.clone();
                        fixed[level] = value;
                        a.1[all.iter().position(|x| *x == fixed).unwrap()]
                    })
                    .collect();
                (sets.restrict(a.0, level, value), table)
            }
        };
        for (one, expected) in assignments().iter().zip(&made.1) {
            assert_eq!(sets.contains(made.0, one), *expected, "step {step}, {one:?}");
        }
        // Canonical: the same table is the same reference.
        for (set, table) in &known {
            assert_eq!(*set == made.0, *table == made.1, "step {step}");
        }
        let examples = sets.examples(made.0, 1000);
        assert_eq!(examples.is_empty(), made.0 == NOTHING);
        for path in examples {
            let inside = assignments()
                .into_iter()
                .filter(|one| path.iter().all(|(level, value)| one[*level] == *value))
                .collect::<Vec<_>>();
            assert!(!inside.is_empty());
            assert!(inside.iter().all(|one| sets.contains(made.0, one)), "step {step}");
        }
        known.push(made);
    }
}
