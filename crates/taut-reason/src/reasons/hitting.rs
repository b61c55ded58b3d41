//! The smallest set that meets every set of a list.

/// A smallest set of elements that meets each of the sets, ascending; `None` once `work` steps were not enough.
///
/// Iterative deepening: for each size, branch on the elements of the first set that is not met yet (Reiter 1987). Sets that
/// share no element each need one of their own, which cuts branches that cannot succeed. An empty set in the list cannot be
/// met; callers do not pass one. Deterministic: of several smallest sets the first in the order of the sets is found.
pub(super) fn smallest_hitting_set(sets: &[Vec<usize>], work: &mut usize) -> Option<Vec<usize>> {
    let mut order: Vec<&Vec<usize>> = sets.iter().collect();
    order.sort_by_key(|set| set.len());
    (0..=sets.len()).find_map(|size| {
        let mut chosen = Vec::new();
        match extend(&order, &mut chosen, size, work) {
            Outcome::Found => {
                chosen.sort_unstable();
                Some(Some(chosen))
            }
            Outcome::None => None,
            Outcome::OutOfWork => Some(None),
        }
    })?
}

enum Outcome {
    Found,
    None,
    OutOfWork,
}

fn extend(sets: &[&Vec<usize>], chosen: &mut Vec<usize>, left: usize, work: &mut usize) -> Outcome {
    if *work == 0 {
        return Outcome::OutOfWork;
    }
    *work -= 1;
    let is_met = |set: &[usize], chosen: &[usize]| set.iter().any(|e| chosen.contains(e));
    let Some(first) = sets.iter().find(|set| !is_met(set, chosen)) else {
        return Outcome::Found;
    };
    let mut disjoint: Vec<usize> = Vec::new();
    let mut needed = 0;
    for set in sets {
        if !is_met(set, chosen) && !is_met(set, &disjoint) {
            disjoint.extend(set.iter());
            needed += 1;
        }
    }
    if needed > left {
        return Outcome::None;
    }
    for &element in *first {
        chosen.push(element);
        match extend(sets, chosen, left - 1, work) {
            Outcome::None => {
                chosen.pop();
            }
            other => return other,
        }
    }
    Outcome::None
}

#[cfg(test)]
mod tests {
    use super::smallest_hitting_set;
    use taut_infer::XorShift;

    #[test]
    fn hits_every_set_with_as_few_as_trying_all_subsets() {
        let mut random = XorShift::new(3);
        for _ in 0..300 {
            let count = random.next_u64() % 7;
            let sets: Vec<Vec<usize>> = (0..count)
                .map(|_| {
                    let mask = 1 + random.next_u64() % 255;
                    (0..8).filter(|i| mask >> i & 1 == 1).collect()
                })
                .collect();
            let found = smallest_hitting_set(&sets, &mut 100_000).unwrap();
            let hits = |mask: u32| sets.iter().all(|s| s.iter().any(|e| mask >> e & 1 == 1));
            let least = (0..256_u32).filter(|m| hits(*m)).map(u32::count_ones).min().unwrap();
            assert_eq!(found.len() as u32, least, "{sets:?}");
            assert!(hits(found.iter().fold(0, |m, e| m | 1 << e)), "{sets:?}: {found:?}");
        }
    }

    #[test]
    fn says_when_the_work_is_used_up() {
        let sets: Vec<Vec<usize>> = (0..12).map(|i| vec![i, i + 1, i + 2]).collect();
        assert_eq!(smallest_hitting_set(&sets, &mut 2), None);
    }
}
