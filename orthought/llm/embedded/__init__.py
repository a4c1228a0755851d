"""The embedded language model: its weights, its server process, its adapter."""
