//! Classes of values for choropleth maps.

/// How limits between classes are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// As many values in each class (Hyndman-Fan type 7 quantiles, the default of R and pandas).
    #[default]
    Quantiles,
    /// Natural breaks: least variance within classes (Fisher 1958, Jenks 1977), exact.
    Jenks,
    /// Limits that are round numbers, evenly spaced.
    Round,
}

/// Classes of values: limits in ascending order. A class holds its upper limit, and the first one its
/// lower limit too.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    limits: Vec<f64>,
    counts: Vec<usize>,
}

impl Classes {
    /// Sorts `values` into at most `wanted` classes (1 to 9). Values that are not finite are left
    /// out. There are fewer classes where there are too few distinct values; none without a value.
    pub fn of(values: &[f64], method: Method, wanted: usize) -> Classes {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else {
            return Classes {
                limits: Vec::new(),
                counts: Vec::new(),
            };
        };
        let mut distinct = sorted.clone();
        distinct.dedup();
        let wanted = wanted.clamp(1, 9).min(distinct.len());
        let mut limits = match method {
            Method::Quantiles => (0..=wanted)
                .map(|i| quantile(&sorted, i as f64 / wanted as f64))
                .collect(),
            Method::Jenks => jenks(&sorted, wanted),
            Method::Round => {
                let step = round_step(high - low, wanted);
                let first = (low / step).floor();
                let last = (high / step).ceil().max(first + 1.0);
                (0..=(last - first) as usize)
                    .map(|i| (first + i as f64) * step)
                    .collect()
            }
        };
        limits.dedup();
        if limits.len() == 1 {
            limits.push(high);
        }
        let mut classes = Classes {
            counts: vec![0; limits.len() - 1],
            limits,
        };
        for &value in &sorted {
            if let Some(class) = classes.class_of(value) {
                classes.counts[class] += 1;
            }
        }
        classes
    }

    /// Number of classes.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// True when there was no value to sort.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Lower and upper limit and number of values of each class.
    pub fn iter(&self) -> impl Iterator<Item = (f64, f64, usize)> + '_ {
        self.limits
            .windows(2)
            .zip(&self.counts)
            .map(|(w, &n)| (w[0], w[1], n))
    }

    /// Index of the class that holds `value`; `None` when it is not finite or there is no class.
    /// A value beyond the outer limits belongs to the outer class.
    pub fn class_of(&self, value: f64) -> Option<usize> {
        if !value.is_finite() || self.counts.is_empty() {
            return None;
        }
        let inner = &self.limits[1..self.limits.len() - 1];
        Some(inner.partition_point(|limit| *limit < value))
    }
}

fn quantile(sorted: &[f64], p: f64) -> f64 {
    let position = p * (sorted.len() - 1) as f64;
    let (i, part) = (position.floor() as usize, position.fract());
    let next = sorted[(i + 1).min(sorted.len() - 1)];
    sorted[i] + part * (next - sorted[i])
}

/// The step of 1, 2, 2.5 or 5 times a power of ten that gives at most about `wanted` steps.
pub(crate) fn round_step(span: f64, wanted: usize) -> f64 {
    let raw = span / wanted.max(1) as f64;
    if !(raw.is_finite() && raw > 0.0) {
        return 1.0;
    }
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .find(|s| s * power >= raw * 0.999);
    step.unwrap_or(10.0) * power
}

/// Fisher's exact dynamic programme, O(classes × n²); above 1 500 values on an even sample of them,
/// which keeps the extremes.
fn jenks(sorted: &[f64], wanted: usize) -> Vec<f64> {
    const MOST: usize = 1500;
    let sample: Vec<f64> = if sorted.len() > MOST {
        (0..MOST)
            .map(|i| sorted[i * (sorted.len() - 1) / (MOST - 1)])
            .collect()
    } else {
        sorted.to_vec()
    };
    let n = sample.len();
    // Sums from the mean, so that squares of large values lose no digits.
    let mean = sample.iter().sum::<f64>() / n as f64;
    let (mut sums, mut squares) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    for (i, value) in sample.iter().enumerate() {
        let d = value - mean;
        sums[i + 1] = sums[i] + d;
        squares[i + 1] = squares[i] + d * d;
    }
    let spread = |from: usize, to: usize| {
        let sum: f64 = sums[to] - sums[from];
        squares[to] - squares[from] - sum * sum / (to - from) as f64
    };
    let mut cost: Vec<f64> = (0..=n)
        .map(|to| if to == 0 { 0.0 } else { spread(0, to) })
        .collect();
    let mut cuts: Vec<Vec<usize>> = Vec::new();
    for class in 1..wanted {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut cut = vec![0; n + 1];
        for to in class + 1..=n {
            for (from, before) in cost.iter().enumerate().take(to).skip(class) {
                let total = before + spread(from, to);
                if total < next[to] {
                    (next[to], cut[to]) = (total, from);
                }
            }
        }
        cost = next;
        cuts.push(cut);
    }
    let mut limits = vec![sample[n - 1]];
    let mut to = n;
    for cut in cuts.iter().rev() {
        to = cut[to];
        limits.push(sample[to.saturating_sub(1)]);
    }
    limits.push(sample[0]);
    limits.reverse();
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(classes: &Classes) -> Vec<usize> {
        classes.iter().map(|(_, _, n)| n).collect()
    }

    #[test]
    fn quantiles_hold_as_many_values_each() {
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(
            sizes(&Classes::of(&values, Method::Quantiles, 5)),
            [4, 4, 4, 4, 4]
        );
    }

    #[test]
    fn natural_breaks_find_the_gaps() {
        let values = [1.0, 2.0, 3.0, 20.0, 21.0, 22.0, 100.0, 101.0];
        let classes = Classes::of(&values, Method::Jenks, 3);
        assert_eq!(sizes(&classes), [3, 3, 2]);
        let limits: Vec<f64> = classes.iter().map(|(_, high, _)| high).collect();
        assert_eq!(limits, [3.0, 22.0, 101.0]);
    }

    #[test]
    fn round_limits_are_round_and_hold_every_value() {
        let values = [13.0, 27.0, 31.0, 46.0, 61.0];
        let classes = Classes::of(&values, Method::Round, 5);
        let limits: Vec<f64> = classes.iter().map(|(low, _, _)| low).collect();
        assert_eq!(limits, [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
        assert_eq!(sizes(&classes).iter().sum::<usize>(), 5);
    }

    #[test]
    fn missing_single_and_equal_values_make_no_trouble() {
        for method in [Method::Quantiles, Method::Jenks, Method::Round] {
            assert!(Classes::of(&[f64::NAN], method, 5).is_empty());
            let one = Classes::of(&[7.0, 7.0, 7.0], method, 5);
            assert_eq!(sizes(&one), [3], "{method:?}");
            assert_eq!(one.class_of(7.0), Some(0));
            assert_eq!(one.class_of(f64::NAN), None);
        }
    }

    #[test]
    fn a_value_on_a_limit_belongs_to_the_lower_class() {
        let classes = Classes::of(&[0.0, 10.0, 20.0], Method::Round, 2);
        assert_eq!(classes.class_of(10.0), Some(0));
        assert_eq!(classes.class_of(10.1), Some(1));
    }
}
