//! Published rows held against the nerve: what each observes, worked out with the best parameters and over their range.

use super::parameters::Parameters;
use super::reading::{ForeignPose, Ranged};
use super::record::{Angles, Expect, FigureRow, NerveRows, Observable, OrderRow};
use super::{Nerve, NerveState};
use crate::model::{Model, Turns};
use crate::own::{RecordProblem, RecordProblems};
use crate::path::PathValue;
use crate::pose::{Pose, PoseProblems};

/// Halvings of an angle that is looked for.
const HALVINGS: usize = 60;
/// How far from the given angle an equal strain is looked for, degrees.
const REACH: f64 = 60.0;

/// A published number beside ours.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureOutcome {
    /// Index of the row among the figures.
    pub row: usize,
    /// Ours, in the row's unit; the range is that of the parameters.
    pub ours: Ranged,
    /// Whether our best value is inside the published spread; `None`: no spread is published.
    pub inside: Option<bool>,
    /// Whether our range and the published value or spread have something in common.
    pub meets: bool,
}

/// A published direction beside ours.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderOutcome {
    /// Index of the row among the orders.
    pub row: usize,
    /// Our change, or by how much its size exceeds the one compared with, in the observable's unit.
    pub ours: Ranged,
    /// Whether it does what is expected, with the best parameters.
    pub holds: bool,
    /// Share of all parameter sets with which it does.
    pub share: f64,
}

/// A nerve and the rows that it is held against, every name and posture checked.
#[derive(Debug)]
pub struct Trial<'a> {
    model: &'a Model,
    nerve: &'a Nerve,
    rows: &'a NerveRows,
}

/// Why a row has no value.
#[derive(Debug)]
enum Trouble {
    Pose(PoseProblems),
    Name(String),
}

impl From<PoseProblems> for Trouble {
    fn from(problems: PoseProblems) -> Self {
        Self::Pose(problems)
    }
}

impl From<ForeignPose> for Trouble {
    fn from(foreign: ForeignPose) -> Self {
        Self::Name(foreign.to_string())
    }
}

impl<'a> Trial<'a> {
    /// Checks the rows by working each of them out once.
    ///
    /// # Errors
    /// Sites, coordinates, muscles and postures that the body does not have, and spreads without their value.
    pub fn new(
        model: &'a Model,
        nerve: &'a Nerve,
        rows: &'a NerveRows,
    ) -> Result<Self, RecordProblems> {
        let out = Self { model, nerve, rows };
        let mut problems = Vec::new();
        let mut note = |path: String, trouble: Trouble| {
            let message = match trouble {
                Trouble::Pose(PoseProblems(problems)) => {
                    let each = problems.iter().map(|p| format!("{}: {}", p.coordinate, p.message));
                    each.collect::<Vec<_>>().join("; ")
                }
                Trouble::Name(message) => message,
            };
            let hint = "name what the body has, in degrees within its ranges".to_owned();
            problems.push(RecordProblem { record: "nerve_rows".to_owned(), path, message, hint });
        };
        if !(rows.unprinted_spread > 0.0 && rows.unprinted_spread.is_finite()) {
            let message = format!("{} is no spread: it should be above 0", rows.unprinted_spread);
            note("unprinted_spread".to_owned(), Trouble::Name(message));
        }
        for (i, row) in rows.figure.iter().enumerate() {
            let path = format!("figure[{i}] {}", row.id);
            let ends = [row.low.unwrap_or(row.value), row.value, row.high.unwrap_or(row.value)];
            if !(ends[0] <= ends[1] && ends[1] <= ends[2]) {
                note(path.clone(), Trouble::Name("the value is outside its spread".to_owned()));
            }
            if let Err(trouble) = out.figure(row, nerve.best()) {
                note(path, trouble);
            }
        }
        for (i, row) in rows.order.iter().enumerate() {
            if let Err(trouble) = out.order(row, nerve.best()) {
                note(format!("order[{i}] {}", row.id), trouble);
            }
        }
        if problems.is_empty() { Ok(out) } else { Err(RecordProblems(problems)) }
    }

    /// The value of the figure of this index under other parameters, in its unit; `None` if there is no such row, or no
    /// value (an equal strain that is not reached).
    #[must_use]
    pub fn figure_with(&self, row: usize, parameters: &Parameters) -> Option<f64> {
        self.figure(self.rows.figure.get(row)?, parameters).ok()
    }

    /// Every published number beside ours.
    #[must_use]
    pub fn figures(&self) -> Vec<FigureOutcome> {
        let rows = self.rows.figure.iter().enumerate();
        rows.filter_map(|(row, figure)| {
            let ours = self.ranged(|set| self.figure(figure, set).ok())?;
            let ends = [figure.low.unwrap_or(figure.value), figure.high.unwrap_or(figure.value)];
            let spread = figure.low.is_some() || figure.high.is_some();
            let inside = ends[0] <= ours.best && ours.best <= ends[1];
            let meets = ours.low <= ends[1] && ends[0] <= ours.high;
            Some(FigureOutcome { row, ours, inside: spread.then_some(inside), meets })
        })
        .collect()
    }

    /// Every published direction beside ours.
    #[must_use]
    pub fn orders(&self) -> Vec<OrderOutcome> {
        let rows = self.rows.order.iter().enumerate();
        rows.filter_map(|(row, order)| {
            let ours = self.ranged(|set| self.order(order, set).ok())?;
            let holds = |value: f64| match order.expect {
                Expect::Rises => value > 0.0,
                Expect::Falls => value < 0.0,
                Expect::Unchanged => value.abs() <= order.tolerance.unwrap_or(0.0),
            };
            let sets = self.sets().map(|set| self.order(order, set).is_ok_and(holds));
            let (held, all) =
                sets.fold((0.0, 0.0), |(h, n), ok| (h + f64::from(u8::from(ok)), n + 1.0));
            Some(OrderOutcome { row, ours, holds: holds(ours.best), share: held / all })
        })
        .collect()
    }

    fn sets(&self) -> impl Iterator<Item = &Parameters> {
        std::iter::once(self.nerve.best()).chain(self.nerve.sample())
    }

    fn ranged(&self, value: impl Fn(&Parameters) -> Option<f64>) -> Option<Ranged> {
        let best = value(self.nerve.best())?;
        let (mut low, mut high) = (best, best);
        for set in self.nerve.sample() {
            if let Some(value) = value(set) {
                (low, high) = (low.min(value), high.max(value));
            }
        }
        Some(Ranged { best, low, high })
    }

    fn figure(&self, row: &FigureRow, set: &Parameters) -> Result<f64, Trouble> {
        match row.observable {
            Observable::LeverArm => {
                let coordinate = self.coordinate(row.coordinate.as_deref())?;
                let pose = self.pose(&row.end)?;
                Ok(self.nerve.bed_arm(self.model, &pose, coordinate, set) * 1e3)
            }
            Observable::AngleShift => self.shift(row, set),
            // Elastic: what came first leaves no trace.
            Observable::OrderDifference => Ok(0.0),
            _ => self.change(&row.site, row.observable, &row.start, &row.end, set),
        }
    }

    fn order(&self, row: &OrderRow, set: &Parameters) -> Result<f64, Trouble> {
        let change = self.change(&row.site, row.observable, &row.start, &row.end, set)?;
        let (Some(start), Some(end)) = (&row.than_start, &row.than_end) else { return Ok(change) };
        let site = row.than_site.as_deref().unwrap_or(&row.site);
        let other = self.change(site, row.observable, start, end, set)?;
        Ok(change.abs() - other.abs())
    }

    /// What changes at a site between two postures: percent, mm.
    fn change(
        &self,
        site: &str,
        observable: Observable,
        start: &Angles,
        end: &Angles,
        set: &Parameters,
    ) -> Result<f64, Trouble> {
        let (start, end) = (self.pose(start)?, self.pose(end)?);
        if observable == Observable::MuscleLength {
            let muscle = self.model.muscle(site);
            let muscle = muscle.ok_or_else(|| Trouble::Name(format!("no muscle {site}")))?;
            let length = |pose: &Pose| match &self.model.lengths(pose)[muscle] {
                PathValue::Known(length) => Ok(*length),
                PathValue::Wrapped(_) => Err(Trouble::Name(format!("{site} has no length"))),
            };
            return Ok((length(&end)? - length(&start)?) * 1e3);
        }
        let site = self.site(site)?;
        let state =
            |pose: &Pose| -> Result<NerveState, Trouble> { Ok(self.nerve.state_with(pose, set)?) };
        let (start, end) = (state(&start)?.sites[site], state(&end)?.sites[site]);
        Ok(match observable {
            Observable::Strain => ((1.0 + end.strain) / (1.0 + start.strain) - 1.0) * 1e2,
            _ => (end.slid - start.slid) * 1e3,
        })
    }

    /// By how much sooner (below 0) the coordinate reaches, from the end posture, the strain of the start posture.
    fn shift(&self, row: &FigureRow, set: &Parameters) -> Result<f64, Trouble> {
        let coordinate = self.coordinate(row.coordinate.as_deref())?;
        let name = &self.model.coordinates[coordinate].name;
        let site = self.site(&row.site)?;
        let strain = |angles: &Angles| -> Result<f64, Trouble> {
            Ok(self.nerve.state_with(&self.pose(angles)?, set)?.sites[site].strain)
        };
        let wanted = strain(&row.start)?;
        let given = row.end.get(name).copied().unwrap_or(0.0);
        let at = |angle: f64| -> Result<f64, Trouble> {
            let mut angles = row.end.clone();
            angles.insert(name.clone(), angle);
            Ok(strain(&angles)? - wanted)
        };
        let [lowest, highest] = self.model.coordinates[coordinate].range.map(f64::to_degrees);
        let (mut low, mut high) = ((given - REACH).max(lowest), (given + REACH).min(highest));
        if at(low)? > 0.0 || at(high)? < 0.0 {
            return Err(Trouble::Name(format!("{name} does not reach the same strain")));
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if at(middle)? > 0.0 { high = middle } else { low = middle }
        }
        Ok(0.5 * (low + high) - row.start.get(name).copied().unwrap_or(0.0))
    }

    fn coordinate(&self, name: Option<&str>) -> Result<usize, Trouble> {
        let name = name.ok_or_else(|| Trouble::Name("no coordinate".to_owned()))?;
        self.model.coordinate(name).ok_or_else(|| Trouble::Name(format!("no coordinate {name}")))
    }

    /// A site of the middle, or of the right leg.
    fn site(&self, name: &str) -> Result<usize, Trouble> {
        let found = self.nerve.site(name).or_else(|| self.nerve.site(&format!("{name}_r")));
        found.ok_or_else(|| Trouble::Name(format!("no site {name}")))
    }

    fn pose(&self, angles: &Angles) -> Result<Pose, Trouble> {
        posture(self.model, angles).map_err(Trouble::from)
    }
}

/// The pose with these angles (degrees), all other angles 0 and all that only moves at its default.
///
/// # Errors
/// Coordinates that the model does not have or that only move, and values outside their ranges.
pub fn posture(model: &Model, angles: &Angles) -> Result<Pose, PoseProblems> {
    let rest = |turns: Turns, default: f64| if turns == Turns::Translates { default } else { 0.0 };
    let mut values: Vec<f64> = model.coordinates.iter().map(|c| rest(c.turns, c.default)).collect();
    let mut problems = Vec::new();
    for (name, degrees) in angles {
        match model.coordinate(name) {
            Some(at) if model.coordinates[at].turns != Turns::Translates => {
                values[at] = degrees.to_radians();
            }
            _ => problems.push(crate::pose::PoseProblem {
                coordinate: name.clone(),
                message: "the body has no such angle".to_owned(),
                hint: "name a coordinate that turns, with its side".to_owned(),
            }),
        }
    }
    match Pose::new(model, &values) {
        Ok(pose) if problems.is_empty() => Ok(pose),
        Ok(_) => Err(PoseProblems(problems)),
        Err(PoseProblems(more)) => {
            problems.extend(more);
            Err(PoseProblems(problems))
        }
    }
}
