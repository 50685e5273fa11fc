//! The order of a space-filling curve: places that are near on the ground are mostly near in it.

/// Position of a point on the Z-order curve.
pub fn curve_position(lon: i32, lat: i32) -> u64 {
    let shift = |v: i32| (i64::from(v) - i64::from(i32::MIN)).cast_unsigned();
    spread(shift(lon)) | (spread(shift(lat)) << 1)
}

/// Positions of the cell of side `2^level` that holds a point: one stretch of the curve.
pub fn cell_range(lon: i32, lat: i32, level: u32) -> std::ops::RangeInclusive<u64> {
    let within = (1u64 << (2 * level)) - 1;
    let start = curve_position(lon, lat) & !within;
    start..=start | within
}

/// Puts a zero between the bits of a 32-bit number.
fn spread(value: u64) -> u64 {
    let mut v = value & 0xffff_ffff;
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        v = (v | (v << shift)) & mask;
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_alternate() {
        let zero = curve_position(i32::MIN, i32::MIN);
        assert_eq!(zero, 0);
        assert_eq!(curve_position(i32::MIN + 1, i32::MIN), 1);
        assert_eq!(curve_position(i32::MIN, i32::MIN + 1), 2);
        assert_eq!(curve_position(i32::MAX, i32::MAX), u64::MAX);
    }

    #[test]
    fn a_cell_holds_its_points_and_not_those_of_the_next() {
        let cell = cell_range(1000, 2000, 4);
        assert!(cell.contains(&curve_position(1007, 2001)));
        assert!(!cell.contains(&curve_position(1008, 2001)));
    }
}
