//! The network polynomial as a graph, by variable elimination on tables of nodes (Darwiche 2003).

use crate::graph::{Graph, Leaf, ONE, Ref, ZERO};
use crate::variable::{Table, Variable};

/// A table of nodes over some variables, first variable slowest.
#[derive(Debug, Clone)]
struct Factor {
    scope: Vec<usize>,
    table: Vec<Ref>,
}

/// What the leaves of the polynomial are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entries {
    /// Table entries are constants.
    Constant,
    /// Table entries are parameters, but for 0 and 1, which are taken as structure.
    Parametric,
}

/// Position of each variable's first state among all states; the total at the end.
pub fn first_indicators(sizes: &[usize]) -> Vec<u32> {
    let mut first = Vec::with_capacity(sizes.len() + 1);
    let mut count = 0;
    for &size in sizes {
        first.push(count);
        count += size as u32;
    }
    first.push(count);
    first
}

/// Builds the polynomial of tables without noisy-MAX families, eliminating in the given order; returns its root.
pub fn polynomial(
    graph: &mut Graph,
    variables: &[Variable],
    order: &[usize],
    entries: Entries,
) -> Ref {
    let sizes: Vec<usize> = variables.iter().map(|v| v.states.len()).collect();
    let mut factors = leaf_factors(graph, variables, &sizes, entries);
    let mut root = ONE;
    for &variable in order {
        let mut with: Vec<Factor> = Vec::new();
        factors.retain_mut(|factor| {
            let take = factor.scope.contains(&variable);
            if take {
                with.push(Factor {
                    scope: std::mem::take(&mut factor.scope),
                    table: std::mem::take(&mut factor.table),
                });
            }
            !take
        });
        let rest = eliminate(graph, with, variable, &sizes);
        if rest.scope.is_empty() {
            root = graph.product(root, rest.table[0]);
        } else {
            factors.push(rest);
        }
    }
    root
}

fn leaf_factors(
    graph: &mut Graph,
    variables: &[Variable],
    sizes: &[usize],
    entries: Entries,
) -> Vec<Factor> {
    let first = first_indicators(sizes);
    let mut factors = Vec::with_capacity(2 * variables.len());
    let mut parameter = 0;
    for (index, variable) in variables.iter().enumerate() {
        let mut scope = variable.parents.clone();
        scope.push(index);
        let table = match &variable.table {
            Table::Input => [false, true]
                .map(|present| graph.leaf(Leaf::Input { variable: index as u32, present }))
                .to_vec(),
            Table::Rows(rows) => rows
                .iter()
                .map(|&p| {
                    parameter += 1;
                    if entries == Entries::Constant || p == 0.0 || p == 1.0 {
                        graph.constant(p)
                    } else {
                        graph.leaf(Leaf::Parameter(parameter - 1))
                    }
                })
                .collect(),
            Table::NoisyMax(_) => unreachable!("families are expanded before"),
        };
        factors.push(Factor { scope, table });
        if !variable.hidden {
            let table =
                (first[index]..first[index + 1]).map(|i| graph.leaf(Leaf::Indicator(i))).collect();
            factors.push(Factor { scope: vec![index], table });
        }
    }
    factors
}

/// Multiplies the factors, always the two with the smallest product first, and sums the variable out with the last product.
fn eliminate(
    graph: &mut Graph,
    mut factors: Vec<Factor>,
    variable: usize,
    sizes: &[usize],
) -> Factor {
    while factors.len() > 2 {
        let (mut best, mut least) = ((0, 1), usize::MAX);
        for i in 0..factors.len() {
            for j in i + 1..factors.len() {
                let size = union_size(&factors[i].scope, &factors[j].scope, sizes);
                if size < least {
                    (best, least) = ((i, j), size);
                }
            }
        }
        let second = factors.remove(best.1);
        let first = factors.remove(best.0);
        factors.push(combine(graph, &first, &second, None, sizes));
    }
    let one = Factor { scope: Vec::new(), table: vec![ONE] };
    match &factors[..] {
        [a, b] => combine(graph, a, b, Some(variable), sizes),
        [a] => combine(graph, a, &one, Some(variable), sizes),
        _ => one,
    }
}

fn union_size(a: &[usize], b: &[usize], sizes: &[usize]) -> usize {
    let of_a: usize = a.iter().map(|&v| sizes[v]).product();
    b.iter().filter(|v| !a.contains(v)).fold(of_a, |size, &v| size.saturating_mul(sizes[v]))
}

/// The product of two factors, one variable summed out if given.
fn combine(
    graph: &mut Graph,
    a: &Factor,
    b: &Factor,
    sum_out: Option<usize>,
    sizes: &[usize],
) -> Factor {
    // The larger table's variables come first, in its order, so that both are read with few jumps.
    let (a, b) = if a.table.len() >= b.table.len() { (a, b) } else { (b, a) };
    let mut scope: Vec<usize> = a.scope.clone();
    scope.extend(b.scope.iter().filter(|v| !a.scope.contains(v)));
    scope.retain(|&v| Some(v) != sum_out);
    let stride = |factor: &Factor, v: usize| {
        let mut step = 1;
        for &u in factor.scope.iter().rev() {
            if u == v {
                return step;
            }
            step *= sizes[u];
        }
        0
    };
    let steps: Vec<(usize, usize, usize)> =
        scope.iter().map(|&v| (sizes[v], stride(a, v), stride(b, v))).collect();
    let (inner, inner_a, inner_b) =
        sum_out.map_or((1, 0, 0), |v| (sizes[v], stride(a, v), stride(b, v)));
    let entries: usize = steps.iter().map(|s| s.0).product();
    let mut table = Vec::with_capacity(entries);
    let mut counter = vec![0; steps.len()];
    let (mut at_a, mut at_b) = (0, 0);
    for _ in 0..entries {
        let node = graph
            .sum((0..inner).map(|x| (a.table[at_a + x * inner_a], b.table[at_b + x * inner_b])));
        table.push(node);
        for (digit, &(size, step_a, step_b)) in counter.iter_mut().zip(&steps).rev() {
            *digit += 1;
            at_a += step_a;
            at_b += step_b;
            if *digit < size {
                break;
            }
            *digit = 0;
            at_a -= size * step_a;
            at_b -= size * step_b;
        }
    }
    Factor { scope, table }
}

/// The slope of the root by every node of `wanted`, as nodes of the same graph (reverse differentiation; Griewank & Walther 2008).
///
/// Every slope is itself a sum of products, so going down is the same work as going up.
pub fn slopes(graph: &mut Graph, root: Ref, wanted: &[Ref]) -> Vec<Ref> {
    let count = root as usize + 1;
    let mut bears = vec![false; graph.len().max(count)];
    for &node in wanted {
        bears[node as usize] = true;
    }
    for node in 0..count {
        bears[node] |=
            graph.terms(node as Ref).iter().any(|&(a, b)| bears[a as usize] || bears[b as usize]);
    }
    let mut parts: Vec<Vec<(Ref, Ref)>> = vec![Vec::new(); graph.len().max(count)];
    let mut slope = vec![ZERO; graph.len().max(count)];
    for node in (0..count).rev() {
        if !bears[node] {
            continue;
        }
        let mine = std::mem::take(&mut parts[node]);
        let here = if node == root as usize { ONE } else { graph.sum(mine) };
        slope[node] = here;
        if here == ZERO {
            continue;
        }
        for i in 0..graph.terms(node as Ref).len() {
            let (a, b) = graph.terms(node as Ref)[i];
            if bears[a as usize] {
                parts[a as usize].push((here, b));
            }
            if bears[b as usize] {
                parts[b as usize].push((here, a));
            }
        }
    }
    wanted.iter().map(|&node| slope[node as usize]).collect()
}
