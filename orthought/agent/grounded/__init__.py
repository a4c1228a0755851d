"""Grounded decoding: a small model labels each number of the text, our code writes the model.

Writing a whole program is beyond a model of a few billion parameters; saying what one number of one
sentence is for is not. So it is asked three kinds of short questions, each under a grammar made
from the problem itself: what is decided and what for; then, sentence by sentence, the role of each
number; and of each comparison without a number. No number can be forgotten or invented, names are
those that were declared, and the formulation is compiled to the program by code.
"""
