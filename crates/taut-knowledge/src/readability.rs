//! The Flesch-Kincaid grade, and how easily a text in another language is read.
//!
//! Source: Kincaid, Fishburne, Rogers & Chissom 1975 (Research Branch Report 8-75).
//! Formula: grade is 0.39 times words per sentence, plus 11.8 times syllables per word, minus 15.59.
//! Syllables are groups of vowels without a silent `e` at the end, at least one per word.
//! Valid for English prose; a low grade says nothing about whether lay readers understand (none were asked).

/// Flesch-Kincaid grade; 0 for a text without words.
#[must_use]
pub fn grade(text: &str) -> f64 {
    let Some((per_sentence, per_word)) = measured(text, syllables) else { return 0.0 };
    0.39 * per_sentence + 11.8 * per_word - 15.59
}

/// Words a sentence, and syllables a word; nothing for a text without words.
fn measured(text: &str, syllables: impl Fn(&str) -> usize) -> Option<(f64, f64)> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    if words.is_empty() {
        return None;
    }
    let mut sentences = 0;
    let mut open = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            open = true;
        } else if open && matches!(c, '.' | '!' | '?') {
            sentences += 1;
            open = false;
        }
    }
    let sentences = (sentences + usize::from(open)).max(1) as f64;
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let count = words.len() as f64;
    Some((count / sentences, syllables as f64 / count))
}

/// Flesch's formula fitted to a language, and its vowels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flesch<'l> {
    /// Value before anything is taken off.
    pub constant: f64,
    /// Taken off for each syllable of the mean word.
    pub per_syllable: f64,
    /// Taken off for each word of the mean sentence.
    pub per_word: f64,
    /// Letters that are vowels.
    pub vowels: &'l str,
    /// Of those, vowels that are two syllables where two of them meet.
    pub strong: &'l str,
}

/// How easily a text is read, higher is easier; nothing for a text without words.
pub(crate) fn ease(text: &str, formula: &Flesch<'_>) -> Option<f64> {
    let (per_sentence, per_word) = measured(text, |word| groups(word, formula))?;
    Some(formula.constant - formula.per_syllable * per_word - formula.per_word * per_sentence)
}

/// Groups of vowels, two strong ones apart; at least one.
fn groups(word: &str, formula: &Flesch<'_>) -> usize {
    let mut groups = 0;
    let mut before: Option<bool> = None;
    for c in word.to_lowercase().chars() {
        let vowel = formula.vowels.contains(c);
        let strong = formula.strong.contains(c);
        groups += usize::from(vowel && before.is_none_or(|before| before && strong));
        before = vowel.then_some(strong);
    }
    groups.max(1)
}

/// Groups of vowels, without a silent `e` at the end; at least one.
#[must_use]
pub fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let letters = word.strip_suffix('e').unwrap_or(&word);
    let mut groups = 0;
    let mut inside = false;
    for c in letters.chars() {
        let vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        groups += usize::from(vowel && !inside);
        inside = vowel;
    }
    groups.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_vowel_groups() {
        for (word, wanted) in [
            ("leg", 1),
            ("numbness", 2),
            ("the", 1),
            ("move", 1),
            ("bladder", 2),
            ("12", 1),
            ("sciatica", 3),
        ] {
            assert_eq!(syllables(word), wanted, "{word}");
        }
    }

    #[test]
    fn spanish_syllables_are_vowel_groups_with_strong_ones_apart() {
        let formula = Flesch {
            constant: 206.835,
            per_syllable: 62.3,
            per_word: 1.0,
            vowels: "aeiouáéíóúü",
            strong: "aeoáéíóú",
        };
        for (word, wanted) in [
            ("pierna", 2),
            ("ciática", 3),
            ("cadera", 3),
            ("quiere", 2),
            ("aún", 2),
            ("todavía", 4),
            ("muy", 1),
            ("isquiotibiales", 5),
            ("cuidado", 3),
            ("peor", 2),
            ("12", 1),
        ] {
            assert_eq!(groups(word, &formula), wanted, "{word}");
        }
        // 3 words, 1 sentence, 2 + 1 + 2 syllables.
        let wanted = 206.835 - 62.3 * (5.0 / 3.0) - 3.0;
        assert!((ease("Pierna muy débil.", &formula).expect("words") - wanted).abs() < 1e-12);
        assert_eq!(ease(" ... ", &formula), None);
    }

    #[test]
    fn grade_follows_the_formula() {
        // 6 words, 1 sentence, 6 syllables.
        let wanted = 0.39 * 6.0 + 11.8 - 15.59;
        assert!((grade("The cat sat on the mat.") - wanted).abs() < 1e-12);
        // 2 sentences of 3 and 3 words.
        let wanted = 0.39 * 3.0 + 11.8 - 15.59;
        assert!((grade("The cat sat. On the mat") - wanted).abs() < 1e-12);
        assert_eq!(grade(" ... "), 0.0);
    }
}
