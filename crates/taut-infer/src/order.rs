//! Elimination orders: greedy searches with several measures, then local search, by the work that they cause.

use std::collections::BTreeSet;

use crate::random::XorShift;
use crate::variable::Variable;

/// Which variable a greedy search takes next: the one with the least of this.
#[derive(Debug, Clone, Copy)]
enum Measure {
    /// Number of edges that its elimination adds (min-fill).
    Fill,
    /// The same, each edge weighed by the product of both sizes.
    WeightedFill,
    /// Size of the table that its elimination makes.
    Size,
}

/// Scopes of all factors of an expanded network, one a table and one a variable that can be observed.
fn scopes(variables: &[Variable]) -> Vec<Vec<usize>> {
    let mut scopes = Vec::with_capacity(2 * variables.len());
    for (index, variable) in variables.iter().enumerate() {
        let mut scope = variable.parents.clone();
        scope.push(index);
        scope.sort_unstable();
        scopes.push(scope);
        if !variable.hidden {
            scopes.push(vec![index]);
        }
    }
    scopes
}

/// A good order, by the estimated number of products. Deterministic. `rounds` more greedy runs and local changes are tried.
pub fn order(variables: &[Variable], rounds: usize) -> Vec<usize> {
    let sizes: Vec<usize> = variables.iter().map(|v| v.states.len()).collect();
    let scopes = scopes(variables);
    let mut random = XorShift::new(1);
    let mut best: (u64, Vec<usize>) = (u64::MAX, Vec::new());
    for round in 0..=rounds.min(16) {
        for measure in [Measure::Fill, Measure::WeightedFill, Measure::Size] {
            let ties: Vec<u64> = (0..sizes.len() as u64)
                .map(|v| if round == 0 { v } else { random.next_u64() })
                .collect();
            let order = greedy(&scopes, &sizes, measure, &ties);
            let cost = work(&scopes, &order, &sizes, best.0);
            if cost < best.0 {
                best = (cost, order);
            }
        }
    }
    let n = sizes.len() as u64;
    for _ in 0..if n > 2 { rounds } else { 0 } {
        let mut order = best.1.clone();
        let v = order.remove((random.next_u64() % n) as usize);
        order.insert((random.next_u64() % n) as usize, v);
        let cost = work(&scopes, &order, &sizes, best.0);
        if cost <= best.0 {
            best = (cost, order);
        }
    }
    best.1
}

/// Products that elimination in this order makes, tables taken as dense; gives up with `u64::MAX` above `limit`.
pub fn work(scopes: &[Vec<usize>], order: &[usize], sizes: &[usize], limit: u64) -> u64 {
    let size =
        |scope: &[usize]| scope.iter().fold(1_u64, |s, &v| s.saturating_mul(sizes[v] as u64));
    let mut position = vec![0; sizes.len()];
    for (at, &v) in order.iter().enumerate() {
        position[v] = at;
    }
    let first = |scope: &[usize]| scope.iter().map(|&v| position[v]).min();
    let mut buckets: Vec<Vec<Vec<usize>>> = vec![Vec::new(); order.len()];
    for scope in scopes {
        if let Some(at) = first(scope) {
            buckets[at].push(scope.clone());
        }
    }
    let mut total = 0_u64;
    for (at, &variable) in order.iter().enumerate() {
        let mut here = std::mem::take(&mut buckets[at]);
        while here.len() > 1 {
            let (mut best, mut least) = ((0, 1), u64::MAX);
            for i in 0..here.len() {
                for j in i + 1..here.len() {
                    let product = size(&union(&here[i], &here[j]));
                    if product < least {
                        (best, least) = ((i, j), product);
                    }
                }
            }
            total = total.saturating_add(least);
            if total > limit {
                return u64::MAX;
            }
            let second = here.remove(best.1);
            let product = union(&here.remove(best.0), &second);
            here.push(product);
        }
        let mut rest = here.pop().unwrap_or_default();
        rest.retain(|&v| v != variable);
        if let Some(next) = first(&rest) {
            buckets[next].push(rest);
        }
    }
    total
}

fn union(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let take_a = j == b.len() || (i < a.len() && a[i] <= b[j]);
        let take_b = i == a.len() || (j < b.len() && b[j] <= a[i]);
        out.push(if take_a { a[i] } else { b[j] });
        i += usize::from(take_a);
        j += usize::from(take_b);
    }
    out
}

fn greedy(scopes: &[Vec<usize>], sizes: &[usize], measure: Measure, ties: &[u64]) -> Vec<usize> {
    let n = sizes.len();
    let words = n.div_ceil(64);
    let mut near: Vec<Vec<u64>> = vec![vec![0; words]; n];
    for scope in scopes {
        for &a in scope {
            for &b in scope.iter().filter(|&&b| b != a) {
                near[a][b / 64] |= 1 << (b % 64);
            }
        }
    }
    let cost = |near: &[Vec<u64>], v: usize| {
        let size =
            members(&near[v]).fold(sizes[v] as u64, |s, u| s.saturating_mul(sizes[u] as u64));
        let mut fill = 0_u64;
        if !matches!(measure, Measure::Size) {
            for a in members(&near[v]) {
                let missing: Vec<u64> =
                    near[v].iter().zip(&near[a]).map(|(mine, theirs)| mine & !theirs).collect();
                fill += members(&missing)
                    .filter(|&b| b > a)
                    .map(|b| match measure {
                        Measure::WeightedFill => (sizes[a] * sizes[b]) as u64,
                        _ => 1,
                    })
                    .sum::<u64>();
            }
        }
        (fill, size, ties[v], v)
    };
    let mut known: Vec<(u64, u64, u64, usize)> = (0..n).map(|v| cost(&near, v)).collect();
    let mut queue: BTreeSet<(u64, u64, u64, usize)> = known.iter().copied().collect();
    let mut order = Vec::with_capacity(n);
    while let Some((fill, _, _, v)) = queue.pop_first() {
        order.push(v);
        let around = std::mem::take(&mut near[v]);
        let mut touched = around.clone();
        for a in members(&around) {
            for (mine, more) in near[a].iter_mut().zip(&around) {
                *mine |= more;
            }
            near[a][a / 64] &= !(1 << (a % 64));
            near[a][v / 64] &= !(1 << (v % 64));
            // Without new edges only the neighbours themselves change.
            if fill > 0 {
                for (all, more) in touched.iter_mut().zip(&near[a]) {
                    *all |= more;
                }
            }
        }
        for u in members(&touched) {
            queue.remove(&known[u]);
            known[u] = cost(&near, u);
            queue.insert(known[u]);
        }
    }
    order
}

/// The members of a set of bits, in order.
fn members(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(at, &word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            (rest != 0).then(|| {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                64 * at + bit
            })
        })
    })
}

/// The work of an order for a network, the measure that [`order`] minimises.
#[must_use]
pub fn work_of(variables: &[Variable], order: &[usize]) -> u64 {
    let sizes: Vec<usize> = variables.iter().map(|v| v.states.len()).collect();
    work(&scopes(variables), order, &sizes, u64::MAX)
}
