//! Base64 (RFC 4648, section 4), for pictures inside `data:` addresses.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes as base64 with padding: three bytes become four letters.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().enumerate().fold(0u32, |word, (i, &byte)| {
            word | u32::from(byte) << (16 - 8 * i)
        });
        for letter in 0..4 {
            if letter <= chunk.len() {
                out.push(char::from(
                    ALPHABET[(word >> (18 - 6 * letter)) as usize & 63],
                ));
            } else {
                out.push('=');
            }
        }
    }
    out
}

/// The bytes behind base64 with padding; `None` for anything else.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for chunk in text.as_bytes().chunks(4) {
        let letters = chunk.iter().take_while(|letter| **letter != b'=');
        let values: Vec<u32> = letters
            .map(|letter| Some(ALPHABET.iter().position(|known| known == letter)? as u32))
            .collect::<Option<_>>()?;
        if chunk.len() < 4 || values.len() < 2 {
            return None;
        }
        let shifted = values
            .iter()
            .enumerate()
            .map(|(i, value)| value << (18 - 6 * i));
        let word = shifted.sum::<u32>().to_be_bytes();
        bytes.extend_from_slice(&word[1..values.len()]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn the_test_vectors_of_the_rfc() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(decode(coded).unwrap(), plain.as_bytes());
        }
        assert_eq!(encode(&[0xff, 0xfe, 0xfd]), "//79");
        for other in ["Zg", "Z===", "Z*==", "Zm9"] {
            assert_eq!(decode(other), None, "{other}");
        }
    }
}
