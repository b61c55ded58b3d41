//! From the muscles of a model to their ways: which points, lines, screws and surfaces each needs.

use std::collections::BTreeMap;

use super::drive::Drive;
use super::drum::Drum;
use super::egg::Egg;
use super::paths::{
    Candidate, Double, Form, Kind, Line, Mover, Part, Paths, Piece, Single, Slow, Terms, Track,
};
use super::step::Factor;
use super::tree::Tree;
use crate::model::{Location, Model, Muscle, PathPoint, WrapShape};
use crate::wrap::is_read;

/// Builds the ways of all muscles.
pub struct Builder<'m> {
    model: &'m Model,
    tree: &'m mut Tree,
    paths: Paths,
    spots: BTreeMap<(usize, [u64; 3]), usize>,
    slots: BTreeMap<usize, usize>,
}

/// A point of a muscle as it is built: frame, number, and the place in the frame if it is fixed.
#[derive(Clone, Copy)]
struct Stop {
    frame: usize,
    point: usize,
    fixed: Option<[f64; 3]>,
}

impl<'m> Builder<'m> {
    /// Builds them, adding sums of screws to the tree.
    pub fn build(model: &'m Model, tree: &'m mut Tree) -> Paths {
        let mut builder = Self {
            model,
            tree,
            paths: Paths::default(),
            spots: BTreeMap::new(),
            slots: BTreeMap::new(),
        };
        // Moving points are numbered after the fixed ones, so the fixed ones come first.
        for muscle in &model.muscles {
            for point in &muscle.points {
                if let Location::Fixed(at) = point.location {
                    builder.spot(point, at);
                }
            }
        }
        for (index, muscle) in model.muscles.iter().enumerate() {
            let active = |surface: usize| model.wraps[surface].active;
            let mut surfaces = muscle.wraps.iter().map(|wrap| wrap.surface);
            if surfaces.all(|s| !active(s) || is_read(&model.wraps[s].shape)) {
                builder.muscle(index, muscle);
            }
        }
        builder.paths
    }

    fn spot(&mut self, point: &PathPoint, at: [f64; 3]) -> Stop {
        let (frame, place) = self.tree.bodies[point.mount.body];
        let local = place.then(&point.mount.offset).point(at);
        let spots = &mut self.paths.spots;
        let number = *self.spots.entry((frame, local.map(f64::to_bits))).or_insert_with(|| {
            spots.push((frame, local));
            spots.len() - 1
        });
        Stop { frame, point: number, fixed: Some(local) }
    }

    /// A point that moves; its rates are numbered from `paths.rates` on.
    fn mover(
        &mut self,
        point: &PathPoint,
        location: &[(usize, crate::Function); 3],
    ) -> (Stop, Vec<usize>) {
        let (frame, place) = self.tree.bodies[point.mount.body];
        let part = |(coordinate, function): &(usize, crate::Function)| {
            if function.is_constant() {
                return Part::Fixed(function.value(&[0.0]));
            }
            let drive = Drive::new(function, &[*coordinate]);
            let slope = drive.slope(*coordinate);
            Part::Moves(drive, slope)
        };
        let parts = location.each_ref().map(part);
        let mut by: BTreeMap<usize, [Option<Factor>; 3]> = BTreeMap::new();
        for (i, (coordinate, _)) in location.iter().enumerate() {
            if matches!(parts[i], Part::Moves(..)) {
                for (free, factor) in &self.tree.factors[*coordinate] {
                    by.entry(*free).or_default()[i] = Some(*factor);
                }
            }
        }
        let (coordinates, rates) = by.into_iter().unzip();
        let offset = place.then(&point.mount.offset);
        self.paths.movers.push(Mover { frame, offset, parts, rates });
        let point = self.paths.spots.len() + self.paths.movers.len() - 1;
        (Stop { frame, point, fixed: None }, coordinates)
    }

    fn surface(&mut self, surface: usize) -> usize {
        let mount = &self.model.wraps[surface].mount;
        let (frame, place) = self.tree.bodies[mount.body];
        let here = (frame, place.then(&mount.offset));
        let surfaces = &mut self.paths.surfaces;
        let found = surfaces.iter().position(|other| *other == here);
        found.unwrap_or_else(|| {
            surfaces.push(here);
            surfaces.len() - 1
        })
    }

    fn muscle(&mut self, index: usize, muscle: &Muscle) {
        let mut stops = Vec::new();
        // Of each moving point: its position among the stops, and coordinate and number of each rate.
        let mut moves: Vec<(usize, usize, usize)> = Vec::new();
        for (i, point) in muscle.points.iter().enumerate() {
            match &point.location {
                Location::Fixed(at) => stops.push(self.spot(point, *at)),
                Location::Moving(location) => {
                    let (stop, coordinates) = self.mover(point, location);
                    stops.push(stop);
                    for coordinate in coordinates {
                        moves.push((i, coordinate, self.paths.rates));
                        self.paths.rates += 1;
                    }
                }
            }
        }
        let active: Vec<usize> = (0..muscle.wraps.len())
            .filter(|w| self.model.wraps[muscle.wraps[*w].surface].active)
            .collect();
        let mut frames: Vec<usize> = stops.iter().map(|stop| stop.frame).collect();
        for wrap in &active {
            let body = self.model.wraps[muscle.wraps[*wrap].surface].mount.body;
            frames.push(self.tree.bodies[body].0);
        }
        let mut coordinates: Vec<usize> =
            moves.iter().map(|(_, coordinate, _)| *coordinate).collect();
        for frame in &frames {
            coordinates.extend(self.tree.between(frames[0], *frame).iter().map(|(c, ..)| *c));
        }
        coordinates.sort_unstable();
        coordinates.dedup();
        let first = self.paths.pairs.len();
        self.slots = coordinates.iter().enumerate().map(|(i, c)| (*c, first + i)).collect();
        self.paths.pairs.extend(coordinates.iter().map(|c| (index, *c)));
        self.paths.muscles.push(index);
        let conditional = muscle.points.iter().any(|point| point.condition.is_some());
        let fixed = !conditional && moves.is_empty();
        let track = match active.as_slice() {
            [] if conditional => self.conditional(muscle, &stops, &moves),
            [] => {
                let mut track = Track { constant: 0.0, kind: Kind::Straight(Vec::new()) };
                let mut lines = Vec::new();
                self.lines(&stops, 0, &moves, &mut lines, &mut track.constant);
                track.kind = Kind::Straight(lines);
                track
            }
            [wrap] if fixed => self.single(muscle, *wrap, &stops),
            [a, b] if fixed && stops.len() == 2 => self.double(muscle, [*a, *b], &stops),
            _ => self.slow(index, muscle, &stops, &moves),
        };
        self.paths.tracks.push(track);
    }

    /// Lines and constant pieces between neighbours; `first` is the number of the first stop.
    fn lines(
        &mut self,
        stops: &[Stop],
        first: usize,
        moves: &[(usize, usize, usize)],
        lines: &mut Vec<Line>,
        constant: &mut f64,
    ) {
        for (i, pair) in stops.windows(2).enumerate() {
            match self.piece(pair[0], pair[1], first + i, first + i + 1, moves) {
                Ok(line) => lines.push(line),
                Err(length) => *constant += length,
            }
        }
    }

    /// The line between two points, or its length if that never changes. `a` and `b` are their numbers in the muscle.
    fn piece(
        &mut self,
        from: Stop,
        to: Stop,
        a: usize,
        b: usize,
        moves: &[(usize, usize, usize)],
    ) -> Result<Line, f64> {
        if let (Some(p), Some(q), true) = (from.fixed, to.fixed, from.frame == to.frame) {
            return Err(crate::space::distance(p, q));
        }
        let terms = self.terms(from.frame, to.frame);
        let rate = |(point, coordinate, rate): &(usize, usize, usize)| {
            (*point == a || *point == b).then(|| (self.slots[coordinate], *rate, *point == b))
        };
        let rates = moves.iter().filter_map(rate).collect();
        Ok(Line { from: from.point, to: to.point, terms, rates })
    }

    fn terms(&mut self, from: usize, to: usize) -> Terms {
        let between = self.tree.between(from, to);
        let start = self.paths.terms.len();
        let mut middle = start;
        for counts in [true, false] {
            for (coordinate, screw, _) in between.iter().filter(|(.., sign)| *sign == counts) {
                self.paths.terms.push((self.slots[coordinate] as u32, *screw as u32));
            }
            if counts {
                middle = self.paths.terms.len();
            }
        }
        Terms { start, middle, end: self.paths.terms.len() }
    }

    fn conditional(
        &mut self,
        muscle: &Muscle,
        stops: &[Stop],
        moves: &[(usize, usize, usize)],
    ) -> Track {
        let mut conditions = Vec::new();
        let number: Vec<Option<usize>> = muscle
            .points
            .iter()
            .map(|point| {
                point.condition.as_ref().map(|condition| {
                    conditions.push(condition.clone());
                    conditions.len() - 1
                })
            })
            .collect();
        let (mut candidates, mut constant) = (Vec::new(), 0.0);
        for a in 0..stops.len() {
            for b in a + 1..stops.len() {
                let piece = self.piece(stops[a], stops[b], a, b, moves);
                let on: Vec<usize> = [number[a], number[b]].into_iter().flatten().collect();
                let off: Vec<usize> = number[a + 1..b].iter().copied().flatten().collect();
                match piece {
                    Err(length) if on.is_empty() && off.is_empty() => constant += length,
                    piece => candidates.push(Candidate { piece, on, off }),
                }
                // Nothing reaches past a point that is always there.
                if number[b].is_none() {
                    break;
                }
            }
        }
        Track { constant, kind: Kind::Conditional(conditions, candidates) }
    }

    fn form(&self, surface: usize) -> Option<Form> {
        let surface = &self.model.wraps[surface];
        let side = surface.side;
        match surface.shape {
            WrapShape::Cylinder { radius, length } => {
                Some(Form::Drum(Drum { radius, length, side }))
            }
            WrapShape::Ellipsoid(axes) => Some(Form::Egg(Egg { axes, side })),
            WrapShape::Other(_) => None,
        }
    }

    fn drum(&self, surface: usize) -> Option<Drum> {
        match self.form(surface)? {
            Form::Drum(drum) => Some(drum),
            Form::Egg(_) => None,
        }
    }

    fn single(&mut self, muscle: &Muscle, wrap: usize, stops: &[Stop]) -> Track {
        let wrap = &muscle.wraps[wrap];
        let Some(form) = self.form(wrap.surface) else {
            return self.slow_of(muscle, stops);
        };
        let surface = self.surface(wrap.surface);
        let frame = self.paths.surfaces[surface].0;
        let [from, to] = wrap.range;
        let from = usize::try_from(from - 1).unwrap_or(0);
        let to = usize::try_from(to - 1).unwrap_or(stops.len() - 1).min(stops.len() - 1);
        let (mut lines, mut constant) = (Vec::new(), 0.0);
        if from >= to {
            self.lines(stops, 0, &[], &mut lines, &mut constant);
            return Track { constant, kind: Kind::Straight(lines) };
        }
        let mut pieces = Vec::new();
        for pair in stops[from..=to].windows(2) {
            // A piece that never moves against the surface always fares the same.
            let all_there = pair.iter().all(|stop| stop.frame == frame);
            if all_there && !self.touches(wrap.surface, pair) {
                if let (Some(p), Some(q)) = (pair[0].fixed, pair[1].fixed) {
                    constant += crate::space::distance(p, q);
                }
                continue;
            }
            let into = self.terms(pair[0].frame, frame);
            let out = self.terms(frame, pair[1].frame);
            pieces.push(Piece { from: pair[0].point, to: pair[1].point, into, out });
        }
        self.lines(&stops[..=from], 0, &[], &mut lines, &mut constant);
        self.lines(&stops[to..], to, &[], &mut lines, &mut constant);
        let single = Single { lines, surface, form, pieces };
        Track { constant, kind: Kind::Single(Box::new(single)) }
    }

    /// Whether a surface does anything to a piece between two points of its own frame.
    fn touches(&self, surface: usize, pair: &[Stop]) -> bool {
        let surface = &self.model.wraps[surface];
        let (_, place) = self.tree.bodies[surface.mount.body];
        let back = place.then(&surface.mount.offset).inverse();
        let (Some(p), Some(q)) = (pair[0].fixed, pair[1].fixed) else { return true };
        crate::wrap::wraps(surface, back.point(p), back.point(q))
    }

    fn double(&mut self, muscle: &Muscle, wraps: [usize; 2], stops: &[Stop]) -> Track {
        let whole = |range: [i32; 2]| range[0] <= 1 && (range[1] < 1 || range[1] == 2);
        let surfaces = wraps.map(|wrap| muscle.wraps[wrap].surface);
        let drums = surfaces.map(|surface| self.drum(surface));
        let ranges = wraps.map(|wrap| muscle.wraps[wrap].range);
        let ([Some(a), Some(b)], true, true) =
            (drums, ranges.into_iter().all(whole), surfaces[0] != surfaces[1])
        else {
            return self.slow_of(muscle, stops);
        };
        let drums = [(self.surface(surfaces[0]), a), (self.surface(surfaces[1]), b)];
        let root = stops[0].frame;
        let on = drums.map(|(surface, _)| self.paths.surfaces[surface].0);
        let on = on.map(|frame| self.terms(root, frame));
        let end = self.terms(root, stops[1].frame);
        let double = Double { from: stops[0].point, to: stops[1].point, drums, on, end };
        Track { constant: 0.0, kind: Kind::Double(Box::new(double)) }
    }

    fn slow_of(&mut self, muscle: &Muscle, stops: &[Stop]) -> Track {
        let index = self.paths.muscles.last().copied().unwrap_or_default();
        self.slow(index, muscle, stops, &[])
    }

    fn slow(
        &mut self,
        index: usize,
        muscle: &Muscle,
        stops: &[Stop],
        moves: &[(usize, usize, usize)],
    ) -> Track {
        let points: Vec<usize> = stops.iter().map(|stop| stop.frame).collect();
        let frame = |wrap: &crate::model::Wrap| {
            self.tree.bodies[self.model.wraps[wrap.surface].mount.body].0
        };
        let wraps: Vec<usize> = muscle.wraps.iter().map(frame).collect();
        let mut all: Vec<usize> = points.iter().chain(&wraps).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|frame| *frame != points[0]);
        let frames = all.into_iter().map(|frame| (frame, self.terms(points[0], frame))).collect();
        let rates = moves.iter().map(|(point, c, rate)| (self.slots[c], *rate, *point)).collect();
        let slow = Slow { muscle: index, points, wraps, frames, rates };
        Track { constant: 0.0, kind: Kind::Slow(Box::new(slow)) }
    }
}
