//! An elastic cable that branches, slides through its bed and is held by springs: forces, and the balance of them.
//!
//! Node 0 is fixed. Each other node hangs from an earlier one by a segment; `u` says how far it has slid along the bed,
//! metres, positive away from node 0.

/// A cable in one posture. All lists have one entry a node; entry 0 is not read.
///
/// Tensions are those above the tension that the cable has upright, where it lies in balance without sliding: what holds
/// its ends bears that one.
#[derive(Debug, Clone, PartialEq)]
pub struct Cable<'t> {
    /// The node that each hangs from; smaller than its own number.
    pub parent: &'t [usize],
    /// Length of the bed from parent to node, m.
    pub bed: Vec<f64>,
    /// The same in the upright posture, m; the segment is that long there.
    pub upright: Vec<f64>,
    /// Tension a unit of strain where the fibres are straight, N.
    pub stiffness: Vec<f64>,
    /// Strain upright against the length without load, of a segment that is shorter than upright, and of one that is longer.
    pub rest: Vec<[f64; 2]>,
    /// Strain at which the fibres are straight, likewise: below it tension grows with the square of strain.
    pub toe: Vec<[f64; 2]>,
    /// Spring that holds the node in its bed when it slides towards node 0, and when it slides away, N/m.
    pub hold: Vec<[f64; 2]>,
}

/// Tension a unit of stiffness at a strain, and its slope: none below 0, a parabola up to `toe`, then a straight line.
#[must_use]
pub fn law(strain: f64, toe: f64) -> (f64, f64) {
    if strain <= 0.0 {
        (0.0, 0.0)
    } else if strain < toe {
        (0.5 * strain * strain / toe, strain / toe)
    } else {
        (strain - 0.5 * toe, 1.0)
    }
}

/// The strain at which `law` gives this tension; 0 for no tension.
pub(crate) fn strain_at(tension: f64, toe: f64) -> f64 {
    if tension <= 0.0 {
        0.0
    } else if tension < 0.5 * toe {
        libm::sqrt(2.0 * toe * tension)
    } else {
        tension + 0.5 * toe
    }
}

impl Cable<'_> {
    /// Number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.parent.len()
    }

    /// Length of the segment above a node, m.
    #[must_use]
    pub fn length(&self, node: usize, slid: &[f64]) -> f64 {
        self.bed[node] + (slid[node] - slid[self.parent[node]])
    }

    /// Tension of the segment above a node, N, less what it is upright; and its slope by length, N/m.
    #[must_use]
    pub fn tension(&self, node: usize, slid: &[f64]) -> (f64, f64) {
        let gain = self.length(node, slid) / self.upright[node] - 1.0;
        let way = usize::from(gain > 0.0);
        let (rest, toe) = (self.rest[node][way], self.toe[node][way]);
        let (force, slope) = law(rest + gain * (1.0 + rest), toe);
        let stiffness = self.stiffness[node];
        let base = law(rest, toe).0;
        (stiffness * (force - base), stiffness * slope * (1.0 + rest) / self.upright[node])
    }

    /// The spring at a node that has slid so far, N/m.
    pub(crate) fn spring(&self, node: usize, slid: f64) -> f64 {
        self.hold[node][usize::from(slid > 0.0)]
    }

    /// The force that is left over at each node, N, positive away from node 0: 0 in balance.
    pub fn left_over(&self, slid: &[f64], out: &mut Vec<f64>) {
        out.clear();
        out.resize(self.nodes(), 0.0);
        for node in (1..self.nodes()).rev() {
            let (tension, _) = self.tension(node, slid);
            out[node] -= self.spring(node, slid[node]) * slid[node] + tension;
            out[self.parent[node]] += tension;
        }
        out[0] = 0.0;
    }
}
