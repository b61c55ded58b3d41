//! The network in the Bayesian Interchange Format, so that other engines can check ours.

use taut_knowledge::Sex;

use crate::reasoner::Reasoner;

/// Writes the network for one age band and sex as BIF 0.15 text. Probabilities are printed so that they read back exactly.
#[must_use]
pub fn to_bif(reasoner: &Reasoner, age_band: usize, sex: Sex) -> String {
    let network = &reasoner.network;
    let priors = network.priors(reasoner.knowledge, reasoner.setting, age_band, sex);
    taut_infer::write_bif("taut", network.graph(), &priors)
}
