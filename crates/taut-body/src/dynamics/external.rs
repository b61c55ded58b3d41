//! External loads over time, put on the bodies of a model.

use super::inverse::Load;
use crate::model::Model;
use crate::motion::{ExternalLoads, MotionTable, NaturalSpline, TableProblem};
use crate::space::{Placement, times};

/// Loads that a recording gives: smooth curves, one for each component.
#[derive(Debug, Clone)]
pub struct LoadCurves {
    range: [f64; 2],
    loads: Vec<LoadCurve>,
}

#[derive(Debug, Clone)]
struct LoadCurve {
    body: usize,
    expressed_in: usize,
    point_in: usize,
    force: Option<[NaturalSpline; 3]>,
    point: Option<[NaturalSpline; 3]>,
    torque: Option<[NaturalSpline; 3]>,
}

impl LoadCurves {
    /// Takes the columns that the loads name out of a recording, with cubic splines between its rows, as OpenSim does
    /// (from four rows on).
    ///
    /// # Errors
    /// Every body that the model does not have, every name that does not begin exactly three columns, every gap.
    pub fn new(
        model: &Model,
        loads: &ExternalLoads,
        table: &MotionTable,
    ) -> Result<Self, Vec<TableProblem>> {
        let mut problems = Vec::new();
        let mut out = Vec::new();
        for force in &loads.forces {
            let mut body = |path: &str| {
                let name = path.rsplit('/').next().unwrap_or_default();
                let index = model.body(name);
                if index.is_none() {
                    problems.push(TableProblem {
                        column: String::new(),
                        message: format!("{}: there is no body \"{path}\"", force.name),
                        hint: "name a body of the model, or the ground".to_owned(),
                    });
                }
                index.unwrap_or_default()
            };
            let [on, expressed_in, point_in] =
                [&force.body, &force.expressed_in, &force.point_in].map(|path| body(path));
            let mut curve = |prefix: &Option<String>| {
                let three = columns(table, prefix.as_deref()?);
                three.map_err(|mut found| problems.append(&mut found)).ok()
            };
            let [push, point, torque] = [&force.force, &force.point, &force.torque].map(&mut curve);
            let (body, force) = (on, push);
            out.push(LoadCurve { body, expressed_in, point_in, force, point, torque });
        }
        let (Some(first), Some(last)) = (table.times.first(), table.times.last()) else {
            problems.push(TableProblem {
                column: String::new(),
                message: "the recording has no rows".to_owned(),
                hint: "give measured forces over time".to_owned(),
            });
            return Err(problems);
        };
        let range = [*first, *last];
        if problems.is_empty() { Ok(Self { range, loads: out }) } else { Err(problems) }
    }

    /// First and last time of the recording, s.
    #[must_use]
    pub fn range(&self) -> [f64; 2] {
        self.range
    }

    /// The loads at a time, on bodies at these places; `None` outside the recording.
    #[must_use]
    pub fn at(&self, time: f64, places: &[Placement]) -> Option<Vec<Load>> {
        let [first, last] = self.range;
        if !(first..=last).contains(&time) {
            return None;
        }
        let value = |curves: &Option<[NaturalSpline; 3]>| {
            curves.as_ref().map(|three| three.each_ref().map(|spline| spline.at(time)[0]))
        };
        let load = |curve: &LoadCurve| {
            let axes = &places[curve.expressed_in].rotation;
            let turned = |v: Option<[f64; 3]>| v.map_or([0.0; 3], |v| times(axes, v));
            let point = match value(&curve.point) {
                Some(point) => places[curve.point_in].point(point),
                None => places[curve.body].position,
            };
            let (force, torque) = (turned(value(&curve.force)), turned(value(&curve.torque)));
            Load { body: curve.body, point, force, torque }
        };
        Some(self.loads.iter().map(load).collect())
    }
}

/// Splines of the three columns whose names begin like this.
fn columns(table: &MotionTable, prefix: &str) -> Result<[NaturalSpline; 3], Vec<TableProblem>> {
    let named = table.names.iter().enumerate().filter(|(_, name)| name.starts_with(prefix));
    let found: Vec<usize> = named.map(|(index, _)| index).collect();
    let Ok(three) = <[usize; 3]>::try_from(found) else {
        let count = table.names.iter().filter(|name| name.starts_with(prefix)).count();
        return Err(vec![TableProblem {
            column: prefix.to_owned(),
            message: format!("{count} columns begin like this, not 3"),
            hint: "the names of x, y and z, and of no others, must begin with it".to_owned(),
        }]);
    };
    let holes: Vec<TableProblem> = three.iter().filter_map(|column| table.hole(*column)).collect();
    if !holes.is_empty() {
        return Err(holes);
    }
    let curve = |column: usize| match &table.columns[column][..] {
        // One row holds for all times; the range then is that one time.
        [only] => NaturalSpline::cubic(&[table.times[0], table.times[0] + 1.0], &[*only; 2]),
        values => NaturalSpline::cubic(&table.times, values),
    };
    let mut problems = Vec::new();
    let splines = three.map(|column| {
        let problem = |why| TableProblem {
            column: table.names[column].clone(),
            message: format!("{why}"),
            hint: "give numbers at rising times".to_owned(),
        };
        curve(column).map_err(|why| problems.push(problem(why))).ok()
    });
    match splines {
        [Some(x), Some(y), Some(z)] => Ok([x, y, z]),
        _ => Err(problems),
    }
}
