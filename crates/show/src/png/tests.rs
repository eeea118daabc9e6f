use super::*;

#[test]
fn the_sum_of_a_known_text() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
}

#[test]
fn flat_areas_cost_next_to_nothing() {
    let flat = vec![7u8; 100_000];
    assert!(encode(400, &flat, &[[0; 3]; 8]).len() < 2000);
}
