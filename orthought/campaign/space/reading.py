"""From the text of a rule to the rule, by recursive descent over its words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, cast

from orthought.campaign.space.parameters import Categorical, Continuous, Parameter, Value
from orthought.campaign.space.rules import (
    Among,
    Condition,
    Either,
    Every,
    Forbid,
    Linear,
    Not,
    Relation,
    Require,
    Rule,
    Term,
    find,
)
from orthought.campaign.space.tokens import KEYWORDS, Token, Tokens
from orthought.errors import InputError

DEEPEST: Final = 50
"""Parentheses within parentheses."""
Sum = dict[str, float]
"""Factors by parameter; the constant stands under ''."""


class RuleReader:
    """Reads one rule about the parameters of a space."""

    def __init__(self, text: str, parameters: Sequence[Parameter]) -> None:
        self._tokens = Tokens(text)
        self._parameters = {parameter.name: parameter for parameter in parameters}
        self._depth = 0

    def read(self) -> Rule:
        """Return the rule.

        Raises:
            InputError: the text is no rule, or names something unknown.
        """
        when = self._either() if self._tokens.taken("when") else None
        forbids = self._tokens.taken("forbid")
        if not forbids and not self._tokens.taken("require") and when is not None:
            raise self._fault("'require' or 'forbid' is missing")
        condition = self._either()
        if when is None and self._tokens.taken("when"):
            when = self._either()
        if self._tokens.next.kind != "end":
            raise self._fault("this is not understood")
        if not forbids:
            return Require(condition=condition, when=when)
        return Forbid(condition=condition if when is None else Every(parts=(when, condition)))

    def _either(self) -> Condition:
        parts = [self._every()]
        while self._tokens.taken("or"):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Either(parts=tuple(parts))

    def _every(self) -> Condition:
        parts = [self._single()]
        while self._tokens.taken("and"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else Every(parts=tuple(parts))

    def _single(self) -> Condition:
        self._deeper(1)
        try:
            if self._tokens.taken("not"):
                return Not(part=self._single())
            after = self._tokens.after_group() if self._tokens.is_next("(") else None
            if after is None or (after.kind == "sign" and after.value in _GOES_ON):
                return self._comparison()
            self._tokens.take()
            inner = self._either()
            if not self._tokens.taken(")"):
                raise self._fault("a closing parenthesis is missing")
            return inner
        finally:
            self._deeper(-1)

    def _comparison(self) -> Condition:
        token = self._tokens.next
        parameter = self._parameters.get(token.value) if token.kind in ("word", "text") else None
        if isinstance(parameter, Categorical):
            self._tokens.take()
            return self._choice(parameter)
        left = self._sum()
        if self._tokens.is_next("in", "not"):
            return self._numbers(left, token)
        parts: list[Condition] = []
        while self._tokens.next.value in _RELATIONS and self._tokens.next.kind == "sign":
            relation = _RELATIONS[self._tokens.take().value]
            right = self._sum()
            parts.append(self._relate(left, relation, right, token))
            left = right
        if not parts:
            raise self._fault("a comparison such as <= is missing")
        return parts[0] if len(parts) == 1 else Every(parts=tuple(parts))

    def _choice(self, parameter: Categorical) -> Among:
        """Read what stands behind the name of a parameter with options."""
        if self._tokens.next.kind == "sign" and self._tokens.next.value in _EQUALITIES:
            negated = _RELATIONS[self._tokens.take().value] == "!="
            values: tuple[Value, ...] = (self._option(parameter),)
        else:
            negated = self._tokens.taken("not")
            if not self._tokens.taken("in"):
                raise self._fault(f"{parameter.name} is a choice: '=', '!=' or 'in' is missing")
            values = self._list(parameter)
        return Among(parameter=parameter.name, values=values, negated=negated)

    def _numbers(self, left: Sum, token: Token) -> Among:
        """Read a list of numbers behind the name of a parameter."""
        negated = self._tokens.taken("not")
        names = [name for name in left if name]
        if not self._tokens.taken("in") or len(names) != 1 or left != {names[0]: 1.0}:
            raise self._tokens.fault(token, "'in' belongs behind one name", _EXAMPLES)
        parameter = self._parameters[names[0]]
        values = self._list(parameter)
        return self._fitted(Among(parameter=names[0], values=values, negated=negated))

    def _list(self, parameter: Parameter) -> tuple[Value, ...]:
        if not self._tokens.taken("["):
            raise self._fault("a list in brackets is missing")
        values = [self._option(parameter)]
        while self._tokens.taken(",") and not self._tokens.is_next("]"):
            values.append(self._option(parameter))
        if not self._tokens.taken("]"):
            raise self._fault("a comma or the closing bracket of the list is missing")
        return tuple(dict.fromkeys(values))

    def _option(self, parameter: Parameter) -> Value:
        written = self._tokens.take_option()
        try:
            return parameter.read(written)
        except InputError as error:
            raise self._tokens.objection(error.message, error.fix) from None

    def _relate(self, left: Sum, relation: Relation, right: Sum, token: Token) -> Condition:
        """Bring the names to the left and the number to the right."""
        factors = dict(left)
        for name, factor in right.items():
            factors[name] = factors.get(name, 0.0) - factor
        bound = -factors.pop("", 0.0) or 0.0
        if not all(map(math.isfinite, (bound, *factors.values()))):
            raise self._tokens.fault(token, "a number is too large", "use smaller numbers")
        terms = tuple(Term(parameter=n, factor=f) for n, f in factors.items() if f)
        if not terms:
            raise self._tokens.fault(token, "it compares nothing that varies", _EXAMPLES)
        parameter = self._parameters[terms[0].parameter]
        exact = relation in ("=", "!=") and len(terms) == 1
        if exact and not isinstance(parameter, Continuous):
            value = bound / terms[0].factor
            negated = relation == "!="
            return self._fitted(Among(parameter=parameter.name, values=(value,), negated=negated))
        return Linear(terms=terms, relation=relation, bound=bound)

    def _fitted(self, condition: Among) -> Among:
        try:
            return condition.fit(self._parameters)
        except InputError as error:
            raise self._tokens.objection(error.message, error.fix) from None

    def _sum(self) -> Sum:
        total = self._product()
        while self._tokens.is_next("+", "-"):
            sign = 1.0 if self._tokens.take().value == "+" else -1.0
            for name, factor in self._product().items():
                total[name] = total.get(name, 0.0) + sign * factor
        return total

    def _product(self) -> Sum:
        result = self._factor()
        while self._tokens.is_next("*", "/"):
            sign = self._tokens.take()
            other = self._factor()
            if sign.value == "/":
                if set(other) != {""} or not other[""]:
                    raise self._tokens.fault(sign, "only numbers other than 0 divide", _EXAMPLES)
                other = {"": 1 / other[""]}
            if set(result) != {""} and set(other) != {""}:
                raise self._tokens.fault(sign, "parameters are not multiplied", _EXAMPLES)
            names, number = (result, other[""]) if set(other) == {""} else (other, result[""])
            result = {name: factor * number for name, factor in names.items()}
        return result

    def _factor(self) -> Sum:
        self._deeper(1)
        try:
            if self._tokens.taken("-"):
                return {name: -factor for name, factor in self._factor().items()}
            if self._tokens.taken("("):
                inner = self._sum()
                if not self._tokens.taken(")"):
                    raise self._fault("a closing parenthesis is missing")
                return inner
            return self._atom()
        finally:
            self._deeper(-1)

    def _atom(self) -> Sum:
        token = self._tokens.take()
        if token.kind == "number":
            return {"": float(token.value)}
        is_name = token.kind == "text" or (
            token.kind == "word" and token.value.lower() not in KEYWORDS
        )
        if not is_name:
            raise self._tokens.fault(token, "a name or a number is missing", _EXAMPLES)
        try:
            parameter = find(self._parameters, token.value)
        except InputError as error:
            raise self._tokens.objection(error.message, error.fix) from None
        if isinstance(parameter, Categorical):
            raise self._tokens.fault(
                token,
                f"{parameter.name} is a choice among options and no number",
                f"compare it with an option: {parameter.name} = {parameter.values()[0]!r}",
            )
        return {parameter.name: 1.0}

    def _deeper(self, step: int) -> None:
        self._depth += step
        if self._depth > DEEPEST:
            raise self._fault("it is nested too deeply")

    def _fault(self, message: str) -> InputError:
        return self._tokens.fault(self._tokens.next, message, _EXAMPLES)


_EXAMPLES: Final = (
    'write such as: forbid base = MTBD and ligand in [XPhos, "t-BuXPhos"]; '
    "when solvent = DMA require AcOH_equiv <= 3; 2*a + b <= 10"
)
_RELATIONS: Final = cast(
    "dict[str, Relation]",
    {"<=": "<=", "<": "<", ">=": ">=", ">": ">", "=": "=", "==": "=", "!=": "!=", "<>": "!="},
)
_EQUALITIES: Final = frozenset({"=", "==", "!=", "<>"})
_GOES_ON: Final = frozenset({*_RELATIONS, "+", "-", "*", "/"})
