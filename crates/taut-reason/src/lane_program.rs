//! Sums of products over binary variables, compiled by variable elimination and run for many sets of numbers at once.

use std::collections::{BTreeMap, BTreeSet};

/// Index of a node of a program.
pub(crate) type Ref = u32;

/// The number 0: what it multiplies vanishes.
pub(crate) const ZERO: Ref = 0;
/// The number 1.
pub(crate) const ONE: Ref = 1;

/// Sets that are computed side by side: enough to fill vectors and hide the cost of reading the program, few enough that all
/// nodes of a usual case stay in the second-level cache.
const BLOCK: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Op<L> {
    Leaf(L),
    Add(Ref, Ref),
    Multiply(Ref, Ref),
}

/// A product of factors over binary variables, being built.
#[derive(Debug)]
pub(crate) struct Builder<L> {
    ops: Vec<Option<Op<L>>>,
    known: BTreeMap<Op<L>, Ref>,
    factors: Vec<Factor>,
    variables: usize,
}

/// A table over binary variables, the first slowest.
#[derive(Debug, Clone)]
struct Factor {
    variables: Vec<usize>,
    table: Vec<Ref>,
}

/// A compiled sum of products.
#[derive(Debug, Clone)]
pub(crate) struct Program<L> {
    /// Leaves; node `2 + i` is leaf `i`, after the constants.
    leaves: Vec<L>,
    inner: Vec<Inner>,
    root: Ref,
}

#[derive(Debug, Clone, Copy)]
struct Inner {
    left: Ref,
    right: Ref,
    is_product: bool,
    /// Some wanted leaf is below the left operand; below the right.
    wanted: (bool, bool),
}

impl<L: Copy + Ord> Builder<L> {
    pub(crate) fn new() -> Self {
        Self { ops: vec![None, None], known: BTreeMap::new(), factors: Vec::new(), variables: 0 }
    }

    /// A new binary variable.
    pub(crate) fn variable(&mut self) -> usize {
        self.variables += 1;
        self.variables - 1
    }

    /// A number that is supplied with each evaluation.
    pub(crate) fn leaf(&mut self, leaf: L) -> Ref {
        self.node(Op::Leaf(leaf))
    }

    /// Multiplies a table into the product; the last variable changes fastest.
    pub(crate) fn factor(&mut self, variables: Vec<usize>, table: Vec<Ref>) {
        debug_assert_eq!(table.len(), 1 << variables.len());
        self.factors.push(Factor { variables, table });
    }

    pub(crate) fn multiply(&mut self, a: Ref, b: Ref) -> Ref {
        match (a, b) {
            (ZERO, _) | (_, ZERO) => ZERO,
            (ONE, other) | (other, ONE) => other,
            _ => self.node(Op::Multiply(a.min(b), a.max(b))),
        }
    }

    pub(crate) fn add(&mut self, a: Ref, b: Ref) -> Ref {
        match (a, b) {
            (ZERO, other) | (other, ZERO) => other,
            _ => self.node(Op::Add(a.min(b), a.max(b))),
        }
    }

    fn node(&mut self, op: Op<L>) -> Ref {
        let next = self.ops.len() as Ref;
        let node = *self.known.entry(op).or_insert(next);
        if node == next {
            self.ops.push(Some(op));
        }
        node
    }

    /// Sums all variables out. `wanted` tells the leaves whose slopes will be asked for.
    pub(crate) fn compile(mut self, wanted: impl Fn(&L) -> bool) -> Program<L> {
        for variable in self.order() {
            self.eliminate(variable);
        }
        let root = self.factors.clone().iter().fold(ONE, |p, f| self.multiply(p, f.table[0]));
        self.trimmed(root, wanted)
    }

    /// Greedy order: next the variable with the fewest neighbours, the first of equals.
    fn order(&self) -> Vec<usize> {
        let mut near: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.variables];
        for factor in &self.factors {
            for &v in &factor.variables {
                near[v].extend(factor.variables.iter().filter(|u| **u != v));
            }
        }
        let mut open: BTreeSet<(usize, usize)> =
            near.iter().enumerate().map(|(v, n)| (n.len(), v)).collect();
        let mut order = Vec::with_capacity(self.variables);
        while let Some((_, v)) = open.pop_first() {
            order.push(v);
            let around = std::mem::take(&mut near[v]);
            for &u in &around {
                open.remove(&(near[u].len(), u));
                near[u].remove(&v);
                near[u].extend(around.iter().filter(|w| **w != u));
                open.insert((near[u].len(), u));
            }
        }
        order
    }

    fn eliminate(&mut self, variable: usize) {
        let (with, without): (Vec<Factor>, Vec<Factor>) = std::mem::take(&mut self.factors)
            .into_iter()
            .partition(|f| f.variables.contains(&variable));
        self.factors = without;
        let mut keep: Vec<usize> = with
            .iter()
            .flat_map(|f| f.variables.iter().copied())
            .filter(|v| *v != variable)
            .collect();
        keep.sort_unstable();
        keep.dedup();
        // Bit of each of a factor's variables in a row's number; the eliminated variable comes after the kept ones.
        let shifts: Vec<Vec<usize>> = with
            .iter()
            .map(|factor| {
                let bit = |v: &usize| match keep.iter().position(|k| k == v) {
                    Some(position) => keep.len() - position,
                    None => 0,
                };
                factor.variables.iter().map(bit).collect()
            })
            .collect();
        let table = (0..1_usize << keep.len())
            .map(|row| {
                let term = |builder: &mut Self, row: usize| {
                    with.iter().zip(&shifts).fold(ONE, |product, (factor, shifts)| {
                        let entry = shifts.iter().fold(0, |e, s| e << 1 | (row >> s & 1));
                        builder.multiply(product, factor.table[entry])
                    })
                };
                let (absent, present) = (term(self, row << 1), term(self, row << 1 | 1));
                self.add(absent, present)
            })
            .collect();
        self.factors.push(Factor { variables: keep, table });
    }

    /// Keeps what the root needs: leaves first, then the rest in its order.
    fn trimmed(self, root: Ref, wanted: impl Fn(&L) -> bool) -> Program<L> {
        let mut needed = vec![false; self.ops.len()];
        needed[root as usize] = true;
        for (index, op) in self.ops.iter().enumerate().rev() {
            if let (true, Some(Op::Add(a, b) | Op::Multiply(a, b))) = (needed[index], op) {
                needed[*a as usize] = true;
                needed[*b as usize] = true;
            }
        }
        let mut new: Vec<Ref> = (0..self.ops.len() as Ref).collect();
        let mut leads: Vec<bool> = vec![false, false];
        let mut program = Program { leaves: Vec::new(), inner: Vec::new(), root: ZERO };
        for (old, op) in self.ops.iter().enumerate().filter(|(i, _)| needed[*i]) {
            if let Some(Op::Leaf(leaf)) = op {
                new[old] = leads.len() as Ref;
                leads.push(wanted(leaf));
                program.leaves.push(*leaf);
            }
        }
        for (old, op) in self.ops.iter().enumerate().filter(|(i, _)| needed[*i]) {
            let (a, b, is_product) = match op {
                Some(Op::Add(a, b)) => (*a, *b, false),
                Some(Op::Multiply(a, b)) => (*a, *b, true),
                Some(Op::Leaf(_)) | None => continue,
            };
            let (left, right) = (new[a as usize], new[b as usize]);
            let wanted = (leads[left as usize], leads[right as usize]);
            new[old] = leads.len() as Ref;
            leads.push(wanted.0 || wanted.1);
            program.inner.push(Inner { left, right, is_product, wanted });
        }
        program.root = new[root as usize];
        program
    }
}

/// Memory for runs, used again from case to case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Space {
    values: Vec<f64>,
    slopes: Vec<f64>,
}

impl<L: Copy> Program<L> {
    /// One pass up and one down for each set, a block of sets at a time.
    ///
    /// `supply(leaf, first, lanes)` fills in the numbers of a leaf for the sets from `first` on. `take(first, root, slopes)` gets
    /// the root's lanes and, through `slopes(i)`, the derivative of the root by leaf `i`; only wanted leaves have one.
    pub(crate) fn run(
        &self,
        sets: usize,
        space: &mut Space,
        mut supply: impl FnMut(L, usize, &mut [f64]),
        mut take: impl FnMut(usize, &[f64], &[L], &[f64]),
    ) {
        let first_inner = 2 + self.leaves.len();
        let nodes = first_inner + self.inner.len();
        let Space { values, slopes } = space;
        values.resize(nodes * BLOCK, 0.0);
        slopes.resize(nodes * BLOCK, 0.0);
        values[..BLOCK].fill(0.0);
        values[BLOCK..2 * BLOCK].fill(1.0);
        for first in (0..sets).step_by(BLOCK) {
            let width = BLOCK.min(sets - first);
            for (leaf, lanes) in self.leaves.iter().zip(values[2 * BLOCK..].chunks_mut(BLOCK)) {
                supply(*leaf, first, &mut lanes[..width]);
            }
            self.up(values);
            slopes[..nodes * BLOCK].fill(0.0);
            slopes[lane(self.root)].fill(1.0);
            self.down(values, slopes);
            let root = &values[lane(self.root)][..width];
            take(first, root, &self.leaves, &slopes[2 * BLOCK..first_inner * BLOCK]);
        }
    }

    fn up(&self, values: &mut [f64]) {
        let first_inner = 2 + self.leaves.len();
        for (i, inner) in self.inner.iter().enumerate() {
            let (before, rest) = values.split_at_mut((first_inner + i) * BLOCK);
            let out = &mut rest[..BLOCK];
            let (left, right) = (&before[lane(inner.left)], &before[lane(inner.right)]);
            if inner.is_product {
                for ((o, l), r) in out.iter_mut().zip(left).zip(right) {
                    *o = l * r;
                }
            } else {
                for ((o, l), r) in out.iter_mut().zip(left).zip(right) {
                    *o = l + r;
                }
            }
        }
    }

    fn down(&self, values: &[f64], slopes: &mut [f64]) {
        let first_inner = 2 + self.leaves.len();
        for (i, inner) in self.inner.iter().enumerate().rev() {
            let (before, rest) = slopes.split_at_mut((first_inner + i) * BLOCK);
            let slope = &rest[..BLOCK];
            let sides = [
                (inner.wanted.0, inner.left, inner.right),
                (inner.wanted.1, inner.right, inner.left),
            ];
            for (wanted, to, other) in sides {
                if !wanted {
                    continue;
                }
                let to = &mut before[lane(to)];
                if inner.is_product {
                    for ((t, s), v) in to.iter_mut().zip(slope).zip(&values[lane(other)]) {
                        *t += s * v;
                    }
                } else {
                    for (t, s) in to.iter_mut().zip(slope) {
                        *t += s;
                    }
                }
            }
        }
    }
}

/// Lanes of a node.
fn lane(node: Ref) -> std::ops::Range<usize> {
    let start = node as usize * BLOCK;
    start..start + BLOCK
}

/// Lanes of leaf `i` among the slopes that a run hands out.
pub(crate) fn leaf_lanes(slopes: &[f64], i: usize, width: usize) -> &[f64] {
    &slopes[i * BLOCK..i * BLOCK + width]
}

#[cfg(test)]
mod tests {
    use super::*;
    use taut_infer::XorShift;

    /// A random product of tables: builder, and the tables by number of leaf.
    type Tables = Vec<(Vec<usize>, Vec<usize>)>;

    fn random(random: &mut XorShift, variables: usize, factors: usize) -> (Builder<usize>, Tables) {
        let mut builder = Builder::new();
        for _ in 0..variables {
            builder.variable();
        }
        let mut tables = Tables::new();
        let mut leaves = 0;
        for _ in 0..factors {
            let mut of: Vec<usize> =
                (0..3).map(|_| (random.next_u64() % variables as u64) as usize).collect();
            of.sort_unstable();
            of.dedup();
            // A variable may come in any place of a table.
            if random.next_unit() < 0.5 {
                of.reverse();
            }
            // Some entries are the constants, as structure is.
            let entry = |r: &mut XorShift| match r.next_u64() % 8 {
                0 => usize::MAX,
                1 => usize::MAX - 1,
                _ => {
                    leaves += 1;
                    leaves - 1
                }
            };
            let mut entry = entry;
            let table: Vec<usize> = (0..1 << of.len()).map(|_| entry(random)).collect();
            let refs = table
                .iter()
                .map(|leaf| match *leaf {
                    usize::MAX => ZERO,
                    l if l == usize::MAX - 1 => ONE,
                    l => builder.leaf(l),
                })
                .collect();
            builder.factor(of.clone(), refs);
            tables.push((of, table));
        }
        (builder, tables)
    }

    /// The number of a leaf in a set.
    fn number(leaf: usize, set: usize) -> f64 {
        match leaf {
            usize::MAX => 0.0,
            l if l == usize::MAX - 1 => 1.0,
            l => 0.05 + ((l * 7 + set * 13) % 19) as f64 / 20.0,
        }
    }

    /// The sum over all assignments of the product of all tables, with one leaf's number changed by `extra`.
    fn by_hand(tables: &Tables, variables: usize, set: usize, changed: usize, extra: f64) -> f64 {
        (0..1_usize << variables)
            .map(|world| {
                tables
                    .iter()
                    .map(|(of, table)| {
                        let row = of.iter().fold(0, |row, v| row << 1 | (world >> v & 1));
                        let more = if table[row] == changed { extra } else { 0.0 };
                        number(table[row], set) + more
                    })
                    .product::<f64>()
            })
            .sum()
    }

    #[test]
    fn programs_equal_the_sum_over_all_worlds() {
        let sets = 2 * BLOCK + 5;
        for seed in 1..=20 {
            let mut generator = XorShift::new(seed);
            let (variables, factors) = (6, 9);
            let (builder, tables) = random(&mut generator, variables, factors);
            let program = builder.compile(|leaf| leaf % 2 == 0);
            let supply = |leaf: usize, first: usize, lanes: &mut [f64]| {
                for (i, lane) in lanes.iter_mut().enumerate() {
                    *lane = number(leaf, first + i);
                }
            };
            let mut seen = 0;
            let take = |first: usize, root: &[f64], leaves: &[usize], slopes: &[f64]| {
                for (i, value) in root.iter().enumerate() {
                    let set = first + i;
                    seen += 1;
                    let expected = by_hand(&tables, variables, set, 0, 0.0);
                    assert!((value - expected).abs() <= 1e-12 * expected, "{value} {expected}");
                    // Each leaf stands in a product at most once, so the slope is an exact difference.
                    for (l, leaf) in leaves.iter().enumerate().filter(|(_, leaf)| **leaf % 2 == 0) {
                        let slope = leaf_lanes(slopes, l, root.len())[i];
                        let more = by_hand(&tables, variables, set, *leaf, 1.0);
                        assert!((more - expected - slope).abs() <= 1e-11 * more, "{leaf}: {slope}");
                    }
                }
            };
            program.run(sets, &mut Space::default(), supply, take);
            assert_eq!(seen, sets);
        }
    }
}
