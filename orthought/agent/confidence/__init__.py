"""How likely an answer is right: a probability from the evidence beside it, fitted on labels.

Nothing here asks a language model. What the evidence is stands in `evidence`, how it becomes
numbers in `features`, how weights are fitted in `logistic` and `fitting`, where fits are kept in
`stored`, and what an answer says in `saying`.
"""
