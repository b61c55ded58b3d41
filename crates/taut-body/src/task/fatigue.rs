//! The three-compartment model of muscle fatigue with faster recovery at rest (3CC-r), solved in closed form.
//!
//! Motor units are active (`A`), fatigued (`D`) or resting (`S`); shares add up to 1 (Xia & Frey-Law 2008):
//!
//! `A' = C - F A`, `D' = F A - R D`, `S' = -C + R D`
//!
//! with `C = L (T - A)` while enough units rest (`S > T - A`), `C = L S` while too few do, and `C = L (T - A)` with the
//! relaxing rate while more are active than the load `T` asks for. At rest (`T = 0`) recovery is `r R` (Looft, Herkert &
//! Frey-Law 2018; that only a load of 0 is rest is equation 7 of Rakshit, Xiang & Yang 2021). Each piece is a linear
//! equation with two real rates, so its solution is a constant and two exponentials, and the moment at which one piece
//! gives way to the next is the first zero of such a sum.

use std::fmt;

/// Pieces one constant load can go through. Three is the most that arises: relax, follow, fall behind.
const MOST_PIECES: usize = 16;

/// Halvings of an interval in time; more than enough to reach neighbouring numbers.
const HALVINGS: usize = 1100;

/// A limit counts as passed only by more than rounding (shares are at most 1).
const ROUNDING: f64 = 1e-14;

/// After this many time constants nothing is left of an exponential.
const SETTLED: f64 = 60.0;

/// Rates of one muscle group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FatigueRates {
    /// `F`: share of the active units that tire, 1/s.
    pub fatigue: f64,
    /// `R`: share of the fatigued units that recover under load, 1/s.
    pub recovery: f64,
    /// `r`: how many times faster they recover at rest; none where nothing was published.
    pub rest: Option<f64>,
    /// `LD`: how fast units are called up, 1/s.
    pub develop: f64,
    /// `LR`: how fast they are let go, 1/s.
    pub relax: f64,
}

/// Shares of the motor units of a muscle; together 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compartments {
    /// Working.
    pub active: f64,
    /// Tired.
    pub fatigued: f64,
    /// Ready.
    pub resting: f64,
}

/// What is wrong with rates, a load or a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FatigueProblem {
    /// What it is about, such as `recovery`.
    pub field: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl fmt::Display for FatigueProblem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { field, message, hint } = self;
        write!(f, "{field}: {message}\n  hint: {hint}")
    }
}

impl Compartments {
    /// A rested muscle.
    pub const RESTED: Self = Self { active: 0.0, fatigued: 0.0, resting: 1.0 };

    /// Share of the strength that is left: `1 - fatigued`.
    #[must_use]
    pub fn strength(&self) -> f64 {
        1.0 - self.fatigued
    }
}

impl FatigueRates {
    /// The shares after `seconds` of a constant load (share of the rested strength; 0 is rest).
    ///
    /// # Errors
    /// Every problem of the rates, the start, the load and the time.
    pub fn after(
        &self,
        start: Compartments,
        load: f64,
        seconds: f64,
    ) -> Result<Compartments, Vec<FatigueProblem>> {
        let mut problems = self.problems();
        problems.extend(load_problem(load));
        if !(0.0..=1e9).contains(&seconds) {
            problems.push(FatigueProblem {
                field: "seconds",
                message: format!("{seconds} is no length of time"),
                hint: "give seconds, 0 or more",
            });
        }
        let Compartments { active, fatigued, resting } = start;
        let shares = [active, fatigued, resting];
        if !(shares.iter().all(|s| (0.0..=1.0).contains(s))
            && (active + fatigued + resting - 1.0).abs() < 1e-9)
        {
            problems.push(FatigueProblem {
                field: "start",
                message: format!("shares {active}, {fatigued}, {resting} do not make up a muscle"),
                hint: "give three shares from 0 to 1 that add up to 1",
            });
        }
        if load == 0.0 && self.rest.is_none() {
            problems.push(FatigueProblem {
                field: "rest",
                message: "how fast this group recovers at rest is not known".to_owned(),
                hint: "leave out the rest",
            });
        }
        if problems.is_empty() { self.run(shares, load, seconds) } else { Err(problems) }
    }

    /// How long a rested muscle can hold a constant load, seconds: until active and resting units together fall below it
    /// (Frey-Law, Looft & Heitsman 2012). None if it can be held for ever.
    ///
    /// # Errors
    /// Every problem of the rates and the load.
    pub fn endurance(&self, load: f64) -> Result<Option<f64>, Vec<FatigueProblem>> {
        let mut problems = self.problems();
        problems.extend(load_problem(load));
        if !problems.is_empty() {
            return Err(problems);
        }
        let flow = self.following([0.0, 0.0, 1.0], load, self.develop);
        let end = SETTLED / self.recovery;
        Ok(flow.first_zero([0.0, 1.0, 0.0], load - 1.0, end))
    }

    fn problems(&self) -> Vec<FatigueProblem> {
        let Self { fatigue, recovery, rest, develop, relax } = *self;
        let rates = [
            ("fatigue", fatigue),
            ("recovery", recovery),
            ("rest", rest.unwrap_or(1.0)),
            ("develop", develop),
            ("relax", relax),
        ];
        let mut problems: Vec<FatigueProblem> = rates
            .into_iter()
            .filter(|(_, rate)| !(*rate > 0.0 && *rate < 1e6))
            .map(|(field, rate)| FatigueProblem {
                field,
                message: format!("{rate} is no rate"),
                hint: "give a number above 0",
            })
            .collect();
        let slow = fatigue + recovery * rest.unwrap_or(1.0).max(1.0);
        if problems.is_empty() && develop.min(relax) < 4.0 * slow {
            problems.push(FatigueProblem {
                field: "develop",
                message: "units are called up no faster than they tire or recover".to_owned(),
                hint: "give rates of calling up and letting go of at least four times F + r R",
            });
        }
        problems
    }

    /// Piece after piece until the time is used up.
    fn run(
        &self,
        mut at: [f64; 3],
        load: f64,
        mut seconds: f64,
    ) -> Result<Compartments, Vec<FatigueProblem>> {
        let mut piece = match at[0] >= load {
            true => Piece::Relax,
            false => Piece::behind(at[1], load),
        };
        for _ in 0..MOST_PIECES {
            // A piece ends where `sign * share` rises to `sign * limit`.
            let (flow, share, sign, limit) = match piece {
                Piece::Relax => (self.following(at, load, self.relax), 0, -1.0, load),
                Piece::Follow => (self.following(at, load, self.develop), 1, 1.0, 1.0 - load),
                Piece::FallBehind => (self.limited(at), 1, -1.0, 1.0 - load),
            };
            let mut weight = [0.0; 3];
            weight[share] = sign;
            match flow.first_zero(weight, -sign * limit, seconds) {
                None => {
                    let [active, fatigued, resting] = flow.at(seconds);
                    return Ok(Compartments { active, fatigued, resting });
                }
                Some(time) => {
                    at = flow.at(time);
                    seconds -= time;
                    piece = match piece {
                        Piece::Relax => Piece::behind(at[1], load),
                        Piece::Follow => Piece::FallBehind,
                        Piece::FallBehind => Piece::Follow,
                    };
                }
            }
        }
        Err(vec![FatigueProblem {
            field: "load",
            message: format!("at {load} the model switches more than {MOST_PIECES} times"),
            hint: "change the load or the rates a little",
        }])
    }

    /// Recovery under a load, or at rest.
    fn recovering(&self, load: f64) -> f64 {
        if load == 0.0 { self.recovery * self.rest.unwrap_or(1.0) } else { self.recovery }
    }

    /// The piece with `C = gain (T - A)`.
    fn following(&self, at: [f64; 3], load: f64, gain: f64) -> Flow {
        let (tire, recover) = (self.fatigue, self.recovering(load));
        let fast = gain + tire;
        let level = gain * load / fast;
        let active = at[0] - level;
        // What the fast part of the active units leaves behind in the fatigued ones.
        let echo = tire * active / (recover - fast);
        let fatigued = at[1] - tire * level / recover - echo;
        let to_rest = -(gain * active + recover * echo) / fast;
        Flow {
            level: [level, tire * level / recover, at[2] - to_rest + fatigued],
            modes: [(fast, [active, echo, to_rest]), (recover, [0.0, fatigued, -fatigued])],
        }
    }

    /// The piece with `C = LD S`.
    fn limited(&self, at: [f64; 3]) -> Flow {
        let (gain, tire, recover) = (self.develop, self.fatigue, self.recovery);
        let product = gain * tire + gain * recover + tire * recover;
        let sum = gain + tire + recover;
        let whole = at[0] + at[1] + at[2];
        let level =
            [gain * recover, gain * tire, tire * recover].map(|part| whole * part / product);
        let root = libm::sqrt((sum * sum - 4.0 * product).max(0.0));
        let fast = 0.5 * (sum + root);
        let slow = product / fast;
        // Each mode with an active share of 1.
        let shape = |rate: f64| [1.0, tire / (recover - rate), (tire - rate) / gain];
        let (quick, late) = (shape(fast), shape(slow));
        let (active, resting) = (at[0] - level[0], at[2] - level[2]);
        let of_quick = (resting - late[2] * active) / (quick[2] - late[2]);
        let of_late = active - of_quick;
        Flow {
            level,
            modes: [(fast, quick.map(|x| x * of_quick)), (slow, late.map(|x| x * of_late))],
        }
    }
}

fn load_problem(load: f64) -> Option<FatigueProblem> {
    (!(0.0..=1.0).contains(&load)).then(|| FatigueProblem {
        field: "load",
        message: format!("{load} is no share of the strength"),
        hint: "give a share from 0 to 1",
    })
}

/// What the controller is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    /// More units work than the load needs.
    Relax,
    /// The load is held.
    Follow,
    /// Too few units are ready.
    FallBehind,
}

impl Piece {
    fn behind(fatigued: f64, load: f64) -> Self {
        if fatigued < 1.0 - load { Self::Follow } else { Self::FallBehind }
    }
}

/// Shares over time: `level + sum of mode * exp(-rate t)`; active, fatigued, resting.
struct Flow {
    level: [f64; 3],
    modes: [(f64, [f64; 3]); 2],
}

impl Flow {
    fn at(&self, time: f64) -> [f64; 3] {
        let [(fast, quick), (slow, late)] = self.modes;
        let (quickly, lately) = (libm::exp(-fast * time), libm::exp(-slow * time));
        [0, 1, 2].map(|i| self.level[i] + quick[i] * quickly + late[i] * lately)
    }

    /// First time in `(0, end]` at which `weight * shares + offset` has risen to 0, if it rises above it. Such a sum turns
    /// at most once, so it is monotone on both sides of that moment.
    fn first_zero(&self, weight: [f64; 3], offset: f64, end: f64) -> Option<f64> {
        let of = |v: [f64; 3]| weight[0] * v[0] + weight[1] * v[1] + weight[2] * v[2];
        let value = |time: f64| of(self.at(time)) + offset;
        let [(fast, quick), (slow, late)] = self.modes;
        let ratio = -of(quick) * fast / (of(late) * slow);
        let turn = if ratio > 0.0 { libm::log(ratio) / (fast - slow) } else { 0.0 };
        let pieces = if turn > 0.0 && turn < end {
            [(0.0, turn), (turn, end)]
        } else {
            [(0.0, end), (end, end)]
        };
        let (mut low, mut high) = pieces.into_iter().find(|(_, to)| value(*to) > ROUNDING)?;
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if value(middle) >= 0.0 {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high)
    }
}
