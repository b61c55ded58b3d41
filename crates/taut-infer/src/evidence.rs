//! What is observed: hard answers and soft weights, by variable.

/// Observations. A variable that is not mentioned has weight 1 on each of its states.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    items: Vec<Item>,
}

/// The observation of one variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The variable.
    pub variable: usize,
    /// What is known of it.
    pub known: Known,
}

/// What is known of a variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// Its state.
    State(usize),
    /// A weight for each of its states: P(what was seen | state), up to a common factor (virtual evidence, Pearl 1988).
    Weights(Vec<f64>),
}

impl Evidence {
    /// Nothing observed.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Sets a hard answer; replaces what was known of the variable.
    pub fn observe(&mut self, variable: usize, state: usize) {
        self.set(Item { variable, known: Known::State(state) });
    }

    /// Sets soft evidence; replaces what was known of the variable.
    pub fn weigh(&mut self, variable: usize, weights: &[f64]) {
        self.set(Item { variable, known: Known::Weights(weights.to_vec()) });
    }

    /// Takes the observation of a variable back.
    pub fn forget(&mut self, variable: usize) {
        self.items.retain(|item| item.variable != variable);
    }

    /// Takes everything back, and keeps the memory.
    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// Observations of different variables.
    pub(crate) fn of_items(items: Vec<Item>) -> Self {
        Self { items }
    }

    /// The observations, in the order in which their variables were first set.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// What is known of a variable.
    #[must_use]
    pub fn of(&self, variable: usize) -> Option<&Known> {
        self.items.iter().find(|item| item.variable == variable).map(|item| &item.known)
    }

    fn set(&mut self, item: Item) {
        match self.items.iter_mut().find(|old| old.variable == item.variable) {
            Some(old) => *old = item,
            None => self.items.push(item),
        }
    }
}

impl Known {
    /// The weight of a state.
    #[must_use]
    pub fn weight(&self, state: usize) -> f64 {
        match self {
            Self::State(known) => f64::from(u8::from(*known == state)),
            Self::Weights(weights) => weights[state],
        }
    }
}
