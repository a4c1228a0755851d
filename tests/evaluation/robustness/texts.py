"""Texts of our own for the rules: one that wraps, one with a table, one that gives little hold."""

BAKERY = """A bakery makes rye loaves and rolls. A loaf takes 12 min of kneading and a roll
takes 3 min. The mixer runs at most 480 min a day. A loaf uses 0.8 kg of flour and a
roll uses 0.07 kg. The company receives 95 kg of flour each day. It cannot store
flour overnight. A loaf earns a margin of 4 EUR and a roll 0.5 EUR. At most 60
loaves can be sold. How many loaves and rolls should the bakery make to earn the
most money?"""

LOOMS = """A weaving mill has the looms below. The limits hold for one week.

| loom | hours | kg |
| --- | --- | --- |
| 1 | 40 | 120 |
| 2 | 35 | 90 |

Each loom needs 2 workers. A metre of cloth sells for $6. Which looms should run so that the
profit is as large as possible?"""

BOATS = "Boat 2 was built in 1987 and rows 5kg, 12.5 kg, 30% and $40. What is best?"
