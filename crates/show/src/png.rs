//! A PNG encoder for small pictures with at most 256 colours (PNG specification, third edition).

mod deflate;

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
    chunk(&mut out, b"IDAT", &deflate::zlib(&rows));
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

#[cfg(test)]
mod tests;
