//! Points of the picture's plane, and smooth outlines through them.

use std::fmt::Write as _;

use super::svg::number;

/// A point or direction of the picture: x to the right, y upwards, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct P {
    pub x: f64,
    pub y: f64,
}

impl P {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    pub fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    pub fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    /// The direction of length 1, or `other` where there is none.
    pub fn unit_or(self, other: Self) -> Self {
        let length = self.length();
        if length > 1e-9 { self.times(1.0 / length) } else { other }
    }

    /// A quarter turn to the left.
    pub fn left(self) -> Self {
        Self::new(-self.y, self.x)
    }

    /// The point at this share of the way to another one.
    pub fn towards(self, other: Self, share: f64) -> Self {
        self.plus(other.minus(self).times(share))
    }
}

/// How paths are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pen {
    /// Absolute, in tenths of a unit, a space between all numbers.
    Plain,
    /// As short as possible: relative, each smooth piece by what its neighbour does not say; tenths of a unit.
    Short,
    /// The same in whole units, for what is drawn small.
    Shortest,
}

/// From metres with y upwards to the units of the drawing with y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Paper {
    /// Units a metre.
    pub scale: f64,
    /// What is at the paper's left edge and at its top, metres.
    pub left: f64,
    pub top: f64,
    /// How its paths are written.
    pub pen: Pen,
}

impl Paper {
    pub fn at(self, p: P) -> P {
        P::new((p.x - self.left) * self.scale, (self.top - p.y) * self.scale)
    }

    pub fn pair(self, p: P) -> String {
        let p = self.at(p);
        format!("{} {}", number(p.x), number(p.y))
    }

    /// A straight path through points.
    pub fn line(self, points: &[P]) -> String {
        if self.pen != Pen::Plain {
            return self.short_line(points);
        }
        let pairs: Vec<String> = points.iter().map(|p| self.pair(*p)).collect();
        format!("M{}", pairs.join("L"))
    }

    /// A smooth path through points: Catmull-Rom pieces as cubic Bézier ones (Catmull & Rom 1974).
    pub fn curve(self, points: &[P], closed: bool) -> String {
        let n = points.len();
        if n < 3 {
            return self.line(points);
        }
        let at = |i: isize| {
            let n = n as isize;
            let i = if closed { i.rem_euclid(n) } else { i.clamp(0, n - 1) };
            points[i.unsigned_abs()]
        };
        let pieces = if closed { n } else { n - 1 };
        let piece = |i: isize| {
            let [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
            let first = from.plus(to.minus(before).times(1.0 / 6.0));
            let second = to.minus(after.minus(from).times(1.0 / 6.0));
            [first, second, to]
        };
        if self.pen != Pen::Plain {
            return self.short_curve(points[0], (0..pieces as isize).map(piece), closed);
        }
        let mut out = format!("M{}", self.pair(points[0]));
        for i in 0..pieces as isize {
            let pairs = piece(i).map(|p| self.pair(p));
            let _ = write!(out, "C{}", pairs.join(" "));
        }
        if closed {
            out.push('Z');
        }
        out
    }

    /// A point in tenths of a unit, as exact as the pen is.
    fn tenths(self, p: P) -> [i64; 2] {
        let p = self.at(p);
        [p.x, p.y].map(|x| match self.pen {
            Pen::Shortest => x.round() as i64 * 10,
            Pen::Plain | Pen::Short => (x * 10.0).round() as i64,
        })
    }

    fn short_line(self, points: &[P]) -> String {
        let mut out = String::new();
        let mut last = [0, 0];
        for (i, p) in points.iter().enumerate() {
            let at = self.tenths(*p);
            out.push_str(match i {
                0 => "M",
                1 => "l",
                _ => "",
            });
            let letter = i < 2;
            pairs(&mut out, &[[at[0] - last[0], at[1] - last[1]]], letter);
            last = at;
        }
        out
    }

    /// The first control point of a piece mirrors the last one of the piece before, so only the first piece names its own.
    fn short_curve(self, start: P, pieces: impl Iterator<Item = [P; 3]>, closed: bool) -> String {
        let mut from = self.tenths(start);
        let mut out = String::from("M");
        pairs(&mut out, &[from], true);
        for (i, piece) in pieces.enumerate() {
            let ways = piece.map(|p| {
                let at = self.tenths(p);
                [at[0] - from[0], at[1] - from[1]]
            });
            out.push_str(match i {
                0 => "c",
                1 => "s",
                _ => "",
            });
            pairs(&mut out, if i == 0 { &ways } else { &ways[1..] }, i < 2);
            from = [from[0] + ways[2][0], from[1] + ways[2][1]];
        }
        if closed {
            out.push('z');
        }
        out
    }
}

/// Pairs of tenths as numbers, with no more between them than is needed to tell them apart.
fn pairs(out: &mut String, pairs: &[[i64; 2]], after_letter: bool) {
    let mut bare = after_letter;
    for value in pairs.iter().flatten() {
        let sign = if *value < 0 { "-" } else { "" };
        if !bare && sign.is_empty() {
            out.push(' ');
        }
        bare = false;
        let (whole, tenth) = (value.unsigned_abs() / 10, value.unsigned_abs() % 10);
        let _ = match (whole, tenth) {
            (whole, 0) => write!(out, "{sign}{whole}"),
            (0, tenth) => write!(out, "{sign}.{tenth}"),
            (whole, tenth) => write!(out, "{sign}{whole}.{tenth}"),
        };
    }
}

/// A soft limb: half its thickness at points along it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Station {
    pub at: P,
    /// Thickness to the left and to the right of the way, metres.
    pub left: f64,
    pub right: f64,
}

/// The outline of a limb along its stations, with round ends; closed when drawn.
pub(crate) fn outline(stations: &[Station]) -> Vec<P> {
    let n = stations.len();
    if n < 2 {
        return Vec::new();
    }
    let way = |i: usize| {
        let (from, to) = (stations[i.saturating_sub(1)].at, stations[(i + 1).min(n - 1)].at);
        to.minus(from).unit_or(P::new(1.0, 0.0))
    };
    let side = |i: usize, amount: f64| stations[i].at.plus(way(i).left().times(amount));
    let cap = |i: usize, ahead: f64, share: f64| {
        let thick = 0.5 * (stations[i].left + stations[i].right);
        let along = way(i).times(ahead * thick * (1.0 - share * share).max(0.0).sqrt());
        side(i, share * if share > 0.0 { stations[i].left } else { stations[i].right }).plus(along)
    };
    let mut out: Vec<P> = (0..n).map(|i| side(i, stations[i].left)).collect();
    out.extend([0.6, 0.0, -0.6].map(|share| cap(n - 1, 1.0, share)));
    out.extend((0..n).rev().map(|i| side(i, -stations[i].right)));
    out.extend([-0.6, 0.0, 0.6].map(|share| cap(0, -1.0, share)));
    out
}

/// Points at equal steps along a polyline, its ends included.
pub(crate) fn resampled(points: &[P], count: usize) -> Vec<P> {
    let lengths: Vec<f64> = points.windows(2).map(|w| w[1].minus(w[0]).length()).collect();
    let total: f64 = lengths.iter().sum();
    let mut out = Vec::with_capacity(count);
    let (mut piece, mut before) = (0, 0.0);
    for i in 0..count {
        let wanted = total * i as f64 / (count - 1) as f64;
        while piece + 1 < lengths.len() && before + lengths[piece] < wanted {
            before += lengths[piece];
            piece += 1;
        }
        let Some(length) = lengths.get(piece) else {
            out.extend(points.first());
            continue;
        };
        let share = if *length > 0.0 { ((wanted - before) / length).clamp(0.0, 1.0) } else { 0.0 };
        out.push(points[piece].towards(points[piece + 1], share));
    }
    out
}
