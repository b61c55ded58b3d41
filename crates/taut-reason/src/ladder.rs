//! The last step of the decision: one rung out of what rules, concern and expected utility ask for.

use taut_knowledge::Rung;

/// What settled the rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A hard rule of the clinical rules.
    Rule,
    /// A rule that settles which open rung it is.
    Settled,
    /// The score of a serious or nerve condition.
    Concern,
    /// Expected utility over what is left.
    Utility,
    /// The best two are too close, and a question would settle it.
    Undecided,
}

/// What the parts of the decision ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The floor of the hard rules; the least careful rung if none fires.
    pub by_rule: Rung,
    /// Best rung if only the watched conditions counted; an open one asks for nothing. Never [`Rung::Undecided`].
    pub by_concern: Rung,
    /// Best rung by expected utility over all conditions. Never [`Rung::Undecided`].
    pub by_utility: Rung,
    /// The open rung of the rules that settle, the most careful of them; `None` if none fires.
    pub settled: Option<Rung>,
    /// Another rung lies within the margin of the best open one.
    pub too_close: bool,
    /// An unmarked question that could tell them apart is open.
    pub can_ask: bool,
}

impl Asked {
    /// The rung and what settled it.
    ///
    /// The most careful of rules, concern and expected utility. Where neither a rule nor a watched condition asks for care, a
    /// rule that settles takes the place of expected utility. `taut verify` goes through all values of the six parts.
    #[must_use]
    pub fn rung(&self) -> (Rung, Basis) {
        if let Some(settled) = self.settled
            && self.by_rule.most_careful(self.by_concern).is_open()
        {
            return if self.by_rule < settled {
                (self.by_rule, Basis::Rule)
            } else {
                (settled, Basis::Settled)
            };
        }
        let best = if self.by_concern.is_open() {
            self.by_utility
        } else {
            self.by_utility.most_careful(self.by_concern)
        };
        if self.by_rule < best {
            (self.by_rule, Basis::Rule)
        } else if best.is_open() {
            if self.too_close && self.can_ask {
                (Rung::Undecided, Basis::Undecided)
            } else {
                (best, Basis::Utility)
            }
        } else if self.by_rule == best {
            (best, Basis::Rule)
        } else if self.by_concern == best {
            (best, Basis::Concern)
        } else {
            (best, Basis::Utility)
        }
    }
}
