"""The parts of a report: from figures to tables, plots and sentences."""
