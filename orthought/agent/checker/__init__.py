"""The independent checker: what the text alone says of a plan, held against the answer.

A second reader gets the text and the names of the decisions, nothing else of the model, and writes
a small program that states objective and limits of the text on these decisions. That program
is evaluated at the answer's point, and where it is plain arithmetic it is solved as well: a better
point that keeps every limit of the text shows what the model forbids without being asked.
Disagreement is evidence and never a verdict: either reader may be the one that is wrong.
"""
