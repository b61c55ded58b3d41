//! Least effort: against an interior-point solver, by the conditions of the optimum, and where there is no answer.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};
use taut_body::effort::{
    BALANCE, Certificate, Load, LoadProblem, Program, ProgramProblem, Pull, Reserve, STATIONARITY,
};

/// A fixed generator (Steele, Lea & Flood 2014).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }
}

/// A program as data, for both solvers.
#[derive(Clone)]
pub struct Data {
    pub weights: Vec<f64>,
    pub linear: Vec<f64>,
    pub bounds: Vec<[f64; 2]>,
    pub columns: Vec<Vec<(usize, f64)>>,
    pub right: Vec<f64>,
}

impl Data {
    fn program(&self) -> Program {
        let mut program = Program::new(self.right.clone());
        for i in 0..self.weights.len() {
            let column = self.columns[i].iter().copied();
            program.variable(self.weights[i], self.linear[i], self.bounds[i], column);
        }
        program
    }

    /// The answer of the interior-point solver; `None` if it finds that there is none.
    pub fn clarabel(&self) -> Option<(Vec<f64>, f64)> {
        let (n, m) = (self.weights.len(), self.right.len());
        let quadratic: Vec<f64> = self.weights.iter().map(|w| 2.0 * w).collect();
        let p = CscMatrix::new(n, n, (0..=n).collect(), (0..n).collect(), quadratic);
        let mut right = self.right.clone();
        let (mut starts, mut rows, mut values) = (vec![0], Vec::new(), Vec::new());
        for i in 0..n {
            for (row, value) in &self.columns[i] {
                rows.push(*row);
                values.push(*value);
            }
            for (bound, sign) in self.bounds[i].into_iter().zip([-1.0, 1.0]) {
                if bound.is_finite() {
                    rows.push(right.len());
                    values.push(sign);
                    right.push(sign * bound);
                }
            }
            starts.push(rows.len());
        }
        let a = CscMatrix::new(right.len(), n, starts, rows, values);
        let cones =
            [SupportedConeT::ZeroConeT(m), SupportedConeT::NonnegativeConeT(right.len() - m)];
        let settings = DefaultSettings {
            verbose: false,
            tol_gap_abs: 1e-11,
            tol_gap_rel: 1e-11,
            tol_feas: 1e-11,
            ..DefaultSettings::default()
        };
        let mut solver =
            DefaultSolver::new(&p, &self.linear, &a, &right, &cones, settings).unwrap();
        solver.solve();
        match solver.solution.status {
            SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => None,
            SolverStatus::Solved | SolverStatus::AlmostSolved => {
                Some((solver.solution.x.clone(), solver.solution.obj_val))
            }
            status => panic!("the interior-point solver ends with {status:?}"),
        }
    }
}

/// A random program that has an answer: `least` is the lowest weight, `open` says whether bounds may be infinite.
fn random(random: &mut Random, rows: usize, variables: usize, least: f64, open: bool) -> Data {
    let mut data = Data {
        weights: Vec::new(),
        linear: Vec::new(),
        bounds: Vec::new(),
        columns: Vec::new(),
        right: vec![0.0; rows],
    };
    for _ in 0..variables {
        let free = least == 0.0 && random.next() < 0.3;
        data.weights.push(if free { 0.0 } else { random.between(0.2, 3.0) });
        data.linear.push(if random.next() < 0.5 { 0.0 } else { random.between(0.0, 0.5) });
        let low = if random.next() < 0.5 { 0.01 } else { random.between(-1.0, 0.5) };
        let high = if open && random.next() < 0.4 {
            f64::INFINITY
        } else {
            low + random.between(0.1, 2.0)
        };
        data.bounds.push([low, high]);
        let mut column = Vec::new();
        for row in 0..rows {
            if random.next() < 0.4 {
                column.push((row, random.between(-50.0, 50.0)));
            }
        }
        // Somewhere within the bounds, often at one of them.
        let inside = match random.next() {
            r if r < 0.3 => low,
            r if r < 0.6 && high.is_finite() => high,
            _ => low + random.next() * (high - low).min(2.0),
        };
        for (row, value) in &column {
            data.right[*row] += value * inside;
        }
        data.columns.push(column);
    }
    data
}

#[test]
fn least_efforts_are_those_of_an_interior_point_solver() {
    let mut generator = Random(4);
    let (mut most, mut sum) = (0, 0);
    let mut worst = 0.0_f64;
    for trial in 0..400 {
        let rows = 1 + trial % 12;
        let variables = 1 + (trial * 7) % 60;
        let strict = trial % 2 == 0;
        let least = if strict { 0.2 } else { 0.0 };
        let data = random(&mut generator, rows, variables, least, trial % 3 == 0);
        let program = data.program();
        let ours = program.solve().unwrap_or_else(|problem| panic!("{trial}: {problem:?}"));
        let again = Certificate::of(&program, &ours.x, &ours.multipliers);
        assert_eq!(again, ours.certificate);
        assert!(
            again.balance <= BALANCE && again.bounds <= 0.0 && again.stationarity <= STATIONARITY
        );
        let (x, objective) = data.clarabel().unwrap();
        let off = (ours.objective - objective) / objective.abs().max(1.0);
        worst = worst.max(off.abs());
        assert!(off < 1e-8, "{trial}: {} against {objective}", ours.objective);
        if strict {
            for (ours, theirs) in ours.x.iter().zip(x) {
                assert!((ours - theirs).abs() < 1e-4, "{trial}: {ours} {theirs}");
            }
        }
        // The same bits again.
        assert_eq!(program.solve().unwrap(), ours);
        most = most.max(ours.steps);
        sum += ours.steps;
    }
    println!("400 programs: {sum} steps, at most {most}; objectives differ by at most {worst:.1e}");
}

#[test]
fn multipliers_are_the_price_of_the_right_hand_side() {
    let mut generator = Random(9);
    for _ in 0..40 {
        let mut data = random(&mut generator, 4, 30, 0.2, false);
        // Away from the edge of what can be given.
        for row in 0..4 {
            data.weights.push(1.0);
            data.linear.push(0.0);
            data.bounds.push([-1e3, 1e3]);
            data.columns.push(vec![(row, 1.0)]);
        }
        let price = data.program().solve().unwrap().multipliers;
        for (row, price) in price.into_iter().enumerate() {
            let step = 1e-5;
            let objective = |by: f64| {
                let mut data = data.clone();
                data.right[row] += by;
                data.program().solve().unwrap().objective
            };
            let slope = (objective(step) - objective(-step)) / (2.0 * step);
            assert!((slope - price).abs() < 1e-4 * price.abs().max(1.0), "{slope} {price}");
        }
    }
}

#[test]
fn what_cannot_be_met_is_proved_and_measured() {
    let mut generator = Random(77);
    let mut refused = 0;
    for trial in 0..200 {
        let rows = 1 + trial % 8;
        let mut data = random(&mut generator, rows, 20, 0.2, false);
        for right in &mut data.right {
            *right += generator.between(-400.0, 400.0);
        }
        match (data.program().solve(), data.clarabel()) {
            (Ok(ours), Some((_, objective))) => {
                assert!((ours.objective - objective).abs() < 1e-7 * objective.abs().max(1.0));
            }
            (Err(ProgramProblem::Impossible { unmet, proof }), None) => {
                refused += 1;
                assert!(proof > 0.0 && !unmet.is_empty(), "{trial}");
                // Nearer than all that is missing nothing can be given; all of it makes it possible.
                let with = |share: f64| {
                    let mut data = data.clone();
                    for u in &unmet {
                        data.right[u.row] -= share * u.missing;
                    }
                    // A little play, for rounding.
                    for row in 0..rows {
                        data.weights.push(1e-6);
                        data.linear.push(0.0);
                        data.bounds.push([-1e-4, 1e-4]);
                        data.columns.push(vec![(row, 1.0)]);
                    }
                    data.program().solve()
                };
                assert!(with(1.0).is_ok(), "{trial}: {unmet:?}");
                assert!(matches!(with(0.99), Err(ProgramProblem::Impossible { .. })), "{trial}");
            }
            (ours, theirs) => panic!("{trial}: {ours:?} against {theirs:?}"),
        }
    }
    println!("{refused} of 200 programs refused, as the interior-point solver does");
    assert!(refused > 100);
}

/// Contact: two feet push up at a distance, friction at most half of what presses. By hand: the weight is shared as levers
/// share it.
#[test]
fn contact_forces_and_cones_are_expressible() {
    // Rows: upward force 100, moment about the left foot 30 (feet 1 apart), sideways 10, two cones |side| <= 0.5 up.
    let mut program = Program::new(vec![100.0, 30.0, 10.0, 0.0, 0.0, 0.0, 0.0]);
    let push = [0.0, f64::INFINITY];
    let side = [f64::NEG_INFINITY, f64::INFINITY];
    let left = program.variable(0.0, 0.0, push, [(0, 1.0), (3, -0.5), (4, -0.5)]);
    let right = program.variable(0.0, 0.0, push, [(0, 1.0), (1, 1.0), (5, -0.5), (6, -0.5)]);
    let left_side = program.variable(1.0, 0.0, side, [(2, 1.0), (3, 1.0), (4, -1.0)]);
    let right_side = program.variable(1.0, 0.0, side, [(2, 1.0), (5, 1.0), (6, -1.0)]);
    for row in 3..7 {
        program.at_most(row);
    }
    let answer = program.solve().unwrap();
    let near = |variable: usize, want: f64| {
        let got = answer.x[variable];
        assert!((got - want).abs() < 1e-6, "{variable}: {got}, not {want}");
    };
    near(left, 70.0);
    near(right, 30.0);
    near(left_side, 5.0);
    near(right_side, 5.0);
    assert!((answer.objective - 50.0).abs() < 1e-6);
    // More sideways than friction can give.
    let mut program = Program::new(vec![100.0, 60.0, 0.0, 0.0]);
    program.variable(0.0, 0.0, push, [(0, 1.0), (2, -0.5), (3, -0.5)]);
    program.variable(1.0, 0.0, side, [(1, 1.0), (2, 1.0), (3, -1.0)]);
    program.at_most(2);
    program.at_most(3);
    assert!(matches!(program.solve(), Err(ProgramProblem::Impossible { .. })));
}

#[test]
fn programs_that_are_none_are_refused() {
    let mut program = Program::new(vec![1.0, f64::NAN]);
    program.variable(-1.0, 0.0, [0.0, 1.0], [(0, 1.0)]);
    program.variable(1.0, 0.0, [2.0, 1.0], [(3, 1.0)]);
    program.variable(1.0, f64::INFINITY, [0.0, 1.0], [(1, 1.0), (0, 1.0)]);
    program.variable(1.0, 0.0, [0.0, 1.0], [(0, f64::NAN)]);
    let Err(ProgramProblem::Malformed(problems)) = program.solve() else { panic!() };
    assert_eq!(problems.len(), 7, "{problems:?}");
    // An objective that falls without end.
    let mut program = Program::new(vec![0.0]);
    let free = [f64::NEG_INFINITY, f64::INFINITY];
    program.variable(0.0, -1.0, free, [(0, 1.0)]);
    program.variable(0.0, 0.0, free, [(0, 1.0)]);
    assert!(matches!(program.solve(), Err(ProgramProblem::Unsolved(_))));
    // A row that no variable touches.
    let mut program = Program::new(vec![1.0, 2.0]);
    program.variable(1.0, 0.0, [0.0, 9.0], [(0, 1.0)]);
    let Err(ProgramProblem::Impossible { unmet, .. }) = program.solve() else { panic!() };
    assert_eq!((unmet.len(), unmet[0].row), (1, 1));
    assert!((unmet[0].missing - 2.0).abs() < 1e-9);
}

fn pull(active: f64) -> Pull {
    Pull { active, passive: 0.0, activation: [0.0, 1.0], weight: 1.0 }
}

/// Two muscles at one joint, by hand: activations are in proportion to strength times arm.
#[test]
fn two_muscles_share_as_by_hand() {
    let pulls = [pull(1000.0), pull(500.0)];
    let arms = [0.05, 0.04];
    let load = Load { needs: &[30.0], pulls: &pulls, arms: &arms, reserves: &[] };
    let share = load.share().unwrap();
    let scale = 30.0 / (50.0 * 50.0 + 20.0 * 20.0);
    assert!((share.activations[0] - 50.0 * scale).abs() < 1e-12);
    assert!((share.activations[1] - 20.0 * scale).abs() < 1e-12);
    assert!((share.forces[1] - 500.0 * share.activations[1]).abs() < 1e-9);
    // Passive force takes part of the load.
    let helped = [pull(1000.0), Pull { passive: 100.0, ..pull(500.0) }];
    let share = Load { pulls: &helped, ..load }.share().unwrap();
    assert!((share.activations[0] - 50.0 * scale * 26.0 / 30.0).abs() < 1e-12);
    assert!((0.05 * share.forces[0] + 0.04 * share.forces[1] - 30.0).abs() < 1e-9);
    // Too much: 70 can be held of 100.
    let much = Load { needs: &[100.0], ..load };
    let Err(LoadProblem::TooMuch(rows)) = much.share() else { panic!() };
    assert_eq!((rows.len(), rows[0].row), (1, 0));
    assert!((rows[0].missing - 30.0).abs() < 1e-6, "{rows:?}");
    let told = LoadProblem::TooMuch(rows).to_string();
    assert!(told.contains("coordinate 0 cannot be held: ") && told.contains("hint: "), "{told}");
    // With a reserve it is held, at a price.
    let share = Load { reserves: &[Reserve::new(0, 1.0)], ..much }.share().unwrap();
    assert!((share.controls[0] - 30.0).abs() < 1e-9 && share.activations == [1.0, 1.0]);
    // What does not fit.
    let bad = Load { arms: &[0.05], reserves: &[Reserve::new(3, 1.0)], ..load };
    let Err(LoadProblem::Malformed(problems)) = bad.share() else { panic!() };
    assert_eq!(problems.len(), 2);
}
