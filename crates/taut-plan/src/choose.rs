//! Which of the exercises that a person may do make up the best programme: a small whole-number program, solved exactly.
//!
//! ```text
//! maximise   sum p[i] x[i]                                  points
//! subject to sum x[i] <= most,  sum x[i] >= least           size of a programme
//!            low[k] <= sum of x[i] of kind k <= high[k]     how many of which kind
//!            sum t[i] x[i] <= T                             seconds of the longest day
//!            sum s[i] x[i] <= S                             seconds a week for which one leg's hamstrings are stretched
//!            x[i] + x[j] <= 1                               if one is an easier form of the other
//!            x[i] is 0 or 1
//! ```
//!
//! `low[k]` and `least` give way only as far as they must: of all choices within the other limits, first those that miss
//! the least of `low`, then those that miss the least of `least`, then the most points, then the first in the order of ids.
//! Branch and bound: exercises kind by kind, those with the most points first; a branch is left when not even the best
//! exercises that still fit its sizes and kinds, limits of time left aside, could make it as good as the best so far.

use std::cmp::Reverse;

use taut_knowledge::ExerciseKind;

/// An exercise that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Index in the knowledge.
    pub exercise: usize,
    /// Its kind.
    pub kind: ExerciseKind,
    /// Points, which may be below 0.
    pub points: i64,
    /// Seconds of one session.
    pub seconds: u64,
    /// Seconds a week for which it stretches one leg's hamstrings.
    pub stretch: u64,
    /// Exercises that cannot be chosen beside it, indices in the knowledge; the other one names it too.
    pub apart: Vec<usize>,
}

/// How many of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The kind.
    pub kind: ExerciseKind,
    /// At least, as far as it can be.
    pub at_least: u32,
    /// At most.
    pub at_most: u32,
}

/// What to choose from, and within which limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Candidates, by rising index in the knowledge. A kind without a quota cannot be chosen.
    pub candidates: Vec<Candidate>,
    /// One a kind.
    pub quotas: Vec<Quota>,
    /// Exercises: at least, as far as it can be, and at most.
    pub size: [u32; 2],
    /// Seconds of the longest day.
    pub seconds: u64,
    /// Seconds a week for which one leg's hamstrings are stretched.
    pub stretch: u64,
}

/// What must hold for one candidate beside the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// Nothing.
    Free,
    /// The candidate at this place is chosen.
    With(usize),
    /// It is not.
    Without(usize),
}

/// A best choice. `Ord`: the better one is smaller.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Best {
    /// By how many the kinds miss what is asked of them, then by how many the programme does.
    pub missing: [u32; 2],
    /// Points, turned round for the order.
    points: Reverse<i64>,
    /// Indices in the knowledge, rising.
    pub exercises: Vec<usize>,
}

impl Best {
    /// Nothing chosen.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { missing: [0; 2], points: Reverse(0), exercises: Vec::new() }
    }

    /// Sum of the points.
    #[must_use]
    pub const fn points(&self) -> i64 {
        self.points.0
    }
}

impl Choice {
    /// The best choice; nothing if what is forced does not fit the limits.
    #[must_use]
    pub fn best(&self, force: Force) -> Option<Best> {
        let mut search = Search::new(self, force);
        search.from(0, Taken::default());
        let holds = |best: &Best| match force {
            Force::With(at) => best.exercises.contains(&self.candidates[at].exercise),
            Force::Free | Force::Without(_) => true,
        };
        search.best.filter(holds)
    }
}

/// What has been taken on the way.
#[derive(Debug, Clone, Copy, Default)]
struct Taken {
    count: u32,
    /// Of the kind that is being gone through.
    of_kind: u32,
    missing: u32,
    points: i64,
    seconds: u64,
    stretch: u64,
}

struct Search<'c> {
    choice: &'c Choice,
    force: Force,
    /// Places of candidates: kind by kind, most points first.
    order: Vec<usize>,
    /// Where each kind begins in `order`, and where the last one ends.
    starts: Vec<usize>,
    /// Per kind: the most points of so many exercises of this kind and those after it.
    most: Vec<Vec<i64>>,
    /// Per kind: what this kind and those after it must miss.
    must_miss: Vec<u32>,
    /// Per kind: how many this kind and those after it can give.
    can_give: Vec<u32>,
    chosen: Vec<usize>,
    best: Option<Best>,
}

impl<'c> Search<'c> {
    fn new(choice: &'c Choice, force: Force) -> Self {
        let (mut order, mut starts) = (Vec::new(), vec![0]);
        for quota in &choice.quotas {
            let all = 0..choice.candidates.len();
            let mut of_kind: Vec<usize> =
                all.filter(|&at| choice.candidates[at].kind == quota.kind).collect();
            of_kind.sort_by_key(|&at| (Reverse(choice.candidates[at].points), at));
            order.extend(of_kind);
            starts.push(order.len());
        }
        let kinds = choice.quotas.len();
        let slots = choice.size[1] as usize;
        let mut out = Self {
            choice,
            force,
            order,
            starts,
            most: vec![vec![0; slots + 1]; kinds + 1],
            must_miss: vec![0; kinds + 1],
            can_give: vec![0; kinds + 1],
            chosen: Vec::new(),
            best: None,
        };
        for kind in (0..kinds).rev() {
            let quota = choice.quotas[kind];
            let there = (out.starts[kind + 1] - out.starts[kind]) as u32;
            out.must_miss[kind] = out.must_miss[kind + 1] + quota.at_least.saturating_sub(there);
            out.can_give[kind] = out.can_give[kind + 1] + there.min(quota.at_most);
            for free in 0..=slots {
                out.most[kind][free] = out.most_from(kind, out.starts[kind], quota.at_most, free);
            }
        }
        out
    }

    /// The most points of at most `free` exercises: at most `left` of this kind from a place of the order on, the rest from
    /// the kinds after it. Limits of time and easier forms are left aside.
    fn most_from(&self, kind: usize, place: usize, left: u32, free: usize) -> i64 {
        let rest = &self.most[kind + 1];
        let end = self.starts[kind + 1].min(place + left as usize).min(place + free);
        let (mut sum, mut most) = (0, rest[free]);
        for (taken, at) in (1..).zip(&self.order[place..end.max(place)]) {
            sum += self.choice.candidates[*at].points;
            most = most.max(sum + rest[free - taken]);
        }
        most
    }

    /// Goes through everything from a kind on.
    fn from(&mut self, kind: usize, taken: Taken) {
        if kind == self.choice.quotas.len() {
            self.arrived(taken);
            return;
        }
        self.within(kind, self.starts[kind], Taken { of_kind: 0, ..taken });
    }

    /// Goes through the candidates of a kind from a place on.
    fn within(&mut self, kind: usize, place: usize, taken: Taken) {
        if self.hopeless(kind, place, taken) {
            return;
        }
        let quota = self.choice.quotas[kind];
        if place == self.starts[kind + 1] {
            let missing = taken.missing + quota.at_least.saturating_sub(taken.of_kind);
            self.from(kind + 1, Taken { missing, ..taken });
            return;
        }
        let at = self.order[place];
        let candidate = &self.choice.candidates[at];
        let with = Taken {
            count: taken.count + 1,
            of_kind: taken.of_kind + 1,
            missing: taken.missing,
            points: taken.points + candidate.points,
            seconds: taken.seconds + candidate.seconds,
            stretch: taken.stretch + candidate.stretch,
        };
        let fits = self.force != Force::Without(at)
            && with.count <= self.choice.size[1]
            && with.of_kind <= quota.at_most
            && with.seconds <= self.choice.seconds
            && with.stretch <= self.choice.stretch
            && !self.chosen.iter().any(|chosen| candidate.apart.contains(chosen));
        if fits {
            self.chosen.push(candidate.exercise);
            self.within(kind, place + 1, with);
            self.chosen.pop();
        }
        if self.force != Force::With(at) {
            self.within(kind, place + 1, taken);
        }
    }

    /// True if nothing that comes from here can be as good as the best so far.
    fn hopeless(&self, kind: usize, place: usize, taken: Taken) -> bool {
        let Some(best) = &self.best else { return false };
        let quota = self.choice.quotas[kind];
        let left = quota.at_most - taken.of_kind;
        let there = (self.starts[kind + 1] - place) as u32;
        let free = self.choice.size[1] - taken.count;
        let short = quota.at_least.saturating_sub(taken.of_kind + there);
        let of_kinds = taken.missing + short + self.must_miss[kind + 1];
        let reach = taken.count + free.min(there.min(left) + self.can_give[kind + 1]);
        let of_size = self.choice.size[0].saturating_sub(reach);
        let points = taken.points + self.most_from(kind, place, left, free as usize);
        ([of_kinds, of_size], Reverse(points)) > (best.missing, best.points)
    }

    fn arrived(&mut self, taken: Taken) {
        let mut exercises = self.chosen.clone();
        exercises.sort_unstable();
        let of_size = self.choice.size[0].saturating_sub(taken.count);
        let found =
            Best { missing: [taken.missing, of_size], points: Reverse(taken.points), exercises };
        if self.best.as_ref().is_none_or(|best| found < *best) {
            self.best = Some(found);
        }
    }
}
