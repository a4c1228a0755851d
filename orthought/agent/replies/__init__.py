"""Reading what a language model wrote, tolerantly, into a formulation and a program."""
