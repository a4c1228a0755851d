"""The leaderboard: all kept evaluations on one page, each way among those that met its problems.

Nothing here asks a language model or prints: functions return data or text, or write files.
"""

from orthought.evaluation.report.leaderboard.making import find_evaluations, make_leaderboard
from orthought.evaluation.report.leaderboard.models import Board, Leaderboard, LeftOut, Standing
from orthought.evaluation.report.leaderboard.writing import LeaderboardPaths, write_leaderboard

__all__ = [
    "Board",
    "Leaderboard",
    "LeaderboardPaths",
    "LeftOut",
    "Standing",
    "find_evaluations",
    "make_leaderboard",
    "write_leaderboard",
]
