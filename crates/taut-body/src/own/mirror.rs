//! Mirror images in the midplane: z becomes -z.

use crate::space::Placement;

/// Which copy is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// In the midplane: as written, without a side in its name.
    Middle,
    /// As written.
    Right,
    /// The mirror image.
    Left,
}

impl Hand {
    /// The name of a thing on this side.
    pub fn name(self, name: &str) -> String {
        match self {
            Self::Middle => name.to_owned(),
            Self::Right => format!("{name}_r"),
            Self::Left => format!("{name}_l"),
        }
    }

    /// A place or the axis of a move.
    pub fn point(self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        if self == Self::Left { [x, y, -z] } else { [x, y, z] }
    }

    /// The axis of a turn: a mirror turns the other way round, so the axis is mirrored and reversed.
    pub fn axis(self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        if self == Self::Left { [-x, -y, z] } else { [x, y, z] }
    }

    /// A frame; its own z axis is mirrored too, so that what is written in it is mirrored alike.
    pub fn frame(self, placement: Placement) -> Placement {
        if self != Self::Left {
            return placement;
        }
        let sign = |i: usize, j: usize| if (i == 2) == (j == 2) { 1.0 } else { -1.0 };
        let rotation = placement.rotation;
        Placement {
            rotation: std::array::from_fn(|i| std::array::from_fn(|j| sign(i, j) * rotation[i][j])),
            position: self.point(placement.position),
        }
    }
}
