"""Learning from experience: runs that were solved and checked become examples for later problems.

They are kept on this machine alone, one file each, and chosen by class and words. A measurement
uses none of them unless it is told to, and then never one that is close to a problem of it.
"""
