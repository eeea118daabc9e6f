//! A zlib stream of one block with the fixed code (RFC 1950 and 1951).

fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1u32, 0u32);
    for &byte in bytes {
        a = (a + u32::from(byte)) % 65521;
        b = (b + a) % 65521;
    }
    b << 16 | a
}

/// Bits as deflate packs them: from the lowest of each byte on.
#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    word: u64,
    filled: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        self.word |= u64::from(value) << self.filled;
        self.filled += count;
        while self.filled >= 8 {
            self.out.push(self.word as u8);
            self.word >>= 8;
            self.filled -= 8;
        }
    }

    /// A Huffman code, which is packed from its highest bit on.
    fn code(&mut self, code: u32, count: u32) {
        self.put(code.reverse_bits() >> (32 - count), count);
    }

    /// A literal or length symbol of the fixed code.
    fn symbol(&mut self, symbol: u32) {
        match symbol {
            0..=143 => self.code(0x30 + symbol, 8),
            144..=255 => self.code(0x190 + symbol - 144, 9),
            256..=279 => self.code(symbol - 256, 7),
            _ => self.code(0xc0 + symbol - 280, 8),
        }
    }

    fn repeat(&mut self, length: usize, distance: usize) {
        let (symbol, extra, bits) = split(length as u32 - 3, 2, 28);
        // The longest length, 258, has a symbol of its own.
        if length == 258 {
            self.symbol(285);
        } else {
            self.symbol(257 + symbol);
            self.put(extra, bits);
        }
        let (symbol, extra, bits) = split(distance as u32 - 1, 1, 30);
        self.code(symbol, 5);
        self.put(extra, bits);
    }
}

/// Which symbol a length or a distance has, and what is written behind it in how many bits:
/// each `2^group` symbols cover twice the range of the ones before.
fn split(value: u32, group: u32, symbols: u32) -> (u32, u32, u32) {
    if value < 2 << group {
        return (value, 0, 0);
    }
    let bits = value.ilog2() - group;
    let symbol = (bits << group) + (value >> bits);
    debug_assert!(symbol < symbols);
    (symbol, value & ((1 << bits) - 1), bits)
}

/// A zlib stream of one block with the fixed code: repeats are found with one guess per place,
/// which is what flat areas and regular patterns need.
pub(super) fn zlib(data: &[u8]) -> Vec<u8> {
    let mut bits = Bits {
        out: vec![0x78, 0x01],
        ..Bits::default()
    };
    bits.put(0b011, 3); // last block, fixed code
    let mut seen = vec![usize::MAX; 1 << 14];
    let mut i = 0;
    while i < data.len() {
        let mut length = 0;
        let mut distance = 0;
        if i + 4 <= data.len() {
            let word = u32::from_le_bytes([data[i], data[i + 1], data[i + 2], data[i + 3]]);
            let slot = (word.wrapping_mul(0x9e37_79b1) >> 18) as usize;
            let guess = std::mem::replace(&mut seen[slot], i);
            if guess < i && i - guess <= 32_768 {
                let same = data[i..]
                    .iter()
                    .zip(&data[guess..])
                    .take(258)
                    .take_while(|(a, b)| a == b);
                (length, distance) = (same.count(), i - guess);
            }
        }
        if length >= 4 {
            bits.repeat(length, distance);
            i += length;
        } else {
            bits.symbol(u32::from(data[i]));
            i += 1;
        }
    }
    bits.symbol(256);
    bits.put(0, 7); // fill the last byte
    let mut out = bits.out;
    out.extend(adler32(data).to_be_bytes());
    out
}

#[cfg(test)]
mod tests;
