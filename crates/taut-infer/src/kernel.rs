//! The inner loops: runs of sums of products over slots that hold one number, several side by side, or one of wide range.

use crate::program::{Kind, Run};

/// A number that the program can compute with. Multiplication and addition are separate and never fused.
pub trait Value: Copy {
    /// The number 0.
    const ZERO: Self;
    /// The number 1.
    const ONE: Self;
    /// Sum.
    fn plus(self, other: Self) -> Self;
    /// Product.
    fn times(self, other: Self) -> Self;
    /// Product with one number in every lane.
    fn scaled(self, by: f64) -> Self;
    /// The number, in every lane.
    fn of(value: f64) -> Self;
    /// As many zeros.
    fn zeros(count: usize) -> Vec<Self> {
        vec![Self::ZERO; count]
    }
}

/// `N` numbers side by side, each of its own case.
pub type Lanes<const N: usize> = [f64; N];

impl<const N: usize> Value for Lanes<N> {
    const ZERO: Self = [0.0; N];
    const ONE: Self = [1.0; N];

    #[inline(always)]
    fn plus(mut self, other: Self) -> Self {
        for (a, b) in self.iter_mut().zip(other) {
            *a += b;
        }
        self
    }

    #[inline(always)]
    fn times(mut self, other: Self) -> Self {
        for (a, b) in self.iter_mut().zip(other) {
            *a *= b;
        }
        self
    }

    #[inline(always)]
    fn scaled(mut self, by: f64) -> Self {
        for a in &mut self {
            *a *= by;
        }
        self
    }

    #[inline(always)]
    fn of(value: f64) -> Self {
        [value; N]
    }

    /// Zeroed memory comes from the system unwritten, so slots that a program has no use for cost nothing.
    fn zeros(count: usize) -> Vec<Self> {
        bytemuck::zeroed_vec(count)
    }
}

/// Number of slots that 16 bits can name.
const SMALL: usize = 1 << 16;

/// Slots of a program. A program of up to 65,536 slots uses an array whose every 16-bit index is valid, so that the loops
/// need no bounds check.
#[derive(Debug, Clone)]
pub enum Slots<V> {
    /// Every slot that 16 bits can name.
    Small(Box<[V; SMALL]>),
    /// As many as the program has.
    Large(Vec<V>),
}

/// Operands of a program, as narrow as its slots allow: single ones of sums, and the two of each product in one word, so that
/// one read fetches both.
#[derive(Debug, Clone)]
pub enum Operands {
    /// For [`Slots::Small`].
    Small(Stream<u16, u32>),
    /// For [`Slots::Large`].
    Large(Stream<u32, u64>),
}

/// Single operands and pairs of operands, each in order of evaluation.
#[derive(Debug, Clone)]
pub struct Stream<S, P> {
    singles: Vec<S>,
    pairs: Vec<P>,
}

impl Operands {
    /// Narrows the operands if all slots can be named by 16 bits.
    pub fn new(singles: &[u32], pairs: &[(u32, u32)], slots: usize) -> Self {
        if slots <= SMALL {
            Self::Small(Stream {
                singles: singles.iter().map(|&o| o as u16).collect(),
                pairs: pairs.iter().map(|&(a, b)| a | b << 16).collect(),
            })
        } else {
            Self::Large(Stream {
                singles: singles.to_vec(),
                pairs: pairs.iter().map(|&(a, b)| u64::from(a) | u64::from(b) << 32).collect(),
            })
        }
    }

    /// Slots to go with these operands, all 0.
    pub fn slots<V: Value>(&self, slots: usize) -> Slots<V> {
        match self {
            Self::Small(_) => match V::zeros(SMALL).into_boxed_slice().try_into() {
                Ok(array) => Slots::Small(array),
                Err(_) => unreachable!("the length is the array's"),
            },
            Self::Large(_) => Slots::Large(V::zeros(slots)),
        }
    }
}

impl<V: Value> Slots<V> {
    /// The slots as a slice.
    pub fn as_slice(&self) -> &[V] {
        match self {
            Self::Small(slots) => &slots[..],
            Self::Large(slots) => slots,
        }
    }

    /// The slots as a mutable slice.
    pub fn as_mut_slice(&mut self) -> &mut [V] {
        match self {
            Self::Small(slots) => &mut slots[..],
            Self::Large(slots) => slots,
        }
    }

    /// Runs part of a program from the given places on.
    #[inline(always)]
    pub fn run(&mut self, operands: &Operands, weights: &[f64], runs: &[Run], at: Start) {
        let weights = &weights[at.weight..];
        match (self, operands) {
            (Self::Small(slots), Operands::Small(stream)) => {
                let (singles, pairs) = (&stream.singles[at.single..], &stream.pairs[at.pair..]);
                run_all(&mut Small(slots), singles, pairs, weights, runs, at.result);
            }
            (Self::Large(slots), Operands::Large(stream)) => {
                let (singles, pairs) = (&stream.singles[at.single..], &stream.pairs[at.pair..]);
                run_all(&mut Large(slots), singles, pairs, weights, runs, at.result);
            }
            _ => unreachable!("slots are made by their operands"),
        }
    }
}

/// Where a part of a program starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Slot of the first result; the others follow.
    pub result: usize,
    /// Position of the first single operand.
    pub single: usize,
    /// Position of the first pair of operands.
    pub pair: usize,
    /// Position of the first weight.
    pub weight: usize,
}

/// Access to slots by an index of some width.
trait Access<V> {
    type Index: Copy;
    type Pair: Copy;
    fn get(&self, index: Self::Index) -> V;
    fn product(&self, pair: Self::Pair) -> V;
    fn set(&mut self, index: usize, value: V);
}

struct Small<'s, V>(&'s mut [V; SMALL]);

impl<V: Value> Access<V> for Small<'_, V> {
    type Index = u16;
    type Pair = u32;

    #[inline(always)]
    fn product(&self, pair: u32) -> V {
        self.get(pair as u16).times(self.get((pair >> 16) as u16))
    }

    #[inline(always)]
    fn get(&self, index: u16) -> V {
        self.0[usize::from(index)]
    }

    #[inline(always)]
    fn set(&mut self, index: usize, value: V) {
        self.0[usize::from(index as u16)] = value;
    }
}

struct Large<'s, V>(&'s mut Vec<V>);

impl<V: Value> Access<V> for Large<'_, V> {
    type Index = u32;
    type Pair = u64;

    #[inline(always)]
    fn product(&self, pair: u64) -> V {
        self.get(pair as u32).times(self.get((pair >> 32) as u32))
    }

    #[inline(always)]
    fn get(&self, index: u32) -> V {
        self.0[index as usize]
    }

    #[inline(always)]
    fn set(&mut self, index: usize, value: V) {
        self.0[index] = value;
    }
}

#[inline(always)]
fn run_all<V: Value, A: Access<V>>(
    slots: &mut A,
    mut singles: &[A::Index],
    mut pairs: &[A::Pair],
    mut weights: &[f64],
    runs: &[Run],
    mut result: usize,
) {
    for run in runs {
        let (arity, count) = (run.arity as usize, run.count as usize);
        let (here, rest) = singles.split_at(run.singles());
        singles = rest;
        let (two, rest) = pairs.split_at(run.pairs());
        pairs = rest;
        let (by, rest) = weights.split_at(run.weights());
        weights = rest;
        match (run.kind, arity) {
            (Kind::Products, 1) => products::<V, A, 1>(slots, two, result),
            (Kind::Products, 2) => products::<V, A, 2>(slots, two, result),
            (Kind::Products, 3) => products::<V, A, 3>(slots, two, result),
            (Kind::Products, 4) => products::<V, A, 4>(slots, two, result),
            (Kind::Products, 5) => products::<V, A, 5>(slots, two, result),
            (Kind::Products, 6) => products::<V, A, 6>(slots, two, result),
            (Kind::Products, _) => products_any(slots, two, arity, result),
            (Kind::Weighted, 1) => weighted::<V, A, 1>(slots, here, by, result),
            (Kind::Weighted, 2) => weighted::<V, A, 2>(slots, here, by, result),
            (Kind::Weighted, 3) => weighted::<V, A, 3>(slots, here, by, result),
            (Kind::Weighted, 4) => weighted::<V, A, 4>(slots, here, by, result),
            (Kind::Weighted, _) => weighted_any(slots, here, by, arity, result),
            (Kind::Sum, 2) => sum::<V, A, 2>(slots, here, result),
            (Kind::Sum, 3) => sum::<V, A, 3>(slots, here, result),
            (Kind::Sum, 4) => sum::<V, A, 4>(slots, here, result),
            (Kind::Sum, _) => sum_any(slots, here, arity, result),
        }
        result += count;
    }
}

#[inline(always)]
fn weighted<V: Value, A: Access<V>, const K: usize>(
    slots: &mut A,
    operands: &[A::Index],
    weights: &[f64],
    result: usize,
) {
    let nodes = operands.chunks_exact(K).zip(weights.chunks_exact(K));
    for (offset, (node, by)) in nodes.enumerate() {
        let mut total = slots.get(node[0]).scaled(by[0]);
        for k in 1..K {
            total = total.plus(slots.get(node[k]).scaled(by[k]));
        }
        slots.set(result + offset, total);
    }
}

#[inline(always)]
fn weighted_any<V: Value, A: Access<V>>(
    slots: &mut A,
    operands: &[A::Index],
    weights: &[f64],
    arity: usize,
    result: usize,
) {
    let nodes = operands.chunks_exact(arity).zip(weights.chunks_exact(arity));
    for (offset, (node, by)) in nodes.enumerate() {
        let mut total = slots.get(node[0]).scaled(by[0]);
        for (&operand, &w) in node[1..].iter().zip(&by[1..]) {
            total = total.plus(slots.get(operand).scaled(w));
        }
        slots.set(result + offset, total);
    }
}

#[inline(always)]
fn products<V: Value, A: Access<V>, const K: usize>(
    slots: &mut A,
    pairs: &[A::Pair],
    result: usize,
) {
    for (offset, node) in pairs.chunks_exact(K).enumerate() {
        let mut total = slots.product(node[0]);
        for &pair in &node[1..] {
            total = total.plus(slots.product(pair));
        }
        slots.set(result + offset, total);
    }
}

#[inline(always)]
fn products_any<V: Value, A: Access<V>>(
    slots: &mut A,
    pairs: &[A::Pair],
    arity: usize,
    result: usize,
) {
    for (offset, node) in pairs.chunks_exact(arity).enumerate() {
        let mut total = slots.product(node[0]);
        for &pair in &node[1..] {
            total = total.plus(slots.product(pair));
        }
        slots.set(result + offset, total);
    }
}

#[inline(always)]
fn sum<V: Value, A: Access<V>, const K: usize>(
    slots: &mut A,
    operands: &[A::Index],
    result: usize,
) {
    for (offset, node) in operands.chunks_exact(K).enumerate() {
        let mut total = slots.get(node[0]);
        for &operand in &node[1..] {
            total = total.plus(slots.get(operand));
        }
        slots.set(result + offset, total);
    }
}

#[inline(always)]
fn sum_any<V: Value, A: Access<V>>(
    slots: &mut A,
    operands: &[A::Index],
    arity: usize,
    result: usize,
) {
    for (offset, node) in operands.chunks_exact(arity).enumerate() {
        let mut total = slots.get(node[0]);
        for &operand in &node[1..] {
            total = total.plus(slots.get(operand));
        }
        slots.set(result + offset, total);
    }
}
