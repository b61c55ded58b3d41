//! The bound of strain: never exceeded, attained, and not far from what samples reach.

use super::{body, posed, random_poses};
use crate::own::Random;
use taut_body::Pose;
use taut_body::nerve::record::Quantity;
use taut_body::nerve::{ParameterBox, Parameters, PostureBox};

/// A box inside the whole one: some quantities over their whole range, some over a part, some fixed.
fn part_of(whole: &ParameterBox, random: &mut Random) -> ParameterBox {
    let mut shares = [[0.0; 2]; taut_body::nerve::QUANTITIES];
    for share in &mut shares {
        let (a, b) = (random.next(), random.next());
        *share = if a < 0.3 { [0.0, 1.0] } else { [a.min(b), a.max(b)] };
    }
    ParameterBox {
        low: whole.at(|quantity| shares[quantity as usize][0]),
        high: whole.at(|quantity| shares[quantity as usize][1]),
    }
}

fn inside(bounds: &ParameterBox, random: &mut Random) -> Parameters {
    bounds.at(|_| match random.next() {
        x if x < 0.25 => 0.0,
        x if x > 0.75 => 1.0,
        x => 2.0 * x - 0.5,
    })
}

#[test]
fn no_sample_exceeds_the_bound() {
    let (model, nerve) = body();
    let mut random = Random(31);
    let mut tried = 0;
    for pose in random_poses(&model, 40, 32) {
        let bounds = part_of(nerve.bounds(), &mut random);
        let bound = nerve.strain_bound(&pose, &bounds).unwrap();
        for _ in 0..60 {
            let state = nerve.state_with(&pose, &inside(&bounds, &mut random)).unwrap();
            for (site, bound) in state.sites.iter().zip(&bound) {
                tried += 1;
                assert!(site.strain <= *bound, "{} > {bound}", site.strain);
            }
        }
    }
    println!("{tried} strains below their bounds");
    assert!(tried > 20_000);
}

/// A box of one point has the strain itself as its bound.
#[test]
fn the_bound_of_a_point_is_the_strain() {
    let (model, nerve) = body();
    for pose in random_poses(&model, 20, 33) {
        let point = ParameterBox::point(*nerve.best());
        let bound = nerve.strain_bound(&pose, &point).unwrap();
        let state = nerve.state(&pose).unwrap();
        for (site, bound) in state.sites.iter().zip(&bound) {
            assert!(site.strain <= *bound && bound - site.strain < 1e-6, "{site:?} {bound}");
        }
    }
}

/// How far above the largest strain that samples and corners reach: the bound says something.
#[test]
fn the_bound_is_not_vacuous() {
    let (model, nerve) = body();
    let mut random = Random(34);
    let pose = posed(&model, &[("hip_flexion_r", 70.0), ("ankle_angle_r", 20.0)]);
    let bounds = *nerve.bounds();
    let bound = nerve.strain_bound(&pose, &bounds).unwrap();
    let mut most = vec![f64::NEG_INFINITY; bound.len()];
    for _ in 0..3000 {
        let state = nerve.state_with(&pose, &inside(&bounds, &mut random)).unwrap();
        for (most, site) in most.iter_mut().zip(&state.sites) {
            *most = most.max(site.strain);
        }
    }
    for (site, (most, bound)) in nerve.sites().iter().zip(most.iter().zip(&bound)) {
        println!("{:18} bound {bound:.4}, samples {most:.4}, ratio {:.2}", site.name, bound / most);
        assert!(most <= bound);
        if site.name.ends_with("_r") {
            assert!(bound / most < 2.0, "{}: {bound} for {most}", site.name);
        }
    }
}

/// Over a range of postures the bound holds in every posture of it, and shrinks to the posture's own.
#[test]
fn no_posture_of_a_range_exceeds_its_bound() {
    let (model, nerve) = body();
    let mut random = Random(35);
    let poses = random_poses(&model, 24, 36);
    for pair in poses.chunks(2) {
        let range = PostureBox::around(pair);
        let bounds = part_of(nerve.bounds(), &mut random);
        let bound = nerve.strain_bound_over(&range, &bounds).unwrap();
        for _ in 0..40 {
            let values: Vec<f64> = (0..model.coordinates.len())
                .map(|i| {
                    let [low, high] = range.range(i);
                    low + (high - low) * random.next()
                })
                .collect();
            let pose = Pose::anywhere(&model, &values).unwrap();
            let state = nerve.state_with(&pose, &inside(&bounds, &mut random)).unwrap();
            for (site, bound) in state.sites.iter().zip(&bound) {
                assert!(site.strain <= *bound, "{} > {bound}", site.strain);
            }
        }
        let one = nerve.strain_bound(&pair[0], &bounds).unwrap();
        let same = PostureBox::around(&pair[..1]);
        assert_eq!(nerve.strain_bound_over(&same, &bounds).unwrap(), one);
        assert!(one.iter().zip(&bound).all(|(one, all)| *one <= all + 1e-6));
    }
}

/// A wider box never has a lower bound.
#[test]
fn bounds_grow_with_their_box() {
    let (model, nerve) = body();
    let mut random = Random(37);
    for pose in random_poses(&model, 10, 38) {
        let small = part_of(nerve.bounds(), &mut random);
        let narrow = nerve.strain_bound(&pose, &small).unwrap();
        let wide = nerve.strain_bound(&pose, nerve.bounds()).unwrap();
        // Slices of the radius differ, so within what a slice costs.
        assert!(narrow.iter().zip(&wide).all(|(narrow, wide)| *narrow <= wide + 2e-3));
    }
}

#[test]
fn samples_are_a_latin_hypercube_inside_the_box() {
    let (_, nerve) = body();
    let count = nerve.sample().len();
    for quantity in Quantity::ALL {
        let (low, high) = (nerve.bounds().low.get(quantity), nerve.bounds().high.get(quantity));
        let mut values: Vec<f64> = nerve.sample().iter().map(|set| set.get(quantity)).collect();
        assert!(values.iter().all(|x| (low..=high).contains(x)), "{quantity:?}");
        values.sort_by(f64::total_cmp);
        values.dedup();
        assert!(values.len() == count || low == high, "{quantity:?}");
    }
}

/// Order of postures: firm where every parameter set agrees, and turned round with the postures.
#[test]
fn a_higher_leg_strains_more_whatever_the_parameters() {
    let (model, nerve) = body();
    let low = posed(&model, &[("hip_flexion_r", 30.0)]);
    let high = posed(&model, &[("hip_flexion_r", 70.0)]);
    for name in ["root_r", "sciatic_notch_r", "mid_thigh_r", "popliteal_fossa_r", "ankle_r"] {
        let site = nerve.site(name).unwrap();
        let there = nerve.compare(&low, &high, site).unwrap();
        let back = nerve.compare(&high, &low, site).unwrap();
        assert!(there.more && !back.more, "{name}");
        assert_eq!((there.agree, back.agree), (1.0, 1.0), "{name}");
        let reading = nerve.read(&high).unwrap()[site];
        assert!(
            reading.strain.low <= reading.strain.best && reading.strain.best <= reading.strain.high
        );
        assert!(reading.strain.low > 0.0 && reading.tension.low > 0.0, "{name}");
    }
}
