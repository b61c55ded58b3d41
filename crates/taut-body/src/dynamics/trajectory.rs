//! A recorded movement as smooth functions of time.

use super::movement::Movement;
use crate::model::{Coordinate, Model, Turns};
use crate::motion::{FilterProblem, Lowpass, MotionTable, NaturalSpline, TableProblem};
use crate::pose::PoseProblems;

/// Fewer rows do not tell accelerations: the order of the spline.
const LEAST_ROWS: usize = 6;

/// Coordinates over time with their derivatives.
#[derive(Debug, Clone)]
pub struct Trajectory {
    times: Vec<f64>,
    curves: Vec<Curve>,
    missing: Vec<String>,
    driven: Vec<String>,
    unused: Vec<String>,
}

#[derive(Debug, Clone)]
enum Curve {
    Still(f64),
    Moving(NaturalSpline),
}

impl Trajectory {
    /// Takes the coordinates of a model out of a recording. A column is named like its coordinate, or like OpenSim 4
    /// names its value (`/jointset/hip_r/hip_flexion_r/value`). With a cut-off frequency (Hz) each one is filtered first;
    /// between rows runs a quintic spline, as in OpenSim's tools.
    ///
    /// # Errors
    /// No column for any coordinate, two for one, gaps, angles of unknown unit, too few rows, a cut-off that the
    /// sampling does not allow.
    pub fn new(
        model: &Model,
        table: &MotionTable,
        cutoff: Option<f64>,
    ) -> Result<Self, Vec<TableProblem>> {
        let mut problems = Vec::new();
        let mut problem = |column: &str, message: String, hint: &str| {
            let (column, hint) = (column.to_owned(), hint.to_owned());
            problems.push(TableProblem { column, message, hint });
        };
        let mut columns: Vec<Option<usize>> = vec![None; model.coordinates.len()];
        let mut unused = Vec::new();
        for (index, name) in table.names.iter().enumerate() {
            match model.coordinates.iter().position(|c| names(c, name)) {
                None => unused.push(name.clone()),
                Some(at) => {
                    if let Some(before) = columns[at].replace(index) {
                        let also = &table.names[before];
                        let message = format!("{also} is the same coordinate");
                        problem(name, message, "keep one of the two");
                    }
                }
            }
        }
        let taken: Vec<usize> = columns.iter().flatten().copied().collect();
        if taken.is_empty() {
            let message = "no column has the name of a coordinate of this model".to_owned();
            problem("", message, "give the recording that belongs to the model");
        }
        if table.times.len() < LEAST_ROWS {
            let message = format!("{} rows are too few", table.times.len());
            problem("", message, "give at least 6 rows: fewer do not tell accelerations");
        }
        let angles = model.coordinates.iter().zip(&columns);
        let angles = angles.filter(|(c, column)| column.is_some() && c.turns == Turns::Rotates);
        if table.in_degrees.is_none() && angles.count() > 0 {
            let message = "the file does not say whether angles are in degrees".to_owned();
            problem("", message, "write inDegrees=yes or inDegrees=no in its header");
        }
        problems.extend(taken.iter().filter_map(|column| table.hole(*column)));
        if !problems.is_empty() {
            return Err(problems);
        }
        let whole = |why: FilterProblem| {
            let hint = "give a recording at even times, and a cut-off that suits it".to_owned();
            vec![TableProblem { column: String::new(), message: why.to_string(), hint }]
        };
        let filter = cutoff.map(|cutoff| Lowpass::new(&table.times, cutoff)).transpose();
        let filter = filter.map_err(whole)?;
        let curve = |(coordinate, column): (&Coordinate, &Option<usize>)| {
            let Some(column) = column else { return Ok(Curve::Still(coordinate.default)) };
            let is_angle = coordinate.turns == Turns::Rotates && table.in_degrees == Some(true);
            let unit = if is_angle { std::f64::consts::PI / 180.0 } else { 1.0 };
            let values: Vec<f64> = table.columns[*column].iter().map(|x| x * unit).collect();
            let spline = match &filter {
                Some(filter) => NaturalSpline::quintic(filter.times(), &filter.apply(&values)?),
                None => NaturalSpline::quintic(&table.times, &values),
            };
            spline.map(Curve::Moving).map_err(FilterProblem::Spline)
        };
        let pairs = model.coordinates.iter().zip(&columns);
        let curves: Result<Vec<Curve>, FilterProblem> = pairs.clone().map(curve).collect();
        let listed = |wanted: &dyn Fn(usize, bool) -> bool| {
            let chosen = pairs.clone().enumerate().filter(|(i, (_, c))| wanted(*i, c.is_some()));
            chosen.map(|(_, (coordinate, _))| coordinate.name.clone()).collect()
        };
        Ok(Self {
            times: table.times.clone(),
            curves: curves.map_err(whole)?,
            missing: listed(&|i, is_there| !is_there && !model.is_driven(i)),
            driven: listed(&|i, is_there| is_there && model.is_driven(i)),
            unused,
        })
    }

    /// Times of the rows, s.
    #[must_use]
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// Coordinates without a column: they stay at their default.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Coordinates with a column that a coupler drives: the coupler counts, not the column.
    #[must_use]
    pub fn driven(&self) -> &[String] {
        &self.driven
    }

    /// Columns that are no coordinate of the model.
    #[must_use]
    pub fn unused(&self) -> &[String] {
        &self.unused
    }

    /// The movement at a time (s); a curve's natural continuation outside the recording.
    ///
    /// # Errors
    /// A coordinate far too large, such as one in degrees that the file says is in radians.
    pub fn at(&self, model: &Model, time: f64) -> Result<Movement, PoseProblems> {
        let at = |curve: &Curve| match curve {
            Curve::Still(value) => [*value, 0.0, 0.0],
            Curve::Moving(spline) => spline.at(time),
        };
        let all: Vec<[f64; 3]> = self.curves.iter().map(at).collect();
        let part = |order: usize| all.iter().map(|jet| jet[order]).collect::<Vec<f64>>();
        Movement::new(model, &part(0), &part(1), &part(2))
    }
}

/// Whether a column is a coordinate's value.
fn names(coordinate: &Coordinate, column: &str) -> bool {
    let path = column.strip_suffix("/value").unwrap_or(column);
    path.rsplit('/').next() == Some(&coordinate.name) && (path == coordinate.name || path != column)
}
