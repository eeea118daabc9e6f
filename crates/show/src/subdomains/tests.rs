use super::place::{Place, Rect};
use super::*;
use crate::palette::colour;

/// Four ranks on 5 × 7 cells, two by two.
fn four() -> Subdomains {
    let parts = [[0..3, 0..4], [0..3, 4..7], [3..5, 0..4], [3..5, 4..7]];
    subdomains("four", (5, 7), &parts)
}

#[test]
fn a_halo_is_what_lies_around_and_exists() {
    let cells = |picture: &Subdomains, rank: usize| -> usize {
        let around = picture.halo_of(&picture.parts[rank]);
        around.iter().map(|[r, c]| r.len() * c.len()).sum()
    };
    let (plain, corners) = (four().halo(1, false), four().halo(1, true));
    // Rank 0 has 4 cells below and 3 to the right, and one corner.
    assert_eq!((cells(&plain, 0), cells(&corners, 0)), (7, 8));
    // Rank 3 has 3 above, 2 to the left; two deep: twice that, and four in the corner.
    let deep = four().halo(2, true);
    assert_eq!((cells(&plain, 3), cells(&deep, 3)), (5, 14));
    assert!(deep.figure().alt.contains("2 cells deep, with its corners"));
    // Deeper than there are cells: what exists.
    assert_eq!(cells(&four().halo(100, true), 0), 5 * 7 - 3 * 4);
}

#[test]
fn each_owner_is_drawn_in_its_colour_and_named() {
    let svg = four().halo(1, true).draw();
    for rank in 0..4 {
        assert!(svg.contains(&format!("rank {rank}")), "{svg}");
        // Its own cells, and what others keep of it: on two sides and at a corner.
        let tints = svg.matches(&format!("fill='{}'", colour(rank))).count();
        assert_eq!(tints, 4, "rank {rank}");
    }
}

#[test]
fn sub_domains_with_halos_do_not_cover_each_other() {
    let picture = four().halo(2, true);
    let place = Place {
        left: 0.0,
        top: 0.0,
        w: 1.0,
        h: 1.0,
        apart: 4.8,
        rows: vec![0, 3],
        columns: vec![0, 4],
    };
    let rects: Vec<Vec<Rect>> = (picture.parts.iter())
        .map(|part| {
            let around = picture.halo_of(part);
            let halos = around.iter().map(|cells| place.beside(part, cells));
            halos.chain([place.of(part)]).collect()
        })
        .collect();
    let apart = |a: &Rect, b: &Rect| {
        a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1
    };
    for (i, a) in rects.iter().enumerate() {
        for b in &rects[..i] {
            assert!(a.iter().all(|a| b.iter().all(|b| apart(a, b))));
        }
    }
}

#[test]
fn odd_parts_are_drawn_or_said() {
    assert!(
        subdomains("t", (0, 4), &[])
            .figure()
            .alt
            .contains("no cells")
    );
    let outside = subdomains("t", (3, 3), &[[0..2, 0..3], [2..4, 0..3]]).figure();
    assert!(
        outside.alt.contains("rank 1 owns rows 2..4"),
        "{}",
        outside.alt
    );
    let idle = subdomains("t", (2, 2), &[[0..2, 0..2], [2..2, 0..2]]).halo(1, true);
    assert!(idle.figure().alt.contains("rank 1 owns no rows"));
    let many: Vec<Part> = (0..100).map(|i| [i..i + 1, 0..4000]).collect();
    let many = subdomains("t", (100, 4000), &many).halo(1, false);
    assert!(many.figure().alt.contains("and 88 more"));
    assert!(!many.draw().contains("NaN"));
}
