//! Curves made of quintic Bézier corners, straight beyond their ends (Millard, Uchida, Seth & Delp 2013).

use super::point::CurvePoint;

/// A point that the curve goes through, with its slope there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knot {
    /// Place.
    pub x: f64,
    /// Value.
    pub y: f64,
    /// Slope.
    pub slope: f64,
}

/// Corners joined with continuous slope; the first and last knot's slopes go on outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Bezier {
    corners: Vec<Corner>,
    first: Knot,
    last: Knot,
}

/// One piece: the control points, of which the inner four lie in pairs on the two tangents.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Corner {
    x: [f64; 6],
    y: [f64; 6],
}

impl Bezier {
    /// A curve through these knots, in the order of their places, whose corners are `bent` (0 to 1; OpenSim's
    /// "curviness", one a piece).
    ///
    /// Returns the number of the first piece whose tangents do not meet between its knots: no smooth corner fits there.
    pub fn new(knots: &[Knot], bent: impl Fn(usize) -> f64) -> Result<Self, usize> {
        let mut corners = Vec::with_capacity(knots.len());
        for (i, pair) in knots.windows(2).enumerate() {
            corners.push(Corner::new(pair[0], pair[1], 0.1 + 0.8 * bent(i)).ok_or(i)?);
        }
        Ok(Self { corners, first: knots[0], last: knots[knots.len() - 1] })
    }

    /// Where the curve begins.
    pub fn start(&self) -> f64 {
        self.first.x
    }

    /// The curve at a place.
    pub fn at(&self, x: f64) -> CurvePoint {
        let straight =
            |end: Knot| CurvePoint { value: end.y + end.slope * (x - end.x), slope: end.slope };
        if x <= self.first.x {
            return straight(self.first);
        }
        if x >= self.last.x {
            return straight(self.last);
        }
        let last = self.corners.len() - 1;
        let corner = self.corners.iter().position(|c| x <= c.x[5]).unwrap_or(last);
        self.corners[corner].at(x)
    }
}

impl Corner {
    fn new(from: Knot, to: Knot, bent: f64) -> Option<Self> {
        // Where the two tangents meet.
        let difference = from.slope - to.slope;
        let x = if difference.abs() > 1e-8 {
            (to.y - from.y - to.x * to.slope + from.x * from.slope) / difference
        } else {
            0.5 * (from.x + to.x)
        };
        let y = (x - to.x) * to.slope + to.y;
        if !(from.x < x && x < to.x) {
            return None;
        }
        let near = |knot: Knot| (knot.x + bent * (x - knot.x), knot.y + bent * (y - knot.y));
        let ((ax, ay), (bx, by)) = (near(from), near(to));
        Some(Self { x: [from.x, ax, ax, bx, bx, to.x], y: [from.y, ay, ay, by, by, to.y] })
    }

    /// Solves `x(u) = x` by Newton's method, with bisection where it leaves the bracket; `x(u)` rises strictly, because
    /// its control points do not fall and the tangents at both ends have length.
    fn at(&self, x: f64) -> CurvePoint {
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        let mut u = (x - self.x[0]) / (self.x[5] - self.x[0]);
        for _ in 0..100 {
            let (place, rate) = bernstein(&self.x, u);
            let off = place - x;
            if off > 0.0 {
                high = u;
            } else {
                low = u;
            }
            let newton = u - off / rate;
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            if (next - u).abs() <= 1e-16 || off == 0.0 {
                break;
            }
            u = next;
        }
        let (_, x_rate) = bernstein(&self.x, u);
        let (value, y_rate) = bernstein(&self.y, u);
        CurvePoint { value, slope: y_rate / x_rate }
    }
}

/// Value and derivative of a quintic Bézier polynomial, by de Casteljau's halving.
fn bernstein(points: &[f64; 6], u: f64) -> (f64, f64) {
    let mut p = *points;
    for left in (2..6).rev() {
        for i in 0..left {
            p[i] = p[i] + u * (p[i + 1] - p[i]);
        }
    }
    (p[0] + u * (p[1] - p[0]), 5.0 * (p[1] - p[0]))
}
