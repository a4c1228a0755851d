"""Lists of words, written as running text."""

from __future__ import annotations

from typing import Final


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


UNITS: Final = words(
    "h hr hrs hour hours min mins minute minutes s sec second seconds day days week weeks "
    "month months year years eur usd euro euros dollar dollars pound pounds cent cents g kg t "
    "ton tons tonne tonnes lb lbs oz l ml litre litres liter liters gallon gallons m cm mm km "
    "mile miles metre metres meter meters kw kwh mw mwh gw w wh unit units piece pieces "
    "percent people persons workers employees items boxes bottles pallets trips orders "
    "degrees gb mb tb acres acre hectare hectares ha sqft ft feet foot inch inches"
)
"""What a number in front of it measures."""

HUNDREDTHS: Final = words("cent cents ct cts pence rappen cm")
"""Units that are a hundredth of another one."""

LABELS: Final = words(
    "table figure section equation example part week day month period year quarter shift "
    "machine product plant factory warehouse facility node city customer client project type "
    "grade stage step route line job task vehicle truck van worker employee site location "
    "supplier store shop resource station region zone area team crew item class category "
    "option alternative material ingredient crop field farm hospital ward room gate terminal "
    "port depot bus flight driver nurse doctor group set scenario model variant size level "
    "phase operation order batch process department division component ore mine well pump "
    "generator unit reactor tank oil fuel blend food diet vitamin feed metal alloy wood paper "
    "roll pattern woche tag monat maschine produkt semaine jour mois produit semana mes "
    "producto fund asset stock bond investment arc edge link road district branch office "
    "school bid lot order knapsack container bin slot"
)
"""What a number behind it may name: 'week 3'."""

ALWAYS_LABEL: Final = words("table figure fig tab section equation eq no nr # chapter")
"""What a number behind it always names: 'Table 2'."""

BEFORE_YEAR: Final = words(
    "in year since until by of from for before after during january february march april may "
    "june july august september october november december im jahr"
)
"""What stands before a year."""

DISTRIBUTIVE: Final = words("per each every a an any one pro je chaque cada par all")
"""'per week 40 hours' names no week."""
