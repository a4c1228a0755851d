"""A document of tables and plots, and how it becomes Markdown, LaTeX and one HTML page."""
