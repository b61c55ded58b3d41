//! What is written reads back to the same bits.

use taut_body::motion::{MotionTable, read_storage, to_csv, to_storage};

/// Numbers of every size from a fixed generator, and the odd ones.
fn table() -> MotionTable {
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        loop {
            let number = f64::from_bits(state ^ (state >> 29));
            if number.is_finite() {
                return number;
            }
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        }
    };
    let rows = 500;
    let mut columns: Vec<Vec<f64>> = (0..4).map(|_| (0..rows).map(|_| next()).collect()).collect();
    let odd = [0.0, -0.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::NAN, 0.1 + 0.2, 1.0 / 3.0];
    columns[0][..odd.len()].copy_from_slice(&odd);
    MotionTable {
        name: "every kind of number".to_owned(),
        in_degrees: Some(false),
        times: (0..rows).map(|i| i as f64 / 60.0).collect(),
        names: ["a", "b", "/jointset/c/value", "d"].map(str::to_owned).to_vec(),
        columns,
        notes: Vec::new(),
    }
}

fn same(a: &[f64], b: &[f64]) -> bool {
    let same = |(x, y): (&f64, &f64)| x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan());
    a.len() == b.len() && a.iter().zip(b).all(same)
}

#[test]
fn sto_reads_back_to_the_same_bits() {
    let table = table();
    let again = read_storage(to_storage(&table).as_bytes()).unwrap();
    assert_eq!((&again.name, again.in_degrees), (&table.name, table.in_degrees));
    assert_eq!(again.names, table.names);
    assert!(same(&again.times, &table.times));
    assert!(again.columns.iter().zip(&table.columns).all(|(a, b)| same(a, b)));
}

#[test]
fn csv_reads_back_to_the_same_bits() {
    let mut table = table();
    table.names[3] = "with, comma and \"quotes\"".to_owned();
    let text = to_csv(&table);
    let mut lines = text.lines();
    let want = "time,a,b,/jointset/c/value,\"with, comma and \"\"quotes\"\"\"";
    assert_eq!(lines.next(), Some(want));
    for (row, line) in lines.enumerate() {
        let number = |cell: &str| if cell.is_empty() { f64::NAN } else { cell.parse().unwrap() };
        let cells: Vec<f64> = line.split(',').map(number).collect();
        let ours: Vec<f64> = std::iter::once(table.times[row])
            .chain(table.columns.iter().map(|column| column[row]))
            .collect();
        assert!(same(&cells, &ours), "{row}");
    }
    assert_eq!(text.lines().count(), 501);
}
