//! A code for a camera, as a picture inside a page.

/// The fields of a QR code, from the upper left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Which fields are dark, row after row.
    pub dark: Vec<bool>,
    /// How many fields a side has.
    pub side: usize,
}

impl Code {
    /// Writes the outline of the dark fields, with a quiet margin of four: where a run begins and how long it is.
    pub(super) fn path(&self) -> (String, usize) {
        let mut path = String::new();
        for (y, row) in self.dark.chunks(self.side.max(1)).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&true) {
                    let (left, top, length) = (x + MARGIN, y + MARGIN, run.len());
                    path.push_str(&format!("M{left} {top}h{length}v1h-{length}z"));
                }
                x += run.len();
            }
        }
        (path, self.side + 2 * MARGIN)
    }
}

/// SOURCE: ISO/IEC 18004, section 9.1.
const MARGIN: usize = 4;
