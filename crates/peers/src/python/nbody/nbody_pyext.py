"""The Rust kernel as a Python module: crates/pyext of this course, installed by its set-up."""

from rung_kernels import nbody_accelerations as run
