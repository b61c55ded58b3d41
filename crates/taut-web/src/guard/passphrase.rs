//! Passphrases: hashed and compared with argon2id, two at a time; and which ones are good enough.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use taut_record::PassphraseHash;
use tokio::sync::Semaphore;

use crate::failure::Failure;

/// Memory in KiB, passes, lanes: the first choice of OWASP's "Password Storage Cheat Sheet" for argon2id (19 MiB, 2, 1).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes worked out at once; each takes its memory, and a processor.
static ROOM: Semaphore = Semaphore::const_new(2);

/// What is compared where there is no such account, so that it takes the same time: a hash that no passphrase has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The fewest characters of a passphrase.
pub const SHORTEST: usize = 12;

/// The most characters; more would only keep the server busy.
pub const LONGEST: usize = 256;

/// The fewest different characters: fewer is one key held down, or a short pattern.
const DIFFERENT: usize = 5;

/// The commonest long ones of published lists, in small letters; also with other signs behind them.
const COMMON: [&str; 28] = [
    "123456789012",
    "1234567890123",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "abcdefghijkl",
    "adminadmin",
    "administrator",
    "changemechangeme",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "football1234",
    "iloveyou1234",
    "iloveyouiloveyou",
    "letmeinletmein",
    "password1234",
    "password12345",
    "passwordpassword",
    "physiotherapy",
    "physicaltherapy",
    "princess1234",
    "qazwsxedcrfv",
    "qwerty123456",
    "qwertyqwerty",
    "qwertyuiop12",
    "qwertyuiopasdf",
    "welcome12345",
    "welcomewelcome",
    "zaq12wsxcde3",
];

/// Why a passphrase is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`].
    Long,
    /// On the list of the commonest, or a pattern of a few characters.
    Common,
    /// Holds the name that it is used with.
    Name,
}

impl Weak {
    /// Its label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Short => "account.weak_short",
            Self::Long => "account.weak_long",
            Self::Common => "account.weak_common",
            Self::Name => "account.weak_name",
        }
    }
}

/// Whether a new passphrase is good enough: long, not common, not the name. Kinds of characters do not count.
///
/// # Errors
/// Why it is not.
pub fn check(passphrase: &str, sign_in: &str) -> Result<(), Weak> {
    let length = passphrase.chars().count();
    if length < SHORTEST {
        return Err(Weak::Short);
    }
    if length > LONGEST {
        return Err(Weak::Long);
    }
    let small = passphrase.to_lowercase();
    let letters = small.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    let mut different: Vec<char> = small.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < DIFFERENT || COMMON.contains(&small.as_str()) || COMMON.contains(&letters)
    {
        return Err(Weak::Common);
    }
    let name = sign_in.trim().to_lowercase();
    if name.chars().count() > 3 && small.contains(&name) {
        return Err(Weak::Name);
    }
    Ok(())
}

fn argon() -> Result<Argon2<'static>, Failure> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Failure::ours)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a new passphrase.
///
/// # Errors
/// A fault of ours.
pub async fn hash(passphrase: &str) -> Result<PassphraseHash, Failure> {
    let passphrase = passphrase.to_owned();
    work(move || {
        let hash: PasswordHash =
            argon()?.hash_password(passphrase.as_bytes()).map_err(Failure::ours)?;
        Ok(PassphraseHash(hash.to_string()))
    })
    .await
}

/// True if a passphrase has this hash. Without one, nothing has it, and that takes as long.
///
/// # Errors
/// A fault of ours.
pub async fn is_right(passphrase: &str, hash: Option<&PassphraseHash>) -> Result<bool, Failure> {
    let passphrase = passphrase.chars().take(LONGEST + 1).collect::<String>();
    let known = hash.is_some();
    let hash = hash.map_or_else(|| NOBODY.to_owned(), |hash| hash.0.clone());
    work(move || {
        let hash = PasswordHash::new(&hash).map_err(Failure::ours)?;
        Ok(argon()?.verify_password(passphrase.as_bytes(), &hash).is_ok() && known)
    })
    .await
}

async fn work<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let room = ROOM.acquire().await.map_err(Failure::ours)?;
    // The room goes with the work, which does not end when whoever asked goes away.
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(room);
        done
    });
    working.await.map_err(Failure::ours)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ones_pass_and_common_ones_do_not() {
        for (passphrase, expected) in [
            ("short", Err(Weak::Short)),
            ("elevensigns", Err(Weak::Short)),
            ("aaaaaaaaaaaaaaaaaa", Err(Weak::Common)),
            ("121212121212", Err(Weak::Common)),
            ("Passwordpassword", Err(Weak::Common)),
            ("administrator2026!", Err(Weak::Common)),
            ("therapist.ann rides home", Err(Weak::Name)),
            ("nine tall green doors", Ok(())),
            ("éèàùâêîôûëïü", Ok(())),
        ] {
            assert_eq!(check(passphrase, "Therapist.Ann"), expected, "{passphrase}");
        }
        assert_eq!(check(&"abcdef".repeat(50), "x"), Err(Weak::Long));
    }

    #[tokio::test]
    async fn only_the_same_passphrase_is_right() {
        let hash = hash("nine tall green doors").await.unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(is_right("nine tall green doors", Some(&hash)).await.unwrap());
        assert!(!is_right("nine tall green door", Some(&hash)).await.unwrap());
        assert!(!is_right("nine tall green doors", None).await.unwrap());
        assert!(!is_right("", Some(&PassphraseHash(NOBODY.to_owned()))).await.unwrap());
    }
}
