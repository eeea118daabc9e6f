//! A PNG encoder for small pictures with at most 256 colours (PNG specification, third edition;
//! RFC 1950 and 1951 for the compressed part).

use crate::base64;
use crate::thin::SHADES;

/// The picture as a `data:` address: one byte per pixel, row by row, an index into `palette`.
pub(crate) fn data_uri(width: usize, pixels: &[u8], palette: &[[u8; 3]]) -> String {
    format!(
        "data:image/png;base64,{}",
        base64::encode(&encode(width, pixels, palette))
    )
}

/// A picture in one colour (`#rrggbb`), from nothing (0) to opaque (15).
pub(crate) fn tinted(width: usize, shades: &[u8], colour: &str) -> String {
    let rgb = u32::from_str_radix(colour.trim_start_matches('#'), 16)
        .unwrap_or(0)
        .to_be_bytes();
    let opaque: Vec<u8> = (0..SHADES)
        .map(|i| if i == 0 { 0 } else { (60 + i * 13) as u8 })
        .collect();
    let png = encode_with(width, shades, &[[rgb[1], rgb[2], rgb[3]]; SHADES], &opaque);
    format!("data:image/png;base64,{}", base64::encode(&png))
}

fn encode(width: usize, pixels: &[u8], palette: &[[u8; 3]]) -> Vec<u8> {
    encode_with(width, pixels, palette, &[])
}

fn encode_with(width: usize, pixels: &[u8], palette: &[[u8; 3]], opacity: &[u8]) -> Vec<u8> {
    let height = pixels.len() / width.max(1);
    let mut rows = Vec::with_capacity(pixels.len() + height);
    for row in pixels.chunks_exact(width.max(1)) {
        rows.push(0); // the row as it is, no filter
        rows.extend_from_slice(row);
    }
    let mut header = Vec::new();
    header.extend((width as u32).to_be_bytes());
    header.extend((height as u32).to_be_bytes());
    header.extend([8, 3, 0, 0, 0]); // 8 bits per pixel, indexed colour
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, b"IHDR", &header);
    chunk(&mut out, b"PLTE", palette.as_flattened());
    if !opacity.is_empty() {
        chunk(&mut out, b"tRNS", opacity);
    }
    chunk(&mut out, b"IDAT", &zlib(&rows));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let start = out.len();
    out.extend(kind);
    out.extend(data);
    let sum = crc32(&out[start..]);
    out.extend(sum.to_be_bytes());
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |mut crc, &byte| {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            };
        }
        crc
    })
}

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
fn zlib(data: &[u8]) -> Vec<u8> {
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
mod tests {
    use super::*;

    #[test]
    fn sums_of_a_known_text() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn symbols_of_lengths_and_distances() {
        // RFC 1951, section 3.2.5: length 3 is symbol 257, 11 and 12 share 265, 257 is 284 + 30.
        assert_eq!(split(0, 2, 28), (0, 0, 0));
        assert_eq!(split(11 - 3, 2, 28), (8, 0, 1));
        assert_eq!(split(12 - 3, 2, 28), (8, 1, 1));
        assert_eq!(split(257 - 3, 2, 28), (27, 30, 5));
        // Distance 5 is symbol 4, 32768 the last of symbol 29.
        assert_eq!(split(5 - 1, 1, 30), (4, 0, 1));
        assert_eq!(split(32_768 - 1, 1, 30), (29, (1 << 13) - 1, 13));
    }

    #[test]
    fn flat_areas_cost_next_to_nothing() {
        let flat = vec![7u8; 100_000];
        assert!(encode(400, &flat, &[[0; 3]; 8]).len() < 2000);
    }

    /// Reads bits as deflate packs them.
    struct Reader<'a>(&'a [u8], usize);

    impl Reader<'_> {
        fn bits(&mut self, count: u32) -> usize {
            (0..count).fold(0, |value, i| {
                let bit = self.0[self.1 / 8] >> (self.1 % 8) & 1;
                self.1 += 1;
                value | usize::from(bit) << i
            })
        }

        fn code(&mut self, count: u32) -> usize {
            (0..count).fold(0, |value, _| value << 1 | self.bits(1))
        }

        /// A symbol of the fixed code, by the table in RFC 1951, section 3.2.6.
        fn symbol(&mut self) -> usize {
            let start = self.1;
            let mut at = |count| {
                self.1 = start;
                self.code(count)
            };
            match (at(7), at(8), at(9)) {
                (seven @ 0..=0x17, ..) => {
                    self.1 = start + 7;
                    seven + 256
                }
                (_, eight, _) if eight < 0xc8 => {
                    self.1 = start + 8;
                    if eight < 0xc0 {
                        eight - 0x30
                    } else {
                        eight - 0xc0 + 280
                    }
                }
                (.., nine) => nine - 0x190 + 144,
            }
        }
    }

    /// The other way round, for streams of one block with the fixed code.
    fn inflate(stream: &[u8]) -> Vec<u8> {
        const LENGTHS: [usize; 29] = [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99,
            115, 131, 163, 195, 227, 258,
        ];
        let mut reader = Reader(&stream[2..], 3);
        let mut out = Vec::new();
        loop {
            match reader.symbol() {
                256 => break,
                literal @ 0..=255 => out.push(literal as u8),
                symbol => {
                    let i = symbol - 257;
                    let extra = if (8..28).contains(&i) {
                        i as u32 / 4 - 1
                    } else {
                        0
                    };
                    let length = LENGTHS[i] + reader.bits(extra);
                    let code = reader.code(5);
                    let (extra, base) = match code {
                        0..=3 => (0, code + 1),
                        _ => (code as u32 / 2 - 1, ((2 + code % 2) << (code / 2 - 1)) + 1),
                    };
                    let distance = base + reader.bits(extra);
                    (0..length).for_each(|_| out.push(out[out.len() - distance]));
                }
            }
        }
        out
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let noise = |n: u32| (0..n).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8);
        let cases: [Vec<u8>; 5] = [
            Vec::new(),
            vec![255],
            (0..=255).collect(),
            noise(5000).collect(),
            noise(700)
                .chain(noise(700))
                .chain([7; 1000])
                .chain(noise(40_000))
                .chain(noise(300))
                .collect(),
        ];
        for case in cases {
            let stream = zlib(&case);
            assert!(inflate(&stream) == case, "{} bytes", case.len());
            assert_eq!(stream[stream.len() - 4..], adler32(&case).to_be_bytes());
        }
    }
}
