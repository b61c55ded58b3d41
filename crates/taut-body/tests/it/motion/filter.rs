//! The low-pass filter against its analytic gain.

use std::f64::consts::PI;

use taut_body::motion::{FilterProblem, Lowpass};

/// Forwards and backwards the filter has the gain 1 / (1 + (tan(pi f T) / tan(pi fc T))^6) and no delay.
#[test]
fn waves_keep_their_phase_and_have_the_analytic_gain() {
    let (rate, cutoff) = (100.0, 6.0);
    let times: Vec<f64> = (0..2000).map(|i| f64::from(i) / rate).collect();
    let filter = Lowpass::new(&times, cutoff).unwrap();
    for frequency in [0.5, 3.0, 6.0, 9.0, 20.0] {
        let wave = |t: f64| libm::cos(2.0 * PI * frequency * t + 0.3);
        let signal: Vec<f64> = times.iter().map(|t| wave(*t)).collect();
        let out = filter.apply(&signal).unwrap();
        let ratio = libm::tan(PI * frequency / rate) / libm::tan(PI * cutoff / rate);
        let gain = 1.0 / (1.0 + libm::pow(ratio, 6.0));
        let middle = filter.times().iter().zip(&out).filter(|(t, _)| **t > 5.0 && **t < 15.0);
        let worst = middle.map(|(t, y)| (y - gain * wave(*t)).abs()).fold(0.0, f64::max);
        println!("{frequency} Hz: gain {gain:.6}, worst {worst:.1e}");
        assert!(worst < 1e-9, "{frequency} Hz: {worst:e}");
    }
}

#[test]
fn lines_stay_lines_even_at_the_ends_and_between_uneven_times() {
    let even: Vec<f64> = (0..50).map(|i| f64::from(i) / 60.0).collect();
    let uneven: Vec<f64> = even.iter().map(|t| (t * 1e4).round() / 1e4).collect();
    for times in [even, uneven] {
        let filter = Lowpass::new(&times, 6.0).unwrap();
        let signal: Vec<f64> = times.iter().map(|t| 2.0 - 3.0 * t).collect();
        let out = filter.apply(&signal).unwrap();
        let inside = filter.times().iter().zip(&out).filter(|(t, _)| **t >= 0.0 && **t <= 0.8);
        let worst = inside.map(|(t, y)| (y - 2.0 + 3.0 * t).abs()).fold(0.0, f64::max);
        // The first three values are passed on as they are, which a line's filtered slope does not quite meet.
        println!("worst {worst:.1e}");
        assert!(worst < 2e-3, "{worst:e}");
        assert!(filter.times()[0] < -0.3 && *filter.times().last().unwrap() > 1.1);
    }
}

#[test]
fn bad_recordings_are_refused() {
    let times = [0.0, 0.1, 0.2, 0.3, 0.4];
    assert_eq!(Lowpass::new(&times[..3], 1.0).unwrap_err(), FilterProblem::TooFew(3));
    for cutoff in [0.0, -1.0, 6.0, f64::NAN] {
        let problem = Lowpass::new(&times, cutoff).unwrap_err();
        assert!(matches!(problem, FilterProblem::Cutoff(..)), "{problem}");
    }
    let falls = Lowpass::new(&[0.0, 0.1, 0.1, 0.3], 1.0).unwrap_err();
    assert_eq!(falls.to_string(), "time 3 is not above the one before");
    let uneven = Lowpass::new(&[0.0, 1e-8, 1.0, 2.0], 0.1).unwrap_err();
    assert_eq!(uneven, FilterProblem::Uneven);
    let filter = Lowpass::new(&times, 2.0).unwrap();
    assert!(filter.apply(&[0.0; 4]).is_err());
    assert!(filter.apply(&[0.0, f64::NAN, 0.0, 0.0, 0.0]).is_err());
}
