"""The figures of a report: from scored cells to typed summaries."""
