"""A Gaussian process over the points of a space, and what it makes of them.

`kernels` says how alike two points are, `fitting` finds the kernel's scales, `posterior` conditions
on what was measured, `acquisitions` says how much a measurement promises, `knowledge` looks one
step ahead, and `candidates` and `continuous` find the points where it promises most.
Only numpy and scipy.
"""
