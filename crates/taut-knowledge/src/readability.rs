//! Reading grade of a text.
//!
//! Source: Kincaid, Fishburne, Rogers & Chissom 1975 (Research Branch Report 8-75).
//! Formula: grade is 0.39 times words per sentence, plus 11.8 times syllables per word, minus 15.59.
//! Syllables are groups of vowels without a silent `e` at the end, at least one per word.
//! Valid for English prose; a low grade says nothing about whether lay readers understand (none were asked).

/// Flesch-Kincaid grade; 0 for a text without words.
#[must_use]
pub fn grade(text: &str) -> f64 {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    if words.is_empty() {
        return 0.0;
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
    0.39 * (count / sentences) + 11.8 * (syllables as f64 / count) - 15.59
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
