use super::*;

#[test]
fn the_sum_of_a_known_text() {
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
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
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
