//! Any bytes as a `.sto` or `.mot` file: no panic, a refusal names a problem, and what is read has a number in every cell.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taut_body::motion::{read_storage, to_storage};

fuzz_target!(|bytes: &[u8]| match read_storage(bytes) {
    Ok(table) => {
        assert!(table.columns.iter().all(|column| column.len() == table.times.len()));
        let again = read_storage(to_storage(&table).as_bytes());
        assert!(again.is_ok_and(|again| again.times == table.times));
    }
    Err(problems) => assert!(problems.count > 0 && !problems.to_string().is_empty()),
});
