//! Any bytes as a BIF file: no panic, a refusal names at least one problem, and what is read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taut_infer::{Bif, read_bif, write_bif};

fuzz_target!(|bytes: &[u8]| {
    match read_bif(bytes).and_then(Bif::network) {
        Ok(network) => {
            let text = write_bif("fuzz", &network, &[]);
            let again = read_bif(text.as_bytes()).and_then(Bif::network);
            assert_eq!(again.as_ref(), Ok(&network));
        }
        Err(problems) => assert!(!problems.0.is_empty() && !problems.to_string().is_empty()),
    }
});
