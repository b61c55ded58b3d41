//! Tokens of sessions and codes of invitations: random, shown once, and kept only as a digest.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::chain_id::{hex, unhex};
use crate::problem::Outcome;
use crate::random::random;

/// The secret of a session, 256 random bits; goes into a cookie and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

/// A session's name in the database: SHA-256 of its token. Says nothing about the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub [u8; 32]);

impl SessionId {
    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }

    /// As hexadecimal digits.
    #[must_use]
    pub fn text(&self) -> String {
        hex(&self.0)
    }
}

impl Token {
    pub(crate) fn new() -> Outcome<Self> {
        random().map(Self)
    }

    /// Reads the 64 lower-case hexadecimal digits of [`Token::text`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }

    /// The text for the cookie.
    #[must_use]
    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// What the database knows of it.
    #[must_use]
    pub fn id(&self) -> SessionId {
        SessionId(Sha256::digest(self.0).into())
    }
}

/// The token itself is never printed.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Letters and digits of a code: none that look alike (Crockford's base 32, in capitals).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The one-time code of an invitation, or of a passphrase that was set anew: 100 random bits, to be typed in.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; 20]);

impl Code {
    /// A new code.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn new() -> Outcome<Self> {
        Ok(Self(random::<20>()?.map(|b| LETTERS[usize::from(b & 31)])))
    }

    /// Reads what somebody typed: capitals, spaces and dashes do not count, and letters that look alike are taken as meant.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = Vec::with_capacity(20);
        for c in text.trim().chars().filter(|c| !matches!(c, ' ' | '-')) {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let byte = u8::try_from(c).ok().filter(|b| LETTERS.contains(b))?;
            if letters.len() == 20 {
                return None;
            }
            letters.push(byte);
        }
        letters.try_into().ok().map(Self)
    }

    /// The text to hand on, in groups of five.
    #[must_use]
    pub fn text(&self) -> String {
        let groups: Vec<String> =
            self.0.chunks(5).map(|group| group.iter().copied().map(char::from).collect()).collect();
        groups.join("-")
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// The code itself is never printed.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Token};

    #[test]
    fn a_token_reads_back_and_is_never_printed() {
        let token = Token::new().unwrap();
        assert_eq!(Token::parse(&token.text()), Some(token.clone()));
        assert_ne!(token, Token::new().unwrap());
        assert_eq!(format!("{token:?}"), "Token(..)");
        assert_eq!(Token::parse(&token.text()[1..]), None);
        assert_eq!(Token::parse(&token.text().replace(|c: char| c.is_ascii_hexdigit(), "G")), None);
    }

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = Code::new().unwrap();
        let text = code.text();
        assert_eq!(text.len(), 23);
        let typed = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(Code::parse(&typed), Some(code.clone()));
        assert_eq!(Code::parse(&text[1..]), None);
        assert_eq!(Code::parse(&format!("{text}A")), None);
        assert_eq!(Code::parse(&text.replace('-', "U")), None);
        assert_eq!(format!("{code:?}"), "Code(..)");
    }
}
