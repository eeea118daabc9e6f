//! The first bytes of a file.

const MAGIC: [u8; 8] = *b"RUNGSTEP";
const VERSION: u32 = 1;
pub(super) const HEADER: usize = 48;
const NUMBER: u64 = size_of::<f64>() as u64;

/// Which program a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `heat-mpi`.
    Heat = 1,
    /// `nbody-mpi`.
    Nbody = 2,
}

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Header {
    /// Who wrote it.
    pub program: Program,
    /// Rows and columns of its numbers.
    pub shape: [usize; 2],
    /// Steps that were done.
    pub step: u64,
    /// r of the heat equation, Δt of n-body.
    pub parameter: f64,
}

impl Header {
    pub(super) fn bytes(&self) -> [u8; HEADER] {
        let [rows, columns] = self.shape.map(|side| (side as u64).to_le_bytes());
        let parts: [&[u8]; 7] = [
            &MAGIC,
            &VERSION.to_le_bytes(),
            &(self.program as u32).to_le_bytes(),
            &rows,
            &columns,
            &self.step.to_le_bytes(),
            &self.parameter.to_le_bytes(),
        ];
        let mut bytes = [0; HEADER];
        bytes.copy_from_slice(&parts.concat());
        bytes
    }

    /// What the bytes say, or why they say nothing.
    pub(super) fn parse(bytes: &[u8; HEADER]) -> Result<Self, String> {
        let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|k| bytes[at + k]));
        if bytes[..8] != MAGIC {
            return Err("it does not begin as one".to_owned());
        }
        let version = number(8) as u32;
        if version != VERSION {
            return Err(format!("its format is version {version}, not {VERSION}"));
        }
        let program = match number(8) >> 32 {
            1 => Program::Heat,
            2 => Program::Nbody,
            other => return Err(format!("it is of an unknown program, {other}")),
        };
        let side = |at| usize::try_from(number(at)).map_err(|why| why.to_string());
        Ok(Self {
            program,
            shape: [side(16)?, side(24)?],
            step: number(32),
            parameter: f64::from_le_bytes(number(40).to_le_bytes()),
        })
    }

    /// Bytes of the whole file.
    pub(super) fn length(&self) -> Option<u64> {
        let [rows, columns] = self.shape.map(|side| side as u64);
        let numbers = rows.checked_mul(columns)?.checked_mul(NUMBER)?;
        numbers.checked_add(HEADER as u64 + 4)
    }
}
