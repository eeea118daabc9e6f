//! What stands around the cells: the two axes and the scale of colours.

use super::{Heatmap, LEVELS, MISSING, colours};
use crate::axis::{Axis, Ticks};
use crate::palette::{INK, SOFT};
use crate::png;
use crate::scale::{Kind, Scale};
use crate::svg::{Anchor, Svg, TEXT, text_width};

impl Heatmap {
    pub(super) fn ticks_below(&self, svg: &mut Svg, (left, bottom): (f64, f64), w: f64) {
        let (axis, from, to) = &self.x;
        let middle = left + w / 2.0;
        let Some((scale, ticks)) = span(axis, *from, *to, w / 64.0) else {
            return;
        };
        let scale = scale.over(
            if from < to { left } else { left + w },
            if from < to { left + w } else { left },
        );
        for (value, name) in ticks.at {
            let Some(x) = scale.at(value) else { continue };
            svg.line((x, bottom), (x, bottom + 5.0), "#777777", 1.2);
            svg.text(x, bottom + 21.0, Anchor::Middle, TEXT, SOFT, &name);
        }
        svg.text(
            middle,
            bottom + 46.0,
            Anchor::Middle,
            TEXT + 1.0,
            INK,
            &ticks.title,
        );
    }

    pub(super) fn ticks_beside(&self, svg: &mut Svg, (left, top): (f64, f64), h: f64) {
        let (axis, bottom, above) = &self.y;
        let Some((scale, ticks)) = span(axis, *bottom, *above, h / 60.0) else {
            return;
        };
        let up = bottom < above;
        let scale = scale.over(
            if up { top + h } else { top },
            if up { top } else { top + h },
        );
        let widest = ticks
            .at
            .iter()
            .map(|(_, name)| text_width(name, TEXT))
            .fold(0.0, f64::max);
        for (value, name) in ticks.at {
            let Some(y) = scale.at(value) else { continue };
            svg.line((left - 5.0, y), (left, y), "#777777", 1.2);
            svg.text(left - 9.0, y + 5.0, Anchor::End, TEXT, SOFT, &name);
        }
        svg.text_upwards(
            (left - widest - 20.0).max(16.0),
            top + h / 2.0,
            TEXT + 1.0,
            INK,
            &ticks.title,
        );
    }

    pub(super) fn colour_bar(
        &self,
        svg: &mut Svg,
        (x, top): (f64, f64),
        h: f64,
        low: f64,
        high: f64,
    ) {
        let strip: Vec<u8> = (0..LEVELS as u8).rev().collect();
        svg.image(x, top, 20.0, h, &png::data_uri(1, &strip, &colours()));
        let axis = Axis {
            kind: self.kind,
            ..Axis::new("", &self.unit)
        };
        let scale = Scale::exact(self.kind, low, high);
        let ticks = axis.ticks(&scale, (h / 50.0) as usize);
        let scale = scale.over(top + h, top);
        for (value, name) in ticks.at {
            let Some(y) = scale.at(value) else { continue };
            svg.line((x + 20.0, y), (x + 25.0, y), "#777777", 1.2);
            svg.text(x + 29.0, y + 5.0, Anchor::Start, TEXT, SOFT, &name);
        }
        svg.text(x, top + h + 24.0, Anchor::Start, TEXT, INK, &ticks.title);
        if self.cells.iter().any(|&v| scale.at(v).is_none()) {
            let [r, g, b] = MISSING;
            svg.rect(x, top + h + 36.0, 14.0, 14.0, &format!("rgb({r},{g},{b})"));
            svg.text(
                x + 20.0,
                top + h + 48.0,
                Anchor::Start,
                TEXT - 2.0,
                SOFT,
                "missing",
            );
        }
    }
}

fn span(axis: &Axis, a: f64, b: f64, want: f64) -> Option<(Scale, Ticks)> {
    // Rows and columns are counted: there is none between two of them.
    let counted = matches!(axis.name.as_str(), "row" | "column");
    let usable = a.is_finite() && b.is_finite() && a != b;
    let scale = usable.then(|| Scale::exact(Kind::Linear, a.min(b), a.max(b)))?;
    let mut ticks = axis.ticks(&scale, (want as usize).max(2));
    ticks
        .at
        .retain(|(value, _)| !counted || value.fract() == 0.0);
    Some((scale, ticks))
}
